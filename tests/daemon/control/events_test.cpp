// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QTcpSocket>
#include <QTest>

using namespace gotoai;

namespace {

// A reader of the stream with a socket of its own.
class Reader
{
public:
    Reader(test::AdminDaemon& daemon, const QByteArray& query, const std::string& token, const QByteArray& more = {})
    {
        m_socket.connectToHost(QStringLiteral("127.0.0.1"), daemon.port());
        m_socket.write("GET /admin/v1/events" + query + " HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer " +
                       QByteArray::fromStdString(token) + "\r\n" + more + "\r\n");
    }

    bool has(const QByteArray& text)
    {
        return QTest::qWaitFor([&] {
            m_seen += m_socket.readAll();
            return m_seen.contains(text);
        });
    }
    const QByteArray& seen() const { return m_seen; }
    // The id of the last event.
    QByteArray lastId() const
    {
        const auto at =
            m_seen.lastIndexOf("\nid: ") < 0 ? m_seen.lastIndexOf("id: ") : m_seen.lastIndexOf("\nid: ") + 1;
        return m_seen.mid(at + 4, m_seen.indexOf('\n', at) - at - 4).trimmed();
    }
    void stopReading() { m_socket.setReadBufferSize(1); }
    void readAgain() { m_socket.setReadBufferSize(0); }
    bool isClosed()
    {
        return QTest::qWaitFor([&] {
            m_seen += m_socket.readAll();
            return m_seen.endsWith("0\r\n\r\n") || m_socket.state() == QAbstractSocket::UnconnectedState;
        });
    }

private:
    QTcpSocket m_socket;
    QByteArray m_seen;
};

} // namespace

class EventsTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;

    hypercore::CreatedAdminToken makeToken(hypercore::AdminTokenDraft draft)
    {
        auto made = m_daemon->await<hypercore::CreatedAdminToken>(
            [&](auto reply) { m_daemon->directory().createAdminToken(std::move(draft), reply); });
        return *std::move(made);
    }
    void finishOrder(const AccountId& account, const std::string& model)
    {
        auto order = std::make_shared<hypercore::FinishedOrder>();
        order->id = OrderId::make(m_daemon->clock().now());
        order->account = account;
        order->model = model;
        order->state = clearinghouse::OrderState::Finalized;
        m_daemon->orderFeed.orderFinished(order);
    }

