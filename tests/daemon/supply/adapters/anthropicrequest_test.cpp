// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/anthropicrequest.h"

#include "support/adapterfixture.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::supply;

class AnthropicRequestTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requestsAreTranslated_data();
    void requestsAreTranslated();
    void messagesAreTranslated_data();
    void messagesAreTranslated();
    void whatCannotBeSaidIsNamed_data();
    void whatCannotBeSaidIsNamed();
    void thinkingFollowsTheModel_data();
    void thinkingFollowsTheModel();
    void theRequestNamesItsWay();
    void everyBodyIsJson();
};

namespace {

const char* const kUser = R"({"role":"user","content":"hi"})";

Result<std::string> bodyOf(const std::string& members, const std::string& model = "claude-sonnet-4-6")
{
    auto request = test::translated("{\"model\":\"catalogue/model\"," + members + "}",
                                    test::endpointOf(Protocol::Anthropic, model));
    if (!request)
        return std::move(request).error();
    return std::move(request->body);
}

std::string conversation(const std::string& messages) { return "\"messages\":[" + messages + "]"; }

} // namespace

void AnthropicRequestTest::requestsAreTranslated_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("limit");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const char* fields, const char* limit, const char* expected) {
        QTest::newRow(name) << QByteArray(fields) << QByteArray(limit) << QByteArray(expected);
    };
    row("nothing more", "", "8192", "");
    row("an output limit", R"(,"max_tokens":50)", "50", "");
    row("the newer name of it", R"(,"max_completion_tokens":60)", "60", "");
    row("a limit beyond the model's", R"(,"max_tokens":1000000)", "8192", "");
    row("a stream", R"(,"stream":true,"stream_options":{"include_usage":true})", "8192", R"(,"stream":true)");
    row("sampling keeps its spelling", R"(,"temperature":1.0e0,"top_p":0.90,"top_k":7)", "8192",
        R"(,"temperature":1.0e0,"top_p":0.90,"top_k":7)");
    row("one stop", R"(,"stop":"\n\u00e9")", "8192", R"(,"stop_sequences":["\n\u00e9"])");
    row("many stops", R"(,"stop":["a", "b"])", "8192", R"(,"stop_sequences":["a", "b"])");
    row("no stops", R"(,"stop":[])", "8192", "");
    row("who asks", R"(,"user":"u-1")", "8192", R"(,"metadata":{"user_id":"u-1"})");
    row("defaults and hints",
        R"(,"n":1,"presence_penalty":0,"frequency_penalty":0.0,"logprobs":false,"logit_bias":{ },"store":false,)"
        R"("metadata":{"a":"b"},"prompt_cache_key":"k","service_tier":"auto","seed":null,"provider":{"sort":"price"},)"
        R"("models":["x"],"gotoai":{},"modalities":[ "text" ],"verbosity":"medium")",
        "8192", "");
    row("tools",
        R"(,"tools":[{"type":"function","function":{"name":"f","description":"d","strict":true,"parameters":{"z":1.0,"a":{}}}},)"
        R"({"type":"function","function":{"name":"g"},"cache_control":{"type":"ephemeral"}}])",
        "8192",
        R"(,"tools":[{"name":"f","description":"d","input_schema":{"z":1.0,"a":{}},"strict":true},)"
        R"({"name":"g","input_schema":{"type":"object","properties":{}},"cache_control":{"type":"ephemeral"}}])");
    const auto choice = [&](const char* name, const std::string& fields, const std::string& expected) {
        const std::string tool = R"(,"tools":[{"type":"function","function":{"name":"f","parameters":{}}}])";
        row(name, (tool + fields).c_str(), "8192", (R"(,"tools":[{"name":"f","input_schema":{}}])" + expected).c_str());
    };
    choice("tools as the model likes", R"(,"tool_choice":"auto")", R"(,"tool_choice":{"type":"auto"})");
    choice("some tool", R"(,"tool_choice":"required")", R"(,"tool_choice":{"type":"any"})");
    choice("no tool", R"(,"tool_choice":"none","parallel_tool_calls":false)", R"(,"tool_choice":{"type":"none"})");
    choice("that tool", R"(,"tool_choice":{"type":"function","function":{"name":"f"}})",
           R"(,"tool_choice":{"type":"tool","name":"f"})");
    choice("one tool at a time", R"(,"parallel_tool_calls":false)",
           R"(,"tool_choice":{"type":"auto","disable_parallel_tool_use":true})");
    choice("many tools at a time", R"(,"parallel_tool_calls":true)", "");
    row("a choice without tools", R"(,"tool_choice":"auto")", "8192", "");
    row("plain text", R"(,"response_format":{"type":"text"})", "8192", "");
    row("a schema keeps its order",
        R"(,"response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{"z":{},"a":1}}})",
        "8192", R"(,"output_config":{"format":{"type":"json_schema","schema":{"z":{},"a":1}}})");
    row("Anthropic's own thinking", R"(,"thinking":{"type":"enabled","budget_tokens":2000})", "8192",
        R"(,"thinking":{"type":"enabled","budget_tokens":2000})");
}

