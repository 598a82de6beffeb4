// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/openai.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::supply;

class OpenAiTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bodiesAreSpliced_data();
    void bodiesAreSpliced();
    void theRequestNamesItsWay();
    void streamOptionsWithDuplicatesAreRefused();
};

namespace {

enum class LimitName { Old, New };

std::shared_ptr<const Endpoint> makeEndpoint(LimitName limitName)
{
    auto endpoint = std::make_shared<Endpoint>();
    endpoint->provider = std::make_shared<Provider>();
    endpoint->model = "openai/gpt-4o-mini";
    endpoint->upstreamModel = "gpt-4o-mini";
    endpoint->usesMaxCompletionTokens = limitName == LimitName::New;
    return endpoint;
}

Result<UpstreamRequest> build(const std::string& body, LimitName limitName)
{
    json::Parser parser;
    auto request = chat::parseRequest(body, parser);
    if (!request)
        return std::move(request).error();
    return adapterOf(Protocol::OpenAi).buildRequest(*request, makeEndpoint(limitName));
}

const char* const kHead = R"("messages":[{"role":"user","content":"hi"}])";

} // namespace

void OpenAiTest::bodiesAreSpliced_data()
{
    QTest::addColumn<bool>("isNewLimit");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, bool isNewLimit, const char* fields, const char* expected) {
        QTest::newRow(name) << isNewLimit << QByteArray(fields) << QByteArray(expected);
    };
    row("unknown fields and spellings stay", false, R"(, "temperature" : 1.0e0 ,"zz":{"b":1,"a":2})",
        R"(, "temperature" : 1.0e0 ,"zz":{"b":1,"a":2})");
    row("own fields go", false, R"(,"provider":{"order":["a"]},"seed":1,"models":["x"],"gotoai":{})", R"(,"seed":1)");
    row("limit keeps its name", false, R"(,"max_tokens":7)", R"(,"max_tokens":7)");
    row("limit is renamed", true, R"(,"max_tokens":7,"seed":1)", R"(,"seed":1,"max_completion_tokens":7)");
    row("the lower limit counts", true, R"(,"max_tokens":7,"max_completion_tokens":9)",
        R"(,"max_completion_tokens":7)");
    row("no limit, none injected", true, R"(,"seed":1)", R"(,"seed":1)");
    row("usage is asked for", false, R"(,"stream":true)", R"(,"stream":true,"stream_options":{"include_usage":true})");
    row("null options", false, R"(,"stream":true,"stream_options":null)",
        R"(,"stream":true,"stream_options":{"include_usage":true})");
    row("usage was asked for", false, R"(,"stream":true,"stream_options":{ "include_usage" : true })",
        R"(,"stream":true,"stream_options":{ "include_usage" : true })");
    row("usage was declined", false, R"(,"stream":true,"stream_options":{"include_usage":false,"x":1})",
        R"(,"stream":true,"stream_options":{"include_usage":true,"x":1})");
    row("other options stay", false, R"(,"stream":true,"stream_options":{"include_obfuscation":false})",
        R"(,"stream":true,"stream_options":{"include_obfuscation":false,"include_usage":true})");
    row("options without a stream go", false, R"(,"stream":false,"stream_options":{"include_usage":true})",
        R"(,"stream":false)");
}

void OpenAiTest::bodiesAreSpliced()
{
    QFETCH(bool, isNewLimit);
    QFETCH(QByteArray, fields);
    QFETCH(QByteArray, expected);
    const auto bodyOf = [](const char* model, const QByteArray& rest) {
        return std::string(R"({ "model":")") + model + "\"," + kHead + rest.toStdString() + "}";
    };
    const auto request = build(bodyOf("openai/gpt-4o-mini", fields), isNewLimit ? LimitName::New : LimitName::Old);
    QVERIFY(request);
    QCOMPARE(request->body, bodyOf("gpt-4o-mini", expected));
}

void OpenAiTest::theRequestNamesItsWay()
{
    const auto request = build(std::string(R"({"model":"m","stream":true,)") + kHead + "}", LimitName::Old);
    QVERIFY(request);
    QCOMPARE(request->path, std::string("/chat/completions"));
    QVERIFY(request->isStreamed);
    QCOMPARE(request->endpoint->upstreamModel, std::string("gpt-4o-mini"));
}

void OpenAiTest::streamOptionsWithDuplicatesAreRefused()
{
    const auto request = build(
        std::string(R"({"model":"m","stream":true,"stream_options":{"x":1,"x":2},)") + kHead + "}", LimitName::Old);
    QVERIFY(!request);
    QCOMPARE(request.error().code, ErrorCode::InvalidRequest);
    QCOMPARE(request.error().param, std::string("stream_options.x"));
}

QTEST_APPLESS_MAIN(OpenAiTest)
#include "openai_test.moc"
