// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/anthropicreader.h"

#include "support/adapterfixture.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::supply;
using test::Reading;
using End = UpstreamEnd::Kind;

class AnthropicReaderTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void streamsAreReadHoweverTheyAreSplit_data();
    void streamsAreReadHoweverTheyAreSplit();
    void wholeAnswersAreRead_data();
    void wholeAnswersAreRead();
    void stopReasonsAreTold_data();
    void stopReasonsAreTold();
    void streamsEndAsTheyShould_data();
    void streamsEndAsTheyShould();
    void badAnswersFail_data();
    void badAnswersFail();
    void usageIsMadeDisjoint_data();
    void usageIsMadeDisjoint();
    void theSinkMayDestroyTheReader();
};

namespace {

std::string frameOf(std::string_view type, std::string_view members)
{
    return "event: " + std::string(type) + "\ndata: {\"type\":\"" + std::string(type) + "\"" +
           (members.empty() ? "" : ",") + std::string(members) + "}\n\n";
}

const std::string kStart = frameOf(
    "message_start",
    R"("message":{"id":"msg_1","type":"message","role":"assistant","content":[],"model":"claude-x","stop_reason":null,"usage":{"input_tokens":25,"output_tokens":1}})");
const std::string kPing = frameOf("ping", "");
const std::string kTextStart = frameOf("content_block_start", R"("index":0,"content_block":{"type":"text","text":""})");
const std::string kStop = frameOf("message_stop", "");

std::string delta(const char* index, const char* members)
{
    return frameOf("content_block_delta", R"("index":)" + std::string(index) + R"(,"delta":{)" + members + "}");
}

std::string blockStop(const char* index) { return frameOf("content_block_stop", R"("index":)" + std::string(index)); }

std::string finish(const char* reason)
{
    return frameOf("message_delta", R"("delta":{"stop_reason":")" + std::string(reason) +
                                        R"(","stop_sequence":null},"usage":{"output_tokens":15})");
}

std::string chunk(const std::string& delta)
{
    return R"({"id":"msg_1","object":"chat.completion.chunk","model":"claude-x","choices":[{"index":0,"delta":)" +
           delta + R"(,"logprobs":null,"finish_reason":null}]})";
}

std::string lastChunk(const char* reason, const char* native, const char* delta = "{}")
{
    return R"({"id":"msg_1","object":"chat.completion.chunk","model":"claude-x","choices":[{"index":0,"delta":)" +
           std::string(delta) + R"(,"logprobs":null,"finish_reason":")" + reason + R"(","native_finish_reason":")" +
           native + R"("}]})";
}

const std::string kRole = chunk(R"({"role":"assistant","content":"","refusal":null})");
const std::string kUsage =
    R"({"id":"msg_1","object":"chat.completion.chunk","model":"claude-x","choices":[],"usage":{"prompt_tokens":25,"completion_tokens":15,"total_tokens":40,"prompt_tokens_details":{"cached_tokens":0,"cache_write_tokens":0}}})";

Reading stream(const std::string& text, End end = End::Complete)
{
    return Reading(Protocol::Anthropic, true, {.text = text, .end = end});
}

Reading whole(const std::string& text, int status = 200)
{
    return Reading(Protocol::Anthropic, false, {.status = status, .contentType = "application/json", .text = text});
}

std::string join(const std::vector<std::string>& frames)
{
    std::string text;
    for (const std::string& frame : frames)
        text += frame + "\n";
    return text;
}

} // namespace

