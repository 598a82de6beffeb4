// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/userstore.h"

#include "support/peoplefixture.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;
using namespace std::chrono_literals;
using test::kPassword;

class UserStoreTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::PeopleFixture> m_people;

    ErrorCode refusalOf(const char* email, const char* password)
    {
        const auto user = m_people->verify(email, password);
        return user ? ErrorCode::Internal : user.error().code;
    }

private Q_SLOTS:
    void init() { m_people = std::make_unique<test::PeopleFixture>(); }
    void cleanup() { m_people.reset(); }

    void keepsUsersOverARestart()
    {
        const AccountId account = m_people->makeAccount();
        const auto made = m_people->create({.email = "Ann@Example.com",
                                            .name = "Ann, Łódź",
                                            .role = Role::Member,
                                            .account = account,
                                            .password = Secret(kPassword)});
        QVERIFY(!made->invitation);
        m_people->reopen();
        const auto user = m_people->users->user(made->user->id);
        QCOMPARE(user->email, "ann@example.com");
        QCOMPARE(user->name, "Ann, Łódź");
        QVERIFY(user->role == Role::Member);
        QVERIFY(user->account == account);
        QVERIFY(user->isEnabled && user->version == 1 && user->createdAt == m_people->clock.now());
        QVERIFY(*m_people->verify("ANN@example.com", kPassword) == user);
        QVERIFY(m_people->store.bytesOnDisk().find(kPassword) == std::string::npos);
    }

    void refusesUsersThatCannotBe_data()
    {
        QTest::addColumn<QByteArray>("email");
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("role");
        QTest::addColumn<QByteArray>("account"); // "", "own", "foreign"
        QTest::addColumn<QByteArray>("password");
        QTest::addColumn<QByteArray>("field");
        const QByteArray good = kPassword;
        const auto row = [&](const char* title, QByteArray email, QByteArray name, QByteArray role, QByteArray account,
                             QByteArray password, QByteArray field) {
            QTest::newRow(title) << email << name << role << account << password << field;
        };
        row("no e-mail address", "", "", "admin", "", good, "email");
        row("no @", "ann", "", "admin", "", good, "email");
        row("two @", "a@b@c", "", "admin", "", good, "email");
        row("nobody", "@b", "", "admin", "", good, "email");
        row("nowhere", "a@", "", "admin", "", good, "email");
        row("space", "a b@c", "", "admin", "", good, "email");
        row("line feed", "a\n@c", "", "admin", "", good, "email");
        row("long address", QByteArray(253, 'a') + "@b", "", "admin", "", good, "email");
        row("long name", "a@b", QByteArray(201, 'x'), "admin", "", good, "name");
        row("control character", "a@b", "a\tb", "admin", "", good, "name");
        row("member of nothing", "a@b", "", "member", "", good, "account");
        row("viewer of an account", "a@b", "", "viewer", "own", good, "account");
        row("no such account", "a@b", "", "member", "foreign", good, "account");
        row("no password", "a@b", "", "admin", "", "", "password");
        row("11 characters", "a@b", "", "admin", "", "12345678901", "password");
        row("11 characters of two bytes", "a@b", "", "admin", "", QByteArray("\xc3\xa9").repeated(11), "password");
        row("1025 bytes", "a@b", "", "admin", "", QByteArray(1025, 'x'), "password");
        row("its own address", "ann@example.com", "", "admin", "", "Ann@Example.com", "password");
    }
    void refusesUsersThatCannotBe()
    {
        QFETCH(QByteArray, email);
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, role);
        QFETCH(QByteArray, account);
        QFETCH(QByteArray, password);
        QFETCH(QByteArray, field);
        UserDraft draft{.email = email.toStdString(), .name = name.toStdString()};
        draft.role = *roleFromWord(role.toStdString());
        draft.password.emplace(password.toStdString());
        if (account == "own")
            draft.account = m_people->makeAccount();
        if (account == "foreign")
            draft.account = AccountId::make(m_people->clock.now());
        const auto refused = m_people->create(std::move(draft));
        QCOMPARE(refused.error().code, ErrorCode::InvalidRequest);
        QCOMPARE(refused.error().param, field.toStdString());
        QVERIFY(m_people->users->users().empty());
    }

    void takesLongPasswordsOfAnyComposition()
    {
        for (const auto& password :
             {std::string(12, 'a'), std::string(1024, 'x'), std::string("\xc3\xa9\xc3\xa9 пароль 密码")}) {
            const std::string email = std::to_string(password.size()) + "@example.com";
            QVERIFY(m_people->create({.email = email, .role = Role::Viewer, .password = Secret(password)}).has_value());
            QVERIFY(m_people->verify(email.c_str(), password.c_str()).has_value());
        }
    }

    void oneAddressIsOneUser()
    {
        m_people->makeUser("ann@example.com");
        const auto second = m_people->create({.email = "ANN@example.com", .role = Role::Viewer});
        QCOMPARE(second.error().code, ErrorCode::Conflict);
        QCOMPARE(second.error().param, "email");

        // Both asked for before either is stored.
        std::vector<Result<UserStore::InvitedUser>> answers;
        for (int i = 0; i < 2; ++i)
            m_people->users->create({.email = "bob@example.com", .role = Role::Viewer},
                                    [&](Result<UserStore::InvitedUser> user) { answers.push_back(std::move(user)); });
        m_people->makeUser("last@example.com");
        QCOMPARE(answers.size(), std::size_t{2});
        QVERIFY(answers[0].has_value());
        QCOMPARE(answers[1].error().code, ErrorCode::Conflict);
        QCOMPARE(answers[1].error().param, "email");
        QCOMPARE(m_people->users->users().size(), std::size_t{3});
    }

    void aWrongPasswordIsRefusedLikeAnUnknownUser()
    {
        m_people->makeUser("ann@example.com");
        const auto wrong = m_people->verify("ann@example.com", "correct horse batterY");
        const auto unknown = m_people->verify("bob@example.com", kPassword);
        const auto endless = m_people->verify("ann@example.com", std::string(5'000, 'x').c_str());
        QCOMPARE(wrong.error().code, ErrorCode::InvalidCredential);
        for (const auto* refused : {&unknown, &endless}) {
            QCOMPARE(refused->error().code, wrong.error().code);
            QCOMPARE(refused->error().detail, wrong.error().detail);
        }
    }

    void disabledUsersDoNotSignIn()
    {
        const auto ann = m_people->makeUser("ann@example.com");
        const auto disabled = m_people->change(ann, {.isEnabled = false});
        QCOMPARE(refusalOf("ann@example.com", kPassword), ErrorCode::InvalidCredential);
        QVERIFY(m_people->change(*disabled, {.isEnabled = true}).has_value());
        QVERIFY(m_people->verify("ann@example.com", kPassword).has_value());
    }

    void whoIsDisabledWhileThePasswordIsCheckedDoesNotSignIn()
    {
        const auto ann = m_people->makeUser("ann@example.com");
        std::optional<Result<UserStore::UserPtr>> verified;
        // The change is stored first: the check is answered by the same queue, after it.
        m_people->users->change(ann->id, 1, {.isEnabled = false}, [&](const Result<UserStore::UserPtr>& changed) {
            QVERIFY(changed.has_value());
            QVERIFY(!verified);
        });
        while (m_people->users->user(ann->id)->isEnabled) {
            if (!verified && m_people->users->user(ann->id)->version == 1)
                QVERIFY(m_people->store.queue().drain() < 2);
        }
        m_people->users->verify("ann@example.com", "192.0.2.1", Secret(kPassword),
                                [&](Result<UserStore::UserPtr> user) { verified.emplace(std::move(user)); });
        m_people->makeUser("bob@example.com");
        QCOMPARE(verified->error().code, ErrorCode::InvalidCredential);
    }

    void anInvitationSetsThePasswordOnce()
    {
        const auto invited = m_people->create({.email = "ann@example.com", .role = Role::Viewer});
        const Secret& invitation = *invited->invitation;
        QVERIFY(invitation.reveal().starts_with("giv_"));
        QCOMPARE(refusalOf("ann@example.com", ""), ErrorCode::InvalidCredential);
        m_people->reopen();
        QVERIFY(m_people->store.bytesOnDisk().find(invitation.reveal()) == std::string::npos);
        QCOMPARE(m_people->accept(invitation, "too short").error().param, "password");
        const auto accepted = m_people->accept(invitation, kPassword);
        QVERIFY(accepted.has_value() && !(*accepted)->invitation);
        QVERIFY(m_people->verify("ann@example.com", kPassword).has_value());
        QCOMPARE(m_people->accept(invitation, "another password").error().code, ErrorCode::InvalidCredential);
        QVERIFY(m_people->verify("ann@example.com", kPassword).has_value());
    }

    void anInvitationUsedTwiceAtOnceCountsOnce()
    {
        const auto invited = m_people->create({.email = "ann@example.com", .role = Role::Viewer});
        std::vector<Result<UserStore::UserPtr>> answers;
        for (const char* password : {"password one", "password two"})
            m_people->users->acceptInvitation(
                *invited->invitation, Secret(password),
                [&](Result<UserStore::UserPtr> user) { answers.push_back(std::move(user)); });
        m_people->makeUser("last@example.com");
        QCOMPARE(answers.size(), std::size_t{2});
        QVERIFY(answers[0].has_value());
        QCOMPARE(answers[1].error().code, ErrorCode::InvalidCredential);
        QVERIFY(m_people->verify("ann@example.com", "password one").has_value());
    }

    void invitationsExpireAndAreReplaced()
    {
        auto first = m_people->create({.email = "ann@example.com", .role = Role::Viewer});
        m_people->clock.advance(72h);
        QCOMPARE(m_people->accept(*first->invitation, kPassword).error().code, ErrorCode::ExpiredCredential);
        const auto second = m_people->store.await<UserStore::InvitedUser>(
            [&](auto reply) { m_people->users->invite(first->user->id, 1, reply); });
        QCOMPARE(m_people->accept(*first->invitation, kPassword).error().code, ErrorCode::InvalidCredential);
        QVERIFY(m_people->accept(*second->invitation, kPassword).has_value());
        const Secret forged = makeCredential(kInvitationPrefix, first->user->id.bytes());
        QCOMPARE(m_people->accept(forged, kPassword).error().code, ErrorCode::InvalidCredential);
        QCOMPARE(m_people->accept(Secret("nonsense"), kPassword).error().code, ErrorCode::InvalidCredential);
    }

    void changesAreMadeOnAVersion()
    {
        const auto ann = m_people->makeUser("ann@example.com");
        const auto renamed = m_people->change(ann, {.name = "Ann", .role = Role::Operator});
        QCOMPARE((*renamed)->name, "Ann");
        QVERIFY((*renamed)->role == Role::Operator);
        QCOMPARE((*renamed)->version, std::int64_t{2});
        QCOMPARE(m_people->change(ann, {.name = "Anna"}).error().code, ErrorCode::VersionConflict);
        QCOMPARE(m_people->change(*renamed, {.role = Role::Member}).error().param, "account");
        m_people->reopen();
        QCOMPARE(m_people->users->user(ann->id)->name, "Ann");
    }

    void aUserChangesThePasswordKnowingTheOld()
    {
        const auto ann = m_people->makeUser("ann@example.com");
        const auto changeTo = [&](const char* current, const char* next) {
            return m_people->store.await<UserStore::UserPtr>([&](auto reply) {
                m_people->users->changePassword(ann->id, "192.0.2.1", Secret(current), Secret(next), reply);
            });
        };
        QCOMPARE(changeTo("wrong", "another password").error().code, ErrorCode::Forbidden);
        QCOMPARE(changeTo(kPassword, "short").error().param, "password");
        QVERIFY(changeTo(kPassword, "another password").has_value());
        QCOMPARE(refusalOf("ann@example.com", kPassword), ErrorCode::InvalidCredential);
        QVERIFY(m_people->verify("ann@example.com", "another password").has_value());
    }

    void failuresMakeTheNextAttemptWait()
    {
        m_people->makeUser("ann@example.com");
        for (int i = 0; i < 4; ++i)
            QCOMPARE(refusalOf("Ann@example.com", "wrong"), ErrorCode::InvalidCredential);
        QVERIFY(m_people->users->wait("ann@EXAMPLE.com", "192.0.2.1") == 2s);
        QVERIFY(m_people->users->wait("ann@example.com", "192.0.2.2") == 0s);
        QVERIFY(m_people->verify("ann@example.com", kPassword).has_value());
        QVERIFY(m_people->users->wait("ann@example.com", "192.0.2.1") == 0s);
    }
};

QTEST_GUILESS_MAIN(UserStoreTest)
#include "userstore_test.moc"
