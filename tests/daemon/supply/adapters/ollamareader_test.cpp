// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/ollamareader.h"

#include "support/adapterfixture.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::supply;
using test::Reading;
using End = UpstreamEnd::Kind;

class OllamaReaderTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void streamsAreReadHoweverTheyAreSplit_data();
    void streamsAreReadHoweverTheyAreSplit();
    void wholeAnswersAreRead_data();
    void wholeAnswersAreRead();
    void streamsEndAsTheyShould_data();
    void streamsEndAsTheyShould();
    void errorsHaveTheirKinds_data();
    void errorsHaveTheirKinds();
    void badAnswersFail_data();
    void badAnswersFail();
    void usageIsReadOrMissing_data();
    void usageIsReadOrMissing();
};

namespace {

const char* const kStreamType = "application/x-ndjson";

// 1,761,498,924 seconds since 1970.
std::string line(const std::string& message, const std::string& more = R"("done":false)")
{
    return R"({"model":"qwen3:8b","created_at":"2025-10-26T17:15:24.097767Z","message":)" + message + "," + more +
           "}\n";
}

std::string text(const char* content)
{
    return line(R"({"role":"assistant","content":")" + std::string(content) + "\"}");
}

std::string done(const char* reason, const char* counts = R"(,"prompt_eval_count":26,"eval_count":298)")
{
    return line(R"({"role":"assistant","content":""})",
                R"("done":true,"done_reason":")" + std::string(reason) + R"(","total_duration":5191566416)" + counts);
}

const char* const kHead = R"("created":1761498924,"model":"qwen3:8b","choices":[)";

std::string chunk(const std::string& delta)
{
    return R"({"id":"","object":"chat.completion.chunk",)" + std::string(kHead) + R"({"index":0,"delta":)" + delta +
           R"(,"logprobs":null,"finish_reason":null}]})";
}

std::string lastChunk(const char* reason, const char* native)
{
    return R"({"id":"","object":"chat.completion.chunk",)" + std::string(kHead) +
           R"({"index":0,"delta":{},"logprobs":null,"finish_reason":")" + reason + R"(","native_finish_reason":)" +
           native + "}]}";
}

const std::string kRole = chunk(R"({"role":"assistant","content":"","refusal":null})");
const std::string kCounts =
    R"("usage":{"prompt_tokens":26,"completion_tokens":298,"total_tokens":324,"prompt_tokens_details":{"cached_tokens":0,"cache_write_tokens":0}}})";
const std::string kUsage = R"({"id":"","object":"chat.completion.chunk",)" + std::string(kHead) + "]," + kCounts;

std::string join(const std::vector<std::string>& frames)
{
    std::string all;
    for (const std::string& frame : frames)
        all += frame + "\n";
    return all;
}

} // namespace

void OllamaReaderTest::streamsAreReadHoweverTheyAreSplit_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("frames");
    const auto row = [](const char* name, const std::string& bytes, const std::vector<std::string>& frames) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << QByteArray::fromStdString(join(frames));
    };
    row("text", text("Hel\\u006c") + text("o 😀") + done("stop"),
        {kRole, chunk(R"({"content":"Hel\u006c"})"), chunk(R"({"content":"o 😀"})"), lastChunk("stop", R"("stop")"),
         kUsage});
    row("thinking", line(R"({"role":"assistant","content":"","thinking":"hm"})") + text("so") + done("stop"),
        {kRole, chunk(R"({"reasoning":"hm"})"), chunk(R"({"content":"so"})"), lastChunk("stop", R"("stop")"), kUsage});
    row("tools",
        line(
            R"({"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":{ "z":1.0 }}},{"id":"call_x","function":{"index":1,"name":"g","arguments":{}}}]})") +
            line(R"({"role":"assistant","content":"","tool_calls":[{"function":{"name":"h"}}]})") + done("stop"),
        {kRole,
         chunk(
             R"({"tool_calls":[{"index":0,"id":"call_20251026171524097767_0","type":"function","function":{"name":"f","arguments":"{ \"z\":1.0 }"}},)"
             R"({"index":1,"id":"call_x","type":"function","function":{"name":"g","arguments":"{}"}}]})"),
         chunk(
             R"({"tool_calls":[{"index":2,"id":"call_20251026171524097767_2","type":"function","function":{"name":"h","arguments":"{}"}}]})"),
         lastChunk("tool_calls", R"("stop")"), kUsage});
    row("cut by the limit", text("a") + done("length"),
        {kRole, chunk(R"({"content":"a"})"), lastChunk("length", R"("length")"), kUsage});
    row("text in the last line",
        line(R"({"role":"assistant","content":"all"})", R"("done":true,"prompt_eval_count":26,"eval_count":298)"),
        {kRole, chunk(R"({"content":"all"})"), lastChunk("stop", "null"), kUsage});
}

