// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/openaireader.h"

#include "support/recordingsinks.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::supply;
using Kind = UpstreamEnd::Kind;

Q_DECLARE_METATYPE(gotoai::supply::UpstreamEnd::Kind)

class OpenAiReaderTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aWholeAnswerIsRead();
    void aWholeAnswerNeedNotSayWhyItEnds();
    void aStreamIsReadHoweverItIsSplit();
    void aStreamEndsByDoneOrAfterAFinish_data();
    void aStreamEndsByDoneOrAfterAFinish();
    void nothingFollowsDone();
    void badAnswersFail_data();
    void badAnswersFail();
    void errorStatusesAreBlamedRightly_data();
    void errorStatusesAreBlamedRightly();
    void theProvidersWishIsKept();
    void providersMessagesAreScrubbed();
    void largeAnswersAreRefused();
    void theSinkMayDestroyTheReader_data();
    void theSinkMayDestroyTheReader();
};

namespace {

const char* const kContent =
    "data: {\"id\":\"a\",\"choices\":[{\"delta\":{\"content\":\"x\"},\"finish_reason\":null}]}\n\n";
const char* const kFinish = "data: {\"id\":\"a\",\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
const char* const kUsage =
    "data: {\"id\":\"a\",\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}}\n\n";
const char* const kDone = "data: [DONE]\n\n";
const char* const kBody = R"({"id":"a","choices":[{"message":{"content":"x"},"finish_reason":"stop"}]})";

UpstreamHead headOf(int status, const char* contentType) { return {status, contentType, {}, {}}; }

// Everything one attempt brings, read in one go.
struct Reading
{
    Reading(bool isStreamed, int status, const char* contentType, std::string_view bytes, Kind end)
        : reader(isStreamed, record, parser)
    {
        reader.head(headOf(status, contentType));
        reader.bytes(bytes);
        reader.end({end, {}, true});
    }

    json::Parser parser;
    test::AnswerRecord record;
    OpenAiReader reader;
};

} // namespace

void OpenAiReaderTest::aWholeAnswerIsRead()
{
    const Reading reading(false, 200, "application/json; charset=utf-8", kBody, Kind::Complete);
    QCOMPARE(reading.record.frames, std::vector<std::string>{kBody});
    QVERIFY(reading.record.isCompleted);
    QVERIFY(!reading.record.error);
}

// Some servers do not have the member.
void OpenAiReaderTest::aWholeAnswerNeedNotSayWhyItEnds()
{
    const Reading reading(false, 200, "application/json", R"({"id":"a","choices":[{"message":{"content":"x"}}]})",
                          Kind::Complete);
    QVERIFY(reading.record.isCompleted);
}

void OpenAiReaderTest::aStreamIsReadHoweverItIsSplit()
{
    const std::string text = std::string(": wait\n\n") + kContent + kFinish + kUsage + kDone;
    for (std::size_t cut = 0; cut < text.size(); ++cut) {
        json::Parser parser;
        test::AnswerRecord record;
        OpenAiReader reader(true, record, parser);
        reader.head(headOf(200, "text/event-stream"));
        reader.bytes(text.substr(0, cut));
        reader.bytes(text.substr(cut));
        reader.end({});
        QCOMPARE(record.frames.size(), std::size_t{3});
        QCOMPARE(record.usage->promptTokens(), 3);
        QVERIFY(record.isCompleted);
        QVERIFY(!record.error);
    }
}

