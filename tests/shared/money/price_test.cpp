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

    void pricesByTheLengthOfThePrompt_data()
    {
        QTest::addColumn<qint64>("prompt");
        QTest::addColumn<qint64>("cached");
        QTest::addColumn<qint64>("cost"); // with one token of output
        QTest::newRow("short") << qint64{200} << qint64{0} << qint64{200 * 2 + 12};
        QTest::newRow("one longer: all of it") << qint64{201} << qint64{0} << qint64{201 * 4 + 18};
        QTest::newRow("cached tokens count") << qint64{1} << qint64{200} << qint64{1 * 4 + 200 * 1 + 18};
        QTest::newRow("the longest") << qint64{1'001} << qint64{0} << qint64{1'001 * 9 + 30};
    }
    void pricesByTheLengthOfThePrompt()
    {
        QFETCH(qint64, prompt);
        QFETCH(qint64, cached);
        QFETCH(qint64, cost);
        Price::Picos longer = picos(4, 18);
        longer[at(Meter::CacheRead)] = 1;
        const Price price = *Price::make(PriceId(), {picos(2, 12), {{200, longer}, {1'000, picos(9, 30)}}}, Instant{});
        Usage usage;
        usage[Meter::Prompt] = prompt;
        usage[Meter::CacheRead] = cached;
        usage[Meter::Completion] = 1;
        QVERIFY(*price.cost(usage) == static_cast<PicoUsd>(cost));
    }

    void tiersFollowWhatTheyLeaveOut()
    {
        Price::Picos base = picos(2, 12);
        base[at(Meter::Image)] = 7;
        base[at(Meter::CacheRead)] = 1;
        base[at(Meter::Request)] = 3;
        const Price price = *Price::make(PriceId(), {base, {{200, picos(4, 18)}}}, Instant{});
        QVERIFY(price.pico(Meter::CacheRead, 200) == 1);
        QVERIFY(price.pico(Meter::CacheRead, 201) == 4); // of its own prompt
        QVERIFY(price.pico(Meter::Reasoning, 201) == 18);
        QVERIFY(price.pico(Meter::Image, 201) == 7);
        QVERIFY(price.pico(Meter::Request, 201) == 3);
        QVERIFY(!price.pico(Meter::Audio, 201));
    }

    void refusesTiersThatAreNone_data()
    {
        QTest::addColumn<QList<qint64>>("above");
        QTest::newRow("at nothing") << QList<qint64>{0};
        QTest::newRow("negative") << QList<qint64>{-1};
        QTest::newRow("twice") << QList<qint64>{5, 5};
        QTest::newRow("falling") << QList<qint64>{5, 4};
        QTest::newRow("beyond all prompts") << QList<qint64>{kMaxTokenCount};
        QTest::newRow("2^63-1") << QList<qint64>{std::numeric_limits<qint64>::max()};
        QTest::newRow("too many") << QList<qint64>{1, 2, 3, 4, 5, 6, 7, 8};
    }
    void refusesTiersThatAreNone()
    {
        QFETCH(QList<qint64>, above);
        std::vector<PriceTier> tiers;
        for (const qint64 tokens : above)
            tiers.push_back({tokens, picos(1, 1)});
        QCOMPARE(Price::make(PriceId(), {picos(1, 1), tiers}, Instant{}).error().code, ErrorCode::InvalidRequest);
    }

    void refusesTiersThatCannotPrice()
    {
        Price::Picos more = picos(1, 1);
        more[at(Meter::Audio)] = 1;
        QVERIFY(!Price::make(PriceId(), {picos(1, 1), {{5, more}}}, Instant{}));
        Price::Picos less = picos(1, 1);
        less[at(Meter::Completion)].reset();
        QVERIFY(!Price::make(PriceId(), {picos(1, 1), {{5, less}}}, Instant{}));
        QVERIFY(!Price::make(PriceId(), {picos(1, 1), {{5, picos(1, -1)}}}, Instant{}));
    }

    void endsAfterItBegins()
    {
        const Instant from = fromMicroseconds(5);
        QVERIFY(!Price::make(PriceId(), picos(1, 1), from, from));
        const Price price = *Price::make(PriceId(), picos(1, 1), from, fromMicroseconds(6));
        QVERIFY(price.validUntil() == fromMicroseconds(6));
    }

    void tiersAreKeptAsBytes()
    {
        QVERIFY(encodeTiers({}).empty());
        QVERIFY(decodeTiers({})->empty());
        Price::Picos dear = picos(Price::kMaxPico, 0);
        dear[at(Meter::Image)] = 7;
        const std::vector<PriceTier> tiers = {{200'000, picos(4, 18)}, {999'999'999, dear}};
        const auto bytes = encodeTiers(tiers);
        QVERIFY(decodeTiers(bytes).value() == tiers);
        QVERIFY(!decodeTiers(std::span(bytes).first(bytes.size() - 1)));
        auto negative = bytes;
        negative[8] = 0x80; // the first prompt's price
        QVERIFY(!decodeTiers(negative));
        std::vector<std::uint8_t> many;
        for (int i = 0; i < 4; ++i)
            many.insert(many.end(), bytes.begin(), bytes.end());
        QVERIFY(!decodeTiers(many));
    }
};

QTEST_GUILESS_MAIN(PriceTest)
#include "price_test.moc"
