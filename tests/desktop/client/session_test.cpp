// SPDX-License-Identifier: GPL-3.0-or-later
// The client against a daemon of its own: sign-in, calls, refusals, the event stream, a completion and its order.
#include "client/chatstream.h"
#include "client/keysetlist.h"
#include "client/localdaemon.h"
#include "client/session.h"
#include "protocol/account.h"
#include "protocol/admintoken.h"
#include "protocol/order.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QtTest>

#include <optional>

using namespace gotoai;
using namespace gotoai::client;

namespace {

constexpr int kPatience = 30'000; // ms, under ASan on a busy machine

template<class T>
struct Waited
{
    std::optional<Answer<T>> answer;
    std::function<void(Answer<T>)> taker()
    {
        return [this](Answer<T> given) { answer.emplace(std::move(given)); };
    }
};

protocol::AccountDraft draftNamed(const char* name)
{
    protocol::AccountDraft draft;
    draft.name = name;
    return draft;
}

protocol::AccountChange renamed(const char* name)
{
    protocol::AccountChange change;
    change.name = name;
    return change;
}

protocol::AdminTokenDraft viewerToken()
{
    protocol::AdminTokenDraft draft;
    draft.label = "Short";
    draft.role = "viewer";
    return draft;
}

const QByteArray kQuestion =
    R"({"model":"simulator/brisk","stream":true,"messages":[{"role":"user","content":"Say hello."}]})";

} // namespace

class SessionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void aTokenOpensASession();
    void aWrongTokenDoesNot();
    void aRevokedTokenEndsTheSession();
    void aWrongVersionTellsWhatIsThereNow();
    void aMissingResourceIsARefusal();
    void nobodyThereIsUnreachable();
    void anAnswerThatMakesNoSenseIsMalformed();
    void aCancelledCallNeverAnswers();
    void whatWasAskedOfAnotherIsNeverAnswered();
    void aCompletionStreamsAndBecomesAnOrder();
    void aWrongKeyIsTold();
    void aStoppedCompletionKeepsWhatCame();
    void aWrittenResourceIsHeardOf();
    void theStreamComesBackAfterTheDaemonDoes();

private:
    void open();
    protocol::Account makeAccount();

    QTemporaryDir m_directory;
    std::unique_ptr<LocalDaemon> m_daemon;
    Profile m_profile;
    Secret m_token;
    Secret m_key;
    ProfileStore m_profiles{m_directory.filePath(QStringLiteral("console.ini"))};
    Keyring m_keyring{nullptr, Keyring::Backend::MemoryOnly};
    std::unique_ptr<Session> m_session;
};

void SessionTest::initTestCase()
{
    m_daemon = std::make_unique<LocalDaemon>();
    connect(m_daemon.get(), &LocalDaemon::ready, this,
            [this](const Profile& profile, const Secret& token, const Secret& key) {
                m_profile = profile;
                m_token = token.copy();
                m_key = key.copy();
            });
    connect(m_daemon.get(), &LocalDaemon::failed, this, [](const QString& why) { qCritical() << why; });
    m_daemon->start(
        {.dataDirectory = m_directory.filePath(QStringLiteral("data")), .supply = LocalDaemon::Supply::Demo});
    QTRY_COMPARE_WITH_TIMEOUT(m_daemon->state(), LocalDaemon::State::Running, kPatience);
    QVERIFY(!m_token.isEmpty());
    QVERIFY(!m_key.isEmpty());
}

void SessionTest::init() { m_session = std::make_unique<Session>(m_profiles, m_keyring); }

void SessionTest::open()
{
    Waited<protocol::Identity> identity;
    m_session->begin(m_profile, m_token.copy(), this, identity.taker());
    QTRY_VERIFY_WITH_TIMEOUT(identity.answer, kPatience);
    QVERIFY(identity.answer->has_value());
}

protocol::Account SessionTest::makeAccount()
{
    Waited<protocol::Account> made;
    m_session->daemon().post<protocol::Account>(QStringLiteral("accounts"), draftNamed("Research"),
                                                WriteOptions::once(), this, made.taker());
    [&] { QTRY_VERIFY_WITH_TIMEOUT(made.answer, kPatience); }();
    return made.answer->value();
}