void OllamaReaderTest::streamsAreReadHoweverTheyAreSplit()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, frames);
    for (std::size_t cut = 0; cut <= static_cast<std::size_t>(text.size()); ++cut) {
        const Reading reading(Protocol::Ollama, true, {.contentType = kStreamType, .text = text.toStdString()}, cut);
        QCOMPARE(QByteArray::fromStdString(join(reading.record.frames)), frames);
        QVERIFY(reading.record.isCompleted);
        QVERIFY(!reading.record.error);
        QCOMPARE(reading.record.usage->promptTokens(), 26);
        QCOMPARE(reading.record.usage->completionTokens(), 298);
    }
}

void OllamaReaderTest::wholeAnswersAreRead_data()
{
    QTest::addColumn<QByteArray>("told");
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("text") << QByteArray(R"({"role":"assistant","content":"a\n"})")
                          << QByteArray(R"("content":"a\n","refusal":null)") << QByteArray("stop");
    QTest::newRow("thinking") << QByteArray(R"({"role":"assistant","content":"a","thinking":"hm"})")
                              << QByteArray(R"("content":"a","refusal":null,"reasoning":"hm")") << QByteArray("stop");
    QTest::newRow("a tool")
        << QByteArray(
               R"({"role":"assistant","content":"","tool_calls":[{"id":"c","function":{"name":"f","arguments":{"a":1}}}]})")
        << QByteArray(
               R"("content":null,"refusal":null,"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}])")
        << QByteArray("tool_calls");
}

void OllamaReaderTest::wholeAnswersAreRead()
{
    QFETCH(QByteArray, told);
    QFETCH(QByteArray, message);
    QFETCH(QByteArray, reason);
    const Reading reading(
        Protocol::Ollama, false,
        {.contentType = "application/json; charset=utf-8",
         .text =
             line(told.toStdString(), R"("done":true,"done_reason":"stop","prompt_eval_count":26,"eval_count":298)")});
    QVERIFY(reading.record.isCompleted);
    QCOMPARE(reading.record.frames.size(), std::size_t{1});
    QCOMPARE(reading.record.frames[0], R"({"id":"","object":"chat.completion",)" + std::string(kHead) +
                                           R"({"index":0,"message":{"role":"assistant",)" + message.toStdString() +
                                           R"(},"logprobs":null,"finish_reason":")" + reason.toStdString() +
                                           R"(","native_finish_reason":"stop"}],)" + kCounts);
}

void OllamaReaderTest::streamsEndAsTheyShould_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<End>("end");
    QTest::addColumn<bool>("isCompleted");
    QTest::addColumn<FaultKind>("kind");
    const auto row = [](const char* name, const std::string& bytes, End end, bool isCompleted,
                        FaultKind kind = FaultKind::Server) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << end << isCompleted << kind;
    };
    row("done", text("a") + done("stop"), End::Complete, true);
    row("done, whatever follows", text("a") + done("stop") + "junk\n", End::Cut, true);
    std::string open = done("stop");
    open.pop_back();
    row("done without a line's end", text("a") + open, End::Complete, true);
    row("not done", text("a"), End::Complete, false, FaultKind::Cut);
    row("half a line", text("a") + R"({"model":)", End::Complete, false, FaultKind::Cut);
    row("stalled", text("a"), End::IdleTimeout, false, FaultKind::Timeout);
    row("an error", text("a") + R"({"error":"llama runner process has terminated"})" + "\n", End::Complete, false,
        FaultKind::Server);
    row("no room left",
        text("a") + R"({"error":"the prompt is longer than the context length currently available"})" + "\n",
        End::Complete, false, FaultKind::ContextLength);
}

void OllamaReaderTest::streamsEndAsTheyShould()
{
    QFETCH(QByteArray, bytes);
    QFETCH(End, end);
    QFETCH(bool, isCompleted);
    QFETCH(FaultKind, kind);
    const Reading reading(Protocol::Ollama, true,
                          {.contentType = kStreamType, .text = bytes.toStdString(), .end = end});
    QCOMPARE(reading.record.isCompleted, isCompleted);
    QCOMPARE(reading.record.fault.has_value(), !isCompleted);
    if (!isCompleted)
        QCOMPARE(faultKindWord(reading.record.fault->kind), faultKindWord(kind));
}

