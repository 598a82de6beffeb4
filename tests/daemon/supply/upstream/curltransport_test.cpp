// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstreamfixture.h"

#include <QElapsedTimer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <algorithm>

using namespace gotoai;
using namespace gotoai::supply;
using namespace gotoai::test;
using Upstream = FaultyUpstream;
using Kind = UpstreamEnd::Kind;

class CurlTransportTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theRequestGoesOutAsItWasBuilt();
    void theEnvironmentsProxyIsIgnored();
    void connectionsAreReused();
    void aDeadKeptConnectionIsNotTriedTwice_data();
    void aDeadKeptConnectionIsNotTriedTwice();
    void aConnectionClosedMeanwhileIsReplaced();
    void privateAddressesAreRefused();
    void keptConnectionsAreCheckedToo();
    void manyRunAtOnce();
    void destroyingCancels();
    void destroyingBeforeTheFirstByteCancels();
    void destroyingWhileItDialsLeavesNothingBehind_data();
    void destroyingWhileItDialsLeavesNothingBehind();
    void aTransferMayBeDestroyedFromAnyCall_data();
    void aTransferMayBeDestroyedFromAnyCall();
    void anAnswerThatIsAlreadyHereKeepsItsConnection();
    void aSinkMayStartTheNext();
    void pauseStopsReading();
    void aPausedTransferIsNotIdle();
    void aLargeBodyArrivesWhole();
    void replacedEndpointsAreForgotten();

private:
    SystemClock m_clock;
};

namespace {

void startOn(CurlTransport& transport, TransferRecord& record, UpstreamRequest request)
{
    record.transfer = transport.start(std::move(request), record);
}

// One whole good call, so that a connection is kept.
void warmUp(CurlTransport& transport, const std::shared_ptr<const Endpoint>& endpoint)
{
    TransferRecord record;
    startOn(transport, record, requestTo(endpoint));
    QTRY_VERIFY(record.end);
    QVERIFY(record.end->kind == Kind::Complete);
}

} // namespace

void CurlTransportTest::theRequestGoesOutAsItWasBuilt()
{
    Upstream upstream;
    CurlTransport transport(m_clock);
    TransferRecord record;
    const auto endpoint =
        endpointAt(upstream.baseUrl(), {}, test::Allowance::Private, {{"X-Title", "Gateway of ACME"}});
    startOn(transport, record, requestTo(endpoint, true, R"({"model":"up","x":1})"));
    QVERIFY(!record.head);
    QTRY_VERIFY(record.end);
    QVERIFY(record.end->kind == Kind::Complete);
    QVERIFY(record.end->wasSent);
    QCOMPARE(record.head->status, 200);
    QCOMPARE(QByteArray::fromStdString(record.bytes), Upstream::goodBody());

    const QByteArray request = upstream.requests().value(0);
    QVERIFY(request.startsWith("POST /v1/chat/completions HTTP/1.1\r\n"));
    QVERIFY(request.endsWith("\r\n\r\n{\"model\":\"up\",\"x\":1}"));
    for (const char* line :
         {"Authorization: Bearer sk-test-secret", "Content-Type: application/json", "Accept: text/event-stream",
          "x-request-id: req-1", "X-Title: Gateway of ACME", "Content-Length: 20"})
        QVERIFY2(request.contains(QByteArray::fromStdString("\r\n" + std::string(line) + "\r\n")), line);
    QVERIFY(!request.toLower().contains("expect:"));
    QVERIFY(!request.toLower().contains("accept-encoding:"));
}

void CurlTransportTest::theEnvironmentsProxyIsIgnored()
{
    qputenv("http_proxy", "http://127.0.0.1:1");
    qputenv("all_proxy", "http://127.0.0.1:1");
    Upstream upstream;
    CurlTransport transport(m_clock);
    warmUp(transport, endpointAt(upstream.baseUrl()));
    qunsetenv("http_proxy");
    qunsetenv("all_proxy");
    QCOMPARE(upstream.requests().size(), 1);
}

void CurlTransportTest::connectionsAreReused()
{
    Upstream upstream;
    CurlTransport transport(m_clock);
    const auto endpoint = endpointAt(upstream.baseUrl());
    for (int i = 0; i < 5; ++i)
        warmUp(transport, endpoint);
    QCOMPARE(upstream.requests().size(), 5);
    QCOMPARE(upstream.connections(), 1);
}

void CurlTransportTest::aDeadKeptConnectionIsNotTriedTwice_data()
{
    QTest::addColumn<bool>("isReset");
    QTest::addColumn<int>("bodySize");
    QTest::newRow("closed") << false << 20;
    QTest::newRow("reset") << true << 20;
    QTest::newRow("closed, large body") << false << 3'000'000;
}