void AnthropicReaderTest::streamsAreReadHoweverTheyAreSplit_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("frames");
    const auto row = [](const char* name, const std::string& text, const std::vector<std::string>& frames) {
        QTest::newRow(name) << QByteArray::fromStdString(text) << QByteArray::fromStdString(join(frames));
    };
    row("text",
        kStart + kTextStart + kPing + delta("0", R"("type":"text_delta","text":"Hel\u006c\"")") +
            delta("0", R"("type":"text_delta","text":"o 😀")") + blockStop("0") + finish("end_turn") + kStop,
        {kRole, chunk(R"({"content":"Hel\u006c\""})"), chunk(R"({"content":"o 😀"})"), lastChunk("stop", "end_turn"),
         kUsage});
    row("tools side by side",
        kStart + kTextStart + delta("0", R"("type":"text_delta","text":"wait")") + blockStop("0") +
            frameOf("content_block_start",
                    R"("index":1,"content_block":{"type":"tool_use","id":"toolu_1","name":"f","input":{}})") +
            delta("1", R"("type":"input_json_delta","partial_json":"")") +
            delta("1", R"("type":"input_json_delta","partial_json":"{\"a\":")") +
            delta("1", R"("type":"input_json_delta","partial_json":"1}")") + blockStop("1") +
            frameOf("content_block_start",
                    R"("index":2,"content_block":{"type":"tool_use","id":"toolu_2","name":"g","input":{}})") +
            blockStop("2") + finish("tool_use") + kStop,
        {kRole, chunk(R"({"content":"wait"})"),
         chunk(
             R"({"tool_calls":[{"index":0,"id":"toolu_1","type":"function","function":{"name":"f","arguments":""}}]})"),
         chunk(R"({"tool_calls":[{"index":0,"function":{"arguments":"{\"a\":"}}]})"),
         chunk(R"({"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]})"),
         chunk(
             R"({"tool_calls":[{"index":1,"id":"toolu_2","type":"function","function":{"name":"g","arguments":""}}]})"),
         chunk(R"({"tool_calls":[{"index":1,"function":{"arguments":"{}"}}]})"), lastChunk("tool_calls", "tool_use"),
         kUsage});
    row("thinking",
        kStart +
            frameOf("content_block_start",
                    R"("index":0,"content_block":{"type":"thinking","thinking":"","signature":""})") +
            delta("0", R"("type":"thinking_delta","thinking":"hm")") +
            delta("0", R"("type":"signature_delta","signature":"EqQB")") + blockStop("0") +
            frameOf("content_block_start", R"("index":1,"content_block":{"type":"redacted_thinking","data":"xyz"})") +
            blockStop("1") +
            frameOf("content_block_start", R"("index":2,"content_block":{"type":"text","text":"so"})") +
            blockStop("2") + finish("end_turn") + kStop,
        {kRole,
         chunk(
             R"({"reasoning":"hm","reasoning_details":[{"type":"reasoning.text","format":"anthropic-claude-v1","index":0,"text":"hm"}]})"),
         chunk(
             R"({"reasoning_details":[{"type":"reasoning.text","format":"anthropic-claude-v1","index":0,"signature":"EqQB"}]})"),
         chunk(
             R"({"reasoning_details":[{"type":"reasoning.encrypted","format":"anthropic-claude-v1","index":1,"data":"xyz"}]})"),
         chunk(R"({"content":"so"})"), lastChunk("stop", "end_turn"), kUsage});
    row("a frame of junk within",
        kStart + kTextStart + delta("0", R"("type":"text_delta","text":"a")") + "data: junk\n\ndata: {}\n\n" +
            delta("0", R"("type":"text_delta","text":"b")") + finish("end_turn") + kStop,
        {kRole, chunk(R"({"content":"a"})"), chunk(R"({"content":"b"})"), lastChunk("stop", "end_turn"), kUsage});
    row("a name of absurd length",
        frameOf("message_start", R"("message":{"id":")" + std::string(300, 'x') + R"(","usage":{"input_tokens":25}})") +
            finish("end_turn") + kStop,
        {R"({"id":"","object":"chat.completion.chunk","model":"","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}]})",
         R"({"id":"","object":"chat.completion.chunk","model":"","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop","native_finish_reason":"end_turn"}]})",
         R"({"id":"","object":"chat.completion.chunk","model":"","choices":[],"usage":{"prompt_tokens":25,"completion_tokens":15,"total_tokens":40,"prompt_tokens_details":{"cached_tokens":0,"cache_write_tokens":0}}})"});
    row("a refusal with its reason",
        kStart +
            frameOf(
                "message_delta",
                R"("delta":{"stop_reason":"refusal","stop_details":{"type":"refusal","category":"cyber","explanation":"no"}},"usage":{"output_tokens":15})") +
            kStop,
        {kRole, lastChunk("content_filter", "refusal", R"({"refusal":"no"})"), kUsage});
    row("kinds that are not known yet",
        kStart + frameOf("something_new", R"("x":1)") +
            frameOf("content_block_start", R"("index":0,"content_block":{"type":"server_tool_use","id":"s"})") +
            delta("0", R"("type":"input_json_delta","partial_json":"{}")") +
            delta("0", R"("type":"new_delta","new":"x")") + blockStop("0") + kTextStart +
            delta("0", R"("type":"citations_delta","citation":{})") + delta("0", R"("type":"text_delta","text":"a")") +
            finish("end_turn") + kStop,
        {kRole, chunk(R"({"content":"a"})"), lastChunk("stop", "end_turn"), kUsage});
}