void AnthropicRequestTest::requestsAreTranslated()
{
    QFETCH(QByteArray, fields);
    QFETCH(QByteArray, limit);
    QFETCH(QByteArray, expected);
    const auto body = bodyOf(conversation(kUser) + fields.toStdString());
    QVERIFY2(body, body ? "" : body.error().detail.c_str());
    QCOMPARE(QByteArray::fromStdString(*body), R"({"model":"claude-sonnet-4-6","max_tokens":)" + limit +
                                                   R"(,"messages":[{"role":"user","content":"hi"}])" + expected + "}");
}

void AnthropicRequestTest::messagesAreTranslated_data()
{
    QTest::addColumn<QByteArray>("messages");
    QTest::addColumn<QByteArray>("system");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const char* messages, const char* system, const char* expected) {
        QTest::newRow(name) << QByteArray(messages) << QByteArray(system) << QByteArray(expected);
    };
    const char* const user = kUser;
    row("a system prompt", R"({"role":"system","content":"be \"brief\""},{"role":"user","content":"hi"})",
        R"("system":"be \"brief\"",)", user);
    row("two of them, one in parts",
        R"({"role":"system","content":"a"},{"role":"developer","content":[{"type":"text","text":"b","cache_control":{"type":"ephemeral"}}]},{"role":"user","content":"hi"})",
        R"("system":[{"type":"text","text":"a"},{"type":"text","text":"b","cache_control":{"type":"ephemeral"}}],)",
        user);
    row("one within the conversation", R"({"role":"user","content":"hi"},{"role":"developer","content":"now German"})",
        "", R"({"role":"user","content":"hi"},{"role":"system","content":"now German"})");
    row("parts",
        R"({"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":""},{"type":"text","text":"b"}]})",
        "", R"({"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]})");
    row("a picture as data",
        R"({"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBO=","detail":"high"}}]})",
        "",
        R"({"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBO="}}]})");
    row("a picture with escaped slashes and a popular misnomer",
        R"({"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image\/jpg;base64,\/9j\/"}}]})", "",
        R"({"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"/9j/"}}]})");
    row("a picture at an address",
        R"({"role":"user","content":[{"type":"image_url","image_url":{"url":"https://a.example/b.png"}}]})", "",
        R"({"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://a.example/b.png"}}]})");
    row("calls and their results",
        R"({"role":"user","content":"hi"},)"
        R"({"role":"assistant","content":null,"annotations":[],"tool_calls":[)"
        R"({"id":"a","type":"function","function":{"name":"f","arguments":"{ \"z\":1.0, \"a\":\"\\u00e9\" }"}},)"
        R"({"id":"b","type":"function","function":{"name":"g","arguments":""}}]},)"
        R"({"role":"tool","tool_call_id":"a","content":"sunny"},)"
        R"({"role":"tool","tool_call_id":"b","content":[{"type":"text","text":"x"},{"type":"image_url","image_url":{"url":"https://a.example/p"}}]},)"
        R"({"role":"user","content":"so?"})",
        "",
        R"({"role":"user","content":"hi"},)"
        R"({"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{ "z":1.0, "a":"\u00e9" }},)"
        R"({"type":"tool_use","id":"b","name":"g","input":{}}]},)"
        R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"sunny"},)"
        R"({"type":"tool_result","tool_use_id":"b","content":[{"type":"text","text":"x"},{"type":"image","source":{"type":"url","url":"https://a.example/p"}}]}]},)"
        R"({"role":"user","content":"so?"})");
    row("results at the end", R"({"role":"user","content":"hi"},{"role":"tool","tool_call_id":"a","content":"x"})", "",
        R"({"role":"user","content":"hi"},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"x"}]})");
    row("text beside calls",
        R"({"role":"user","content":"hi"},{"role":"assistant","content":"wait","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]})",
        "",
        R"({"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"text","text":"wait"},{"type":"tool_use","id":"a","name":"f","input":{}}]})");
    row("a refusal", R"({"role":"user","content":"hi"},{"role":"assistant","content":null,"refusal":"no"})", "",
        R"({"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"text","text":"no"}]})");
    row("a prefill", R"({"role":"user","content":"hi"},{"role":"assistant","content":"{"})", "",
        R"({"role":"user","content":"hi"},{"role":"assistant","content":"{"})");
    row("thoughts come back, others' do not",
        R"({"role":"user","content":"hi"},{"role":"assistant","content":"ok","reasoning":"ab","reasoning_details":[)"
        R"({"type":"reasoning.text","text":"a","format":"anthropic-claude-v1","index":0},)"
        R"({"type":"reasoning.text","text":"b","signature":"s\/1","format":"anthropic-claude-v1","index":0},)"
        R"({"type":"reasoning.encrypted","data":"xyz","format":"anthropic-claude-v1","index":1},)"
        R"({"type":"reasoning.text","text":"unsigned","index":2},)"
        R"({"type":"reasoning.encrypted","data":"other","format":"openai-responses-v1","index":3}]})",
        "",
        R"({"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"thinking","thinking":"ab","signature":"s\/1"},)"
        R"({"type":"redacted_thinking","data":"xyz"},{"type":"text","text":"ok"}]})");
}