// The provider takes the request and dies: whether it worked on it, nobody knows.
void CurlTransportTest::aDeadKeptConnectionIsNotTriedTwice()
{
    QFETCH(bool, isReset);
    QFETCH(int, bodySize);
    Upstream upstream;
    CurlTransport transport(m_clock);
    const auto endpoint = endpointAt(upstream.baseUrl());
    warmUp(transport, endpoint);
    upstream.plan({isReset ? Upstream::reset() : Upstream::close()});
    TransferRecord record;
    startOn(transport, record, requestTo(endpoint, false, std::string(static_cast<std::size_t>(bodySize), 'x')));
    QTRY_VERIFY(record.end);
    QVERIFY(record.end->kind == Kind::Cut);
    QVERIFY(record.end->wasSent);
    QCOMPARE(upstream.requests().size(), 2);
    warmUp(transport, endpoint);
    QCOMPARE(upstream.requests().size(), 3);
}

void CurlTransportTest::aConnectionClosedMeanwhileIsReplaced()
{
    Upstream upstream;
    CurlTransport transport(m_clock);
    const auto endpoint = endpointAt(upstream.baseUrl());
    warmUp(transport, endpoint);
    upstream.closeConnections();
    QTRY_COMPARE(upstream.openConnections(), 0);
    warmUp(transport, endpoint);
    QCOMPARE(upstream.connections(), 2);
    QCOMPARE(upstream.requests().size(), 2);
}

void CurlTransportTest::privateAddressesAreRefused()
{
    Upstream upstream;
    CurlTransport transport(m_clock);
    TransferRecord record;
    startOn(transport, record, requestTo(endpointAt(upstream.baseUrl(), {}, Allowance::PublicOnly)));
    QTRY_VERIFY(record.end);
    QVERIFY(record.end->kind == Kind::Unreachable);
    QVERIFY(!record.end->wasSent);
    QCOMPARE(upstream.connections(), 0);
}

void CurlTransportTest::keptConnectionsAreCheckedToo()
{
    Upstream upstream;
    CurlTransport transport(m_clock);
    warmUp(transport, endpointAt(upstream.baseUrl()));
    TransferRecord record;
    startOn(transport, record, requestTo(endpointAt(upstream.baseUrl(), {}, Allowance::PublicOnly)));
    QTRY_VERIFY(record.end);
    QVERIFY(record.end->kind == Kind::Unreachable);
    QVERIFY(!record.end->wasSent);
    QCOMPARE(upstream.requests().size(), 1);
}

