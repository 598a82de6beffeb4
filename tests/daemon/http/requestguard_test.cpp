// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/requestguard.h"

#include <QTest>

#include <functional>
#include <string>

using namespace gotoai::http;

namespace {

constexpr Limits kLimits{.maxHeadBytes = 2'000, .maxHeaders = 10, .maxTargetBytes = 200, .maxBodyBytes = 1'000};

struct Outcome
{
    RequestGuard::State state;
    int status;
    std::size_t taken;
};

Outcome feedInPieces(RequestGuard& guard, std::string_view bytes, std::size_t pieceBytes)
{
    std::size_t taken = 0;
    while (taken < bytes.size()) {
        const auto step = guard.feed(bytes.substr(taken, pieceBytes));
        if (step == 0)
            break;
        taken += step;
    }
    const bool isRefused = guard.state() == RequestGuard::State::Refused;
    return {guard.state(), isRefused ? guard.refusal().status : 0, taken};
}

// The whole in pieces of each size, and in two parts at each place.
void feedInAllWays(const QByteArray& bytes, const std::function<void(RequestGuard&, const Outcome&)>& check)
{
    const std::string_view view(bytes.data(), static_cast<std::size_t>(bytes.size()));
    for (std::size_t pieceBytes = view.size(); pieceBytes > 0; --pieceBytes) {
        RequestGuard guard(kLimits);
        check(guard, feedInPieces(guard, view, pieceBytes));
    }
    for (std::size_t place = 1; place < view.size(); ++place) {
        RequestGuard guard(kLimits);
        const auto before = feedInPieces(guard, view.substr(0, place), place);
        auto outcome = feedInPieces(guard, view.substr(place), view.size());
        outcome.taken += before.taken;
        check(guard, outcome);
    }
}

std::string_view viewOf(const QByteArray& bytes) { return {bytes.data(), static_cast<std::size_t>(bytes.size())}; }

QByteArray get(const QByteArray& fields)
{
    return QByteArray("GET /v1/models HTTP/1.1\r\nHost: a\r\n") + fields + "\r\n";
}

QByteArray post(const QByteArray& fields, const QByteArray& body)
{
    return QByteArray("POST /v1/x HTTP/1.1\r\nHost: a\r\n") + fields + "\r\n" + body;
}

QByteArray chunked(const QByteArray& body) { return post("Transfer-Encoding: chunked\r\n", body); }

} // namespace

class RequestGuardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refusesMalformedRequests_data();
    void refusesMalformedRequests();
    void acceptsWellFormedRequests_data();
    void acceptsWellFormedRequests();
    void splitsTheTarget();
    void takesThePathOfAnAbsoluteTarget_data();
    void takesThePathOfAnAbsoluteTarget();
    void lowersHeaderNamesAndTrimsValues();
    void stopsAtTheEndOfARequest();
    void readsTheNextRequestAfterTake();
    void decidesKeepAlive_data();
    void decidesKeepAlive();
    void awaitsContinueUntilTheBodyComes();
    void keepsWholeHeadWithinItsLimit();
    void tellsIdleFromBegun();
    void holdsABegunBodyToALoweredLimit();
    void knowsWhosePageAskedForWhatItRefuses_data();
    void knowsWhosePageAskedForWhatItRefuses();
    void dropsTrailers();
};