void AnthropicRequestTest::messagesAreTranslated()
{
    QFETCH(QByteArray, messages);
    QFETCH(QByteArray, system);
    QFETCH(QByteArray, expected);
    const auto body = bodyOf(conversation(messages.toStdString()));
    QVERIFY2(body, body ? "" : body.error().detail.c_str());
    QCOMPARE(QByteArray::fromStdString(*body),
             R"({"model":"claude-sonnet-4-6","max_tokens":8192,)" + system + R"("messages":[)" + expected + "]}");
}

void AnthropicRequestTest::whatCannotBeSaidIsNamed_data()
{
    QTest::addColumn<QByteArray>("members");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QByteArray>("param");
    const auto row = [](const std::string& members, ErrorCode code, const char* param) {
        QTest::addRow("%s %d", param, static_cast<int>(qHash(QByteArray::fromStdString(members)) % 10'000))
            << QByteArray::fromStdString(members) << code << QByteArray(param);
    };
    const auto field = [&](const char* fields, const char* param, ErrorCode code = ErrorCode::UnsupportedParameter) {
        row(conversation(kUser) + "," + fields, code, param);
    };
    const auto messages = [&](const char* text, const char* param, ErrorCode code = ErrorCode::UnsupportedParameter) {
        row(conversation(text), code, param);
    };
    const ErrorCode wrong = ErrorCode::InvalidRequest;
    field(R"("n":2)", "n");
    field(R"("seed":1)", "seed");
    field(R"("logprobs":true)", "logprobs");
    field(R"("logit_bias":{"1":5})", "logit_bias");
    field(R"("presence_penalty":0.5)", "presence_penalty");
    field(R"("store":true)", "store");
    field(R"("functions":[{"name":"f"}])", "functions");
    field(R"("temperature":1.5)", "temperature");
    field(R"("temperature":"warm")", "temperature", wrong);
    field(R"("something_new":true)", "something_new");
    field(R"("response_format":{"type":"json_object"})", "response_format");
    field(R"("response_format":{"type":"json_schema","json_schema":{}})", "response_format.json_schema.schema", wrong);
    field(R"("tools":[{"type":"custom","custom":{"name":"c"}}])", "tools[0].type");
    field(R"("tools":[{"type":"function","function":{}}])", "tools[0].function.name", wrong);
    field(
        R"("tools":[{"type":"function","function":{"name":"f","parameters":{}}}],"tool_choice":{"type":"allowed_tools"})",
        "tool_choice");
    field(R"("tools":[{"type":"function","function":{"name":"f"},"cache_control":{"type":"ephemeral","ttl":"1h"}}])",
          "tools[0].cache_control.ttl");
    field(R"("reasoning_effort":"enormous")", "reasoning_effort", wrong);
    field(R"("reasoning_effort":"low","reasoning":{"effort":"low"})", "reasoning", wrong);
    field(R"("reasoning":{"max_tokens":0})", "reasoning.max_tokens", wrong);
    field(R"("reasoning":{"max_tokens":2000,"exclude":true})", "reasoning.exclude");
    field(R"("reasoning":{"max_tokens":2000},"max_tokens":1024)", "reasoning.max_tokens");
    messages(R"({"role":"user","content":"hi","name":"Ann"})", "messages[0].name");
    messages(R"({"role":"function","name":"f","content":"x"})", "messages[0].role");
    messages(R"({"role":"system","content":"alone"})", "messages");
    messages(R"({"role":"user","content":7})", "messages[0].content", wrong);
    messages(R"({"role":"user","content":[{"type":"text"}]})", "messages[0].content[0].text", wrong);
    messages(R"({"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/tiff;base64,AA"}}]})",
             "messages[0].content[0].image_url.url");
    messages(R"({"role":"user","content":[{"type":"image_url","image_url":{"url":"data:text,AA"}}]})",
             "messages[0].content[0].image_url.url");
    messages(
        R"({"role":"user","content":[{"type":"image_url","image_url":{"url":"https://a.example","detail":"low"}}]})",
        "messages[0].content[0].image_url.detail");
    messages(R"({"role":"user","content":[{"type":"image_url"}]})", "messages[0].content[0].image_url.url", wrong);
    messages(
        R"({"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"1h"}}]})",
        "messages[0].content[0].cache_control.ttl");
    messages(R"({"role":"tool","content":"x"})", "messages[0].tool_call_id", wrong);
    messages(R"({"role":"assistant","function_call":{"name":"f"}})", "messages[0].function_call");
    messages(
        R"({"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"[1]"}}]})",
        "messages[0].tool_calls[0].function.arguments", wrong);
    messages(
        R"({"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{\"a\":"}}]})",
        "messages[0].tool_calls[0].function.arguments", wrong);
    messages(R"({"role":"assistant","tool_calls":[{"id":"a","type":"custom","custom":{}}]})",
             "messages[0].tool_calls[0].type");
    messages(R"({"role":"assistant","tool_calls":[{"type":"function","function":{"name":"f","arguments":"{}"}}]})",
             "messages[0].tool_calls[0]", wrong);
}