void OpenAiReaderTest::aStreamEndsByDoneOrAfterAFinish_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Kind>("end");
    QTest::addColumn<bool>("isCompleted");
    QTest::addColumn<ErrorCode>("code");
    const auto row = [](const char* name, const std::string& text, Kind end, bool isCompleted, ErrorCode code) {
        QTest::newRow(name) << QByteArray::fromStdString(text) << end << isCompleted << code;
    };
    const std::string content = kContent;
    row("done", content + kFinish + kDone, Kind::Complete, true, ErrorCode::Internal);
    row("done, then cut", content + kFinish + kDone, Kind::Cut, true, ErrorCode::Internal);
    row("done without its blank line", content + kFinish + "data: [DONE]", Kind::Complete, true, ErrorCode::Internal);
    row("finish alone", content + kFinish, Kind::Complete, true, ErrorCode::Internal);
    const std::string finish = kFinish;
    row("finish without its blank line", content + finish.substr(0, finish.size() - 2), Kind::Complete, true,
        ErrorCode::Internal);
    row("neither", content, Kind::Complete, false, ErrorCode::UpstreamCut);
    row("nothing", "", Kind::Complete, false, ErrorCode::UpstreamCut);
    row("done without a finish", content + kDone, Kind::Complete, false, ErrorCode::UpstreamCut);
    row("done alone", kDone, Kind::Complete, false, ErrorCode::UpstreamCut);
    const std::string second =
        "data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"y\"},\"finish_reason\":null}]}\n\n";
    const std::string secondEnds = "data: {\"choices\":[{\"index\":1,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    row("one of two choices finished, and done", content + second + kFinish + kDone, Kind::Complete, false,
        ErrorCode::UpstreamCut);
    row("one of two choices finished", content + second + kFinish, Kind::Complete, false, ErrorCode::UpstreamCut);
    row("both choices finished", content + second + kFinish + secondEnds, Kind::Complete, true, ErrorCode::Internal);
    row("finished by an error",
        content + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"error\"}]}\n\n" + kDone, Kind::Complete, false,
        ErrorCode::UpstreamRefused);
    std::string hasty = content;
    hasty.replace(hasty.find("null"), 4, "\"\"");
    row("finish reasons that say nothing, and done", hasty + kDone, Kind::Complete, false, ErrorCode::UpstreamCut);
    row("finish reasons that say nothing, then one", hasty + kFinish, Kind::Complete, true, ErrorCode::Internal);
    row("half a frame", content + "data: {\"id\":", Kind::Complete, false, ErrorCode::UpstreamCut);
    row("cut", content, Kind::Cut, false, ErrorCode::UpstreamCut);
    row("cut after finish", content + kFinish, Kind::Cut, false, ErrorCode::UpstreamCut);
    row("stalled", content, Kind::IdleTimeout, false, ErrorCode::UpstreamTimeout);
}

void OpenAiReaderTest::aStreamEndsByDoneOrAfterAFinish()
{
    QFETCH(QByteArray, text);
    QFETCH(Kind, end);
    QFETCH(bool, isCompleted);
    QFETCH(ErrorCode, code);
    const Reading reading(true, 200, "text/event-stream", text.toStdString(), end);
    QCOMPARE(reading.record.isCompleted, isCompleted);
    QCOMPARE(reading.record.error.has_value(), !isCompleted);
    if (!isCompleted)
        QCOMPARE(reading.record.error->code, code);
}

void OpenAiReaderTest::nothingFollowsDone()
{
    const Reading reading(true, 200, "text/event-stream", std::string(kFinish) + kDone + kContent + "data: junk\n\n",
                          Kind::Cut);
    QCOMPARE(reading.record.frames.size(), std::size_t{1});
    QVERIFY(reading.record.isCompleted);
    QVERIFY(!reading.record.error);
}