void RequestGuardTest::refusesMalformedRequests_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    const auto row = [](const char* name, const QByteArray& bytes, int status) {
        QTest::newRow(name) << bytes << status;
    };

    row("length and chunked", post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400);
    row("chunked and length", post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "0\r\n\r\n"), 400);
    row("two equal lengths", post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"), 400);
    row("two different lengths", post("Content-Length: 3\r\nContent-Length: 4\r\n", "abc"), 400);
    row("list of lengths", post("Content-Length: 3, 3\r\n", "abc"), 400);
    row("negative length", post("Content-Length: -3\r\n", "abc"), 400);
    row("signed length", post("Content-Length: +3\r\n", "abc"), 400);
    row("hexadecimal length", post("Content-Length: 0x3\r\n", "abc"), 400);
    row("empty length", post("Content-Length:\r\n", ""), 400);
    row("length with a tail", post("Content-Length: 3 a\r\n", "abc"), 400);
    row("length past the limit", post("Content-Length: 1001\r\n", ""), 413);
    row("length past 64 bits", post("Content-Length: 99999999999999999999999\r\n", ""), 413);
    row("length that wraps to 3", post("Content-Length: 18446744073709551619\r\n", "abc"), 413);
    row("coding gzip", post("Transfer-Encoding: gzip\r\n", ""), 501);
    row("coding gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n", ""), 501);
    row("coding chunked twice in a list", post("Transfer-Encoding: chunked, chunked\r\n", ""), 501);
    row("coding xchunked", post("Transfer-Encoding: xchunked\r\n", ""), 501);
    row("coding identity", post("Transfer-Encoding: identity\r\n", ""), 501);
    row("coding empty", post("Transfer-Encoding:\r\n", ""), 501);
    row("coding with vertical tab",
        post("Transfer-Encoding: \x0b"
             "chunked\r\n",
             ""),
        400);
    row("two codings", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", ""), 400);
    row("coding in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400);
    row("space before colon", get("Content-Length : 3\r\n"), 400);
    row("folded header", get("A: b\r\n c\r\n"), 400);
    row("folded first header", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400);
    row("header without colon", get("Abc\r\n"), 400);
    row("header without name", get(": a\r\n"), 400);
    row("header name with a space", get("A b: c\r\n"), 400);
    row("header name beyond ASCII", get("\xc3\xa4: c\r\n"), 400);
    row("NUL in a value", get("A: b").chopped(2) + QByteArray(1, '\0') + "\r\n\r\n", 400);
    row("NUL in a name", "GET / HTTP/1.1\r\nHost: a\r\nA" + QByteArray(1, '\0') + ": b\r\n\r\n", 400);
    row("bare CR in a value", get("A: b\rc\r\n"), 400);
    row("DEL in a value", get("A: b\x7f\r\n"), 400);
    row("bare LF after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400);
    row("bare LF after a header", get("A: b\n"), 400);
    row("bare LF as the end", "GET / HTTP/1.1\r\nHost: a\r\n\n", 400);
    row("CR CR LF", "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n", 400);
    row("11 headers", get("A:1\r\nA:2\r\nA:3\r\nA:4\r\nA:5\r\nA:6\r\nA:7\r\nA:8\r\nA:9\r\nA:10\r\n"), 431);
    row("long head", get("A: ").chopped(2) + QByteArray(2'000, 'x'), 431);
    row("long head of many headers",
        get(("A: " + QByteArray(700, 'x') + "\r\nB: " + QByteArray(700, 'x') + "\r\nC: " + QByteArray(700, 'x') +
             "\r\n")),
        431);
    row("long target", "GET /" + QByteArray(200, 'x') + " HTTP/1.1\r\n", 414);
    row("endless target", "GET /" + QByteArray(300, 'x'), 414);
    row("no Host", "GET / HTTP/1.1\r\n\r\n", 400);
    row("two Hosts", get("Host: a\r\n"), 400);
    row("two Hosts in 1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", 400);
    row("Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400);
    row("Host with user", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400);
    row("Host with a comma", "GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", 400);
    row("absolute form of another host", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("absolute form of another port", "GET http://a:1/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("absolute form with user", "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("absolute form without host", "GET http:///a HTTP/1.1\r\nHost:\r\n\r\n", 400);
    row("absolute form without Host", "GET http://a/ HTTP/1.1\r\n\r\n", 400);
    row("absolute form of another scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("authority form", "GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("asterisk form", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 501);
    row("TRACE", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 501);
    row("unknown method", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501);
    row("lower-case method", "get / HTTP/1.1\r\nHost: a\r\n\r\n", 501);
    row("method that is no token", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("fragment", "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("backslash", "GET /a\\b HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("broken escape", "GET /%4 HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("foreign escape", "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("target beyond ASCII", "GET /\xc3\xa4 HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("space at the end", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400);
    row("space at the front", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("tab for a space", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("no version", "GET /\r\nHost: a\r\n\r\n", 400);
    row("no target", "GET HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("two empty lines first", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("TLS", QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n", 12), 400);
    row("lower-case version", "GET / http/1.1\r\nHost: a\r\n\r\n", 400);
    row("version 1.10", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", 400);
    row("version 0.9", "GET / HTTP/0.9\r\n\r\n", 505);
    row("version 1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505);
    row("version 2.0 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
    row("unknown expectation", post("Expect: miracles\r\n", ""), 417);
    row("chunk size that is none", chunked("x\r\n"), 400);
    row("empty chunk size", chunked("\r\n"), 400);
    row("signed chunk size", chunked("+1\r\na\r\n0\r\n\r\n"), 400);
    row("negative chunk size", chunked("-1\r\n"), 400);
    row("chunk size with 0x", chunked("0x1\r\na\r\n0\r\n\r\n"), 400);
    row("chunk size after a space", chunked(" 1\r\na\r\n0\r\n\r\n"), 400);
    row("chunk size before a space", chunked("1 \r\na\r\n0\r\n\r\n"), 400);
    row("chunk size of 17 digits", chunked("00000000000000001\r\na\r\n0\r\n\r\n"), 400);
    row("chunk size of 64 bits", chunked("ffffffffffffffff\r\n"), 413);
    row("chunk past the limit", chunked("3e9\r\n"), 413);
    row("chunk size ended by LF", chunked("1\na\r\n0\r\n\r\n"), 400);
    row("chunk longer than its size", chunked("1\r\nabc\r\n0\r\n\r\n"), 400);
    row("chunk ended by LF", chunked("1\r\na\n0\r\n\r\n"), 400);
    row("bare CR in a chunk extension", chunked("1;a\rb\r\na\r\n0\r\n\r\n"), 400);
    row("chunk extension without a name", chunked("1;\r\na\r\n0\r\n\r\n"), 400);
    row("chunk extension without a value", chunked("1;a=\r\na\r\n0\r\n\r\n"), 400);
    row("chunk extension after a space", chunked("1 ;a\r\na\r\n0\r\n\r\n"), 400);
    row("chunk extension with a space", chunked("1; a\r\na\r\n0\r\n\r\n"), 400);
    row("chunk extension with an open quote", chunked("1;a=\"b\r\na\r\n0\r\n\r\n"), 400);
    row("chunk extension with an escaped end", chunked("1;a=\"b\\\"\r\na\r\n0\r\n\r\n"), 400);
    row("chunk extension with a tail", chunked("1;a=\"b\"c\r\na\r\n0\r\n\r\n"), 400);
    row("chunk extension with NUL", chunked("1;a=\"" + QByteArray(1, '\0') + "\"\r\na\r\n0\r\n\r\n"), 400);
    row("many chunk extensions", chunked(QByteArray("1;" + QByteArray(99, 'x') + "\r\na\r\n").repeated(41)), 400);
    row("chunk size after a tab", chunked("\t1\r\na\r\n0\r\n\r\n"), 400);
    row("chunk size of two numbers", chunked("1,1\r\na\r\n0\r\n\r\n"), 400);
    row("chunk size ended by CR", chunked("1\ra\r\n0\r\n\r\n"), 400);
    row("chunk without its end", chunked("1\r\na0\r\n\r\n"), 400);
    row("chunks past the limit", chunked("3e8\r\n" + QByteArray(1'000, 'x') + "\r\n1\r\na\r\n0\r\n\r\n"), 413);
    row("last chunk ended by LF", chunked("0\r\n\n"), 400);
    row("long chunk extension", chunked(("1;" + QByteArray(200, 'x') + "\r\na\r\n0\r\n\r\n")), 400);
    row("endless chunk size line", chunked(("1;" + QByteArray(300, 'x'))), 400);
    row("malformed trailer", chunked("0\r\nA b: c\r\n\r\n"), 400);
    row("trailer ended by LF", chunked("0\r\nA: b\n\r\n"), 400);
    row("long trailer", chunked("0\r\nA: " + QByteArray(2'000, 'x') + "\r\n\r\n"), 431);
    row("endless trailer", chunked("0\r\nA: " + QByteArray(2'000, 'x')), 431);
    row("11 trailers", chunked("0\r\n" + QByteArray("A: b\r\n").repeated(11) + "\r\n"), 431);
    row("folded trailer", chunked("0\r\nA: c\r\n d\r\n\r\n"), 400);
}

void RequestGuardTest::refusesMalformedRequests()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    feedInAllWays(bytes, [status](RequestGuard& guard, const Outcome& outcome) {
        QCOMPARE(outcome.state, RequestGuard::State::Refused);
        QCOMPARE(outcome.status, status);
        QVERIFY(!guard.refusal().code.empty());
        QCOMPARE(guard.feed("GET / HTTP/1.1\r\n"), std::size_t{0});
    });
}

void RequestGuardTest::acceptsWellFormedRequests_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char* name, const QByteArray& bytes, const QByteArray& body) {
        QTest::newRow(name) << bytes << body;
    };
    row("plain", get(""), "");
    row("empty line first", "\r\n" + get(""), "");
    row("empty value", get("A:\r\n"), "");
    row("tab in a value", get("A: b\tc\r\n"), "");
    row("value beyond ASCII", get("A: \xc3\xa4\r\n"), "");
    row("header repeated", get("A: b\r\nA: c\r\n"), "");
    row("nine further headers", get("A:1\r\nA:2\r\nA:3\r\nA:4\r\nA:5\r\nA:6\r\nA:7\r\nA:8\r\nA:9\r\n"), "");
    row("IPv6 Host", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "");
    row("absolute form", "GET http://A:80/ HTTP/1.1\r\nHost: a:80\r\n\r\n", "");
    row("absolute form without a path", "GET HTTPS://a HTTP/1.1\r\nHost: a\r\n\r\n", "");
    row("empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", "");
    row("1.0 without Host", "GET / HTTP/1.0\r\n\r\n", "");
    row("upgrade is ignored", get("Connection: Upgrade\r\nUpgrade: websocket\r\n"), "");
    row("length", post("Content-Length: 3\r\n", "abc"), "abc");
    row("length with zeros", post("Content-Length: 003\r\n", "abc"), "abc");
    row("length nought", post("Content-Length: 0\r\n", ""), "");
    row("body at the limit", post("Content-Length: 1000\r\n", QByteArray(1'000, 'x')), QByteArray(1'000, 'x'));
    row("body with line ends", post("Content-Length: 6\r\n", "\r\n\r\n\n\r"), "\r\n\r\n\n\r");
    row("chunks", chunked("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"), "abcde");
    row("chunk of many", chunked(("3e8\r\n" + QByteArray(1'000, 'x') + "\r\n0\r\n\r\n")), QByteArray(1'000, 'x'));
    row("chunk in upper-case digits", chunked("A\r\n0123456789\r\n0\r\n\r\n"), "0123456789");
    row("chunk size with zeros", chunked("0003\r\nabc\r\n000\r\n\r\n"), "abc");
    row("chunk with extension", chunked("3;a=\"b\"\r\nabc\r\n0;c\r\n\r\n"), "abc");
    row("chunk with extensions", chunked("1;a;b=c;d=\"\\\"; \"\r\na\r\n0\r\n\r\n"), "a");
    row("chunk that holds line ends", chunked("4\r\n\r\n\r\n\r\n0\r\n\r\n"), "\r\n\r\n");
    row("no chunks", chunked("0\r\n\r\n"), "");
    row("coding in mixed case", post("Transfer-Encoding: Chunked\r\n", "1\r\na\r\n0\r\n\r\n"), "a");
    row("trailers", chunked("1\r\na\r\n0\r\nB: c\r\n\r\n"), "a");
}

void RequestGuardTest::acceptsWellFormedRequests()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, body);
    feedInAllWays(bytes, [&](RequestGuard& guard, const Outcome& outcome) {
        QCOMPARE(outcome.status, 0);
        QCOMPARE(outcome.state, RequestGuard::State::Complete);
        QCOMPARE(outcome.taken, static_cast<std::size_t>(bytes.size()));
        QCOMPARE(guard.take().request.body, body);
        QCOMPARE(guard.state(), RequestGuard::State::Idle);
    });
}

void RequestGuardTest::splitsTheTarget()
{
    RequestGuard guard(kLimits);
    guard.feed("PATCH /v1/a%20b?x=1&y=/? HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto taken = guard.take();
    QCOMPARE(taken.request.method, std::string("PATCH"));
    QCOMPARE(taken.request.path, std::string("/v1/a%20b"));
    QCOMPARE(taken.request.query, std::string("x=1&y=/?"));
}

void RequestGuardTest::takesThePathOfAnAbsoluteTarget_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("path") << QByteArray("http://a/v1/x?y=http://b/") << QByteArray("/v1/x");
    QTest::newRow("none") << QByteArray("http://a") << QByteArray("/");
}

void RequestGuardTest::takesThePathOfAnAbsoluteTarget()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, path);
    RequestGuard guard(kLimits);
    guard.feed(viewOf("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n"));
    QCOMPARE(guard.state(), RequestGuard::State::Complete);
    QCOMPARE(QByteArray::fromStdString(guard.take().request.path), path);
}

void RequestGuardTest::lowersHeaderNamesAndTrimsValues()
{
    RequestGuard guard(kLimits);
    guard.feed("GET / HTTP/1.1\r\nHost: a\r\nX-API-Key: \t Secret 1 \t\r\nx-api-key: second\r\n\r\n");
    const auto taken = guard.take();
    QCOMPARE(taken.request.headers.size(), std::size_t{3});
    QCOMPARE(taken.request.header("x-api-key"), std::string_view("Secret 1"));
    QVERIFY(taken.request.header("absent").empty());
}

void RequestGuardTest::stopsAtTheEndOfARequest()
{
    RequestGuard guard(kLimits);
    const std::string first = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab";
    QCOMPARE(guard.feed(first + "GET / HTTP/1.1\r\n"), first.size());
    QCOMPARE(guard.feed("GET"), std::size_t{0});
}

void RequestGuardTest::readsTheNextRequestAfterTake()
{
    RequestGuard guard(kLimits);
    guard.feed("POST /1 HTTP/1.0\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab");
    QVERIFY(!guard.take().isKeepAlive);
    guard.feed("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto second = guard.take();
    QCOMPARE(second.request.path, std::string("/2"));
    QVERIFY(second.isKeepAlive && !second.isHttp10);
    QVERIFY(second.request.body.isEmpty());
    QCOMPARE(second.request.headers.size(), std::size_t{1});
}

void RequestGuardTest::decidesKeepAlive_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<bool>("isKept");
    QTest::newRow("1.1") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n") << true;
    QTest::newRow("1.1 close") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n") << false;
    QTest::newRow("1.1 list") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nConnection: te, close\r\n") << false;
    QTest::newRow("1.1 two lines") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nConnection: te\r\nConnection: close\r\n")
                                   << false;
    QTest::newRow("1.1 closed by another word")
        << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nConnection: closed\r\n") << true;
    QTest::newRow("1.0") << QByteArray("GET / HTTP/1.0\r\n") << false;
    QTest::newRow("1.0 keep-alive") << QByteArray("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n") << true;
    QTest::newRow("1.0 both") << QByteArray("GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n") << false;
}

void RequestGuardTest::decidesKeepAlive()
{
    QFETCH(QByteArray, head);
    QFETCH(bool, isKept);
    RequestGuard guard(kLimits);
    guard.feed(viewOf(head + "\r\n"));
    QCOMPARE(guard.take().isKeepAlive, isKept);
}

void RequestGuardTest::awaitsContinueUntilTheBodyComes()
{
    RequestGuard guard(kLimits);
    guard.feed("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n");
    QVERIFY(!guard.isAwaitingContinue());
    guard.feed("\r\n");
    QVERIFY(guard.isAwaitingContinue());
    guard.feed("a");
    QVERIFY(!guard.isAwaitingContinue());
    guard.feed("b");
    QCOMPARE(guard.state(), RequestGuard::State::Complete);
}

void RequestGuardTest::keepsWholeHeadWithinItsLimit()
{
    const std::string begin = "GET / HTTP/1.1\r\nHost: a\r\nA: ";
    const std::string filling(kLimits.maxHeadBytes - begin.size() - 4, 'x');
    RequestGuard fits(kLimits);
    fits.feed(begin + filling + "\r\n\r\n");
    QCOMPARE(fits.state(), RequestGuard::State::Complete);
    RequestGuard over(kLimits);
    over.feed(begin + filling + "x\r\n\r\n");
    QCOMPARE(over.state(), RequestGuard::State::Refused);
    QCOMPARE(over.refusal().status, 431);
}

void RequestGuardTest::tellsIdleFromBegun()
{
    RequestGuard guard(kLimits);
    QCOMPARE(guard.state(), RequestGuard::State::Idle);
    guard.feed("P");
    QCOMPARE(guard.state(), RequestGuard::State::Head);
    guard.feed("OST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n");
    QCOMPARE(guard.state(), RequestGuard::State::Body);
}

void RequestGuardTest::holdsABegunBodyToALoweredLimit()
{
    Limits limits = kLimits;
    RequestGuard guard(limits);
    guard.feed(viewOf(chunked("64\r\n" + QByteArray(100, 'x') + "\r\n")));
    limits.maxBodyBytes = 50;
    guard.feed("1\r\n");
    QCOMPARE(guard.state(), RequestGuard::State::Refused);
    QCOMPARE(guard.refusal().status, 413);
}

void RequestGuardTest::knowsWhosePageAskedForWhatItRefuses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("origin");
    const QByteArray page("Origin: https://a.example\r\n");
    QTest::newRow("length, then page") << post("Content-Length: 1001\r\n" + page, "")
                                       << QByteArray("https://a.example");
    QTest::newRow("page, then length") << post(page + "Content-Length: 1001\r\n", "")
                                       << QByteArray("https://a.example");
    QTest::newRow("page, then a large chunk")
        << post(page + "Transfer-Encoding: chunked\r\n", "3e9\r\n") << QByteArray("https://a.example");
    QTest::newRow("page, then a bad line") << get(page + "A b: c\r\n") << QByteArray("https://a.example");
    QTest::newRow("no page") << post("X-Origin: https://a.example\r\nContent-Length: 1001\r\n", "") << QByteArray();
}

void RequestGuardTest::knowsWhosePageAskedForWhatItRefuses()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, origin);
    feedInAllWays(bytes, [&](RequestGuard& guard, const Outcome& outcome) {
        QCOMPARE(outcome.state, RequestGuard::State::Refused);
        QCOMPARE(QByteArray::fromStdString(guard.origin()), origin);
    });
}

void RequestGuardTest::dropsTrailers()
{
    RequestGuard guard(kLimits);
    guard.feed("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nAuthorization: x\r\n\r\n");
    QCOMPARE(guard.state(), RequestGuard::State::Complete);
    QVERIFY(guard.take().request.header("authorization").empty());
}

QTEST_GUILESS_MAIN(RequestGuardTest)
#include "requestguard_test.moc"