void SessionTest::aTokenOpensASession()
{
    m_profiles.save(m_profile); // of others nothing is remembered
    QSignalSpy begun(m_session.get(), &Session::begun);
    open();
    QCOMPARE(begun.count(), 1);
    QVERIFY(m_session->isOpen());
    QCOMPARE(m_session->role(), Role::Admin);
    QTRY_COMPARE_WITH_TIMEOUT(m_session->daemonVersion(), DaemonClient::consoleVersion(), kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(m_session->events().state(), EventStream::State::Live, kPatience);
    QCOMPARE(m_profiles.lastUsed(), m_profile.id);
}

void SessionTest::aWrongTokenDoesNot()
{
    Waited<protocol::Identity> identity;
    m_session->begin(m_profile, Secret("gat_wrong"), this, identity.taker());
    QTRY_VERIFY_WITH_TIMEOUT(identity.answer, kPatience);
    QCOMPARE(identity.answer->failure().kind, FailureKind::SignedOut);
    QVERIFY(!m_session->isOpen());
    QCOMPARE(m_session->events().state(), EventStream::State::Off);
}

void SessionTest::aRevokedTokenEndsTheSession()
{
    open();
    Waited<protocol::CreatedAdminToken> made;
    m_session->daemon().post<protocol::CreatedAdminToken>(QStringLiteral("admin-tokens"), viewerToken(),
                                                          WriteOptions::once(), this, made.taker());
    QTRY_VERIFY_WITH_TIMEOUT(made.answer, kPatience);
    Session other(m_profiles, m_keyring);
    QSignalSpy ended(&other, &Session::ended);
    Waited<protocol::Identity> identity;
    other.begin(m_profile, made.answer->value().token.copy(), this, identity.taker());
    QTRY_VERIFY_WITH_TIMEOUT(identity.answer, kPatience);
    QVERIFY(other.isOpen());

    const QString id = QString::fromStdString(made.answer->value().adminToken.id.toString());
    Waited<Done> revoked;
    m_session->daemon().remove(QStringLiteral("admin-tokens/") + id, {}, this, revoked.taker());
    QTRY_VERIFY_WITH_TIMEOUT(revoked.answer, kPatience);
    QVERIFY(revoked.answer->has_value());
    Waited<protocol::Identity> again;
    other.daemon().identify(this, again.taker());
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, kPatience);
    QVERIFY(!other.isOpen());
}

void SessionTest::aWrongVersionTellsWhatIsThereNow()
{
    open();
    const protocol::Account account = makeAccount();
    const QString path = QStringLiteral("accounts/") + QString::fromStdString(account.id.toString());
    Waited<protocol::Account> changed;
    m_session->daemon().patch<protocol::Account>(path, renamed("Ours"), WriteOptions::over(account.version), this,
                                                 changed.taker());
    QTRY_VERIFY_WITH_TIMEOUT(changed.answer, kPatience);
    QVERIFY(changed.answer->has_value());
    Waited<protocol::Account> late;
    m_session->daemon().patch<protocol::Account>(path, renamed("Theirs"), WriteOptions::over(account.version), this,
                                                 late.taker());
    QTRY_VERIFY_WITH_TIMEOUT(late.answer, kPatience);
    QVERIFY(isConflict(late.answer->failure()));
    const auto current = protocol::fromJson<protocol::Account>(late.answer->failure().current.value());
    QCOMPARE(current->name, std::string("Ours"));
}

void SessionTest::aMissingResourceIsARefusal()
{
    open();
    Waited<protocol::Order> order;
    m_session->daemon().get<protocol::Order>(QStringLiteral("orders/ord_") + QString(32, u'0'), {}, this,
                                             order.taker());
    QTRY_VERIFY_WITH_TIMEOUT(order.answer, kPatience);
    QCOMPARE(order.answer->failure().kind, FailureKind::Refused);
    QCOMPARE(order.answer->failure().code, ErrorCode::NotFound);
    QCOMPARE(order.answer->failure().status, 404);
}

void SessionTest::nobodyThereIsUnreachable()
{
    QTcpServer server; // for a port where nobody listens afterwards
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const quint16 port = server.serverPort();
    server.close();
    Profile nowhere = m_profile;
    nowhere.adminUrl.setPort(port);
    DaemonClient client;
    QSignalSpy reachable(&client, &DaemonClient::reachableChanged);
    client.use(nowhere, m_token.copy());
    Waited<protocol::Identity> identity;
    client.identify(this, identity.taker());
    QTRY_VERIFY_WITH_TIMEOUT(identity.answer, kPatience);
    QCOMPARE(identity.answer->failure().kind, FailureKind::Unreachable);
    QCOMPARE(reachable.count(), 1);
}

void SessionTest::anAnswerThatMakesNoSenseIsMalformed()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    connect(&server, &QTcpServer::newConnection, this, [&server] {
        QTcpSocket* socket = server.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [socket] {
            socket->write("HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"a\":\"daemon");
            socket->disconnectFromHost();
        });
    });
    Profile stranger = m_profile;
    stranger.adminUrl.setPort(server.serverPort());
    DaemonClient client;
    client.use(stranger, m_token.copy());
    Waited<protocol::Identity> identity;
    client.identify(this, identity.taker());
    QTRY_VERIFY_WITH_TIMEOUT(identity.answer, kPatience);
    QCOMPARE(identity.answer->failure().kind, FailureKind::Malformed);
}

void SessionTest::aCancelledCallNeverAnswers()
{
    open();
    Waited<protocol::Identity> cancelled;
    Waited<protocol::Identity> orphaned;
    Waited<protocol::Identity> kept;
    Call call =
        m_session->daemon().get<protocol::Identity>(QStringLiteral("sessions/current"), {}, this, cancelled.taker());
    call.cancel();
    {
        QObject context;
        m_session->daemon().identify(&context, orphaned.taker());
    }
    m_session->daemon().identify(this, kept.taker());
    QTRY_VERIFY_WITH_TIMEOUT(kept.answer, kPatience);
    QVERIFY(!cancelled.answer);
    QVERIFY(!orphaned.answer);
}

