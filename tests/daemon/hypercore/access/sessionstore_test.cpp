// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/sessionstore.h"

#include "support/peoplefixture.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;
using namespace std::chrono_literals;

class SessionStoreTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::PeopleFixture> m_people;

    Result<Principal> principalOf(const StartedSession& session)
    {
        return m_people->sessions->authenticate(session.text.reveal());
    }

private Q_SLOTS:
    void init() { m_people = std::make_unique<test::PeopleFixture>(); }
    void cleanup() { m_people.reset(); }

    void speaksForItsUser()
    {
        const auto ann = m_people->makeUser("ann@example.com", Role::Operator);
        const auto started = m_people->start(ann);
        QVERIFY(started->text.reveal().starts_with("gas_"));
        m_people->reopen();
        const auto principal = principalOf(*started);
        QVERIFY(principal->user == ann->id);
        QCOMPARE(principal->name, "ann@example.com");
        QVERIFY(principal->role == Role::Operator);
        QCOMPARE(principal->id(), ann->id.toString());
        QCOMPARE(principal->credentialId(), started->session->id.toString());
        QVERIFY(m_people->store.bytesOnDisk().find(started->text.reveal()) == std::string::npos);
    }

    void speaksForItsUserAsHeIsNow()
    {
        const auto ann = m_people->makeUser("ann@example.com");
        const auto started = m_people->start(ann);
        QVERIFY(m_people->change(ann, {.role = Role::Viewer}).has_value());
        QVERIFY(principalOf(*started)->role == Role::Viewer);
    }

    void endsAtItsTime()
    {
        const auto started = m_people->start(m_people->makeUser("ann@example.com"));
        m_people->clock.advance(12h - 1us);
        QVERIFY(principalOf(*started).has_value());
        m_people->clock.advance(1us);
        QCOMPARE(principalOf(*started).error().code, ErrorCode::ExpiredCredential);
        QVERIFY(!m_people->sessions->session(started->session->id));
    }

    void endsWhenItIsEnded()
    {
        const auto ann = m_people->makeUser("ann@example.com");
        const auto started = m_people->start(ann);
        const auto other = m_people->start(ann);
        const auto end = [&] {
            return m_people->store.await<SessionStore::SessionPtr>(
                [&](auto reply) { m_people->sessions->end(started->session->id, reply); });
        };
        QVERIFY(end().has_value());
        QCOMPARE(end().error().code, ErrorCode::NotFound);
        QCOMPARE(principalOf(*started).error().code, ErrorCode::InvalidCredential);
        m_people->reopen();
        QCOMPARE(principalOf(*started).error().code, ErrorCode::InvalidCredential);
        QVERIFY(principalOf(*other).has_value());
    }

    void endsWithThePassword_data()
    {
        QTest::addColumn<bool>("isDisabled");
        QTest::newRow("another password") << false;
        QTest::newRow("disabled") << true;
    }
    void endsWithThePassword()
    {
        QFETCH(bool, isDisabled);
        const auto ann = m_people->makeUser("ann@example.com");
        const auto started = m_people->start(ann);
        m_people->clock.advance(1us);
        UserChange change;
        if (isDisabled)
            change.isEnabled = false;
        else
            change.password.emplace("another password");
        const auto changed = *m_people->change(ann, std::move(change));
        QCOMPARE(principalOf(*started).error().code, ErrorCode::ExpiredCredential);
        // Being enabled again does not bring it back.
        const auto enabled = *m_people->change(changed, {.isEnabled = true});
        QCOMPARE(principalOf(*started).error().code, ErrorCode::ExpiredCredential);
        QVERIFY(principalOf(*m_people->start(enabled)).has_value());
    }

    void refusesWhatIsNoSession_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("nonsense") << QByteArray("gas_nonsense");
        QTest::newRow("unknown") << QByteArray::fromStdString(std::string(makeCredential(kSessionPrefix, {}).reveal()));
    }
    void refusesWhatIsNoSession()
    {
        QFETCH(QByteArray, text);
        QCOMPARE(m_people->sessions->authenticate(text.toStdString()).error().code, ErrorCode::InvalidCredential);
    }

    void refusesAForgedSecret()
    {
        const auto started = m_people->start(m_people->makeUser("ann@example.com"));
        const Secret forged = makeCredential(kSessionPrefix, started->session->id.bytes());
        QCOMPARE(m_people->sessions->authenticate(forged.reveal()).error().code, ErrorCode::InvalidCredential);
        const Secret token = makeCredential(kAdminTokenPrefix, started->session->id.bytes());
        QCOMPARE(m_people->sessions->authenticate(token.reveal()).error().code, ErrorCode::InvalidCredential);
    }

    void keepsABoundedNumberOfAUser()
    {
        const auto ann = m_people->makeUser("ann@example.com");
        const auto bobs = m_people->start(m_people->makeUser("bob@example.com"));
        std::vector<StartedSession> started;
        for (std::size_t i = 0; i < SessionStore::kMaxSessions + 2; ++i)
            started.push_back(*m_people->start(ann));
        QCOMPARE(m_people->sessions->sessions().size(), SessionStore::kMaxSessions + 1);
        QVERIFY(!principalOf(started[0]) && !principalOf(started[1]));
        QVERIFY(principalOf(started[2]).has_value() && principalOf(started.back()).has_value());
        QVERIFY(principalOf(*bobs).has_value());
        m_people->reopen();
        QCOMPARE(m_people->sessions->sessions().size(), SessionStore::kMaxSessions + 1);
    }

    void thoseThatAreOverMakeRoomFirst()
    {
        const auto ann = m_people->makeUser("ann@example.com");
        QVERIFY(m_people->start(ann).has_value());
        m_people->clock.advance(12h);
        const auto second = m_people->start(ann);
        QCOMPARE(m_people->sessions->sessions().size(), std::size_t{1});
        QVERIFY(principalOf(*second).has_value());
    }
};

QTEST_GUILESS_MAIN(SessionStoreTest)
#include "sessionstore_test.moc"
