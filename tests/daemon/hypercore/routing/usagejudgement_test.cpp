// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/routing/usagejudgement.h"

#include "support/catalogfixture.h"

#include <QTest>

#include <limits>

using namespace gotoai;
using namespace gotoai::hypercore;

class UsageJudgementTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsWhatCannotHaveBeenCounted_data()
    {
        QTest::addColumn<qint64>("prompt");
        QTest::addColumn<qint64>("cached");
        QTest::addColumn<qint64>("completion");
        QTest::addColumn<bool>("isPossible");
        QTest::newRow("nothing") << qint64{0} << qint64{0} << qint64{0} << true;
        QTest::newRow("all of the context, twice answered") << qint64{500} << qint64{500} << qint64{2'000} << true;
        QTest::newRow("a longer prompt") << qint64{501} << qint64{500} << qint64{0} << false;
        QTest::newRow("a longer answer") << qint64{0} << qint64{0} << qint64{2'001} << false;
        QTest::newRow("negative") << qint64{-1} << qint64{0} << qint64{0} << false;
        QTest::newRow("2^63-1") << std::numeric_limits<qint64>::max() << qint64{0} << qint64{0} << false;
    }
    void knowsWhatCannotHaveBeenCounted()
    {
        QFETCH(qint64, prompt);
        QFETCH(qint64, cached);
        QFETCH(qint64, completion);
        QFETCH(bool, isPossible);
        Usage usage;
        usage[Meter::Prompt] = prompt;
        usage[Meter::CacheRead] = cached;
        usage[Meter::Reasoning] = completion;
        QCOMPARE(hypercore::isPossible(usage, *test::makeEndpoint({.contextTokens = 1'000}), 2), isPossible);
    }

    void saysWhatIsWrong()
    {
        const auto endpoint = test::makeEndpoint({.contextTokens = 1'000});
        const auto faultOf = [&](const Usage& usage) {
            return faultOfUsage(usage, *endpoint, *endpoint->price, FeePolicy{}, 1);
        };
        Usage usage;
        usage[Meter::Prompt] = 1'000;
        QVERIFY(!faultOf(usage));
        usage[Meter::Audio] = 1;
        QVERIFY(faultOf(usage) == UsageFault::WithoutPrice);
        usage[Meter::Prompt] = 1'001;
        QVERIFY(faultOf(usage) == UsageFault::Absurd);
    }

    void findsAnotherBill_data()
    {
        QTest::addColumn<qint64>("billed");
        QTest::addColumn<bool>("isOtherwise");
        QTest::newRow("the same") << qint64{40'000} << false;
        QTest::newRow("a hundredth more") << qint64{40'404} << false;
        QTest::newRow("more than that") << qint64{40'500} << true;
        QTest::newRow("less") << qint64{39'000} << true;
        QTest::newRow("nothing: the operator's own key") << qint64{0} << false;
    }
    void findsAnotherBill()
    {
        QFETCH(qint64, billed);
        QFETCH(bool, isOtherwise);
        Usage usage;
        usage[Meter::Completion] = 100;
        const auto price = test::makePrice({});
        QCOMPARE(pricedOtherwise(usage, *price, Money::fromNano(billed)),
                 isOtherwise ? std::optional(Money::fromNano(40'000)) : std::nullopt);
    }
};

QTEST_GUILESS_MAIN(UsageJudgementTest)
#include "usagejudgement_test.moc"
