// SPDX-License-Identifier: GPL-3.0-or-later
#include "money/usage.h"

#include <QTest>

#include <set>
#include <string>

using namespace gotoai;

class UsageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsAsOpenAiDoes()
    {
        Usage usage;
        usage[Meter::Prompt] = 10;
        usage[Meter::CacheRead] = 20;
        usage[Meter::CacheWrite] = 30;
        usage[Meter::Completion] = 1;
        usage[Meter::Reasoning] = 2;
        usage[Meter::Request] = 1;
        QCOMPARE(usage.promptTokens(), std::int64_t{60});
        QCOMPARE(usage.completionTokens(), std::int64_t{3});
    }

    void knowsItsLimits()
    {
        Usage usage;
        QVERIFY(usage.isZero() && usage.isWithinLimits());
        for (const Meter meter : kMeters) {
            Usage one;
            one[meter] = kMaxTokenCount;
            QVERIFY(one.isWithinLimits() && !one.isZero());
            one[meter] = kMaxTokenCount + 1;
            QVERIFY(!one.isWithinLimits());
            one[meter] = -1;
            QVERIFY(!one.isWithinLimits());
        }
    }

    void everyMeterHasItsOwnWord()
    {
        std::set<std::string> words;
        for (const Meter meter : kMeters)
            QVERIFY(words.emplace(meterWord(meter)).second);
        QCOMPARE(meterWord(Meter::CacheRead), "cache_read");
    }

    void everySourceHasItsWord()
    {
        QCOMPARE(usageSourceWord(UsageSource::None), "none");
        QCOMPARE(usageSourceWord(UsageSource::Reported), "reported");
        QCOMPARE(usageSourceWord(UsageSource::Estimated), "estimated");
    }
};

QTEST_GUILESS_MAIN(UsageTest)
#include "usage_test.moc"