void AnthropicReaderTest::streamsAreReadHoweverTheyAreSplit()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, frames);
    for (std::size_t cut = 0; cut <= static_cast<std::size_t>(text.size()); ++cut) {
        const Reading reading(Protocol::Anthropic, true, {.text = text.toStdString()}, cut);
        QCOMPARE(QByteArray::fromStdString(join(reading.record.frames)), frames);
        QVERIFY(reading.record.isCompleted);
        QVERIFY(!reading.record.error);
        QCOMPARE(reading.record.usage->promptTokens(), 25);
        QCOMPARE(reading.record.usage->completionTokens(), 15);
    }
}

void AnthropicReaderTest::wholeAnswersAreRead_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char* name, const char* content, const char* message) {
        QTest::newRow(name) << QByteArray(content) << QByteArray(message);
    };
    row("text", R"({"type":"text","text":"Hel\u006c"},{"type":"text","text":"o\n"})",
        R"("content":"Hel\u006co\n","refusal":null)");
    row("nothing", "", R"("content":"","refusal":null)");
    row("tools",
        R"({"type":"tool_use","id":"a","name":"f","input":{ "z":1.0,"q":"\"" }},{"type":"tool_use","id":"b","name":"g","input":{}})",
        R"("content":null,"refusal":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{ \"z\":1.0,\"q\":\"\\\"\" }"}},)"
        R"({"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}])");
    row("thinking",
        R"({"type":"thinking","thinking":"hm","signature":"S"},{"type":"redacted_thinking","data":"x"},{"type":"text","text":"a"})",
        R"("content":"a","refusal":null,"reasoning":"hm","reasoning_details":[)"
        R"({"type":"reasoning.text","format":"anthropic-claude-v1","index":0,"text":"hm","signature":"S"},)"
        R"({"type":"reasoning.encrypted","format":"anthropic-claude-v1","index":1,"data":"x"}])");
    row("a block that is not known yet", R"({"type":"new","a":1},{"type":"text","text":"a"})",
        R"("content":"a","refusal":null)");
}

void AnthropicReaderTest::wholeAnswersAreRead()
{
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, message);
    const Reading reading = whole(
        R"({"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[)" + content.toStdString() +
        R"(],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":2}})");
    QVERIFY(reading.record.isCompleted);
    QCOMPARE(reading.record.frames.size(), std::size_t{1});
    QCOMPARE(
        QByteArray::fromStdString(reading.record.frames[0]),
        R"({"id":"msg_1","object":"chat.completion","model":"claude-x","choices":[{"index":0,"message":{"role":"assistant",)" +
            message +
            R"(},"logprobs":null,"finish_reason":"stop","native_finish_reason":"end_turn"}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5,"prompt_tokens_details":{"cached_tokens":0,"cache_write_tokens":0}}})");
}

void AnthropicReaderTest::stopReasonsAreTold_data()
{
    QTest::addColumn<QByteArray>("native");
    QTest::addColumn<QByteArray>("reason");
    const auto row = [](const char* native, const char* reason) {
        QTest::newRow(native) << QByteArray(native) << QByteArray(reason);
    };
    row("end_turn", "stop");
    row("stop_sequence", "stop");
    row("pause_turn", "stop");
    row("max_tokens", "length");
    row("model_context_window_exceeded", "length");
    row("tool_use", "tool_calls");
    row("refusal", "content_filter");
    row("something_new", "stop");
}

void AnthropicReaderTest::stopReasonsAreTold()
{
    QFETCH(QByteArray, native);
    QFETCH(QByteArray, reason);
    const Reading reading = stream(kStart + finish(native.constData()) + kStop);
    QCOMPARE(reading.record.frames.at(1), lastChunk(reason.constData(), native.constData()));
}

