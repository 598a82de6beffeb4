// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/ollamarequest.h"

#include "support/adapterfixture.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::supply;

class OllamaRequestTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requestsAreTranslated_data();
    void requestsAreTranslated();
    void messagesAreTranslated_data();
    void messagesAreTranslated();
    void whatCannotBeSaidIsNamed_data();
    void whatCannotBeSaidIsNamed();
    void theRequestNamesItsWay();
};

namespace {

const char* const kUser = R"({"role":"user","content":"hi"})";

Result<std::string> bodyOf(const std::string& messages, const std::string& fields = {})
{
    auto request = test::translated(R"({"model":"catalogue/model","messages":[)" + messages + "]" + fields + "}",
                                    test::endpointOf(Protocol::Ollama, "qwen3:8b"));
    if (!request)
        return std::move(request).error();
    return std::move(request->body);
}

std::string expectedBody(const std::string& messages, const std::string& fields, const std::string& options,
                         const char* isStreamed = "false")
{
    return R"({"model":"qwen3:8b","stream":)" + std::string(isStreamed) + R"(,"messages":[)" + messages + "]" + fields +
           R"(,"options":{"num_ctx":200000,"num_predict":)" + options + R"(},"truncate":false,"shift":false})";
}

} // namespace

void OllamaRequestTest::requestsAreTranslated_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<QByteArray>("options");
    QTest::addColumn<QByteArray>("stream");
    const auto row = [](const char* name, const char* fields, const char* expected, const char* options = "8192",
                        const char* stream = "false") {
        QTest::newRow(name) << QByteArray(fields) << QByteArray(expected) << QByteArray(options) << QByteArray(stream);
    };
    row("nothing more", "", "");
    row("a stream", R"(,"stream":true)", "", "8192", "true");
    row("a limit", R"(,"max_tokens":50)", "", "50");
    row("a limit beyond the model's", R"(,"max_completion_tokens":50000)", "");
    row("sampling",
        R"(,"temperature":1.50,"top_p":0.9,"seed":7,"stop":["a", "b"],"presence_penalty":0.5,"frequency_penalty":-1,"top_k":3,"min_p":0.05)",
        "",
        R"(8192,"temperature":1.50,"top_p":0.9,"top_k":3,"min_p":0.05,"seed":7,"stop":["a", "b"],"presence_penalty":0.5,"frequency_penalty":-1)");
    row("hints", R"(,"user":"u","metadata":{"a":"b"},"n":1,"parallel_tool_calls":true)", "");
    row("tools keep their bytes",
        R"(,"tools":[{"type":"function", "function":{"name":"f","parameters":{"z":1.0,"a":{}}}}],"tool_choice":"auto")",
        R"(,"tools":[{"type":"function", "function":{"name":"f","parameters":{"z":1.0,"a":{}}}}])");
    row("tools that must not be called",
        R"(,"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"none")", "");
    row("a schema keeps its order",
        R"(,"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"z":{},"a":1}}})",
        R"(,"format":{"z":{},"a":1})");
    row("any JSON", R"(,"response_format":{"type":"json_object"})", R"(,"format":"json")");
    row("plain text", R"(,"response_format":{"type":"text"})", "");
    row("an effort", R"(,"reasoning_effort":"high")", R"(,"think":"high")");
    row("no thinking", R"(,"reasoning":{"enabled":false})", R"(,"think":false)");
}

void OllamaRequestTest::requestsAreTranslated()
{
    QFETCH(QByteArray, fields);
    QFETCH(QByteArray, expected);
    QFETCH(QByteArray, options);
    QFETCH(QByteArray, stream);
    const auto body = bodyOf(kUser, fields.toStdString());
    QVERIFY2(body, body ? "" : body.error().detail.c_str());
    QCOMPARE(*body, expectedBody(kUser, expected.toStdString(), options.toStdString(), stream.constData()));
}

void OllamaRequestTest::messagesAreTranslated_data()
{
    QTest::addColumn<QByteArray>("messages");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const char* messages, const char* expected) {
        QTest::newRow(name) << QByteArray(messages) << QByteArray(expected);
    };
    row("instructions stay where they are",
        R"({"role":"developer","content":"a\u0041"},{"role":"user","content":"hi"},{"role":"system","content":"b"})",
        R"({"role":"system","content":"a\u0041"},{"role":"user","content":"hi"},{"role":"system","content":"b"})");
    row("texts and pictures in their order",
        R"({"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},)"
        R"({"type":"text","text":"one"},{"type":"image_url","image_url":{"url":"data:image\/png;base64,BB\/B"}},{"type":"text","text":"two"}]})",
        R"({"role":"user","content":"one","images":["AAAA","BB/B"]},{"role":"user","content":"two"})");
    row("a picture alone",
        R"({"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]})",
        R"({"role":"user","content":"","images":["AAAA"]})");
    row("calls and results",
        R"({"role":"assistant","content":null,"reasoning":"hm","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"z\":1.0}"}},)"
        R"({"id":"c2","type":"function","function":{"name":"g","arguments":""}}]},)"
        R"({"role":"tool","tool_call_id":"c2","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},)"
        R"({"role":"tool","tool_call_id":"unknown","content":"x"})",
        R"({"role":"assistant","content":"","thinking":"hm","tool_calls":[{"id":"c1","function":{"name":"f","arguments":{"z":1.0}}},)"
        R"({"id":"c2","function":{"name":"g","arguments":{}}}]},)"
        R"({"role":"tool","content":"ab","tool_name":"g","tool_call_id":"c2"},)"
        R"({"role":"tool","content":"x","tool_call_id":"unknown"})");
    row("a refusal", R"({"role":"assistant","content":null,"refusal":"no"})", R"({"role":"assistant","content":"no"})");
}

