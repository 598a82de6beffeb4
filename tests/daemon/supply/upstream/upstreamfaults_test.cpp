// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstreamfixture.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::supply;
using namespace gotoai::test;
using Upstream = FaultyUpstream;
using Kind = UpstreamEnd::Kind;

Q_DECLARE_METATYPE(gotoai::test::FaultyUpstream::Script)
Q_DECLARE_METATYPE(gotoai::supply::UpstreamEnd::Kind)

// Every way a provider can fail, from its socket to the typed error.
class UpstreamFaultsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void faultsBecomeErrors_data();
    void faultsBecomeErrors();
    void goodAnswersComplete_data();
    void goodAnswersComplete();
    void theTotalBoundsABodyThatAlwaysGoesOn();
    void absurdUsageIsNotTaken();
    void retryAfterIsTold();
    void aRefusedConnectionWasNotSent();
    void anUnknownNameWasNotSent();
};

namespace {

Deadlines shortDeadlines()
{
    Deadlines deadlines;
    deadlines.firstByte = std::chrono::milliseconds(150);
    deadlines.idle = std::chrono::milliseconds(150);
    return deadlines;
}

const Upstream::Script kStreamOfOne = {Upstream::send(Upstream::streamHead() + Upstream::content("a"))};

Upstream::Script streamThen(std::vector<Upstream::Step> steps)
{
    Upstream::Script script = kStreamOfOne;
    script.insert(script.end(), steps.begin(), steps.end());
    return script;
}

} // namespace

