// SPDX-License-Identifier: GPL-3.0-or-later
// A token goes to its own daemon and to no other, whatever is chosen while one waits.
#include "app/signinpage.h"

#include "desktop/support/calls.h"
#include "desktop/support/forms.h"

#include <QComboBox>
#include <QPushButton>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QtTest>

using namespace gotoai;
using namespace gotoai::app;

namespace {

// Keeps what comes, and answers when it is told to.
class FakeDaemon : public QTcpServer
{
public:
    QByteArray heard;

    FakeDaemon()
    {
        if (!listen(QHostAddress::LocalHost))
            qFatal("no port");
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket* socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { heard += socket->readAll(); });
        });
    }

    void say(const QByteArray& body)
    {
        for (QTcpSocket* socket : findChildren<QTcpSocket*>())
            socket->write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " +
                          QByteArray::number(body.size()) + "\r\n\r\n" + body);
    }

    client::Profile profile(const QString& id) const
    {
        client::Profile profile{.id = id, .name = id};
        profile.adminUrl = QUrl(QStringLiteral("http://127.0.0.1:%1/admin/v1").arg(serverPort()));
        profile.gatewayUrl = QUrl(QStringLiteral("http://127.0.0.1:%1/v1").arg(serverPort()));
        return profile;
    }
};

QByteArray identityOf(const QByteArray& name)
{
    return "{\"credential\":\"tok_1\",\"user\":null,\"name\":\"" + name +
           "\",\"role\":\"admin\",\"account\":null,\"expires_at\":null}";
}

} // namespace

class SignInPageTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    client::Keyring m_keyring{nullptr, client::Keyring::Backend::MemoryOnly};
    std::unique_ptr<client::ProfileStore> m_profiles;
    std::unique_ptr<client::Session> m_session;
    std::unique_ptr<client::LocalDaemon> m_local;
    std::unique_ptr<SignInPage> m_page;

    void know(const client::Profile& profile, const char* token)
    {
        m_profiles->save(profile);
        m_keyring.write(client::tokenName(profile), Secret(token), this, [](const QString&) {});
    }

    void choose(const QString& id)
    {
        auto* box = test::fieldOf<QComboBox>(*m_page, "Known daemons");
        box->setCurrentIndex(box->findData(id));
        Q_EMIT box->activated(box->currentIndex());
    }

private Q_SLOTS:
    void init()
    {
        m_profiles = std::make_unique<client::ProfileStore>(
            m_folder.filePath(QString::fromLatin1(QTest::currentTestFunction())));
        m_session = std::make_unique<client::Session>(*m_profiles, m_keyring);
        m_local = std::make_unique<client::LocalDaemon>();
        m_page = std::make_unique<SignInPage>(*m_session, *m_local);
        m_page->show();
    }
    void cleanup() { m_page.reset(); }

    void aKeptTokenIsTriedAtOnce()
    {
        FakeDaemon daemon;
        know(daemon.profile(QStringLiteral("one")), "gat_one");
        choose(QStringLiteral("one"));
        QTRY_VERIFY_WITH_TIMEOUT(daemon.heard.toLower().contains("authorization: bearer gat_one"), test::kPatience);
    }

    void whatTheKeyringGivesLateGoesNowhere()
    {
        FakeDaemon production;
        FakeDaemon staging;
        know(production.profile(QStringLiteral("production")), "gat_production");
        m_profiles->save(staging.profile(QStringLiteral("staging")));
        choose(QStringLiteral("production"));
        choose(QStringLiteral("staging")); // before the keyring has answered
        test::retype(test::fieldOf(*m_page, "Token"), QStringLiteral("gat_staging"));
        QTest::keyClick(test::fieldOf(*m_page, "Token"), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(staging.heard.contains("gat_staging"), test::kPatience);
        QVERIFY(!staging.heard.contains("gat_production"));
        QVERIFY(production.heard.isEmpty());
    }

    void theAnswerOfOneThatWasLeftCountsForNothing()
    {
        FakeDaemon slow;
        FakeDaemon other;
        know(slow.profile(QStringLiteral("slow")), "gat_slow");
        know(other.profile(QStringLiteral("other")), "gat_other");
        choose(QStringLiteral("slow"));
        QTRY_VERIFY_WITH_TIMEOUT(slow.heard.contains("gat_slow"), test::kPatience);
        choose(QStringLiteral("other"));
        QTRY_VERIFY_WITH_TIMEOUT(other.heard.contains("gat_other"), test::kPatience);
        QSignalSpy begun(m_session.get(), &client::Session::begun);
        slow.say(identityOf("Slow"));
        other.say(identityOf("Other"));
        QTRY_VERIFY_WITH_TIMEOUT(m_session->isOpen(), test::kPatience);
        QCOMPARE(begun.size(), 1);
        QCOMPARE(m_session->identity().name, std::string("Other"));
        QCOMPARE(m_profiles->lastUsed(), QStringLiteral("other"));
        QVERIFY(!other.heard.contains("gat_slow"));
        m_session->end();
    }
};

QTEST_MAIN(SignInPageTest)
#include "signinpage_test.moc"