void OllamaRequestTest::messagesAreTranslated()
{
    QFETCH(QByteArray, messages);
    QFETCH(QByteArray, expected);
    const auto body = bodyOf(messages.toStdString());
    QVERIFY2(body, body ? "" : body.error().detail.c_str());
    QCOMPARE(*body, expectedBody(expected.toStdString(), "", "8192"));
    json::Parser parser;
    QVERIFY(parser.parse(*body));
}

void OllamaRequestTest::whatCannotBeSaidIsNamed_data()
{
    QTest::addColumn<QByteArray>("messages");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QByteArray>("param");
    const auto row = [](const char* messages, const char* fields, const char* param, ErrorCode code) {
        QTest::addRow("%s %s", param, fields)
            << QByteArray(messages) << QByteArray(fields) << code << QByteArray(param);
    };
    const ErrorCode unsupported = ErrorCode::UnsupportedParameter;
    const ErrorCode wrong = ErrorCode::InvalidRequest;
    row(kUser, R"(,"n":2)", "n", unsupported);
    row(kUser, R"(,"logprobs":true)", "logprobs", unsupported);
    row(kUser, R"(,"thinking":{})", "thinking", unsupported);
    row(kUser, R"(,"parallel_tool_calls":false)", "parallel_tool_calls", unsupported);
    row(kUser, R"(,"tools":[{"type":"function","function":{"name":"f","strict":true}}])", "tools[0].function.strict",
        unsupported);
    row(kUser, R"(,"tools":[{"type":"custom","custom":{}}])", "tools[0].type", unsupported);
    row(kUser, R"(,"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"required")", "tool_choice",
        unsupported);
    row(kUser, R"(,"response_format":{"type":"grammar"})", "response_format", unsupported);
    row(kUser, R"(,"response_format":{"type":"json_schema","json_schema":{"schema":"x"}})",
        "response_format.json_schema.schema", wrong);
    row(kUser, R"(,"reasoning_effort":"xhigh")", "reasoning_effort", unsupported);
    row(kUser, R"(,"reasoning":{"max_tokens":100})", "reasoning.max_tokens", unsupported);
    row(R"({"role":"user","content":"a","name":"Ann"})", "", "messages[0].name", unsupported);
    row(R"({"role":"function","content":"a"})", "", "messages[0].role", unsupported);
    row(R"({"role":"user","content":[{"type":"image_url","image_url":{"url":"https://a.example/p.png"}}]})", "",
        "messages[0].content[0].image_url.url", unsupported);
    row(R"({"role":"tool","content":"a"})", "", "messages[0].tool_call_id", wrong);
    row(R"({"role":"tool","tool_call_id":"a","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AA"}}]})",
        "", "messages[0].content", unsupported);
    row(R"({"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"7"}}]})",
        "", "messages[0].tool_calls[0].function.arguments", wrong);
}

void OllamaRequestTest::whatCannotBeSaidIsNamed()
{
    QFETCH(QByteArray, messages);
    QFETCH(QByteArray, fields);
    QFETCH(ErrorCode, code);
    QFETCH(QByteArray, param);
    const auto body = bodyOf(messages.toStdString(), fields.toStdString());
    QVERIFY(!body);
    QCOMPARE(body.error().param.c_str(), param.constData());
    QCOMPARE(body.error().code, code);
}

void OllamaRequestTest::theRequestNamesItsWay()
{
    const auto request = test::translated(R"({"model":"m","stream":true,"messages":[{"role":"user","content":"hi"}]})",
                                          test::endpointOf(Protocol::Ollama, "qwen3:8b"));
    QVERIFY(request);
    QCOMPARE(request->path, std::string("/chat"));
    QVERIFY(request->isStreamed);
    QCOMPARE(request->manner.streamType, std::string_view("application/x-ndjson"));
    QCOMPARE(request->manner.secretField, std::string_view("Authorization: Bearer "));
}

QTEST_APPLESS_MAIN(OllamaRequestTest)
#include "ollamarequest_test.moc"
