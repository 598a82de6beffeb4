// SPDX-License-Identifier: GPL-3.0-or-later
#include "money/costbound.h"

#include <QTest>

#include <random>

using namespace gotoai;

class CostBoundTest : public QObject
{
    Q_OBJECT

private:
    static constexpr std::size_t at(Meter meter) { return static_cast<std::size_t>(meter); }
    static Price::Picos picos(std::int64_t prompt, std::int64_t completion)
    {
        Price::Picos picos;
        picos[at(Meter::Prompt)] = prompt;
        picos[at(Meter::Completion)] = completion;
        return picos;
    }
    static Price priceOf(PriceFigures figures) { return *Price::make(PriceId(), std::move(figures), Instant{}); }

    std::mt19937_64 m_random{20260711};
    std::int64_t upTo(std::int64_t most) { return std::uniform_int_distribution<std::int64_t>(0, most)(m_random); }

    Price::Picos anyPicos(const Price::Picos* like)
    {
        Price::Picos picos{};
        for (const Meter meter : kMeters) {
            const bool isNeeded = meter == Meter::Prompt || meter == Meter::Completion;
            const bool isPriced = isNeeded || (upTo(3) > 0 && (like == nullptr || (*like)[at(meter)]));
            if (isPriced)
                picos[at(meter)] = upTo(std::int64_t{1} << upTo(40));
        }
        return picos;
    }
    Price anyPrice()
    {
        PriceFigures figures(anyPicos(nullptr));
        std::int64_t above = 0;
        for (std::int64_t tiers = upTo(3); tiers > 0; --tiers)
            figures.tiers.push_back({above += 1 + upTo(80'000), anyPicos(&figures.picos)});
        return priceOf(std::move(figures));
    }
    Usage anyUsage(const UsageBound& bound)
    {
        Usage usage;
        usage[Meter::Prompt] = upTo(bound.promptTokens);
        usage[Meter::CacheRead] = upTo(bound.promptTokens - usage[Meter::Prompt]);
        usage[Meter::CacheWrite] = upTo(bound.promptTokens - usage[Meter::Prompt] - usage[Meter::CacheRead]);
        usage[Meter::Completion] = upTo(bound.completionTokens);
        usage[Meter::Reasoning] = upTo(bound.completionTokens - usage[Meter::Completion]);
        usage[Meter::Image] = upTo(bound.images);
        usage[Meter::Audio] = upTo(bound.audioTokens);
        usage[Meter::Request] = upTo(1);
        return usage;
    }

private Q_SLOTS:
    void boundsEveryUsageWithin()
    {
        for (int round = 0; round < 20'000; ++round) {
            const Price price = anyPrice();
            const UsageBound bound{upTo(200'000), upTo(50'000), price.pico(Meter::Image) ? upTo(20) : 0,
                                   price.pico(Meter::Audio) ? upTo(10'000) : 0};
            const auto most = mostCost(price, bound);
            const auto cost = price.cost(anyUsage(bound));
            QVERIFY(most && cost);
            QVERIFY(*cost <= *most);
        }
    }

    void isTheDearestTierThatThePromptReaches_data()
    {
        QTest::addColumn<qint64>("prompt");
        QTest::addColumn<qint64>("most"); // with ten tokens of output
        QTest::newRow("short") << qint64{200} << qint64{200 * 2 + 10 * 12};
        QTest::newRow("longer") << qint64{201} << qint64{201 * 4 + 10 * 18};
        // The longest prompts are cheap here; what a shorter one costs is more.
        QTest::newRow("dearest below its own") << qint64{1'500} << qint64{1'000 * 4 + 10 * 18};
    }
    void isTheDearestTierThatThePromptReaches()
    {
        QFETCH(qint64, prompt);
        QFETCH(qint64, most);
        const Price price = priceOf({picos(2, 12), {{200, picos(4, 18)}, {1'000, picos(1, 1)}}});
        QVERIFY(*mostCost(price, {.promptTokens = prompt, .completionTokens = 10}) == static_cast<PicoUsd>(most));
    }

    void audioIsHeldFor()
    {
        Price::Picos audible = picos(1, 1);
        audible[at(Meter::Audio)] = 100;
        QVERIFY(*mostCost(priceOf(audible), {.audioTokens = 3}) == PicoUsd{300});
        QCOMPARE(mostCost(priceOf(picos(1, 1)), {.audioTokens = 1}).error().code, ErrorCode::UnsupportedParameter);
    }

    void refusesQuantitiesOutOfLimits_data()
    {
        QTest::addColumn<qint64>("count");
        QTest::newRow("-1") << qint64{-1};
        QTest::newRow("2^31") << qint64{2'147'483'648};
        QTest::newRow("2^53") << qint64{9'007'199'254'740'992};
        QTest::newRow("2^63-1") << std::numeric_limits<qint64>::max();
    }
    void refusesQuantitiesOutOfLimits()
    {
        QFETCH(qint64, count);
        Price::Picos all = picos(1, 1);
        all[at(Meter::Image)] = 1;
        all[at(Meter::Audio)] = 1;
        const Price price = priceOf(all);
        for (const UsageBound& bound : {UsageBound{.promptTokens = count}, UsageBound{.completionTokens = count},
                                        UsageBound{.images = count}, UsageBound{.audioTokens = count}})
            QCOMPARE(mostCost(price, bound).error().code, ErrorCode::InvalidRequest);
    }

    void acceptsPricesThatBoundTheirCalls()
    {
        for (int round = 0; round < 2'000; ++round)
            QVERIFY(checkBounded(anyPrice(), 1 + upTo(300'000), 1 + upTo(50'000)));
    }

    void refusesPricesThatNoLedgerHolds()
    {
        // $10,000,000: exactly, and a nano-dollar more.
        QVERIFY(checkBounded(priceOf(picos(10'000'000'000'000, 0)), 1'000'000, 1));
        QVERIFY(!checkBounded(priceOf(picos(10'000'000'001'000, 0)), 1'000'000, 1));
        QVERIFY(!checkBounded(priceOf(picos(Price::kMaxPico, Price::kMaxPico)), kMaxTokenCount, kMaxTokenCount));
        QVERIFY(!checkBounded(priceOf({picos(1, 1), {{500'000, picos(Price::kMaxPico, 1)}}}), 1'000'000, 1));
        QVERIFY(checkBounded(priceOf({picos(1, 1), {{1'000'000, picos(Price::kMaxPico, 1)}}}), 1'000'000, 1));
        QCOMPARE(checkBounded(priceOf(picos(1, 1)), kMaxTokenCount + 1, 1).error().code, ErrorCode::InvalidRequest);
    }
};

QTEST_GUILESS_MAIN(CostBoundTest)
#include "costbound_test.moc"
