// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/adapterfixture.h"

#include "hypercore/routing/bound.h"
#include "json/value.h"

#include <QTest>

#include <random>

using namespace gotoai;
using namespace gotoai::supply;

// What holds for every protocol alike.
class AdaptersTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyProtocolHasItsWord();
    void whatIsSentIsBoundByTheHold_data();
    void whatIsSentIsBoundByTheHold();
    void metersNeverPassWhatWasTold_data();
    void metersNeverPassWhatWasTold();
    void mutilatedAnswersEndOnce_data();
    void mutilatedAnswersEndOnce();
};

namespace {

constexpr std::array kProtocols = {Protocol::OpenAi, Protocol::OpenRouter, Protocol::Anthropic, Protocol::Ollama};

void addProtocols()
{
    QTest::addColumn<Protocol>("protocol");
    for (const Protocol protocol : kProtocols)
        QTest::newRow(protocolWord(protocol).data()) << protocol;
}

// Bytes of all strings that a model could read: more than its tokens, whatever the tokenizer.
std::size_t textBytes(const json::Value& value)
{
    std::size_t bytes = value.isString() ? value.text().size() : value.kind() == json::Value::Kind::Number ? 1 : 0;
    for (const json::Field& field : value.fields())
        bytes += field.key.size() + textBytes(field.value);
    for (const json::Value& element : value.elements())
        bytes += textBytes(element);
    return bytes;
}

// Of what a model reads of a request, whatever the protocol; the rest is for the server.
std::size_t readableBytes(const json::Value& body)
{
    std::size_t bytes = 0;
    for (const char* const key : {"system", "messages", "tools", "response_format", "format"})
        bytes += textBytes(body[key]);
    return bytes + textBytes(body["output_config"]["format"]);
}

class Dice
{
public:
    std::int64_t below(std::int64_t end) { return std::uniform_int_distribution<std::int64_t>(0, end - 1)(m_engine); }
    bool coin() { return below(2) == 0; }

private:
    std::mt19937_64 m_engine{4711};
};

std::string randomRequest(Dice& dice)
{
    std::string messages = dice.coin() ? R"({"role":"system","content":"Be brief."},)" : "";
    const std::int64_t turns = dice.below(4);
    for (std::int64_t i = 0; i < turns; ++i)
        messages +=
            R"({"role":"user","content":[{"type":"text","text":"a \u00e9 \n question"}]},)"
            R"({"role":"assistant","content":"ok","tool_calls":[{"id":"c","type":"function","function":)"
            R"({"name":"f","arguments":"{\"a\":[1,2,3]}"}}]},{"role":"tool","tool_call_id":"c","content":"x"},)";
    messages += R"({"role":"user","content":"hi"})";
    std::string fields;
    if (dice.coin())
        fields +=
            R"(,"tools":[{"type":"function","function":{"name":"f","description":"does","parameters":{"type":"object"}}}])";
    if (dice.coin())
        fields += R"(,"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}})";
    if (dice.coin())
        fields += R"(,"reasoning_effort":"low")";
    return R"({"model":"m","messages":[)" + messages + "]" + fields + "}";
}

std::string usageOf(Protocol protocol, std::int64_t prompt, std::int64_t cached, std::int64_t written,
                    std::int64_t completion)
{
    const auto number = [](std::int64_t count) { return std::to_string(count); };
    if (protocol == Protocol::Anthropic)
        return R"({"type":"message","content":[],"stop_reason":"end_turn","usage":{"input_tokens":)" +
               number(prompt - cached - written) + R"(,"cache_read_input_tokens":)" + number(cached) +
               R"(,"cache_creation_input_tokens":)" + number(written) + R"(,"output_tokens":)" + number(completion) +
               "}}";
    if (protocol == Protocol::Ollama)
        return R"({"message":{"content":"a"},"done":true,"prompt_eval_count":)" + number(prompt) + R"(,"eval_count":)" +
               number(completion) + "}";
    return R"({"choices":[{"message":{"content":"a"},"finish_reason":"stop"}],"usage":{"prompt_tokens":)" +
           number(prompt) + R"(,"completion_tokens":)" + number(completion) +
           R"(,"prompt_tokens_details":{"cached_tokens":)" + number(cached) + R"(,"cache_write_tokens":)" +
           number(written) + "}}}";
}

std::string streamOf(Protocol protocol)
{
    if (protocol == Protocol::Anthropic)
        return "data: "
               "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"usage\":{\"input_tokens\":3,\"output_tokens\":"
               "1}}}\n\n"
               "data: "
               "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":"
               "\"\"}}\n\n"
               "data: "
               "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":"
               "\"hm\"}}\n\n"
               "data: "
               "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"a\","
               "\"name\":\"f\",\"input\":{}}}\n\n"
               "data: "
               "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_"
               "json\":\"{}\"}}\n\n"
               "data: {\"type\":\"content_block_stop\",\"index\":1}\n\n"
               "data: "
               "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":9}}"
               "\n\n"
               "data: {\"type\":\"message_stop\"}\n\n";
    if (protocol == Protocol::Ollama)
        return "{\"model\":\"m\",\"created_at\":\"2025-10-26T17:15:24Z\",\"message\":{\"content\":\"a\",\"thinking\":"
               "\"hm\"},\"done\":false}\n"
               "{\"message\":{\"content\":\"\",\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":{\"a\":1}}}]"
               "},\"done\":false}\n"
               "{\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":3,\"eval_"
               "count\":9}\n";
    return "data: {\"id\":\"a\",\"choices\":[{\"delta\":{\"content\":\"x\"},\"finish_reason\":null}]}\n\n"
           "data: {\"id\":\"a\",\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
           "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1,\"cost\":1e-5}}\n\ndata: "
           "[DONE]\n\n";
}

