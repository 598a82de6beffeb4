// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/tlschannel.h"

#include "support/manualclock.h"
#include "support/tlspeer.h"
#include "tlsfixture.h"

#include <QTest>

#include <array>

using namespace gotoai;
using namespace gotoai::http;
using namespace gotoai::http::test;
using gotoai::test::ManualClock;
using gotoai::test::TlsPeer;
using State = TlsChannel::State;

namespace {

// Alert descriptions of RFC 8446, section 6.
constexpr int kCloseNotify = 0;
constexpr int kUnexpectedMessage = 10;
constexpr int kHandshakeFailure = 40;
constexpr int kDecodeError = 50;
constexpr int kProtocolVersion = 70;
constexpr int kNoRenegotiation = 100;
constexpr int kNoApplicationProtocol = 120;

// A channel, and what it has read and wants sent.
struct Server
{
    explicit Server(std::shared_ptr<const TlsContext> context)
        : channel(std::move(context), wire)
    {}

    void feed(std::string_view bytes)
    {
        channel.offer(bytes);
        for (auto clear = channel.read(buffer); !clear.empty(); clear = channel.read(buffer))
            received += clear;
    }
    std::string takeWire() { return std::exchange(wire, {}); }

    std::string wire;
    std::string received;
    TlsChannel channel;
    std::array<char, 16'384> buffer{};
};

enum class Pieces { Whole, Bytes };

void feedInPieces(Server& server, const std::string& bytes, Pieces pieces)
{
    if (pieces == Pieces::Whole)
        return server.feed(bytes);
    for (const char byte : bytes) {
        const std::string copy(1, byte); // what was offered before is gone
        server.feed(copy);
    }
}

// Until neither has anything to say.
void converse(Server& server, TlsPeer& peer, Pieces pieces = Pieces::Whole)
{
    for (;;) {
        const std::string fromPeer = peer.takeOutput();
        if (!fromPeer.empty())
            feedInPieces(server, fromPeer, pieces);
        const std::string fromServer = server.takeWire();
        if (!fromServer.empty())
            peer.feed(fromServer);
        if (fromPeer.empty() && fromServer.empty())
            return;
    }
}

int alertIn(const std::string& wire)
{
    return wire.size() == 7 && wire.starts_with(std::string("\x15\x03\x03\0\x02\x02", 6)) ? wire[6] : -1;
}

} // namespace

class TlsChannelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void carriesBytesBothWays_data();
    void carriesBytesBothWays();
    void acceptsAnySplit_data();
    void acceptsAnySplit();
    void refusesWhatIsTooOldOrWeak_data();
    void refusesWhatIsTooOldOrWeak();
    void agreesOnHttp_data();
    void agreesOnHttp();
    void refusesRenegotiation();
    void saysGoodbyeOnce();
    void hearsGoodbye();
    void anyDamageEndsIt();
    void aClientsAlertEndsIt();
    void recognisesHttpInClear();
    void judgesTheFirstBytes_data();
    void judgesTheFirstBytes();
    void waitsForTheFirstRecord();
    void boundsWhatItIsMadeToSend();
    void dropsWhatIsWrittenTooEarly();
    void resumesByTicket_data();
    void resumesByTicket();
    void forgetsOldTickets_data();
    void forgetsOldTickets();
    void anotherContextOpensNoTicketOfThisOne();

private:
    ManualClock m_clock;
    TlsScratch m_scratch;
    std::shared_ptr<const TlsContext> m_context = m_scratch.load(m_clock);
};

void TlsChannelTest::carriesBytesBothWays_data()
{
    QTest::addColumn<int>("version");
    QTest::addColumn<bool>("isRsa");
    QTest::newRow("TLS 1.2") << TLS1_2_VERSION << false;
    QTest::newRow("TLS 1.3") << TLS1_3_VERSION << false;
    QTest::newRow("TLS 1.2, RSA") << TLS1_2_VERSION << true;
    QTest::newRow("TLS 1.3, RSA") << TLS1_3_VERSION << true;
}