void AnthropicReaderTest::streamsEndAsTheyShould_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<End>("end");
    QTest::addColumn<bool>("isCompleted");
    QTest::addColumn<FaultKind>("kind");
    const auto row = [](const char* name, const std::string& text, End end, bool isCompleted,
                        FaultKind kind = FaultKind::Server) {
        QTest::newRow(name) << QByteArray::fromStdString(text) << end << isCompleted << kind;
    };
    const std::string begun = kStart + kTextStart + delta("0", R"("type":"text_delta","text":"a")");
    row("by message_stop", begun + finish("end_turn") + kStop, End::Complete, true);
    row("by message_stop without a stop reason", begun + kStop, End::Complete, false, FaultKind::Cut);
    row("whatever follows it", begun + finish("end_turn") + kStop, End::Cut, true);
    row("after the stop reason", begun + finish("end_turn"), End::Complete, true);
    row("cut after the stop reason", begun + finish("end_turn"), End::Cut, false, FaultKind::Cut);
    row("without a stop reason", begun, End::Complete, false, FaultKind::Cut);
    row("with half an event", begun + "event: message_delta\ndata: {\"type\":", End::Complete, false, FaultKind::Cut);
    row("stalled", begun, End::IdleTimeout, false, FaultKind::Timeout);
    row("by an error", begun + frameOf("error", R"("error":{"type":"overloaded_error","message":"Overloaded"})"),
        End::Complete, false, FaultKind::Overloaded);
    row("by an error of theirs", begun + frameOf("error", R"("error":{"type":"api_error","message":"m"})"),
        End::Complete, false, FaultKind::Server);
    row("by an error that says nothing", begun + frameOf("error", ""), End::Complete, false, FaultKind::Server);
}

void AnthropicReaderTest::streamsEndAsTheyShould()
{
    QFETCH(QByteArray, text);
    QFETCH(End, end);
    QFETCH(bool, isCompleted);
    QFETCH(FaultKind, kind);
    const Reading reading = stream(text.toStdString(), end);
    QCOMPARE(reading.record.isCompleted, isCompleted);
    QCOMPARE(reading.record.fault.has_value(), !isCompleted);
    if (!isCompleted)
        QCOMPARE(faultKindWord(reading.record.fault->kind), faultKindWord(kind));
}

void AnthropicReaderTest::badAnswersFail_data()
{
    QTest::addColumn<bool>("isStreamed");
    QTest::addColumn<QByteArray>("contentType");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char* name, bool isStreamed, const char* contentType, const std::string& text) {
        QTest::newRow(name) << isStreamed << QByteArray(contentType) << QByteArray::fromStdString(text);
    };
    const char* const sse = "text/event-stream";
    const char* const json = "application/json";
    row("HTML", false, "text/html", "<html>");
    row("no JSON", false, json, "hello");
    row("no message", false, json, "{}");
    row("no stop reason", false, json, R"({"content":[{"type":"text","text":"a"}],"stop_reason":null})");
    row("a text without text", false, json, R"({"content":[{"type":"text"}],"stop_reason":"end_turn"})");
    row("a tool without input", false, json,
        R"({"content":[{"type":"tool_use","id":"a","name":"f"}],"stop_reason":"tool_use"})");
    row("a thought without signature", false, json,
        R"({"content":[{"type":"thinking","thinking":"a"}],"stop_reason":"end_turn"})");
    row("a body for a stream", true, json, R"({"content":[],"stop_reason":"end_turn"})");
    row("lines of junk", true, sse, "data: hello\n\n");
    row("no event", true, sse, "data: {\"a\":1}\n\n");
    row("OpenAI's frames", true, sse, "data: {\"choices\":[]}\n\n");
    row("a tool without a name", true, sse,
        kStart + frameOf("content_block_start", R"("index":0,"content_block":{"type":"tool_use","id":"a"})"));
}

void AnthropicReaderTest::badAnswersFail()
{
    QFETCH(bool, isStreamed);
    QFETCH(QByteArray, contentType);
    QFETCH(QByteArray, text);
    const Reading reading(Protocol::Anthropic, isStreamed,
                          {.contentType = contentType.constData(), .text = text.toStdString()});
    QVERIFY(!reading.record.isCompleted);
    QVERIFY(reading.record.fault);
    QCOMPARE(faultKindWord(reading.record.fault->kind), faultKindWord(FaultKind::Malformed));
}

