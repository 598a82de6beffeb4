// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/request.h"

#include <QTest>

using namespace gotoai;

class RequestTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ownedFieldsAreRead();
    void absentFieldsHaveTheirDefaults();
    void bytesStayAsTheyCame();
    void badFieldsAreRefused_data();
    void badFieldsAreRefused();
    void unknownAndHarmlessFieldsPass_data();
    void unknownAndHarmlessFieldsPass();
};

namespace {

const char* const kMessages = R"("messages":[{"role":"user","content":"hi"}])";

std::string bodyWith(const QByteArray& fields)
{
    std::string body = std::string(R"({"model":"m",)") + kMessages;
    if (!fields.isEmpty())
        body += "," + fields.toStdString();
    return body + "}";
}

} // namespace

void RequestTest::ownedFieldsAreRead()
{
    json::Parser parser;
    const auto request = chat::parseRequest(
        R"({"model":"openai/gpt-4o-mini","messages":[{"role":"system","content":"x"},{"role":"user","content":[
            {"type":"text","text":"what"},{"type":"image_url","image_url":{"url":"u"}},
            {"type":"image_url","image_url":{"url":"v"}}]}],"stream":true,"stream_options":{"include_usage":true},
            "n":3,"max_tokens":200,"max_completion_tokens":100,
            "tools":[{"type":"function","function":{"name":"f"}}]})",
        parser);
    QVERIFY(request);
    QCOMPARE(request->model, std::string("openai/gpt-4o-mini"));
    QVERIFY(request->isStreamed);
    QVERIFY(request->wantsUsage);
    QCOMPARE(request->choices, 3);
    QCOMPARE(request->maxCompletionTokens, std::optional<std::int64_t>(100));
    QCOMPARE(request->images, 2);
    QVERIFY(request->usesTools);
    QCOMPARE(request->members.size(), std::size_t{8});
}

void RequestTest::absentFieldsHaveTheirDefaults()
{
    json::Parser parser;
    const auto request = chat::parseRequest(
        bodyWith(R"("stream":null,"n":null,"max_tokens":null,"tools":null,"stream_options":null)"), parser);
    QVERIFY(request);
    QVERIFY(!request->isStreamed);
    QVERIFY(!request->wantsUsage);
    QCOMPARE(request->choices, 1);
    QVERIFY(!request->maxCompletionTokens);
    QCOMPARE(request->images, 0);
    QVERIFY(!request->usesTools);
}

void RequestTest::bytesStayAsTheyCame()
{
    json::Parser parser;
    const std::string body = bodyWith(R"( "temperature" : 1.0e0,"x":{"b":1,"a":2})");
    const auto request = chat::parseRequest(body, parser);
    QVERIFY(request);
    QCOMPARE(request->body, body);
    const json::Member* x = json::findMember(request->members, "x");
    QCOMPARE(request->body.substr(x->value.begin, x->value.end - x->value.begin), std::string(R"({"b":1,"a":2})"));
}