void CurlTransportTest::manyRunAtOnce()
{
    Upstream upstream;
    CurlTransport transport(m_clock);
    const auto endpoint = endpointAt(upstream.baseUrl());
    std::vector<TransferRecord> records(300);
    for (TransferRecord& record : records)
        startOn(transport, record, requestTo(endpoint));
    for (const TransferRecord& record : records) {
        QTRY_VERIFY_WITH_TIMEOUT(record.end, 20'000);
        QVERIFY(record.end->kind == Kind::Complete);
    }
    QCOMPARE(upstream.requests().size(), 300);
}

void CurlTransportTest::destroyingCancels()
{
    Upstream upstream;
    upstream.plan(
        {Upstream::send(Upstream::streamHead() + Upstream::content("a")), Upstream::flood(Upstream::content("b"))});
    CurlTransport transport(m_clock);
    TransferRecord record;
    startOn(transport, record, requestTo(endpointAt(upstream.baseUrl()), true));
    QTRY_VERIFY(!record.bytes.empty());
    record.transfer.reset();
    const std::size_t told = record.bytes.size();
    QElapsedTimer timer;
    timer.start();
    QTRY_COMPARE_WITH_TIMEOUT(upstream.openConnections(), 0, 1'000);
    QVERIFY2(timer.elapsed() < 100, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(record.bytes.size(), told);
    QVERIFY(!record.end);
}

void CurlTransportTest::destroyingBeforeTheFirstByteCancels()
{
    Upstream upstream;
    upstream.plan({Upstream::wait(60'000)});
    CurlTransport transport(m_clock);
    TransferRecord record;
    startOn(transport, record, requestTo(endpointAt(upstream.baseUrl())));
    QTRY_COMPARE(upstream.requests().size(), 1);
    record.transfer.reset();
    QTRY_COMPARE_WITH_TIMEOUT(upstream.openConnections(), 0, 1'000);
    // At once after the start, too.
    startOn(transport, record, requestTo(endpointAt(upstream.baseUrl())));
    record.transfer.reset();
    warmUp(transport, endpointAt(upstream.baseUrl()));
    QVERIFY(!record.head && !record.end);
}

void CurlTransportTest::destroyingWhileItDialsLeavesNothingBehind_data()
{
    QTest::addColumn<QString>("scheme");
    QTest::addColumn<bool>("isAccepting");
    QTest::newRow("connecting") << "http" << false;
    QTest::newRow("shaking hands") << "https" << true;
}

// The numbers of its sockets come back as those of the next transfers, which are heard all the same.
void CurlTransportTest::destroyingWhileItDialsLeavesNothingBehind()
{
    QFETCH(QString, scheme);
    QFETCH(bool, isAccepting);
    constexpr std::size_t count = 8;
    QTcpServer silent;
    silent.setListenBacklogSize(isAccepting ? int{count} : 1);
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    std::vector<std::unique_ptr<QTcpSocket>> queued; // more than the backlog takes: who dials now waits
    if (!isAccepting)
        silent.pauseAccepting();
    for (int i = 0; i < 4 && !isAccepting; ++i) {
        queued.push_back(std::make_unique<QTcpSocket>());
        queued.back()->connectToHost(QHostAddress::LocalHost, silent.serverPort());
        queued.back()->waitForConnected(100);
    }
    std::vector<QTcpSocket*> callers;
    QObject::connect(&silent, &QTcpServer::newConnection, &silent,
                     [&] { callers.push_back(silent.nextPendingConnection()); });
    const auto haveAllSpoken = [&] {
        return callers.size() == count &&
               std::ranges::all_of(callers, [](const QTcpSocket* caller) { return caller->bytesAvailable() > 0; });
    };
    Upstream upstream;
    CurlTransport transport(m_clock);
    const auto nobody =
        endpointAt(QStringLiteral("%1://127.0.0.1:%2/v1").arg(scheme).arg(silent.serverPort()).toStdString());
    std::vector<TransferRecord> given(count);
    for (TransferRecord& record : given)
        startOn(transport, record, requestTo(nobody));
    if (isAccepting)
        QTRY_VERIFY(haveAllSpoken());
    else
        QTest::qWait(50); // no sign is given of a call that is not answered
    for (TransferRecord& record : given)
        record.transfer.reset();
    std::vector<TransferRecord> next(count);
    for (TransferRecord& record : next)
        startOn(transport, record, requestTo(endpointAt(upstream.baseUrl())));
    for (TransferRecord& record : next) {
        QTRY_VERIFY_WITH_TIMEOUT(record.end, 2'000);
        QVERIFY(record.end->kind == Kind::Complete);
    }
}

void CurlTransportTest::aTransferMayBeDestroyedFromAnyCall_data()
{
    QTest::addColumn<int>("call");
    QTest::newRow("head") << 0;
    QTest::newRow("bytes") << 1;
    QTest::newRow("end") << 2;
}

void CurlTransportTest::aTransferMayBeDestroyedFromAnyCall()
{
    QFETCH(int, call);
    Upstream upstream;
    if (call < 2)
        upstream.plan({Upstream::send(Upstream::streamHead() + Upstream::content("a")), Upstream::wait(60'000)});
    CurlTransport transport(m_clock);
    TransferRecord record;
    int calls = 0;
    const auto destroy = [&] {
        ++calls;
        record.transfer.reset();
    };
    (call == 0 ? record.onHead : call == 1 ? record.onBytes : record.onEnd) = destroy;
    startOn(transport, record, requestTo(endpointAt(upstream.baseUrl()), true));
    QTRY_COMPARE(calls, 1);
    if (call < 2)
        QTRY_COMPARE_WITH_TIMEOUT(upstream.openConnections(), 0, 1'000);
    QCOMPARE(record.bytes.empty(), call == 0);
    QCOMPARE(record.end.has_value(), call == 2);
    warmUp(transport, endpointAt(upstream.baseUrl()));
}

void CurlTransportTest::anAnswerThatIsAlreadyHereKeepsItsConnection()
{
    Upstream upstream;
    const Upstream::Script stream = {
        Upstream::send(Upstream::streamHead() + Upstream::content("a") + Upstream::finish() + Upstream::done())};
    CurlTransport transport(m_clock);
    const auto endpoint = endpointAt(upstream.baseUrl());
    for (int i = 0; i < 3; ++i) {
        upstream.plan(stream);
        TransferRecord record;
        record.onBytes = [&record] {
            if (record.bytes.find("[DONE]") != std::string::npos)
                record.transfer.reset();
        };
        startOn(transport, record, requestTo(endpoint, true));
        QTRY_VERIFY(!record.transfer);
    }
    QCOMPARE(upstream.requests().size(), 3);
    QCOMPARE(upstream.connections(), 1);
}

void CurlTransportTest::aSinkMayStartTheNext()
{
    Upstream upstream;
    CurlTransport transport(m_clock);
    const auto endpoint = endpointAt(upstream.baseUrl());
    TransferRecord first;
    TransferRecord second;
    TransferRecord third;
    first.onBytes = [&] {
        first.transfer.reset();
        startOn(transport, second, requestTo(endpoint));
    };
    second.onEnd = [&] { startOn(transport, third, requestTo(endpoint)); };
    startOn(transport, first, requestTo(endpoint));
    QTRY_VERIFY(third.end);
    QVERIFY(third.end->kind == Kind::Complete);
    QVERIFY(!first.end);
}

void CurlTransportTest::pauseStopsReading()
{
    constexpr std::size_t kRead = 4 * 1024 * 1024;
    Upstream upstream;
    upstream.plan({Upstream::send(Upstream::streamHead()), Upstream::flood(Upstream::chunk(QByteArray(16'384, 'x')))});
    CurlTransport transport(m_clock);
    TransferRecord record;
    record.onBytes = [&] {
        if (record.bytes.size() < 100'000)
            record.transfer->pause();
    };
    startOn(transport, record, requestTo(endpointAt(upstream.baseUrl()), true));
    QTRY_VERIFY(!record.bytes.empty());
    // The provider writes until the kernel's buffers are full, then no more.
    qint64 sent = -1;
    QTRY_VERIFY_WITH_TIMEOUT(std::exchange(sent, upstream.bytesSent()) == upstream.bytesSent() && sent > 0, 10'000);
    const std::size_t told = record.bytes.size();
    QVERIFY(told < 100'000);

    record.transfer->resume();
    QCOMPARE(record.bytes.size(), told);
    QTRY_VERIFY(record.bytes.size() > told);
    record.onBytes = [&] {
        if (record.bytes.size() > kRead)
            record.transfer->pause();
    };
    record.transfer->resume();
    QTRY_VERIFY(record.bytes.size() > kRead);
    QVERIFY(record.bytes.size() < kRead + 100'000);
    QVERIFY(!record.end);
}

void CurlTransportTest::aPausedTransferIsNotIdle()
{
    Upstream upstream;
    upstream.plan({Upstream::send(Upstream::streamHead() + Upstream::content("a")), Upstream::wait(60'000)});
    upstream.plan({Upstream::send(Upstream::streamHead() + Upstream::content("a")), Upstream::wait(60'000)});
    CurlTransport transport(m_clock);
    Deadlines deadlines;
    deadlines.idle = std::chrono::milliseconds(100);
    TransferRecord paused;
    paused.onBytes = [&] {
        paused.transfer->awaits(Transfer::Awaited::NextToken);
        paused.transfer->pause();
    };
    startOn(transport, paused, requestTo(endpointAt(upstream.baseUrl(), deadlines), true));
    QTRY_VERIFY(!paused.bytes.empty());
    TransferRecord idle;
    idle.onBytes = [&] { idle.transfer->awaits(Transfer::Awaited::NextToken); };
    startOn(transport, idle, requestTo(endpointAt(upstream.baseUrl(), deadlines), true));
    QTRY_VERIFY(idle.end);
    QVERIFY(idle.end->kind == Kind::IdleTimeout);
    QVERIFY(!paused.end);
    paused.transfer->resume();
    QTRY_VERIFY(paused.end);
    QVERIFY(paused.end->kind == Kind::IdleTimeout);
}

void CurlTransportTest::aLargeBodyArrivesWhole()
{
    Upstream upstream;
    CurlTransport transport(m_clock);
    const std::string body(8 * 1024 * 1024, 'y');
    TransferRecord record;
    startOn(transport, record, requestTo(endpointAt(upstream.baseUrl()), false, body));
    QTRY_VERIFY_WITH_TIMEOUT(record.end, 20'000);
    QVERIFY(record.end->kind == Kind::Complete);
    QVERIFY(upstream.requests().value(0).endsWith(QByteArray::fromStdString("\r\n\r\n" + body)));
    QVERIFY(!upstream.requests().value(0).toLower().contains("expect:"));
}

void CurlTransportTest::replacedEndpointsAreForgotten()
{
    Upstream upstream;
    CurlTransport transport(m_clock);
    std::weak_ptr<const Endpoint> old;
    {
        const auto endpoint = endpointAt(upstream.baseUrl());
        old = endpoint;
        warmUp(transport, endpoint);
    }
    warmUp(transport, endpointAt(upstream.baseUrl()));
    QVERIFY(old.expired());
}

QTEST_GUILESS_MAIN(CurlTransportTest)
#include "curltransport_test.moc"