void AnthropicRequestTest::whatCannotBeSaidIsNamed()
{
    QFETCH(QByteArray, members);
    QFETCH(ErrorCode, code);
    QFETCH(QByteArray, param);
    const auto body = bodyOf(members.toStdString());
    QVERIFY(!body);
    QCOMPARE(body.error().param.c_str(), param.constData());
    QCOMPARE(body.error().code, code);
    QVERIFY(!body.error().detail.empty());
}

void AnthropicRequestTest::thinkingFollowsTheModel_data()
{
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* model, const char* fields, const char* expected) {
        QTest::addRow("%s %s", model, fields) << QByteArray(model) << QByteArray(fields) << QByteArray(expected);
    };
    const char* const adaptive =
        R"("thinking":{"type":"adaptive","display":"summarized"},"output_config":{"effort":"high"})";
    for (const char* const model : {"claude-opus-4-6", "claude-opus-4.7", "claude-sonnet-5", "claude-fable-5-1",
                                    "claude-opus-10", "claude-next", "anthropic.claude-opus-4-8-v1"})
        row(model, R"("reasoning_effort":"high")", adaptive);
    for (const char* const model : {"claude-haiku-4-5-20251001", "claude-sonnet-4-20250514",
                                    "claude-3-7-sonnet-20250219", "claude-opus-4-1", "claude-3-haiku-20240307"})
        row(model, R"("reasoning_effort":"high")", R"("thinking":{"type":"enabled","budget_tokens":6553})");
    row("claude-haiku-4-5", R"("reasoning_effort":"minimal")", R"("thinking":{"type":"enabled","budget_tokens":1024})");
    row("claude-haiku-4-5", R"("reasoning":{"effort":"xhigh"},"max_tokens":2000)",
        R"("thinking":{"type":"enabled","budget_tokens":1900})");
    row("claude-haiku-4-5", R"("reasoning":{"max_tokens":100000},"max_tokens":2000)",
        R"("thinking":{"type":"enabled","budget_tokens":1999})");
    row("claude-sonnet-4-6", R"("reasoning":{"max_tokens":3000})",
        R"("thinking":{"type":"enabled","budget_tokens":3000})");
    row("claude-sonnet-4-6", R"("reasoning_effort":"minimal")",
        R"("thinking":{"type":"adaptive","display":"summarized"},"output_config":{"effort":"low"})");
    row("claude-sonnet-4-6", R"("reasoning":{"effort":"low","exclude":true})",
        R"("thinking":{"type":"adaptive","display":"omitted"},"output_config":{"effort":"low"})");
    row("claude-sonnet-4-6", R"("reasoning":{"enabled":true})",
        R"("thinking":{"type":"adaptive","display":"summarized"},"output_config":{"effort":"medium"})");
    row("claude-sonnet-4-6", R"("reasoning_effort":"none")", R"("thinking":{"type":"disabled"})");
    row("claude-sonnet-4-6",
        R"("reasoning_effort":"low","response_format":{"type":"json_schema","json_schema":{"schema":{}}})",
        R"("thinking":{"type":"adaptive","display":"summarized"},"output_config":{"effort":"low","format":{"type":"json_schema","schema":{}}})");
}

