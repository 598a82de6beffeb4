// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/pricing.h"

#include <QtTest>

#include <random>

using namespace gotoai;
using namespace gotoai::clearinghouse;

namespace {

using Picos = Price::Picos;

Price priceOf(const std::vector<std::pair<Meter, std::int64_t>>& picos)
{
    Picos all{};
    for (const auto& [meter, pico] : picos)
        all[static_cast<std::size_t>(meter)] = pico;
    auto price = Price::make(PriceId::make(fromMicroseconds(0)), all, fromMicroseconds(0));
    if (!price)
        qFatal("%s", price.error().detail.c_str());
    return *price;
}

} // namespace

class PricingTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void exampleHoldAndCharge()
    {
        const Price price = priceOf({{Meter::Prompt, 50'000}, {Meter::Completion, 400'000}});
        const auto hold = holdFor({.promptTokens = 2'000, .completionTokens = 2'000}, price, {});
        QVERIFY(hold);
        QCOMPARE(hold->toUsd(), std::string("0.0009"));
        Usage usage;
        usage[Meter::Prompt] = 30;
        usage[Meter::Completion] = 14;
        const auto charge = chargeFor(usage, price, {});
        QVERIFY(charge);
        QCOMPARE(charge->userPrice.toUsd(), std::string("0.0000071"));
        QCOMPARE(charge->providerCost.toUsd(), std::string("0.0000071"));
    }

    void roundingAndFee_data()
    {
        QTest::addColumn<qint64>("pico"); // of one prompt token
        QTest::addColumn<int>("basisPoints");
        QTest::addColumn<qint64>("perCall");
        QTest::addColumn<qint64>("cost");
        QTest::addColumn<qint64>("userPrice");
        QTest::newRow("nothing") << qint64{0} << 0 << qint64{0} << qint64{0} << qint64{0};
        QTest::newRow("one pico rounds up for the user") << qint64{1} << 0 << qint64{0} << qint64{0} << qint64{1};
        QTest::newRow("half to even, down") << qint64{2'500} << 0 << qint64{0} << qint64{2} << qint64{3};
        QTest::newRow("half to even, up") << qint64{3'500} << 0 << qint64{0} << qint64{4} << qint64{4};
        QTest::newRow("five percent") << qint64{100'000} << 500 << qint64{0} << qint64{100} << qint64{105};
        QTest::newRow("a share below a nano") << qint64{1'000} << 1 << qint64{0} << qint64{1} << qint64{2};
        QTest::newRow("a fixed amount") << qint64{1'000} << 0 << qint64{7} << qint64{1} << qint64{8};
        QTest::newRow("hundredfold") << qint64{1'000} << 1'000'000 << qint64{0} << qint64{1} << qint64{101};
    }
    void roundingAndFee()
    {
        QFETCH(qint64, pico);
        QFETCH(int, basisPoints);
        QFETCH(qint64, perCall);
        QFETCH(qint64, cost);
        QFETCH(qint64, userPrice);
        Usage usage;
        usage[Meter::Prompt] = 1;
        const Price price = priceOf({{Meter::Prompt, pico}, {Meter::Completion, 0}});
        const auto charge = chargeFor(usage, price, {basisPoints, Money::fromNano(perCall)});
        QVERIFY(charge);
        QCOMPARE(charge->providerCost.nano(), cost);
        QCOMPARE(charge->userPrice.nano(), userPrice);
    }

    void meterWithoutPriceIsRefused()
    {
        const Price price = priceOf({{Meter::Prompt, 1}, {Meter::Completion, 1}});
        const auto hold = holdFor({.images = 1}, price, {});
        QVERIFY(!hold && hold.error().code == ErrorCode::UnsupportedParameter);
    }

    void boundOutOfLimitsIsRefused()
    {
        const Price price = priceOf({{Meter::Prompt, 1}, {Meter::Completion, 1}});
        for (const std::int64_t count :
             {std::int64_t{-1}, kMaxTokenCount + 1, std::numeric_limits<std::int64_t>::max()}) {
            const auto hold = holdFor({.promptTokens = count}, price, {});
            QVERIFY(!hold && hold.error().code == ErrorCode::InvalidRequest);
        }
    }

    void amountBeyondTheLedgerIsRefused()
    {
        const Price price = priceOf({{Meter::Prompt, Price::kMaxPico}, {Meter::Completion, Price::kMaxPico}});
        const auto hold =
            holdFor({.promptTokens = kMaxTokenCount, .completionTokens = kMaxTokenCount}, price,
                    {FeePolicy::kMaxBasisPoints, Money::fromNano(std::numeric_limits<std::int64_t>::max())});
        QVERIFY(!hold && hold.error().code == ErrorCode::InvalidRequest);
    }

    void feeOutOfLimitsIsRefused()
    {
        const Price price = priceOf({{Meter::Prompt, 1}, {Meter::Completion, 1}});
        QVERIFY(!holdFor({.promptTokens = 1}, price, {-1, Money()}));
        QVERIFY(!holdFor({.promptTokens = 1}, price, {FeePolicy::kMaxBasisPoints + 1, Money()}));
        QVERIFY(!holdFor({.promptTokens = 1}, price, {0, Money::fromNano(-1)}));
    }

    // The promise of a hold: whatever is used within the bound costs the user no more.
    void chargeWithinTheBoundStaysBelowTheHold()
    {
        std::mt19937_64 random(20260711);
        const auto upTo = [&random](std::int64_t max) {
            return std::uniform_int_distribution<std::int64_t>(0, max)(random);
        };
        for (int round = 0; round < 20'000; ++round) {
            Picos picos{};
            for (const Meter meter : kMeters) {
                if (meter == Meter::Prompt || meter == Meter::Completion || upTo(3) > 0)
                    picos[static_cast<std::size_t>(meter)] = upTo(std::int64_t{1} << upTo(40));
            }
            PriceFigures figures(picos);
            if (upTo(1) > 0) {
                Picos longer = picos;
                longer[static_cast<std::size_t>(Meter::Completion)] = upTo(std::int64_t{1} << upTo(40));
                figures.tiers = {{1 + upTo(100'000), longer}};
            }
            const auto price = Price::make(PriceId::make(fromMicroseconds(0)), figures, fromMicroseconds(0));
            QVERIFY(price);
            const FeePolicy fee{static_cast<std::int32_t>(upTo(20'000)), Money::fromNano(upTo(1'000'000))};
            const UsageBound bound{upTo(200'000), upTo(50'000), price->pico(Meter::Image) ? upTo(20) : 0,
                                   price->pico(Meter::Audio) ? upTo(10'000) : 0};
            Usage usage;
            usage[Meter::Prompt] = upTo(bound.promptTokens);
            usage[Meter::CacheRead] = upTo(bound.promptTokens - usage[Meter::Prompt]);
            usage[Meter::CacheWrite] = upTo(bound.promptTokens - usage[Meter::Prompt] - usage[Meter::CacheRead]);
            usage[Meter::Completion] = upTo(bound.completionTokens);
            usage[Meter::Reasoning] = upTo(bound.completionTokens - usage[Meter::Completion]);
            usage[Meter::Image] = upTo(bound.images);
            usage[Meter::Audio] = upTo(bound.audioTokens);
            usage[Meter::Request] = upTo(1);
            const auto hold = holdFor(bound, *price, fee);
            const auto charge = chargeFor(usage, *price, fee);
            QVERIFY(hold && charge);
            QVERIFY(charge->userPrice <= *hold);
            QVERIFY(charge->providerCost <= charge->userPrice);
        }
    }
};

QTEST_GUILESS_MAIN(PricingTest)
#include "pricing_test.moc"