void OllamaReaderTest::errorsHaveTheirKinds_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<FaultKind>("kind");
    const auto row = [](int status, const char* body, FaultKind kind) {
        QTest::addRow("%d %s", status, body) << status << QByteArray(body) << kind;
    };
    row(404, R"({"error":"model 'x' not found"})", FaultKind::NotFound);
    row(400, R"({"error":"registry.ollama.ai/library/x does not support tools"})", FaultKind::Unsupported);
    row(400, R"({"error":"invalid format"})", FaultKind::InvalidRequest);
    row(400,
        R"({"error":"{\"error\":{\"code\":400,\"message\":\"request (8889 tokens) exceeds the available context size\",\"type\":\"exceed_context_size_error\"}}"})",
        FaultKind::ContextLength);
    row(401, R"({"error":"unauthorized"})", FaultKind::Auth);
    row(402, R"({"error":"upgrade for higher limits"})", FaultKind::Billing);
    row(429, R"({"error":"too many requests"})", FaultKind::RateLimited);
    row(503, R"({"error":"server busy, please try again.  maximum pending requests exceeded"})", FaultKind::Overloaded);
    row(500, R"({"error":"model requires more system memory (9.0 GiB) than is available"})", FaultKind::Overloaded);
    row(500, R"({"error":"llama runner process has terminated"})", FaultKind::Server);
    row(502, "<html>", FaultKind::Server);
}

void OllamaReaderTest::errorsHaveTheirKinds()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(FaultKind, kind);
    for (const bool isStreamed : {false, true}) {
        const Reading reading(Protocol::Ollama, isStreamed,
                              {.status = status, .contentType = "application/json", .text = body.toStdString()});
        QVERIFY(reading.record.fault);
        QCOMPARE(faultKindWord(reading.record.fault->kind), faultKindWord(kind));
    }
}

void OllamaReaderTest::badAnswersFail_data()
{
    QTest::addColumn<bool>("isStreamed");
    QTest::addColumn<QByteArray>("contentType");
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("HTML") << false << QByteArray("text/html") << QByteArray("<html>");
    QTest::newRow("events") << true << QByteArray("text/event-stream") << QByteArray("data: {}\n\n");
    QTest::newRow("no JSON") << true << QByteArray(kStreamType) << QByteArray("hello\n");
    QTest::newRow("no answer") << true << QByteArray(kStreamType) << QByteArray("{\"a\":1}\n");
    QTest::newRow("a body for a stream") << true << QByteArray("application/json")
                                         << QByteArray::fromStdString(done("stop"));
    QTest::newRow("half an answer") << false << QByteArray("application/json") << QByteArray::fromStdString(text("a"));
    QTest::newRow("no message") << false << QByteArray("application/json") << QByteArray(R"({"done":true})");
}

void OllamaReaderTest::badAnswersFail()
{
    QFETCH(bool, isStreamed);
    QFETCH(QByteArray, contentType);
    QFETCH(QByteArray, bytes);
    const Reading reading(Protocol::Ollama, isStreamed,
                          {.contentType = contentType.constData(), .text = bytes.toStdString()});
    QVERIFY(!reading.record.isCompleted);
    QVERIFY(reading.record.fault);
    QCOMPARE(faultKindWord(reading.record.fault->kind), faultKindWord(FaultKind::Malformed));
}

void OllamaReaderTest::usageIsReadOrMissing_data()
{
    QTest::addColumn<QByteArray>("counts");
    QTest::addColumn<bool>("isTold");
    const auto row = [](const char* counts, bool isTold) { QTest::newRow(counts) << QByteArray(counts) << isTold; };
    row(R"(,"prompt_eval_count":26,"eval_count":0)", true);
    row("", false);
    row(R"(,"eval_count":3)", false);
    row(R"(,"prompt_eval_count":26)", false);
    row(R"(,"prompt_eval_count":-1,"eval_count":3)", false);
    row(R"(,"prompt_eval_count":1.5,"eval_count":3)", false);
    row(R"(,"prompt_eval_count":26,"eval_count":"3")", false);
}

void OllamaReaderTest::usageIsReadOrMissing()
{
    QFETCH(QByteArray, counts);
    QFETCH(bool, isTold);
    const Reading reading(Protocol::Ollama, true,
                          {.contentType = kStreamType, .text = text("a") + done("stop", counts.constData())});
    QVERIFY(reading.record.isCompleted);
    QCOMPARE(reading.record.usage.has_value(), isTold);
}

QTEST_APPLESS_MAIN(OllamaReaderTest)
#include "ollamareader_test.moc"
