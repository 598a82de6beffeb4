// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/orders/begunanswer.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;

namespace {

Usage usageOf(std::int64_t prompt, std::int64_t completion)
{
    Usage usage;
    usage[Meter::Prompt] = prompt;
    usage[Meter::Completion] = completion;
    usage[Meter::Request] = 1;
    return usage;
}

} // namespace

class BegunAnswerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingBegunChangesNothing()
    {
        QVERIFY(BegunAnswer().asOneAnswer(usageOf(30, 14), UsageSource::Reported, 7) == usageOf(30, 14));
    }

    void partsAddUp()
    {
        BegunAnswer begun;
        begun.addPart(usageOf(25, 0), UsageSource::Estimated, 400);
        QCOMPARE(begun.tokens(), 100);
        begun.addPart({}, UsageSource::None, 400); // brought nothing
        QCOMPARE(begun.tokens(), 100);
        begun.addPart(usageOf(125, 7), UsageSource::Reported, 420);
        QCOMPARE(begun.tokens(), 107);
        QVERIFY(begun.asOneAnswer(usageOf(140, 10), UsageSource::Reported, 1) == usageOf(33, 117));
        QVERIFY(begun.asOneAnswer(usageOf(140, 10), UsageSource::Estimated, 1) ==
                usageOf(25, 117)); // the second's count
    }

    void isTheSameAfterItWasNoted()
    {
        BegunAnswer begun;
        begun.addPart({}, UsageSource::Estimated, 400);
        for (const auto source : {UsageSource::Reported, UsageSource::Estimated})
            QVERIFY(BegunAnswer(begun.part(25)).asOneAnswer(usageOf(140, 10), source, 1) ==
                    begun.asOneAnswer(usageOf(140, 10), source, 25));
        begun.addPart(usageOf(130, 7), UsageSource::Reported, 420);
        QVERIFY(begun.part(25) == (clearinghouse::BegunPart{.tokens = 107, .promptTokens = 30}));
    }

    void noTokenIsShorterThanAByte()
    {
        BegunAnswer begun;
        begun.addPart(usageOf(25, 90), UsageSource::Reported, 5);
        QCOMPARE(begun.tokens(), 5);
    }

    void theBeginLiesBehindWhatWasCached()
    {
        BegunAnswer begun;
        begun.addPart({}, UsageSource::Estimated, 400);
        Usage usage = usageOf(60, 10);
        usage[Meter::CacheRead] = 100;
        usage[Meter::CacheWrite] = 30;
        const Usage whole = begun.asOneAnswer(usage, UsageSource::Reported, 1);
        QCOMPARE(whole[Meter::Prompt], 0);
        QCOMPARE(whole[Meter::CacheWrite], 0);
        QCOMPARE(whole[Meter::CacheRead], 90);
        QCOMPARE(whole[Meter::Completion], 110);
    }

    void aCountThatDoesNotReachBeyondTheBeginIsOneWithoutIt()
    {
        BegunAnswer begun;
        begun.addPart({}, UsageSource::Estimated, 400);
        QVERIFY(begun.asOneAnswer(usageOf(100, 10), UsageSource::Reported, 1) == usageOf(100, 110));
    }

    void anAnswerThatBeganAnewHasNoBegin()
    {
        BegunAnswer begun;
        begun.addPart({}, UsageSource::Estimated, 400);
        begun.clear();
        begun.addPart({}, UsageSource::Estimated, 8);
        QCOMPARE(begun.tokens(), 2);
    }
};

QTEST_APPLESS_MAIN(BegunAnswerTest)
#include "begunanswer_test.moc"
