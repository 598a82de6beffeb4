// SPDX-License-Identifier: GPL-3.0-or-later
#include "money/price.h"

#include <QTest>

#include <limits>

using namespace gotoai;

class PriceTest : public QObject
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
    static Result<Price> make(const Price::Picos& picos) { return Price::make(PriceId(), picos, Instant{}); }

private Q_SLOTS:
    void readsPricesPerMillion_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("pico");
        QTest::newRow("free") << QByteArray("0") << qint64{0};
        QTest::newRow("the example's prompt") << QByteArray("0.05") << qint64{50'000};
        QTest::newRow("the example's completion") << QByteArray("0.4") << qint64{400'000};
        QTest::newRow("a cached price") << QByteArray("0.0375") << qint64{37'500};
        QTest::newRow("smallest") << QByteArray("0.000001") << qint64{1};
        QTest::newRow("dearest") << QByteArray("1000000000000") << Price::kMaxPico + qint64{0};
    }
    void readsPricesPerMillion()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, pico);
        QCOMPARE(qint64{*parseUsdPerMillion(text.toStdString())}, pico);
        QCOMPARE(formatUsdPerMillion(pico), text.toStdString());
    }

    void refusesOtherPrices_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("negative") << QByteArray("-0.01");
        QTest::newRow("too fine") << QByteArray("0.0000001");
        QTest::newRow("too dear") << QByteArray("1000000000000.000001");
        QTest::newRow("exponent") << QByteArray("1e-3");
        QTest::newRow("empty") << QByteArray();
    }
    void refusesOtherPrices()
    {
        QFETCH(QByteArray, text);
        QCOMPARE(parseUsdPerMillion(text.toStdString()).error().code, ErrorCode::InvalidRequest);
    }

    void readsPricesPerUnit()
    {
        QCOMPARE(*parseUsdPerUnit("0.001"), std::int64_t{1'000'000'000});
        QCOMPARE(formatUsdPerUnit(1'000'000'000), "0.001");
        QVERIFY(!parseUsdPerUnit("1000000.000000000001"));
        QVERIFY(!parseUsdPerUnit("-1"));
    }

    void needsPromptAndCompletion()
    {
        QVERIFY(make(picos(0, 0)).has_value());
        Price::Picos lacking = picos(1, 1);
        lacking[at(Meter::Prompt)].reset();
        QVERIFY(!make(lacking));
        lacking = picos(1, 1);
        lacking[at(Meter::Completion)].reset();
        QVERIFY(!make(lacking));
    }

    void refusesPicosOutOfRange()
    {
        QVERIFY(!make(picos(-1, 0)));
        QVERIFY(!make(picos(0, Price::kMaxPico + 1)));
        QVERIFY(!make(picos(0, std::numeric_limits<std::int64_t>::max())));
        Price::Picos negative = picos(0, 0);
        negative[at(Meter::Image)] = -1;
        QVERIFY(!make(negative));
    }

    void inheritsWhatIsNotPriced()
    {
        const Price price = *make(picos(50, 400));
        QVERIFY(price.pico(Meter::CacheRead) == 50);
        QVERIFY(price.pico(Meter::CacheWrite) == 50);
        QVERIFY(price.pico(Meter::Reasoning) == 400);
        QVERIFY(price.pico(Meter::Request) == 0);
        QVERIFY(!price.pico(Meter::Image));
        QVERIFY(!price.pico(Meter::Audio));
    }

    void keepsOwnPricesOfCacheAndReasoning()
    {
        Price::Picos own = picos(50, 400);
        own[at(Meter::CacheRead)] = 5;
        own[at(Meter::Reasoning)] = 0;
        const Price price = *make(own);
        QVERIFY(price.pico(Meter::CacheRead) == 5);
        QVERIFY(price.pico(Meter::Reasoning) == 0);
    }

    void costsTheExampleToTheLastDigit()
    {
        const Price price = *make(picos(*parseUsdPerMillion("0.05"), *parseUsdPerMillion("0.40")));
        Usage usage;
        usage[Meter::Prompt] = 30;
        usage[Meter::Completion] = 14;
        QCOMPARE(toMoney(*price.cost(usage), Rounding::HalfToEven)->toUsd(), "0.0000071");
        usage[Meter::Prompt] = 2'000;
        usage[Meter::Completion] = 2'000;
        QCOMPARE(toMoney(*price.cost(usage), Rounding::Up)->toUsd(), "0.0009");
    }

    void addsAllMeters()
    {
        Price::Picos all;
        Usage usage;
        std::int64_t expected = 0;
        for (const Meter meter : kMeters) {
            const auto n = static_cast<std::int64_t>(at(meter));
            all[at(meter)] = n + 1;
            usage[meter] = n + 10;
            expected += (n + 1) * (n + 10);
        }
        QVERIFY(*make(all)->cost(usage) == static_cast<PicoUsd>(expected));
    }

    void costsTheLargestWithoutOverflow()
    {
        Price::Picos dearest;
        dearest.fill(Price::kMaxPico);
        Usage most;
        most.counts.fill(kMaxTokenCount);
        const auto cost = make(dearest)->cost(most);
        QVERIFY(*cost == static_cast<PicoUsd>(Price::kMaxPico) * kMaxTokenCount * kMeterCount);
        QVERIFY(!toMoney(*cost, Rounding::Up)); // no wallet holds that: an answer, not a wrapped number
    }

    void refusesAMeterWithoutPrice()
    {
        Usage usage;
        usage[Meter::Image] = 1;
        QCOMPARE(make(picos(1, 1))->cost(usage).error().code, ErrorCode::UnsupportedParameter);
    }

    void refusesAbsurdCounts_data()
    {
        QTest::addColumn<qint64>("count");
        QTest::newRow("-1") << qint64{-1};
        QTest::newRow("a billion and one") << qint64{kMaxTokenCount + 1};
        QTest::newRow("2^53") << qint64{9'007'199'254'740'992};
        QTest::newRow("2^63-1") << std::numeric_limits<qint64>::max();
        QTest::newRow("-2^63") << std::numeric_limits<qint64>::min();
    }
    void refusesAbsurdCounts()
    {
        QFETCH(qint64, count);
        Usage usage;
        usage[Meter::Completion] = count;
        QCOMPARE(make(picos(1, 1))->cost(usage).error().code, ErrorCode::InvalidRequest);
    }
};

QTEST_GUILESS_MAIN(PriceTest)
#include "price_test.moc"
