// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/openroutergeneration.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::supply;

class OpenRouterGenerationTest final : public QObject
{
    Q_OBJECT

private:
    static QByteArray counts(const char* prompt, const char* completion, const char* cached)
    {
        return QByteArray(R"({"data":{"native_tokens_prompt":)") + prompt + R"(,"native_tokens_completion":)" +
               completion + R"(,"native_tokens_cached":)" + cached + "}}";
    }
    static Result<std::optional<GenerationRecord>> read(int status, std::string_view body)
    {
        json::Parser parser;
        return OpenRouterGeneration().read(status, body, parser);
    }

private Q_SLOTS:
    void asksByTheEscapedId()
    {
        QCOMPARE(OpenRouterGeneration().pathOf("gen-3b_~.Z"), "/generation?id=gen-3b_~.Z");
        QCOMPARE(OpenRouterGeneration().pathOf("a&b=c /?#%\xff"), "/generation?id=a%26b%3Dc%20%2F%3F%23%25%FF");
    }

    // As the provider's reference shows it.
    void readsItsReference()
    {
        const auto record = read(200, R"({"data":{"id":"gen-3bhGkxlo4XFrqiabUM7NDtwDzWwG","upstream_id":"chatcmpl-1",
            "total_cost":0.0015,"cache_discount":0.0002,"created_at":"2024-07-15T23:33:19.433273+00:00",
            "model":"sao10k/l3-stheno-8b","streamed":true,"cancelled":true,"tokens_prompt":11,"tokens_completion":26,
            "native_tokens_prompt":10,"native_tokens_completion":25,"native_tokens_reasoning":5,
            "native_tokens_cached":3,"num_media_prompt":null,"is_byok":false}})");
        QVERIFY(record && *record);
        const Usage& usage = *(*record)->usage;
        QCOMPARE(usage[Meter::Prompt], 7);
        QCOMPARE(usage[Meter::CacheRead], 3);
        QCOMPARE(usage[Meter::Completion], 20);
        QCOMPARE(usage[Meter::Reasoning], 5);
        QCOMPARE((*record)->cost->toUsd(), "0.0015");
    }

    void nullIsZero()
    {
        const auto record = read(200, R"({"data":{"total_cost":null,"native_tokens_prompt":10,
            "native_tokens_completion":0,"native_tokens_reasoning":null,"native_tokens_cached":null}})");
        QVERIFY(record && *record);
        QCOMPARE((*(*record)->usage)[Meter::Prompt], 10);
        QVERIFY(!(*record)->cost);
    }

    void notFoundIsNotYet()
    {
        const auto record = read(404, R"({"error":{"message":"Generation not found","code":404}})");
        QVERIFY(record && !*record);
    }

    void nonsenseIsNoRecord_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("error") << 500 << QByteArray("{}");
        QTest::newRow("unauthorized") << 401 << QByteArray("{}");
        QTest::newRow("no JSON") << 200 << QByteArray("!");
        QTest::newRow("no data") << 200 << QByteArray("{}");
        QTest::newRow("no counts") << 200 << QByteArray(R"({"data":{"total_cost":1}})");
        QTest::newRow("null counts") << 200 << counts("null", "null", "0");
    }
    void nonsenseIsNoRecord()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QVERIFY(!read(status, {body.constData(), static_cast<std::size_t>(body.size())}));
    }

    void countsThatAreNoneAreNoUsage_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("negative") << counts("-1", "1", "0");
        QTest::newRow("fraction") << counts("1.5", "1", "0");
        QTest::newRow("text") << counts("\"1\"", "1", "0");
        QTest::newRow("more cached than there is") << counts("1", "1", "2");
        QTest::newRow("absurd") << counts("9223372036854775807", "1", "0");
        QTest::newRow("beyond 64 bits") << counts("18446744073709551616", "1", "0");
    }
    void countsThatAreNoneAreNoUsage()
    {
        QFETCH(QByteArray, body);
        const auto record = read(200, {body.constData(), static_cast<std::size_t>(body.size())});
        QVERIFY(record && *record);
        QVERIFY(!(*record)->usage);
    }
};

QTEST_GUILESS_MAIN(OpenRouterGenerationTest)
#include "openroutergeneration_test.moc"