private Q_SLOTS:
    void init() { m_daemon = std::make_unique<test::AdminDaemon>(); }
    void cleanup() { m_daemon.reset(); }

    void tellsWhatWasWritten()
    {
        Reader reader(*m_daemon, "?topics=config", m_daemon->token());
        QVERIFY(reader.has("event: ready"));
        const QString id = m_daemon->makeAccount();
        QVERIFY(reader.has("event: config"));
        QVERIFY(reader.has("\"resource\":\"" + id.toUtf8() + "\""));
        QVERIFY(reader.seen().contains("content-type: text/event-stream"));
        QVERIFY(!reader.seen().contains("event: health"));
    }

    void tellsEndedOrdersAndTheirBalances()
    {
        const AccountId account = *AccountId::parse(m_daemon->makeAccount().toStdString());
        Reader reader(*m_daemon, "?topics=orders,balances", m_daemon->token());
        QVERIFY(reader.has("event: ready"));
        m_daemon->api().eventSources().beat(); // the lanes now know that somebody listens
        finishOrder(account, "openai/gpt-4o-mini");
        QVERIFY(reader.has("\"model\":\"openai/gpt-4o-mini\""));
        QVERIFY(reader.has("event: balances"));
        QVERIFY(reader.has("\"available_usd\":\"0\""));
    }

    void tellsOfBreakers()
    {
        const QString endpoint = m_daemon->makeEndpoint(m_daemon->makeProvider());
        auto& record =
            m_daemon->health().recordOf(*m_daemon->catalog().endpoint(*EndpointId::parse(endpoint.toStdString())));
        Reader reader(*m_daemon, "?topics=breaker", m_daemon->token());
        QVERIFY(reader.has("event: ready"));
        for (int i = 0; i < supply::CircuitBreaker::kFailuresToOpen; ++i)
            record.observe({.fate = supply::AttemptFate::Refused}, m_daemon->clock().tick());
        QVERIFY(reader.has("event: breaker"));
        QVERIFY(reader.has("\"endpoint\":\"" + endpoint.toUtf8() + "\""));
        QVERIFY(reader.has("\"state\":\"open\""));
        m_daemon->clock().advance(supply::CircuitBreaker::kFirstPause);
        for (int i = 0; i < supply::CircuitBreaker::kProbesToClose; ++i)
            record.observe({}, m_daemon->clock().tick());
        QVERIFY(reader.has("\"state\":\"closed\""));
    }

    void tellsOfKillSwitches()
    {
        Reader reader(*m_daemon, "?topics=switches", m_daemon->token());
        QVERIFY(reader.has("event: ready"));
        const QString switches = QStringLiteral("/admin/v1/kill-switches");
        const auto thrown = m_daemon->post(switches, R"({"scope":"global","reason":"a drill"})");
        QCOMPARE(thrown.status, 201);
        QVERIFY(reader.has("event: switches"));
        QVERIFY(reader.has("\"id\":\"" + thrown.text("id").toUtf8() + "\""));
        QVERIFY(reader.has("\"state\":\"on\""));
        m_daemon->call("DELETE", switches + QLatin1Char('/') + thrown.text("id"));
        QVERIFY(reader.has("\"state\":\"released\""));
    }

    void aMemberSeesOnlyItsOwn()
    {
        const AccountId mine = *AccountId::parse(m_daemon->makeAccount().toStdString());
        const AccountId other = *AccountId::parse(m_daemon->makeAccount().toStdString());
        const auto token = makeToken({.label = "member", .role = hypercore::Role::Member, .account = mine});
        Reader reader(*m_daemon, "", std::string(token.text.reveal()));
        QVERIFY(reader.has("event: ready"));
        m_daemon->api().eventSources().beat();
        finishOrder(other, "theirs");
        m_daemon->makeProvider();
        m_daemon->post(QStringLiteral("/admin/v1/topups"),
                       test::json("{'account':'" + QByteArray::fromStdString(other.toString()) + "','amount_usd':'5'}"),
                       {{"idempotency-key", "a"}});
        finishOrder(mine, "ours");
        QVERIFY(reader.has("\"ours\""));
        QVERIFY(!reader.seen().contains("theirs"));
        QVERIFY(!reader.seen().contains("providers"));
        QVERIFY(!reader.seen().contains(QByteArray::fromStdString(other.toString())));
    }

    void goesOnWhereAReaderLeft()
    {
        Reader first(*m_daemon, "?topics=config", m_daemon->token());
        QVERIFY(first.has("event: ready"));
        const QByteArray seenBefore = m_daemon->makeAccount().toUtf8();
        QVERIFY(first.has(seenBefore));
        const QByteArray id = first.lastId();
        const QByteArray missed = m_daemon->makeAccount().toUtf8();
        Reader second(*m_daemon, "?topics=config", m_daemon->token(), "last-event-id: " + id + "\r\n");
        QVERIFY(second.has(missed));
        QVERIFY(!second.seen().contains(seenBefore));
        QVERIFY(!second.seen().contains("event: reset"));
    }

    void saysWhenItCannotGoOn()
    {
        Reader reader(*m_daemon, "?topics=config", m_daemon->token(), "last-event-id: 0123456789abcdef-7\r\n");
        QVERIFY(reader.has("event: reset"));
    }

    void staysAliveInSilence()
    {
        Reader reader(*m_daemon, "?topics=alerts", m_daemon->token());
        QVERIFY(reader.has("event: ready"));
        m_daemon->clock().advance(std::chrono::seconds(16));
        QVERIFY(reader.has(": keep-alive"));
    }

    void endsWithItsCredential()
    {
        auto token = makeToken({.label = "short"});
        Reader reader(*m_daemon, "?topics=alerts", std::string(token.text.reveal()));
        QVERIFY(reader.has("event: ready"));
        QVERIFY(m_daemon->await<hypercore::Directory::AdminTokenPtr>(
            [&](auto reply) { m_daemon->directory().revokeAdminToken(token.token->id, reply); }));
        m_daemon->clock().advance(std::chrono::seconds(6));
        QVERIFY(reader.isClosed());
    }

    void refusesWhatItDoesNotKnow()
    {
        const auto unknown = m_daemon->get(QStringLiteral("/admin/v1/events?topics=nonsense"));
        QCOMPARE(unknown.param(), QLatin1String("topics"));
        for (int topic = 0; topic <= static_cast<int>(control::Topic::System); ++topic) {
            const auto word = control::topicWord(static_cast<control::Topic>(topic));
            QVERIFY2(unknown.body.contains(QByteArray(word.data(), static_cast<qsizetype>(word.size()))), word.data());
        }
        QCOMPARE(m_daemon->get(QStringLiteral("/admin/v1/events?topic=orders")).status, 400);
        std::vector<std::unique_ptr<Reader>> readers;
        for (int i = 0; i < 64; ++i) {
            readers.push_back(std::make_unique<Reader>(*m_daemon, "?topics=alerts", m_daemon->token()));
            QVERIFY(readers.back()->has("event: ready"));
        }
        QCOMPARE(m_daemon->get(QStringLiteral("/admin/v1/events")).status, 429);
        readers.clear();
        Reader reader(*m_daemon, "?topics=alerts", m_daemon->token());
        QVERIFY(reader.has("event: ready"));
    }

    // More than the ring holds, past a reader that reads nothing: it loses, nobody else does, and is told.
    void aStalledReaderLosesAndIsTold()
    {
        const AccountId account = *AccountId::parse(m_daemon->makeAccount().toStdString());
        Reader stalled(*m_daemon, "?topics=orders", m_daemon->token());
        QVERIFY(stalled.has("event: ready"));
        Reader good(*m_daemon, "?topics=orders", m_daemon->token());
        QVERIFY(good.has("event: ready"));
        stalled.stopReading();
        m_daemon->api().eventSources().beat();
        const std::string model(1'000, 'm');
        for (int round = 0; round < 60; ++round) {
            for (std::size_t i = 0; i < control::OrderFeed::kCapacity; ++i)
                finishOrder(account, model);
            m_daemon->api().eventSources().beat();
        }
        finishOrder(account, "the-last");
        QVERIFY(good.has("the-last"));
        stalled.readAgain();
        QVERIFY(stalled.has("event: dropped"));
        QVERIFY(stalled.has("the-last"));
    }
};

QTEST_GUILESS_MAIN(EventsTest)
#include "events_test.moc"