void OpenAiReaderTest::badAnswersFail_data()
{
    QTest::addColumn<bool>("isStreamed");
    QTest::addColumn<QByteArray>("contentType");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<Kind>("end");
    QTest::addColumn<ErrorCode>("code");
    const auto row = [](const char* name, bool isStreamed, const char* contentType, const std::string& body, Kind end,
                        ErrorCode code) {
        QTest::newRow(name) << isStreamed << QByteArray(contentType) << QByteArray::fromStdString(body) << end << code;
    };
    const ErrorCode bad = ErrorCode::UpstreamMalformed;
    const Kind whole = Kind::Complete;
    row("HTML", false, "text/html", "<html>", whole, bad);
    row("HTML as JSON", false, "application/json", "<html>", whole, bad);
    row("HTML for a stream", true, "text/html", "<html>", whole, bad);
    row("empty", false, "application/json", "", whole, bad);
    row("no choices", false, "application/json", "{}", whole, bad);
    row("a stream for a body", false, "text/event-stream", kContent, whole, bad);
    row("a body for a stream", true, "application/json", kBody, whole, bad);
    row("an error body for a stream", true, "application/json", R"({"error":{"message":"m","type":"server_error"}})",
        whole, ErrorCode::UpstreamRefused);
    row("an error body with 200", false, "application/json", R"({"error":{"message":"m","code":429}})", whole,
        ErrorCode::UpstreamRateLimited);
    row("an error frame", true, "text/event-stream",
        std::string(kContent) + "data: {\"error\":{\"message\":\"m\"}}\n\n", whole, ErrorCode::UpstreamRefused);
    row("a frame that is no JSON", true, "text/event-stream", "data: hello\n\n", whole, bad);
    row("a frame that is no UTF-8", true, "text/event-stream", "data: {\"a\":\"\xff\"}\n\n", whole, bad);
    row("an endless line", true, "text/event-stream", "data: " + std::string(2 * 1024 * 1024, 'x'), whole, bad);
    row("half a body", false, "application/json", R"({"choices":)", Kind::Cut, ErrorCode::UpstreamCut);
    row("a choice without end", false, "application/json",
        R"({"choices":[{"message":{"content":"x"},"finish_reason":null}]})", whole, ErrorCode::UpstreamCut);
    row("a choice with an empty end", false, "application/json",
        R"({"choices":[{"message":{"content":"x"},"finish_reason":""}]})", whole, ErrorCode::UpstreamCut);
    row("one choice of two without end", false, "application/json",
        R"({"choices":[{"finish_reason":"stop"},{"index":1,"finish_reason":null}]})", whole, ErrorCode::UpstreamCut);
    row("unreachable", false, "", "", Kind::Unreachable, ErrorCode::UpstreamUnreachable);
    row("connect timeout", false, "", "", Kind::ConnectTimeout, ErrorCode::UpstreamTimeout);
    row("first byte timeout", true, "", "", Kind::FirstByteTimeout, ErrorCode::UpstreamTimeout);
    row("too large", true, "", "", Kind::TooLarge, bad);
    row("no HTTP", true, "", "", Kind::Malformed, bad);
}

void OpenAiReaderTest::badAnswersFail()
{
    QFETCH(bool, isStreamed);
    QFETCH(QByteArray, contentType);
    QFETCH(QByteArray, body);
    QFETCH(Kind, end);
    QFETCH(ErrorCode, code);
    const Reading reading(isStreamed, 200, contentType.constData(), body.toStdString(), end);
    QVERIFY(reading.record.error);
    QCOMPARE(reading.record.error->code, code);
    QVERIFY(!reading.record.isCompleted);
}

void OpenAiReaderTest::errorStatusesAreBlamedRightly_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QByteArray>("param");
    const auto row = [](int status, const char* body, ErrorCode code, const char* param) {
        QTest::addRow("%d %s", status, body) << status << QByteArray(body) << code << QByteArray(param);
    };
    const char* const shaped =
        R"({"error":{"message":"m","type":"invalid_request_error","param":"top_p","code":null}})";
    row(400, shaped, ErrorCode::InvalidRequest, "top_p");
    row(422, shaped, ErrorCode::InvalidRequest, "top_p");
    row(400, "<html>", ErrorCode::InvalidRequest, "");
    row(400, R"({"object":"error","message":"m","type":"BadRequestError"})", ErrorCode::InvalidRequest, "");
    row(400, R"({"error":{"message":"m","code":"context_length_exceeded","param":"messages"}})",
        ErrorCode::ContextLengthExceeded, "messages");
    row(401, shaped, ErrorCode::UpstreamRefused, "");
    row(403, shaped, ErrorCode::UpstreamRefused, "");
    row(404, shaped, ErrorCode::UpstreamRefused, "");
    row(408, "", ErrorCode::UpstreamRefused, "");
    row(409, "", ErrorCode::UpstreamRefused, "");
    row(429, shaped, ErrorCode::UpstreamRateLimited, "");
    row(500, "", ErrorCode::UpstreamRefused, "");
    row(503, "<html>", ErrorCode::UpstreamRefused, "");
    row(302, "", ErrorCode::UpstreamRefused, "");
}

