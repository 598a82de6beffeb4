// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/openaifault.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::supply;

class OpenAiFaultTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void publishedErrorsHaveTheirKinds_data();
    void publishedErrorsHaveTheirKinds();
    void errorsInAStreamHaveTheirKinds_data();
    void errorsInAStreamHaveTheirKinds();
};

void OpenAiFaultTest::publishedErrorsHaveTheirKinds_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<FaultKind>("kind");
    const auto row = [](const char* name, int status, const char* body, FaultKind kind) {
        QTest::newRow(name) << status << QByteArray(body) << kind;
    };
    row("OpenAI: wrong key", 401,
        R"({"error":{"message":"Incorrect API key provided","type":"invalid_request_error","param":null,"code":"invalid_api_key"}})",
        FaultKind::Auth);
    row("OpenAI: no credit", 429,
        R"({"error":{"message":"You exceeded your current quota","type":"insufficient_quota","param":null,"code":"insufficient_quota"}})",
        FaultKind::Billing);
    row("OpenAI: too fast", 429,
        R"({"error":{"message":"Rate limit reached for gpt-4o","type":"tokens","param":null,"code":"rate_limit_exceeded"}})",
        FaultKind::RateLimited);
    row("OpenAI: no such model", 404,
        R"({"error":{"message":"The model does not exist","type":"invalid_request_error","param":null,"code":"model_not_found"}})",
        FaultKind::NotFound);
    row("OpenAI: too long", 400,
        R"({"error":{"message":"This model's maximum context length is 8192 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}})",
        FaultKind::ContextLength);
    row("OpenAI: not for this model", 400,
        R"({"error":{"message":"Unsupported parameter","type":"invalid_request_error","param":"top_p","code":"unsupported_parameter"}})",
        FaultKind::Unsupported);
    row("OpenAI: wrong value", 400,
        R"({"error":{"message":"bad","type":"invalid_request_error","param":"top_p","code":null}})",
        FaultKind::InvalidRequest);
    row("OpenAI: overloaded", 503,
        R"({"error":{"message":"The engine is currently overloaded","type":"server_error"}})", FaultKind::Overloaded);
    row("Azure: filtered", 400,
        R"({"error":{"message":"The response was filtered","type":null,"param":"prompt","code":"content_filter","status":400}})",
        FaultKind::ContentFilter);
    row("vLLM: too long", 400,
        R"({"object":"error","message":"This model's maximum context length is 4096 tokens. However","type":"BadRequestError","param":null,"code":400})",
        FaultKind::ContextLength);
    row("llama.cpp: too long", 400,
        R"({"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error","n_ctx":4096}})",
        FaultKind::ContextLength);
    row("OpenRouter: no credit", 402, R"({"error":{"code":402,"message":"Insufficient credits"}})", FaultKind::Billing);
    row("OpenRouter: flagged", 403,
        R"({"error":{"code":403,"message":"Input was flagged","metadata":{"reasons":["violence"],"flagged_input":"…","provider_name":"OpenAI","model_slug":"x"}}})",
        FaultKind::ContentFilter);
    row("OpenRouter: key without rights", 403, R"({"error":{"code":403,"message":"No"}})", FaultKind::Auth);
    row("OpenRouter: provider is down", 502, R"({"error":{"code":502,"message":"Provider returned error"}})",
        FaultKind::Server);
    row("OpenRouter: nobody serves it", 503, R"({"error":{"code":503,"message":"No available providers"}})",
        FaultKind::Overloaded);
    row("a proxy's page", 503, "<html>", FaultKind::Overloaded);
    row("a message about contexts is no proof at 500", 500, R"({"error":{"message":"lost the context window"}})",
        FaultKind::Server);
}

void OpenAiFaultTest::publishedErrorsHaveTheirKinds()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(FaultKind, kind);
    json::Parser parser;
    QCOMPARE(faultKindWord(readOpenAiFault(status, body.toStdString(), parser).kind), faultKindWord(kind));
}

void OpenAiFaultTest::errorsInAStreamHaveTheirKinds_data()
{
    QTest::addColumn<QByteArray>("frame");
    QTest::addColumn<FaultKind>("kind");
    const auto row = [](const char* name, const char* frame, FaultKind kind) {
        QTest::newRow(name) << QByteArray(frame) << kind;
    };
    row("a string", R"({"error":"out of memory"})", FaultKind::Server);
    row("OpenAI", R"({"error":{"message":"The server had an error","type":"server_error","code":null}})",
        FaultKind::Server);
    row("OpenAI: the request", R"({"error":{"message":"no","type":"invalid_request_error","code":null}})",
        FaultKind::InvalidRequest);
    row("OpenRouter: a number", R"({"id":"gen-1","error":{"code":429,"message":"slow down"},"choices":[]})",
        FaultKind::RateLimited);
    row("OpenRouter: a word",
        R"({"id":"gen-1","error":{"code":"server_error","message":"disconnected"},"choices":[{"finish_reason":"error"}]})",
        FaultKind::Server);
    row("a number beyond statuses", R"({"error":{"code":20012,"message":"no"}})", FaultKind::Server);
}

void OpenAiFaultTest::errorsInAStreamHaveTheirKinds()
{
    QFETCH(QByteArray, frame);
    QFETCH(FaultKind, kind);
    json::Parser parser;
    const Fault fault = readOpenAiFault(frame.toStdString(), parser);
    QCOMPARE(faultKindWord(fault.kind), faultKindWord(kind));
    QVERIFY(!fault.error.detail.empty());
}

QTEST_APPLESS_MAIN(OpenAiFaultTest)
#include "openaifault_test.moc"
