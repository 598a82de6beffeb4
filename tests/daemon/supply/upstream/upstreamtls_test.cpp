// SPDX-License-Identifier: GPL-3.0-or-later
// Providers over TLS: whom the transport believes, and what it does when it does not.
#include "support/certificates.h"
#include "upstreamfixture.h"

#include <QSslCertificate>
#include <QSslKey>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace gotoai;
using namespace gotoai::supply;
using namespace gotoai::test;
using Upstream = FaultyUpstream;
using Kind = UpstreamEnd::Kind;

class UpstreamTlsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void callsATrustedProvider_data();
    void callsATrustedProvider();
    void keepsTheConnection();
    void aStreamThatBreaksOffIsCut();
    void sendsNothingToWhomItDoesNotTrust_data();
    void sendsNothingToWhomItDoesNotTrust();
    void plainTextIsNoTls();
    void offersNothingOld();

private:
    std::string trusted() const { return m_folder.filePath(QStringLiteral("ca.pem")).toStdString(); }

    SystemClock m_clock;
    QTemporaryDir m_folder;
    TestAuthority m_authority;
};

namespace {

QSslConfiguration configurationOf(const CertificatePair& pair, QSsl::SslProtocol protocol = QSsl::TlsV1_2OrLater)
{
    QSslConfiguration configuration;
    configuration.setLocalCertificate(QSslCertificate(QByteArray::fromStdString(pair.certificate)));
    configuration.setPrivateKey(QSslKey(QByteArray::fromStdString(pair.key), QSsl::Ec));
    configuration.setProtocol(protocol);
    return configuration;
}

} // namespace

void UpstreamTlsTest::initTestCase() { writeFile(trusted(), m_authority.certificate()); }

void UpstreamTlsTest::callsATrustedProvider_data()
{
    QTest::addColumn<QSsl::SslProtocol>("protocol");
    QTest::newRow("TLS 1.2") << QSsl::TlsV1_2;
    QTest::newRow("TLS 1.3") << QSsl::TlsV1_3;
}

void UpstreamTlsTest::callsATrustedProvider()
{
    QFETCH(QSsl::SslProtocol, protocol);
    Upstream upstream(configurationOf(m_authority.issue(), protocol));
    CurlTransport transport(m_clock, trusted());
    Attempt attempt(transport, requestTo(endpointAt(upstream.baseUrl())));
    QTRY_VERIFY(attempt.record.hasEnded());
    QVERIFY(attempt.record.isCompleted);
    QCOMPARE(upstream.requests().size(), 1);
    QVERIFY(upstream.requests().front().contains("Authorization: Bearer sk-test-secret\r\n"));
}

void UpstreamTlsTest::keepsTheConnection()
{
    Upstream upstream(configurationOf(m_authority.issue()));
    CurlTransport transport(m_clock, trusted());
    const auto endpoint = endpointAt(upstream.baseUrl());
    for (int round = 0; round < 3; ++round) {
        Attempt attempt(transport, requestTo(endpoint));
        QTRY_VERIFY(attempt.record.isCompleted);
    }
    QCOMPARE(upstream.connections(), 1);
}

void UpstreamTlsTest::aStreamThatBreaksOffIsCut()
{
    Upstream upstream(configurationOf(m_authority.issue()));
    upstream.plan(
        {Upstream::send(Upstream::streamHead() + Upstream::content("a")), Upstream::wait(20), Upstream::reset()});
    CurlTransport transport(m_clock, trusted());
    Attempt attempt(transport, requestTo(endpointAt(upstream.baseUrl()), true));
    QTRY_VERIFY(attempt.end);
    QVERIFY(attempt.end->kind == Kind::Cut);
    QVERIFY(attempt.end->wasSent);
}

void UpstreamTlsTest::sendsNothingToWhomItDoesNotTrust_data()
{
    QTest::addColumn<QByteArray>("certificate");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("reason");
    const auto row = [](const char* name, const CertificatePair& pair, const char* reason) {
        QTest::newRow(name) << QByteArray::fromStdString(pair.certificate) << QByteArray::fromStdString(pair.key)
                            << QByteArray(reason);
    };
    using std::chrono::hours;
    row("unknown authority", TestAuthority().issue(), "issuer");
    row("expired", m_authority.issue({.from = hours(-48), .until = hours(-1)}), "has expired");
    row("not yet valid", m_authority.issue({.from = hours(1)}), "not yet valid");
    row("another host", m_authority.issue({.names = {"DNS:elsewhere.example", "IP:127.0.0.2"}}), "another host");
}

void UpstreamTlsTest::sendsNothingToWhomItDoesNotTrust()
{
    QFETCH(QByteArray, certificate);
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, reason);
    Upstream upstream(configurationOf({certificate.toStdString(), key.toStdString()}));
    CurlTransport transport(m_clock, trusted());
    Attempt attempt(transport, requestTo(endpointAt(upstream.baseUrl())));
    QTRY_VERIFY(attempt.end);
    QVERIFY(attempt.end->kind == Kind::Untrusted);
    QVERIFY(!attempt.end->wasSent);
    QVERIFY2(attempt.end->detail.find(reason.toStdString()) != std::string::npos, attempt.end->detail.c_str());
    QCOMPARE(attempt.record.error->code, ErrorCode::UpstreamUnreachable);
    QVERIFY(attempt.record.error->detail.find(attempt.end->detail) != std::string::npos);
    QVERIFY(attempt.record.error->detail.find("127.0.0.1") == std::string::npos);
    QCOMPARE(upstream.requests().size(), 0);
}

void UpstreamTlsTest::plainTextIsNoTls()
{
    Upstream upstream;
    CurlTransport transport(m_clock, trusted());
    const std::string url = "https" + upstream.baseUrl().substr(4);
    Attempt attempt(transport, requestTo(endpointAt(url, {.connect = std::chrono::milliseconds(300)})));
    QTRY_VERIFY(attempt.end);
    QVERIFY(attempt.end->kind == Kind::ConnectTimeout);
    QVERIFY(!attempt.end->wasSent);
    QCOMPARE(upstream.requests().size(), 0);
}

// Whatever the provider would take: the ClientHello names versions 1.3 and 1.2 alone (RFC 8446, section 4.2.1).
void UpstreamTlsTest::offersNothingOld()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    CurlTransport transport(m_clock, trusted());
    const std::string url = "https://127.0.0.1:" + std::to_string(server.serverPort()) + "/v1";
    Attempt attempt(transport, requestTo(endpointAt(url)));
    QTRY_VERIFY(server.hasPendingConnections());
    QTcpSocket* const socket = server.nextPendingConnection();
    const QByteArray versions("\x00\x2b\x00\x05\x04\x03\x04\x03\x03", 9);
    QByteArray hello;
    QTRY_VERIFY((hello += socket->readAll()).contains(versions));
}

QTEST_GUILESS_MAIN(UpstreamTlsTest)
#include "upstreamtls_test.moc"