void TlsChannelTest::carriesBytesBothWays()
{
    QFETCH(int, version);
    QFETCH(bool, isRsa);
    const TlsScratch scratch({.kind = isRsa ? gotoai::test::KeyKind::Rsa : gotoai::test::KeyKind::EllipticCurve});
    Server server(scratch.load(m_clock));
    TlsPeer peer({.least = version, .most = version});
    converse(server, peer);
    QVERIFY(peer.isOpen());
    QCOMPARE(server.channel.state(), State::Open);
    QCOMPARE(SSL_version(peer.session()), version);

    const std::string large(100'000, 'x'); // several records
    peer.send("hello " + large);
    server.channel.write(large + " there");
    converse(server, peer);
    QCOMPARE(server.received, "hello " + large);
    QCOMPARE(peer.received(), large + " there");
}

void TlsChannelTest::acceptsAnySplit_data()
{
    QTest::addColumn<int>("version");
    QTest::newRow("TLS 1.2") << TLS1_2_VERSION;
    QTest::newRow("TLS 1.3") << TLS1_3_VERSION;
}

void TlsChannelTest::acceptsAnySplit()
{
    QFETCH(int, version);
    Server bytewise(m_context);
    TlsPeer peer({.least = version, .most = version});
    converse(bytewise, peer, Pieces::Bytes);
    peer.send("each byte by itself");
    peer.sayGoodbye();
    converse(bytewise, peer, Pieces::Bytes);
    QCOMPARE(bytewise.received, std::string("each byte by itself"));
    QCOMPARE(bytewise.channel.state(), State::InputOver);

    const std::size_t helloBytes = TlsPeer({.least = version, .most = version}).takeOutput().size();
    for (std::size_t split = 1; split < helloBytes; ++split) {
        Server server(m_context);
        TlsPeer other({.least = version, .most = version});
        const std::string hello = other.takeOutput();
        server.feed(hello.substr(0, split));
        QVERIFY(server.wire.empty());
        server.feed(hello.substr(split));
        converse(server, other);
        QVERIFY2(other.isOpen() && server.channel.state() == State::Open, std::to_string(split).c_str());
    }
}

void TlsChannelTest::refusesWhatIsTooOldOrWeak_data()
{
    QTest::addColumn<int>("version");
    QTest::addColumn<QByteArray>("ciphers");
    QTest::addColumn<int>("alert");
    QTest::newRow("TLS 1.0") << TLS1_VERSION << QByteArray() << kProtocolVersion;
    QTest::newRow("TLS 1.1") << TLS1_1_VERSION << QByteArray() << kProtocolVersion;
    QTest::newRow("no forward secrecy") << TLS1_2_VERSION << QByteArray("AES128-GCM-SHA256") << kHandshakeFailure;
    QTest::newRow("CBC") << TLS1_2_VERSION << QByteArray("ECDHE-ECDSA-AES128-SHA") << kHandshakeFailure;
}

void TlsChannelTest::refusesWhatIsTooOldOrWeak()
{
    QFETCH(int, version);
    QFETCH(QByteArray, ciphers);
    QFETCH(int, alert);
    Server server(m_context);
    TlsPeer peer({.least = version, .most = version, .ciphers = ciphers.toStdString()});
    converse(server, peer);
    QCOMPARE(server.channel.state(), State::Failed);
    QVERIFY(peer.hasFailed());
    QCOMPARE(peer.lastAlert(), alert);
}

void TlsChannelTest::agreesOnHttp_data()
{
    QTest::addColumn<QStringList>("offered");
    QTest::addColumn<QByteArray>("agreed");
    QTest::addColumn<bool>("isOpen");
    QTest::newRow("nothing") << QStringList{} << QByteArray() << true;
    QTest::newRow("HTTP/1.1") << QStringList{QStringLiteral("http/1.1")} << QByteArray("http/1.1") << true;
    QTest::newRow("both") << QStringList{QStringLiteral("h2"), QStringLiteral("http/1.1")} << QByteArray("http/1.1")
                          << true;
    QTest::newRow("HTTP/1.0") << QStringList{QStringLiteral("http/1.0")} << QByteArray("http/1.0") << true;
    QTest::newRow("HTTP/2 only") << QStringList{QStringLiteral("h2")} << QByteArray() << false;
    QTest::newRow("another protocol") << QStringList{QStringLiteral("imap")} << QByteArray() << false;
}

void TlsChannelTest::agreesOnHttp()
{
    QFETCH(QStringList, offered);
    QFETCH(QByteArray, agreed);
    QFETCH(bool, isOpen);
    std::vector<std::string> protocols;
    for (const QString& protocol : offered)
        protocols.push_back(protocol.toStdString());
    Server server(m_context);
    TlsPeer peer({.protocols = protocols});
    converse(server, peer);
    QCOMPARE(server.channel.state(), isOpen ? State::Open : State::Failed);
    QCOMPARE(QByteArray::fromStdString(peer.protocol()), agreed);
    if (!isOpen)
        QCOMPARE(peer.lastAlert(), kNoApplicationProtocol);
}

void TlsChannelTest::refusesRenegotiation()
{
    Server server(m_context);
    TlsPeer peer({.least = TLS1_2_VERSION, .most = TLS1_2_VERSION});
    converse(server, peer);
    QCOMPARE(SSL_renegotiate(peer.session()), 1);
    SSL_do_handshake(peer.session());
    converse(server, peer);
    QCOMPARE(peer.lastAlert(), kNoRenegotiation);
}

void TlsChannelTest::saysGoodbyeOnce()
{
    Server server(m_context);
    TlsPeer peer;
    QVERIFY(!server.channel.close()); // nothing has begun
    converse(server, peer);
    server.channel.write("the last word");
    QVERIFY(server.channel.close());
    QVERIFY(!server.channel.close());
    server.channel.write("too late");
    peer.feed(server.takeWire());
    QCOMPARE(peer.received(), std::string("the last word"));
    QVERIFY(peer.hasEnded());
    QCOMPARE(peer.lastAlert(), kCloseNotify);
}

void TlsChannelTest::hearsGoodbye()
{
    Server server(m_context);
    TlsPeer peer;
    converse(server, peer);
    peer.send("question");
    peer.sayGoodbye();
    server.feed(peer.takeOutput());
    QCOMPARE(server.received, std::string("question"));
    QCOMPARE(server.channel.state(), State::InputOver);
    server.channel.write("answer"); // RFC 8446, section 6.1: each side closes by itself
    peer.feed(server.takeWire());
    QCOMPARE(peer.received(), std::string("answer"));
}

void TlsChannelTest::anyDamageEndsIt()
{
    Server server(m_context);
    TlsPeer peer;
    converse(server, peer);
    peer.send("something");
    std::string bytes = peer.takeOutput();
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    server.feed(bytes);
    QCOMPARE(server.channel.state(), State::Failed);
    QVERIFY(server.received.empty());
    QVERIFY(!server.channel.reason().empty());
    server.channel.write("no more");
    QVERIFY(!server.channel.close());
    peer.feed(server.takeWire());
    QVERIFY(peer.lastAlert() > 0);
    QVERIFY(peer.received().empty());
}

void TlsChannelTest::aClientsAlertEndsIt()
{
    Server server(m_context);
    TlsPeer peer({.least = TLS1_2_VERSION, .most = TLS1_2_VERSION});
    server.feed(peer.takeOutput());
    server.feed(std::string("\x15\x03\x03\0\x02\x02\x30", 7)); // unknown_ca
    QCOMPARE(server.channel.state(), State::Failed);
    QCOMPARE(server.channel.reason(), std::string_view("tlsv1 alert unknown ca"));
}

void TlsChannelTest::recognisesHttpInClear()
{
    Server server(m_context);
    server.feed("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    QCOMPARE(server.channel.state(), State::NotTls);
    QVERIFY(server.wire.empty());
    QVERIFY(server.received.empty());
}

void TlsChannelTest::judgesTheFirstBytes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("alert"); // -1: none yet
    QTest::newRow("nothing") << QByteArray() << -1;
    QTest::newRow("noise") << QByteArray("\xff", 1) << kUnexpectedMessage;
    QTest::newRow("alert") << QByteArray("\x15", 1) << kUnexpectedMessage;
    QTest::newRow("application data") << QByteArray("\x17\x03\x03", 3) << kUnexpectedMessage;
    QTest::newRow("SSL 2") << QByteArray("\x80\x2e\x01", 3) << kUnexpectedMessage;
    QTest::newRow("another version") << QByteArray("\x16\x02", 2) << kProtocolVersion;
    QTest::newRow("empty record") << QByteArray("\x16\x03\x01\0\0", 5) << kDecodeError;
    QTest::newRow("record of 3 bytes") << QByteArray("\x16\x03\x01\0\x03", 5) << kDecodeError;
    QTest::newRow("record too long") << QByteArray("\x16\x03\x01\x40\x01", 5) << kDecodeError;
    QTest::newRow("longest record") << QByteArray("\x16\x03\x01\x40\0", 5) << -1;
    QTest::newRow("ServerHello") << QByteArray("\x16\x03\x01\0\x04\x02", 6) << kUnexpectedMessage;
    QTest::newRow("hello of 16 MiB") << QByteArray("\x16\x03\x01\0\x04\x01\xff\xff\xff", 9) << kDecodeError;
    QTest::newRow("hello too long") << QByteArray("\x16\x03\x01\0\x04\x01\0\x40\x01", 9) << kDecodeError;
    QTest::newRow("longest hello") << QByteArray("\x16\x03\x01\x01\0\x01\0\x40\0", 9) << -1;
}

void TlsChannelTest::judgesTheFirstBytes()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, alert);
    for (const Pieces pieces : {Pieces::Whole, Pieces::Bytes}) {
        Server server(m_context);
        feedInPieces(server, bytes.toStdString(), pieces);
        QCOMPARE(server.channel.state(), alert < 0 ? State::Opening : State::Failed);
        QCOMPARE(alertIn(server.wire), alert);
    }
}