void UpstreamFaultsTest::faultsBecomeErrors_data()
{
    QTest::addColumn<Upstream::Script>("script");
    QTest::addColumn<bool>("isStreamed");
    QTest::addColumn<ErrorCode>("code");
    const auto row = [](const char* name, Upstream::Script script, bool isStreamed, ErrorCode code) {
        QTest::newRow(name) << std::move(script) << isStreamed << code;
    };
    using U = Upstream;
    const QByteArray shaped = R"({"error":{"message":"m","type":"server_error"}})";
    row("closed without an answer", {U::close()}, false, ErrorCode::UpstreamCut);
    row("reset without an answer", {U::reset()}, false, ErrorCode::UpstreamCut);
    row("silent", {U::wait(60'000)}, false, ErrorCode::UpstreamTimeout);
    row("slow first byte", {U::wait(60'000), U::send(U::answer(200, U::goodBody()))}, true, ErrorCode::UpstreamTimeout);
    row("half a head", {U::send("HTTP/1.1 200 OK\r\nContent-"), U::close()}, false, ErrorCode::UpstreamCut);
    row("half a body", {U::send(U::answer(200, U::goodBody()).chopped(10)), U::close()}, false, ErrorCode::UpstreamCut);
    row("half a body, stalled", {U::send(U::answer(200, U::goodBody()).chopped(10)), U::wait(60'000)}, false,
        ErrorCode::UpstreamTimeout);
    row("stream cut", streamThen({U::close()}), true, ErrorCode::UpstreamCut);
    row("stream reset", streamThen({U::reset()}), true, ErrorCode::UpstreamCut);
    row("stream stalled", streamThen({U::wait(60'000)}), true, ErrorCode::UpstreamTimeout);
    row("stream ended early in good order", streamThen({U::send("0\r\n\r\n")}), true, ErrorCode::UpstreamCut);
    row("stream cut in a frame", streamThen({U::send(U::chunk("data: {\"id\":")), U::close()}), true,
        ErrorCode::UpstreamCut);
    row("bad chunk size", streamThen({U::send("zz\r\n"), U::close()}), true, ErrorCode::UpstreamCut);
    row("in-band error", streamThen({U::send(U::event(shaped))}), true, ErrorCode::UpstreamRefused);
    row("malformed frames", streamThen({U::send(U::event("{]").repeated(9))}), true, ErrorCode::UpstreamMalformed);
    row("endless line", streamThen({U::flood(U::chunk(QByteArray(8'192, 'x')))}), true, ErrorCode::UpstreamMalformed);
    row("endless body",
        {U::send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"), U::flood(QByteArray(65'536, ' '))},
        false, ErrorCode::UpstreamMalformed);
    row("endless head", {U::send("HTTP/1.1 200 OK\r\n"), U::flood("x-filler: " + QByteArray(1'000, 'x') + "\r\n")},
        false, ErrorCode::UpstreamMalformed);
    row("HTML", {U::send(U::answer(200, "<html>", "text/html"))}, false, ErrorCode::UpstreamMalformed);
    row("HTML for a stream", {U::send(U::answer(200, "<html>", "text/html"))}, true, ErrorCode::UpstreamMalformed);
    row("no HTTP", {U::send("SSH-2.0-OpenSSH_9.2\r\n"), U::close()}, false, ErrorCode::UpstreamMalformed);
    row("redirect", {U::send(U::answer(302, "", "text/html", "Location: /v1/elsewhere\r\n"))}, false,
        ErrorCode::UpstreamRefused);
    row("400", {U::send(U::answer(400, shaped))}, false, ErrorCode::InvalidRequest);
    row("401", {U::send(U::answer(401, shaped))}, true, ErrorCode::UpstreamRefused);
    row("404", {U::send(U::answer(404, shaped))}, false, ErrorCode::UpstreamRefused);
    row("429", {U::send(U::answer(429, shaped))}, true, ErrorCode::UpstreamRateLimited);
    row("500", {U::send(U::answer(500, "oops", "text/plain"))}, true, ErrorCode::UpstreamRefused);
    row("503 without a length", {U::send("HTTP/1.1 503 Busy\r\n\r\nbusy"), U::close()}, false,
        ErrorCode::UpstreamRefused);
}

void UpstreamFaultsTest::faultsBecomeErrors()
{
    QFETCH(Upstream::Script, script);
    QFETCH(bool, isStreamed);
    QFETCH(ErrorCode, code);
    SystemClock clock;
    Upstream upstream;
    upstream.plan(script);
    CurlTransport transport(clock);
    Attempt attempt(transport, requestTo(endpointAt(upstream.baseUrl(), shortDeadlines()), isStreamed));
    QTRY_VERIFY(attempt.record.hasEnded());
    QVERIFY(attempt.record.error);
    QCOMPARE(attempt.record.error->code, code);
    QVERIFY(attempt.record.error->detail.find("sk-test-secret") == std::string::npos);
    if (attempt.end)
        QVERIFY(attempt.end->wasSent);
    QCOMPARE(upstream.requests().size(), 1);
}

void UpstreamFaultsTest::goodAnswersComplete_data()
{
    QTest::addColumn<Upstream::Script>("script");
    QTest::addColumn<bool>("isStreamed");
    QTest::addColumn<bool>("hasUsage");
    using U = Upstream;
    const auto row = [](const char* name, U::Script script, bool isStreamed, bool hasUsage) {
        QTest::newRow(name) << std::move(script) << isStreamed << hasUsage;
    };
    row("body", {U::send(U::answer(200, U::goodBody()))}, false, true);
    row("body without a length",
        {U::send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + U::goodBody()), U::close()}, false,
        true);
    row("continue first", {U::send("HTTP/1.1 100 Continue\r\n\r\n" + U::answer(200, U::goodBody()))}, false, true);
    row(
        "body byte for byte",
        [] {
            U::Script script;
            for (const char byte : U::answer(200, U::goodBody()))
                script.push_back(U::send(QByteArray(1, byte)));
            return script;
        }(),
        false, true);
    row("stream without usage", {U::send(U::streamHead() + U::content("a") + U::finish() + U::done())}, true, false);
    row("stream with usage",
        {U::send(U::streamHead() + U::content("a") + U::finish() +
                 U::event(R"({"id":"chatcmpl-1","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1}})") +
                 U::done())},
        true, true);
    row("stream without done", {U::send(U::streamHead() + U::content("a") + U::finish() + "0\r\n\r\n")}, true, false);
    row("done, then silence",
        {U::send(U::streamHead() + U::content("a") + U::finish() + U::chunk("data: [DONE]\n\n")), U::wait(60'000)},
        true, false);
}

void UpstreamFaultsTest::goodAnswersComplete()
{
    QFETCH(Upstream::Script, script);
    QFETCH(bool, isStreamed);
    QFETCH(bool, hasUsage);
    SystemClock clock;
    Upstream upstream;
    upstream.plan(script);
    CurlTransport transport(clock);
    Attempt attempt(transport, requestTo(endpointAt(upstream.baseUrl()), isStreamed));
    QTRY_VERIFY(attempt.record.hasEnded());
    QVERIFY(attempt.record.isCompleted);
    QCOMPARE(attempt.record.usage.has_value(), hasUsage);
    QVERIFY(!attempt.record.frames.empty());
}

void UpstreamFaultsTest::theTotalBoundsABodyThatAlwaysGoesOn()
{
    SystemClock clock;
    Upstream upstream;
    Upstream::Script script{Upstream::send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")};
    for (int i = 0; i < 1'000; ++i) {
        script.push_back(Upstream::send(" "));
        script.push_back(Upstream::wait(30));
    }
    upstream.plan(script);
    CurlTransport transport(clock);
    Deadlines deadlines;
    deadlines.total = std::chrono::milliseconds(300);
    Attempt attempt(transport, requestTo(endpointAt(upstream.baseUrl(), deadlines)));
    QTRY_VERIFY(attempt.record.hasEnded());
    QCOMPARE(attempt.record.error->code, ErrorCode::UpstreamTimeout);
    QVERIFY(attempt.end->kind == Kind::FirstTokenTimeout);
}

void UpstreamFaultsTest::absurdUsageIsNotTaken()
{
    SystemClock clock;
    Upstream upstream;
    QByteArray body = Upstream::goodBody();
    body.replace("\"completion_tokens\":1", "\"completion_tokens\":-5");
    upstream.plan({Upstream::send(Upstream::answer(200, body))});
    CurlTransport transport(clock);
    Attempt attempt(transport, requestTo(endpointAt(upstream.baseUrl())));
    QTRY_VERIFY(attempt.record.isCompleted);
    QVERIFY(!attempt.record.usage);
}

void UpstreamFaultsTest::retryAfterIsTold()
{
    SystemClock clock;
    Upstream upstream;
    upstream.plan(
        {Upstream::send(Upstream::answer(429, "{}", "application/json", "Retry-After: 7\r\nX-Request-Id: up-9\r\n"))});
    CurlTransport transport(clock);
    TransferRecord record;
    record.transfer = transport.start(requestTo(endpointAt(upstream.baseUrl())), record);
    QTRY_VERIFY(record.end);
    QCOMPARE(record.head->status, 429);
    QVERIFY(record.head->retryAfter == std::chrono::seconds(7));
    QCOMPARE(record.head->requestId, std::string("up-9"));
    QCOMPARE(record.head->contentType, std::string("application/json"));
}

void UpstreamFaultsTest::aRefusedConnectionWasNotSent()
{
    SystemClock clock;
    std::string url;
    {
        Upstream gone;
        url = gone.baseUrl();
    }
    CurlTransport transport(clock);
    Attempt attempt(transport, requestTo(endpointAt(url)));
    QTRY_VERIFY(attempt.record.hasEnded());
    QCOMPARE(attempt.record.error->code, ErrorCode::UpstreamUnreachable);
    QVERIFY(!attempt.end->wasSent);
}

void UpstreamFaultsTest::anUnknownNameWasNotSent()
{
    SystemClock clock;
    CurlTransport transport(clock);
    Attempt attempt(transport, requestTo(endpointAt("http://no-such-name.invalid/v1")));
    QTRY_VERIFY_WITH_TIMEOUT(attempt.record.hasEnded(), 30'000);
    QVERIFY(!attempt.end->wasSent);
    QVERIFY(attempt.end->kind == Kind::Unreachable || attempt.end->kind == Kind::ConnectTimeout);
}

QTEST_GUILESS_MAIN(UpstreamFaultsTest)
#include "upstreamfaults_test.moc"
