// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/routing/ranking.h"

#include "support/catalogfixture.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;
using namespace std::chrono_literals;

class RankingTest : public QObject
{
    Q_OBJECT

private:
    chat::Request m_request;

    Merit merit(Ordering ordering, const test::EndpointSketch& sketch, const supply::HealthFigures& health = {}) const
    {
        return meritOf(ordering, *test::makeEndpoint(sketch), health, ExpectedUsage(m_request));
    }
    static supply::EndpointTraits scored(std::optional<std::int32_t> quality, std::optional<std::int32_t> code = {})
    {
        supply::EndpointTraits traits;
        traits.quality = quality;
        traits.codeScore = code;
        return traits;
    }
    static supply::HealthFigures speed(std::chrono::microseconds firstToken, std::int32_t tokensPerSecond)
    {
        return {.firstToken = firstToken, .tokensPerSecond = tokensPerSecond};
    }

private Q_SLOTS:
    void init()
    {
        m_request = {};
        m_request.body.assign(4'000, 'x');
    }

    void cheapGoesByTheOutputPrice()
    {
        const auto cheap = merit(Ordering::OutputPrice, {.promptUsdPerMillion = "9", .completionUsdPerMillion = "1"});
        const auto dear = merit(Ordering::OutputPrice, {.promptUsdPerMillion = "0", .completionUsdPerMillion = "1.1"});
        QVERIFY(cheap < dear);
        QVERIFY(merit(Ordering::OutputPrice, {.promptUsdPerMillion = "8", .completionUsdPerMillion = "1"}) < cheap);
    }

    void whatHasNoScoreRanksLast()
    {
        const auto worst = merit(Ordering::Quality, {.traits = scored(0)});
        QVERIFY(merit(Ordering::Quality, {.traits = scored(1)}) < worst);
        QVERIFY(worst < merit(Ordering::Quality, {.traits = scored({}, 100)}));
        QVERIFY(merit(Ordering::CodeScore, {.traits = scored({}, 0)}) <
                merit(Ordering::CodeScore, {.traits = scored(100)}));
    }

    void equalScoresGoByPrice()
    {
        QVERIFY(merit(Ordering::Quality, {.completionUsdPerMillion = "1", .traits = scored(5)}) <
                merit(Ordering::Quality, {.completionUsdPerMillion = "2", .traits = scored(5)}));
    }

    // 500 tokens: 0.1 s + 10 s against 1 s + 5 s; of one token it is the other way round.
    void latencyDependsOnTheAnswersLength()
    {
        const auto prompt = speed(100ms, 50);
        const auto fluent = speed(1s, 100);
        QVERIFY(merit(Ordering::AnswerTime, {}, fluent) < merit(Ordering::AnswerTime, {}, prompt));
        m_request.maxCompletionTokens = 1;
        QVERIFY(merit(Ordering::AnswerTime, {}, prompt) < merit(Ordering::AnswerTime, {}, fluent));
    }

    void aTenthMoreIsAsGood()
    {
        const auto first = merit(Ordering::FirstToken, {}, speed(990'000us, 1)).first;
        QCOMPARE(merit(Ordering::FirstToken, {}, speed(1'040'000us, 1)).first, first);
        QVERIFY(merit(Ordering::FirstToken, {}, speed(1'200'000us, 1)).first > first);
    }

    void stepsNeverFall()
    {
        std::uint64_t last = 0;
        for (std::int64_t us = 1; us < 100'000'000; us += us / 50 + 1) {
            const auto step = merit(Ordering::FirstToken, {}, speed(std::chrono::microseconds(us), 1)).first;
            QVERIFY(step >= last);
            last = step;
        }
    }

    void whatIsNotMeasuredRanksLast()
    {
        for (const Ordering ordering : {Ordering::AnswerTime, Ordering::Throughput, Ordering::FirstToken})
            QVERIFY(merit(ordering, {}, speed(600s, 1)) < merit(ordering, {}));
        QVERIFY(merit(Ordering::Throughput, {}, speed(1s, 200)) < merit(Ordering::Throughput, {}, speed(1s, 100)));
    }

    // 1,000 prompt and 500 completion tokens.
    void expectsACost()
    {
        const ExpectedUsage usage(m_request);
        const auto endpoint =
            test::makeEndpoint({.promptUsdPerMillion = "2", .completionUsdPerMillion = "4", .requestUsd = "0.001"});
        QCOMPARE(toMoney(expectedCost(usage, *endpoint->price), Rounding::HalfToEven)->toUsd(), "0.005");
        const auto tiered = test::makeEndpoint(
            {.promptUsdPerMillion = "2", .completionUsdPerMillion = "4", .requestUsd = "0.001", .longAbove = 999});
        QCOMPARE(toMoney(expectedCost(usage, *tiered->price), Rounding::HalfToEven)->toUsd(), "0.05");
        QVERIFY(merit(Ordering::OutputPrice, {.completionUsdPerMillion = "5"}) <
                merit(Ordering::OutputPrice, {.completionUsdPerMillion = "1", .longAbove = 999}));
        QVERIFY(merit(Ordering::OutputPrice, {.completionUsdPerMillion = "1", .longAbove = 1'000}) <
                merit(Ordering::OutputPrice, {.completionUsdPerMillion = "5"}));
        QVERIFY(merit(Ordering::ExpectedPrice, {.promptUsdPerMillion = "1", .completionUsdPerMillion = "3"}) <
                merit(Ordering::ExpectedPrice, {.promptUsdPerMillion = "2", .completionUsdPerMillion = "2"}));
        m_request.maxCompletionTokens = 4'000;
        m_request.choices = 3;
        QCOMPARE(ExpectedUsage(m_request).completionTokens, 1'500);
    }

    void theRequestsSortReplacesTheModes()
    {
        using Sort = chat::RouteWishes::Sort;
        chat::RouteWishes wishes;
        QVERIFY(orderingOf(RoutingMode::Quality, &wishes) == Ordering::Quality);
        QVERIFY(orderingOf(RoutingMode::Privacy, nullptr) == Ordering::OutputPrice);
        wishes.sort = Sort::Price;
        QVERIFY(orderingOf(RoutingMode::Quality, &wishes) == Ordering::ExpectedPrice);
        wishes.sort = Sort::Throughput;
        QVERIFY(orderingOf(RoutingMode::Quality, &wishes) == Ordering::Throughput);
        wishes.sort = Sort::Latency;
        QVERIFY(orderingOf(RoutingMode::Quality, &wishes) == Ordering::FirstToken);
    }
};

QTEST_GUILESS_MAIN(RankingTest)
#include "ranking_test.moc"