void TlsChannelTest::waitsForTheFirstRecord()
{
    Server server(m_context);
    TlsPeer peer;
    std::string hello = peer.takeOutput();
    const char last = hello.back();
    hello.pop_back();
    server.feed(hello);
    QVERIFY(server.wire.empty());
    QCOMPARE(server.channel.state(), State::Opening);
    server.feed({&last, 1});
    QVERIFY(!server.wire.empty());
}

void TlsChannelTest::boundsWhatItIsMadeToSend()
{
    Server server(m_context);
    TlsPeer peer({.least = TLS1_3_VERSION});
    converse(server, peer);
    server.takeWire();
    for (int round = 0; round < 20'000 && server.channel.state() == State::Open; ++round) {
        SSL_key_update(peer.session(), SSL_KEY_UPDATE_REQUESTED);
        SSL_do_handshake(peer.session());
        server.feed(peer.takeOutput());
    }
    QCOMPARE(server.channel.state(), State::Failed);
    QVERIFY(server.wire.size() < 2 * TlsChannel::kMaxUnaskedBytes);
}

void TlsChannelTest::dropsWhatIsWrittenTooEarly()
{
    Server server(m_context);
    server.channel.write("before the handshake");
    QVERIFY(server.wire.empty());
}

void TlsChannelTest::resumesByTicket_data() { acceptsAnySplit_data(); }