void SessionTest::whatWasAskedOfAnotherIsNeverAnswered()
{
    open();
    Waited<protocol::Identity> before;
    Waited<protocol::Identity> after;
    QSignalSpy lost(m_session.get(), &Session::ended);
    m_session->daemon().use(m_profile, Secret("gat_of_somebody_else"));
    m_session->daemon().identify(this, before.taker()); // refused with 401
    m_session->daemon().use(m_profile, m_token.copy());
    m_session->daemon().identify(this, after.taker());
    QTRY_VERIFY_WITH_TIMEOUT(after.answer, kPatience);
    QVERIFY(after.answer->has_value());
    QVERIFY(!before.answer);
    QCOMPARE(lost.size(), 0);
}

void SessionTest::aCompletionStreamsAndBecomesAnOrder()
{
    open();
    QTRY_COMPARE_WITH_TIMEOUT(m_session->events().state(), EventStream::State::Live, kPatience);
    QSignalSpy heard(&m_session->events(), &EventStream::orderEnded);
    ChatStream chat(m_profile);
    QSignalSpy ended(&chat, &ChatStream::ended);
    chat.start(m_key, {.body = kQuestion, .mode = QStringLiteral("latency")});
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, kPatience);
    const ChatRecord& record = chat.record();
    QVERIFY(!record.failure);
    QVERIFY(!record.text.isEmpty());
    QVERIFY(record.firstTokenAt && record.endedAt && *record.firstTokenAt <= *record.endedAt);
    QCOMPARE(record.frames.back().data, QByteArray("[DONE]"));
    QVERIFY(!record.requestHead.contains(QByteArray(m_key.reveal().data(), 12)));
    const QString id = QString::fromUtf8(record.header("x-gotoai-order"));

    QTRY_VERIFY_WITH_TIMEOUT(heard.count() > 0, kPatience);
    KeysetList<protocol::Order> orders(m_session->daemon(), QStringLiteral("orders"),
                                       {{QStringLiteral("Id"), [](const protocol::Order& order, int) {
                                             return QString::fromStdString(order.id.toString());
                                         }}});
    orders.reload();
    QTRY_COMPARE_WITH_TIMEOUT(orders.state(), KeysetModel::State::Ready, kPatience);
    QCOMPARE(orders.data(orders.index(0, 0), Qt::DisplayRole).toString(), id);
    QCOMPARE(orders.row(0)->state, std::string("finalized"));
    QVERIFY(orders.row(0)->charge.nano() > 0);
}

void SessionTest::aWrongKeyIsTold()
{
    ChatStream chat(m_profile);
    QSignalSpy ended(&chat, &ChatStream::ended);
    chat.start(Secret("gai_wrong"), {.body = kQuestion});
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, kPatience);
    QCOMPARE(chat.record().failure->kind, FailureKind::SignedOut);
    QCOMPARE(chat.record().status, 401);
}

void SessionTest::aStoppedCompletionKeepsWhatCame()
{
    ChatStream chat(m_profile);
    QSignalSpy ended(&chat, &ChatStream::ended);
    chat.start(m_key, {.body = kQuestion});
    QTRY_VERIFY_WITH_TIMEOUT(!chat.record().text.isEmpty(), kPatience);
    chat.stop();
    QCOMPARE(ended.count(), 1);
    QVERIFY(chat.record().isStopped);
    QVERIFY(!chat.record().failure);
    QVERIFY(!chat.record().text.isEmpty());
}

void SessionTest::aWrittenResourceIsHeardOf()
{
    open();
    QTRY_COMPARE_WITH_TIMEOUT(m_session->events().state(), EventStream::State::Live, kPatience);
    QSignalSpy written(&m_session->events(), &EventStream::configWritten);
    const protocol::Account account = makeAccount();
    QTRY_VERIFY_WITH_TIMEOUT(written.count() > 0, kPatience);
    QCOMPARE(written.last().first().value<protocol::ConfigEvent>().resource, account.id.toString());
}

void SessionTest::theStreamComesBackAfterTheDaemonDoes()
{
    open();
    QTRY_COMPARE_WITH_TIMEOUT(m_session->events().state(), EventStream::State::Live, kPatience);
    const int port = m_profile.adminUrl.port();
    m_daemon->stop();
    QTRY_COMPARE_WITH_TIMEOUT(m_session->events().state(), EventStream::State::Waiting, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(m_daemon->state(), LocalDaemon::State::Stopped, kPatience);
    QVERIFY(m_session->events().nextTry().isValid());
    QSignalSpy reset(&m_session->events(), &EventStream::wasReset);
    m_daemon->start({.dataDirectory = m_directory.filePath(QStringLiteral("data")),
                     .supply = LocalDaemon::Supply::Demo,
                     .adminListen = QStringLiteral("127.0.0.1:%1").arg(port)});
    QTRY_COMPARE_WITH_TIMEOUT(m_session->events().state(), EventStream::State::Live, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(reset.count(), 1, kPatience); // another run's numbers
}

QTEST_GUILESS_MAIN(SessionTest)
#include "session_test.moc"