// Takes a piece out, doubles one, or puts another byte in place of one: structure rather than text, as a rule.
void mutilate(std::string& text, Dice& dice)
{
    if (text.empty())
        return;
    const auto place = [&] { return static_cast<std::size_t>(dice.below(static_cast<std::int64_t>(text.size()))); };
    const std::size_t at = place();
    const std::size_t length = 1 + place() % 40;
    constexpr std::string_view kBytes = "\"{}[]:,\\\n09-e.tn\xff ";
    switch (dice.below(3)) {
    case 0: text.erase(at, length); return;
    case 1: text.insert(at, text.substr(place(), length)); return;
    default: text[at] = kBytes[static_cast<std::size_t>(dice.below(static_cast<std::int64_t>(kBytes.size())))];
    }
}

} // namespace

void AdaptersTest::everyProtocolHasItsWord()
{
    for (const Protocol protocol : kProtocols)
        QCOMPARE(protocolFromWord(protocolWord(protocol)), std::optional(protocol));
    QVERIFY(!protocolFromWord("gemini"));
}

void AdaptersTest::whatIsSentIsBoundByTheHold_data() { addProtocols(); }

// A translation may add words of its own, but never more than the hold has room for.
void AdaptersTest::whatIsSentIsBoundByTheHold()
{
    QFETCH(Protocol, protocol);
    const auto endpoint = test::endpointOf(protocol, "claude-sonnet-5");
    Dice dice;
    for (int i = 0; i < 500; ++i) {
        json::Parser parser;
        const auto request = chat::parseRequest(randomRequest(dice), parser);
        QVERIFY(request);
        const auto sent = adapterOf(protocol).buildRequest(*request, endpoint);
        QVERIFY2(sent, sent ? "" : sent.error().detail.c_str());
        const auto bound = hypercore::usageBound(*request, *endpoint);
        const auto bytes = static_cast<std::int64_t>(readableBytes(json::Value(sent->body)));
        QVERIFY2(bytes <= bound.promptTokens, sent->body.c_str());
        QVERIFY(bound.completionTokens <= endpoint->maxOutputTokens);
    }
}

void AdaptersTest::metersNeverPassWhatWasTold_data() { addProtocols(); }

// Σ meters = what the provider counted: nothing twice, nothing lost; so a count within the bound keeps the hold.
void AdaptersTest::metersNeverPassWhatWasTold()
{
    QFETCH(Protocol, protocol);
    Dice dice;
    for (int i = 0; i < 500; ++i) {
        const std::int64_t prompt = dice.below(200'000);
        const std::int64_t cached = dice.below(prompt + 1);
        const std::int64_t written = dice.below(prompt - cached + 1);
        const std::int64_t completion = dice.below(8'192);
        const test::Reading reading(
            protocol, false,
            {.contentType = "application/json", .text = usageOf(protocol, prompt, cached, written, completion)});
        QVERIFY(reading.record.isCompleted);
        const Usage& usage = *reading.record.usage;
        QCOMPARE(usage.promptTokens(), prompt);
        QCOMPARE(usage.completionTokens(), completion);
        QCOMPARE(usage[Meter::Image] + usage[Meter::Audio], 0);
        QCOMPARE(usage[Meter::Request], 1);
        if (protocol != Protocol::Ollama) {
            QCOMPARE(usage[Meter::CacheRead], cached);
            QCOMPARE(usage[Meter::CacheWrite], written);
        }
    }
}

void AdaptersTest::mutilatedAnswersEndOnce_data() { addProtocols(); }

// Whatever a provider makes of its own protocol: no crash, one end, frames that are JSON.
void AdaptersTest::mutilatedAnswersEndOnce()
{
    QFETCH(Protocol, protocol);
    const std::string whole = streamOf(protocol);
    Dice dice;
    for (int i = 0; i < 2'000; ++i) {
        std::string text = whole;
        for (std::int64_t changes = 1 + dice.below(3); changes > 0; --changes)
            mutilate(text, dice);
        const char* const type = protocol == Protocol::Ollama ? "application/x-ndjson" : "text/event-stream";
        const auto cut = static_cast<std::size_t>(dice.below(static_cast<std::int64_t>(text.size()) + 1));
        const test::Reading reading(protocol, true, {.contentType = type, .text = text}, cut);
        QVERIFY2(reading.record.isCompleted != reading.record.fault.has_value(), text.c_str());
        json::Parser parser;
        for (const std::string& frame : reading.record.frames)
            QVERIFY2(parser.parse(frame), frame.c_str());
        QVERIFY(!reading.record.usage || reading.record.usage->isWithinLimits());
    }
}

QTEST_APPLESS_MAIN(AdaptersTest)
#include "adapters_test.moc"