void TlsChannelTest::resumesByTicket()
{
    QFETCH(int, version);
    Server first(m_context);
    TlsPeer peer({.least = version, .most = version});
    converse(first, peer);
    QVERIFY(!peer.wasResumed());
    const std::unique_ptr<SSL_SESSION, decltype(&SSL_SESSION_free)> ticket(peer.takeTicket(), SSL_SESSION_free);
    QVERIFY(ticket);

    Server second(m_context);
    TlsPeer again({.least = version, .most = version, .resumed = ticket.get()});
    converse(second, again);
    QVERIFY(again.wasResumed());
    again.send("welcome back");
    converse(second, again);
    QCOMPARE(second.received, std::string("welcome back"));
}

void TlsChannelTest::forgetsOldTickets_data()
{
    QTest::addColumn<int>("minutes");
    QTest::addColumn<bool>("isResumed");
    const int period = std::chrono::minutes(TicketKeys::kPeriod).count();
    QTest::newRow("same key") << period - 1 << true;
    QTest::newRow("key before") << period + 1 << true;
    QTest::newRow("key forgotten") << 2 * period << false;
    QTest::newRow("long ago") << 100 * period << false;
}

void TlsChannelTest::forgetsOldTickets()
{
    QFETCH(int, minutes);
    QFETCH(bool, isResumed);
    ManualClock clock;
    const auto context = m_scratch.load(clock);
    Server first(context);
    TlsPeer peer;
    converse(first, peer);
    const std::unique_ptr<SSL_SESSION, decltype(&SSL_SESSION_free)> ticket(peer.takeTicket(), SSL_SESSION_free);
    clock.advance(std::chrono::minutes(minutes));
    Server second(context);
    TlsPeer again({.resumed = ticket.get()});
    converse(second, again);
    QVERIFY(again.isOpen());
    QCOMPARE(again.wasResumed(), isResumed);
}

void TlsChannelTest::anotherContextOpensNoTicketOfThisOne()
{
    Server first(m_context);
    TlsPeer peer;
    converse(first, peer);
    const std::unique_ptr<SSL_SESSION, decltype(&SSL_SESSION_free)> ticket(peer.takeTicket(), SSL_SESSION_free);
    Server second(m_scratch.load(m_clock));
    TlsPeer again({.resumed = ticket.get()});
    converse(second, again);
    QVERIFY(again.isOpen());
    QVERIFY(!again.wasResumed());
}

QTEST_APPLESS_MAIN(TlsChannelTest)
#include "tlschannel_test.moc"
