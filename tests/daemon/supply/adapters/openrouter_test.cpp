// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/openrouter.h"

#include "support/adapterfixture.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::supply;
using test::Reading;

class OpenRouterTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wishesThatBindGoAlong_data();
    void wishesThatBindGoAlong();
    void privacyIsPassedOnWhoeverAskedForIt_data();
    void privacyIsPassedOnWhoeverAskedForIt();
    void errorsBehindItAreRead_data();
    void errorsBehindItAreRead();
    void commentsAndCachesAreRead();
};

void OpenRouterTest::wishesThatBindGoAlong_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("none") << QByteArray() << QByteArray();
    QTest::newRow("names are GotoAI's")
        << QByteArray(R"(,"provider":{"order":["a"],"sort":"price"},"models":["x"],"gotoai":{})") << QByteArray();
    QTest::newRow("privacy") << QByteArray(R"(,"seed":1,"provider":{"only":["a"],"zdr":true,"data_collection":"deny"})")
                             << QByteArray(R"(,"seed":1,"provider":{"data_collection":"deny","zdr":true})");
    QTest::newRow("quality") << QByteArray(R"(,"provider":{"quantizations":["fp8", "bf16"],"require_parameters":true})")
                             << QByteArray(
                                    R"(,"provider":{"quantizations":["fp8", "bf16"],"require_parameters":true})");
    QTest::newRow("its own fields pass") << QByteArray(R"(,"reasoning":{"effort":"high"},"transforms":[])")
                                         << QByteArray(R"(,"reasoning":{"effort":"high"},"transforms":[])");
}

void OpenRouterTest::wishesThatBindGoAlong()
{
    QFETCH(QByteArray, fields);
    QFETCH(QByteArray, expected);
    const std::string head = R"(","messages":[{"role":"user","content":"hi"}])";
    const auto request = test::translated(R"({"model":"catalogue/model)" + head + fields.toStdString() + "}",
                                          test::endpointOf(Protocol::OpenRouter, "anthropic/claude-sonnet-5"));
    QVERIFY(request);
    QCOMPARE(request->body, R"({"model":"anthropic/claude-sonnet-5)" + head + expected.toStdString() + "}");
    QCOMPARE(request->path, std::string("/chat/completions"));
}

void OpenRouterTest::privacyIsPassedOnWhoeverAskedForIt_data()
{
    QTest::addColumn<QByteArray>("provider");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("no object") << QByteArray() << QByteArray(R"({"data_collection":"deny"})");
    QTest::newRow("null") << QByteArray("null") << QByteArray(R"({"data_collection":"deny"})");
    QTest::newRow("names only") << QByteArray(R"({"only":["a"]})") << QByteArray(R"({"data_collection":"deny"})");
    QTest::newRow("weaker") << QByteArray(R"({"data_collection":"allow","zdr":false})")
                            << QByteArray(R"({"data_collection":"deny","zdr":false})");
    QTest::newRow("stronger") << QByteArray(R"({"zdr":true})")
                              << QByteArray(R"({"data_collection":"deny","zdr":true})");
    QTest::newRow("beside others") << QByteArray(R"({"quantizations":["fp8"]})")
                                   << QByteArray(R"({"data_collection":"deny","quantizations":["fp8"]})");
}

void OpenRouterTest::privacyIsPassedOnWhoeverAskedForIt()
{
    QFETCH(QByteArray, provider);
    QFETCH(QByteArray, expected);
    const std::string messages = R"("messages":[{"role":"user","content":"hi"}])";
    const std::string member = provider.isEmpty() ? "" : R"(,"provider":)" + provider.toStdString();
    json::Parser parser;
    auto request = chat::parseRequest(R"({"model":"m",)" + messages + member + "}", parser);
    QVERIFY(request);
    request->isPrivate = true;
    const auto sent =
        adapterOf(Protocol::OpenRouter).buildRequest(*request, test::endpointOf(Protocol::OpenRouter, "x"));
    QVERIFY(sent);
    QCOMPARE(sent->body, R"({"model":"x",)" + messages + R"(,"provider":)" + expected.toStdString() + "}");
}

void OpenRouterTest::errorsBehindItAreRead_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<FaultKind>("kind");
    QTest::newRow("of a choice")
        << QByteArray(
               R"({"id":"gen-1","choices":[{"index":0,"message":{"role":"assistant","content":""},"finish_reason":"error","error":{"code":502,"message":"Provider disconnected"}}]})")
        << FaultKind::Server;
    QTest::newRow("of the answer") << QByteArray(R"({"error":{"code":429,"message":"Rate limited"},"choices":[]})")
                                   << FaultKind::RateLimited;
    QTest::newRow("no credit") << QByteArray(R"({"error":{"code":402,"message":"Insufficient credits"}})")
                               << FaultKind::Billing;
}

void OpenRouterTest::errorsBehindItAreRead()
{
    QFETCH(QByteArray, body);
    QFETCH(FaultKind, kind);
    const Reading whole(Protocol::OpenRouter, false, {.contentType = "application/json", .text = body.toStdString()});
    const Reading streamed(Protocol::OpenRouter, true, {.text = "data: " + body.toStdString() + "\n\n"});
    for (const Reading* reading : {&whole, &streamed}) {
        QVERIFY(!reading->record.isCompleted);
        QVERIFY(reading->record.fault);
        QCOMPARE(faultKindWord(reading->record.fault->kind), faultKindWord(kind));
        QVERIFY(reading->record.frames.empty());
    }
}

void OpenRouterTest::commentsAndCachesAreRead()
{
    const Reading reading(
        Protocol::OpenRouter, true,
        {.text = ": OPENROUTER PROCESSING\n\n"
                 "data: {\"id\":\"gen-1\",\"choices\":[{\"delta\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}]}\n\n"
                 "data: {\"id\":\"gen-1\",\"choices\":[],\"usage\":{\"prompt_tokens\":194,\"completion_tokens\":12,"
                 "\"total_tokens\":206,\"cost\":0.00095,\"cost_details\":{\"upstream_inference_cost\":null},"
                 "\"prompt_tokens_details\":{\"cached_tokens\":50,\"cache_write_tokens\":100,\"audio_tokens\":0},"
                 "\"completion_tokens_details\":{\"reasoning_tokens\":10,\"image_tokens\":0}}}\n\ndata: [DONE]\n\n"});
    QVERIFY(reading.record.isCompleted);
    const Usage& usage = *reading.record.usage;
    QCOMPARE(usage[Meter::Prompt], 44);
    QCOMPARE(usage[Meter::CacheRead], 50);
    QCOMPARE(usage[Meter::CacheWrite], 100);
    QCOMPARE(usage[Meter::Completion], 2);
    QCOMPARE(usage[Meter::Reasoning], 10);
    QCOMPARE(reading.reader->reportedCost(), std::optional(Money::fromNano(950'000)));
}

QTEST_APPLESS_MAIN(OpenRouterTest)
#include "openrouter_test.moc"