void OpenAiReaderTest::errorStatusesAreBlamedRightly()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(ErrorCode, code);
    QFETCH(QByteArray, param);
    for (const bool isStreamed : {false, true}) {
        for (const Kind end : {Kind::Complete, Kind::Cut}) {
            const Reading reading(isStreamed, status, "application/json", body.toStdString(), end);
            QVERIFY(reading.record.error);
            QCOMPARE(reading.record.error->code, code);
            QCOMPARE(QByteArray::fromStdString(reading.record.error->param), param);
        }
    }
}

void OpenAiReaderTest::theProvidersWishIsKept()
{
    json::Parser parser;
    test::AnswerRecord record;
    OpenAiReader reader(true, record, parser);
    reader.head({429, "application/json", {}, std::chrono::seconds{7}});
    reader.end({});
    QCOMPARE(record.fault->kind, FaultKind::RateLimited);
    QCOMPARE(record.fault->retryAfter->count(), 7);
}

void OpenAiReaderTest::providersMessagesAreScrubbed()
{
    const Reading reading(false, 401, "application/json",
                          R"({"error":{"message":"Incorrect API key provided: sk-abc123def"}})", Kind::Complete);
    QCOMPARE(reading.record.error->detail,
             std::string("the provider answered with status 401: Incorrect API key provided: ***"));
}

void OpenAiReaderTest::largeAnswersAreRefused()
{
    json::Parser parser;
    test::AnswerRecord record;
    OpenAiReader reader(false, record, parser);
    reader.head(headOf(200, "application/json"));
    const std::string piece(1024 * 1024, ' ');
    for (int i = 0; i < 32; ++i)
        reader.bytes(piece);
    QVERIFY(!record.error);
    reader.bytes(" ");
    QVERIFY(record.error);
    QCOMPARE(record.error->code, ErrorCode::UpstreamMalformed);
}

void OpenAiReaderTest::theSinkMayDestroyTheReader_data()
{
    QTest::addColumn<bool>("isStreamed");
    QTest::addColumn<QByteArray>("contentType");
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("stream") << true << QByteArray("text/event-stream")
                            << QByteArray::fromStdString(std::string(kContent) + kFinish + kDone);
    QTest::newRow("body") << false << QByteArray("application/json") << QByteArray(kBody);
}

void OpenAiReaderTest::theSinkMayDestroyTheReader()
{
    QFETCH(bool, isStreamed);
    QFETCH(QByteArray, contentType);
    QFETCH(QByteArray, bytes);
    json::Parser parser;
    test::AnswerRecord record;
    auto reader = std::make_unique<OpenAiReader>(isStreamed, record, parser);
    record.onAnswer = [&reader] { reader.reset(); };
    OpenAiReader* raw = reader.get();
    raw->head(headOf(200, contentType.constData()));
    raw->bytes(bytes.toStdString());
    if (!isStreamed)
        raw->end({});
    QCOMPARE(record.frames.size(), std::size_t{1});
    QVERIFY(!record.hasEnded());
}

QTEST_APPLESS_MAIN(OpenAiReaderTest)
#include "openaireader_test.moc"