void AnthropicReaderTest::usageIsMadeDisjoint_data()
{
    QTest::addColumn<QByteArray>("usage");
    QTest::addColumn<QList<qint64>>("meters"); // prompt, cache read, cache write, completion, reasoning; empty: refused
    const auto row = [](const char* name, const char* usage, const QList<qint64>& meters) {
        QTest::newRow(name) << QByteArray(usage) << meters;
    };
    // Examples of the guides on prompt caching and extended thinking.
    row("no cache", R"({"input_tokens":2095,"output_tokens":503})", {2095, 0, 0, 503, 0});
    row("a first call writes",
        R"({"input_tokens":21,"cache_creation_input_tokens":188086,"cache_read_input_tokens":0,"output_tokens":393})",
        {21, 0, 188086, 393, 0});
    row("a later one reads",
        R"({"input_tokens":21,"cache_creation_input_tokens":0,"cache_read_input_tokens":188086,"output_tokens":393})",
        {21, 188086, 0, 393, 0});
    row("both lifetimes of a cache",
        R"({"input_tokens":2048,"cache_read_input_tokens":1800,"cache_creation_input_tokens":248,"output_tokens":503,"cache_creation":{"ephemeral_5m_input_tokens":148,"ephemeral_1h_input_tokens":100}})",
        {2048, 1800, 248, 503, 0});
    row("thinking within the output",
        R"({"input_tokens":10,"output_tokens":100,"output_tokens_details":{"thinking_tokens":80}})",
        {10, 0, 0, 20, 80});
    row("nulls",
        R"({"input_tokens":7,"cache_creation_input_tokens":null,"cache_read_input_tokens":null,"output_tokens":2,"server_tool_use":null})",
        {7, 0, 0, 2, 0});
    row("negative", R"({"input_tokens":-1,"output_tokens":2})", {});
    row("a fraction", R"({"input_tokens":1.5,"output_tokens":2})", {});
    row("a string", R"({"input_tokens":"1","output_tokens":2})", {});
    row("beyond every limit", R"({"input_tokens":1,"output_tokens":99999999999999999999})", {});
    row("more thought than told",
        R"({"input_tokens":1,"output_tokens":2,"output_tokens_details":{"thinking_tokens":3}})", {});
}

void AnthropicReaderTest::usageIsMadeDisjoint()
{
    QFETCH(QByteArray, usage);
    QFETCH(QList<qint64>, meters);
    const std::string text = usage.toStdString();
    const Reading body =
        whole(R"({"content":[{"type":"text","text":"a"}],"stop_reason":"end_turn","usage":)" + text + "}");
    const Reading streamed =
        stream(frameOf("message_start", R"("message":{"usage":)" + text + "}") +
               frameOf("message_delta", R"("delta":{"stop_reason":"end_turn"},"usage":)" + text) + kStop);
    for (const Reading* reading : {&body, &streamed}) {
        QVERIFY(reading->record.isCompleted);
        QCOMPARE(reading->record.usage.has_value(), !meters.isEmpty());
        if (meters.isEmpty())
            continue;
        const Usage& told = *reading->record.usage;
        QCOMPARE((QList<qint64>{told[Meter::Prompt], told[Meter::CacheRead], told[Meter::CacheWrite],
                                told[Meter::Completion], told[Meter::Reasoning]}),
                 meters);
    }
}

void AnthropicReaderTest::theSinkMayDestroyTheReader()
{
    const std::string text =
        kStart + kTextStart + delta("0", R"("type":"text_delta","text":"a")") + finish("end_turn") + kStop;
    for (std::size_t last = 1; last <= 4; ++last) {
        json::Parser parser;
        test::AnswerRecord record;
        auto reader = adapterOf(Protocol::Anthropic).makeReader(true, record, parser);
        record.onAnswer = [&] {
            if (record.frames.size() == last)
                reader.reset();
        };
        AnswerReader* const raw = reader.get();
        raw->head({200, "text/event-stream", {}, {}});
        raw->bytes(text);
        QCOMPARE(record.frames.size(), last);
        QVERIFY(!record.hasEnded());
    }
}

QTEST_APPLESS_MAIN(AnthropicReaderTest)
#include "anthropicreader_test.moc"