void AnthropicRequestTest::thinkingFollowsTheModel()
{
    QFETCH(QByteArray, model);
    QFETCH(QByteArray, fields);
    QFETCH(QByteArray, expected);
    const auto body = bodyOf(conversation(kUser) + "," + fields.toStdString(), model.toStdString());
    QVERIFY2(body, body ? "" : body.error().detail.c_str());
    const std::string end = std::string(R"("messages":[{"role":"user","content":"hi"}],)") + expected.constData() + "}";
    QVERIFY2(body->ends_with(end), body->c_str());
}

void AnthropicRequestTest::theRequestNamesItsWay()
{
    const auto request = test::translated(R"({"model":"m","stream":true,"messages":[{"role":"user","content":"hi"}]})",
                                          test::endpointOf(Protocol::Anthropic, "claude-sonnet-4-6"));
    QVERIFY(request);
    QCOMPARE(request->path, std::string("/messages"));
    QVERIFY(request->isStreamed);
    QCOMPARE(request->manner.secretField, std::string_view("x-api-key: "));
    QCOMPARE(request->manner.versionField, std::string_view("anthropic-version: 2023-06-01"));
    QCOMPARE(request->manner.streamType, std::string_view("text/event-stream"));
}

void AnthropicRequestTest::everyBodyIsJson()
{
    const auto body = bodyOf(conversation(kUser) +
                             R"(,"stream":true,"stop":["a"],"user":"u","reasoning_effort":"low","temperature":1,)"
                             R"("tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],)"
                             R"("tool_choice":"required","parallel_tool_calls":false)");
    QVERIFY(body);
    json::Parser parser;
    QVERIFY(parser.parse(*body));
    QVERIFY2(parser.topLevelMembers(*body), "no member twice");
}

QTEST_APPLESS_MAIN(AnthropicRequestTest)
#include "anthropicrequest_test.moc"