void RequestTest::badFieldsAreRefused_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QByteArray>("param");
    const auto whole = [](const char* name, const char* body, ErrorCode code, const char* param) {
        QTest::newRow(name) << QByteArray(body) << code << QByteArray(param);
    };
    whole("no JSON", "{", ErrorCode::InvalidJson, "");
    whole("no object", "[]", ErrorCode::InvalidJson, "");
    whole("no model", R"({"messages":[{"role":"user","content":"x"}]})", ErrorCode::InvalidRequest, "model");
    whole("null model", R"({"model":null,"messages":[{}]})", ErrorCode::InvalidRequest, "model");
    whole("no messages", R"({"model":"m"})", ErrorCode::InvalidRequest, "messages");
    whole("empty messages", R"({"model":"m","messages":[]})", ErrorCode::InvalidRequest, "messages");
    whole("messages of strings", R"({"model":"m","messages":["x"]})", ErrorCode::InvalidRequest, "messages");
    whole("audio part", R"({"model":"m","messages":[{"content":[{"type":"input_audio"}]}]})",
          ErrorCode::UnsupportedParameter, "messages");
    whole("file part", R"({"model":"m","messages":[{"content":[{"type":"file"}]}]})", ErrorCode::UnsupportedParameter,
          "messages");
    whole("part with two types", R"({"model":"m","messages":[{"content":[{"type":"input_audio","type":"text"}]}]})",
          ErrorCode::UnsupportedParameter, "messages");
    whole("earlier audio", R"({"model":"m","messages":[{"role":"assistant","audio":{"id":"a"}}]})",
          ErrorCode::UnsupportedParameter, "messages");

    const auto field = [](const char* name, const char* fields, ErrorCode code, const char* param) {
        QTest::newRow(name) << QByteArray::fromStdString(bodyWith(fields)) << code << QByteArray(param);
    };
    const ErrorCode invalid = ErrorCode::InvalidRequest;
    field("duplicate", R"("model":"other")", invalid, "model");
    field("stream of text", R"("stream":"yes")", invalid, "stream");
    field("n of text", R"("n":"1")", invalid, "n");
    field("n of 0", R"("n":0)", invalid, "n");
    field("n of 129", R"("n":129)", invalid, "n");
    field("n of 1.0", R"("n":1.0)", invalid, "n");
    for (const char* count : {"-1", "0", "2147483648", "9007199254740992", "9223372036854775808",
                              "18446744073709551615", "1.5", "\"7\"", "1e9"})
        field(qPrintable(QStringLiteral("max_tokens of ") + QLatin1String(count)),
              (std::string(R"("max_tokens":)") + count).c_str(), invalid, "max_tokens");
    field("max_completion_tokens of -1", R"("max_completion_tokens":-1)", invalid, "max_completion_tokens");
    field("max_tokens of 1e309", R"("max_tokens":1e309)", ErrorCode::InvalidRequest, "max_tokens");
    field("max_tokens beyond 64 bits", R"("max_tokens":18446744073709551616)", ErrorCode::InvalidRequest, "max_tokens");
    field("n beyond 64 bits", R"("n":-18446744073709551616)", ErrorCode::InvalidRequest, "n");
    field("max_tokens of NaN", R"("max_tokens":NaN)", ErrorCode::InvalidJson, "");
    field("stream_options of text", R"("stream_options":"x")", invalid, "stream_options");
    field("include_usage of text", R"("stream_options":{"include_usage":1})", invalid, "stream_options.include_usage");
    const auto repeated = [&field](const char* fields, const char* param) {
        field(fields, fields, ErrorCode::InvalidRequest, param);
    };
    repeated(R"("provider":{"zdr":true,"data_collection":"deny","zdr":false})", "provider.zdr");
    repeated(R"("provider":{"zdr":true,"zdr":null})", "provider.zdr");
    repeated(R"("provider":{"max_price":{"prompt":1,"prompt":2}})", "provider.max_price.prompt");
    repeated(R"("provider":{"max_price":{"prompt":1},"max_price":{}})", "provider.max_price");
    repeated(R"("provider":{"sort":{"by":"price","b\u0079":"latency"}})", "provider.sort.by");
    repeated(R"("gotoai":{"recovery":"error","recovery":"continue"})", "gotoai.recovery");
    repeated(R"("gotoai":{"deadlines":{"idle_ms":5,"idle_ms":6}})", "gotoai.deadlines.idle_ms");
    repeated(R"("stream_options":{"include_usage":true,"include_usage":false})", "stream_options.include_usage");
    field("tools of text", R"("tools":"x")", invalid, "tools");

    const ErrorCode unpriced = ErrorCode::UnsupportedParameter;
    field("hosted tool", R"("tools":[{"type":"web_search"}])", unpriced, "tools");
    field("flex tier", R"("service_tier":"flex")", unpriced, "service_tier");
    field("web search", R"("web_search_options":{})", unpriced, "web_search_options");
    field("audio out", R"("audio":{"voice":"x"})", unpriced, "audio");
    field("audio modality", R"("modalities":["text","audio"])", unpriced, "modalities");
    field("prediction", R"("prediction":{})", unpriced, "prediction");
    field("plugins", R"("plugins":[{"id":"web"}])", unpriced, "plugins");
}

void RequestTest::badFieldsAreRefused()
{
    QFETCH(QByteArray, body);
    QFETCH(ErrorCode, code);
    QFETCH(QByteArray, param);
    json::Parser parser;
    const auto request = chat::parseRequest(body.toStdString(), parser);
    QVERIFY(!request);
    QCOMPARE(request.error().code, code);
    QCOMPARE(QByteArray::fromStdString(request.error().param), param);
}

void RequestTest::unknownAndHarmlessFieldsPass_data()
{
    QTest::addColumn<QByteArray>("fields");
    for (const char* fields :
         {R"("made_up":[{"type":"file"}])", R"("service_tier":"auto")", R"("service_tier":"default")",
          R"("modalities":["text"])", R"("audio":null)", R"("prediction":null)",
          R"("tools":[{"type":"custom","custom":{"name":"x"}}])", R"("max_tokens":1000000000)", R"("n":128)",
          R"("provider":{"order":["a"]},"models":["x"])"})
        QTest::newRow(fields) << QByteArray(fields);
}

void RequestTest::unknownAndHarmlessFieldsPass()
{
    QFETCH(QByteArray, fields);
    json::Parser parser;
    QVERIFY(chat::parseRequest(bodyWith(fields), parser));
}

QTEST_APPLESS_MAIN(RequestTest)
#include "request_test.moc"
