// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/peppertable.h"
#include "support/peoplefixture.h"

#include <QTest>

#include <thread>

using namespace gotoai;
using namespace gotoai::hypercore;
using namespace std::chrono_literals;

// How credentials come to a new pepper while they are used.
class DirectoryPeppersTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::PeopleFixture> m_people;
    AccountId m_account;

    Directory& directory() { return *m_people->directory; }
    test::ScratchStore& store() { return m_people->store; }

    Result<PepperVersion> addPepper()
    {
        return store().await<PepperVersion>(
            [&](auto reply) { directory().addPepper(store().ring(), std::move(reply)); });
    }
    CreatedKey makeKey()
    {
        return *store().await<CreatedKey>([&](auto reply) {
            directory().createKey({m_account, "k", std::nullopt}, std::move(reply));
        });
    }
    CreatedAdminToken makeToken()
    {
        return *store().await<CreatedAdminToken>(
            [&](auto reply) { directory().createAdminToken({.label = "t"}, std::move(reply)); });
    }
    // Until all that was submitted before is done, and what followed from it.
    void settle()
    {
        m_people->makeAccount();
        m_people->makeAccount();
    }
    bool works(const Secret& key)
    {
        return directory().snapshot()->authenticate(key.reveal(), m_people->clock.now()).has_value();
    }
    PepperVersion pepperOf(const CreatedKey& key) { return directory().key(key.key->id)->mac.pepper; }
    std::vector<PepperVersion> versions()
    {
        std::vector<PepperVersion> all;
        for (const Pepper& pepper : directory().peppers().byAge())
            all.push_back(pepper.version);
        return all;
    }

private Q_SLOTS:
    void init()
    {
        m_people = std::make_unique<test::PeopleFixture>();
        m_account = m_people->makeAccount();
    }
    void cleanup() { m_people.reset(); }

    void newCredentialsLieUnderTheNewOne()
    {
        QCOMPARE(*addPepper(), PepperVersion{2});
        const auto key = makeKey();
        QCOMPARE(pepperOf(key), PepperVersion{2});
        QCOMPARE(makeToken().token->mac.pepper, PepperVersion{2});
        QVERIFY(works(key.text));
        m_people->reopen();
        QVERIFY(works(key.text));
    }

    void olderOnesServeOnAndMoveAsTheyAreUsed()
    {
        const auto used = makeKey();
        const auto unused = makeKey();
        const auto token = makeToken();
        QVERIFY(addPepper().has_value());
        std::thread lane([&, snapshot = directory().snapshot()] {
            for (int i = 0; i < 10; ++i) {
                if (!snapshot->authenticate(used.text.reveal(), m_people->clock.now()))
                    std::abort();
            }
        });
        lane.join();
        QVERIFY(directory().authenticateAdmin(token.text.reveal()).has_value());
        settle();
        QCOMPARE(pepperOf(used), PepperVersion{2});
        QCOMPARE(directory().adminToken(token.token->id)->mac.pepper, PepperVersion{2});
        QCOMPARE(pepperOf(unused), PepperVersion{1});
        m_people->reopen();
        QCOMPARE(pepperOf(used), PepperVersion{2});
        QCOMPARE(directory().adminToken(token.token->id)->mac.pepper, PepperVersion{2});
        QVERIFY(works(used.text) && works(unused.text));
        QVERIFY(directory().authenticateAdmin(token.text.reveal()).has_value());
    }

    // The version is the holder's: a renewal is no change of the key.
    void moveWithoutANewVersion()
    {
        const auto key = makeKey();
        QVERIFY(addPepper().has_value());
        QVERIFY(works(key.text));
        settle();
        QCOMPARE(directory().key(key.key->id)->version, std::int64_t{1});
    }

    void lanesHearOfTheRenewedMac()
    {
        const auto key = makeKey();
        QVERIFY(addPepper().has_value());
        std::shared_ptr<const AccessSnapshot> told;
        directory().setSubscriber([&](auto snapshot) { told = std::move(snapshot); });
        QVERIFY(works(key.text));
        settle();
        QCOMPARE(told->keys().at(key.key->id)->mac.pepper, PepperVersion{2});
    }

    void wrongSecretsMoveNothing()
    {
        const auto key = makeKey();
        QVERIFY(addPepper().has_value());
        QVERIFY(!works(makeCredential(kApiKeyPrefix, key.key->id.bytes())));
        settle();
        QCOMPARE(pepperOf(key), PepperVersion{1});
    }

    // A change that began before the renewal and ends after it must not bring the old MAC back.
    void aChangeThatOverlapsKeepsTheRenewedMac()
    {
        const auto key = makeKey();
        const auto token = makeToken();
        QVERIFY(addPepper().has_value());
        QVERIFY(works(key.text));
        QVERIFY(directory().authenticateAdmin(token.text.reveal()).has_value());
        store().queue().drain(); // submits the renewal, and does not see its end
        int answered = 0;
        directory().changeKey(key.key->id, 1, {.label = "changed", .expiresAt = {}}, [&](const auto& changed) {
            QVERIFY(changed.has_value());
            ++answered;
        });
        directory().revokeAdminToken(token.token->id, [&](const auto&) { ++answered; });
        settle();
        settle();
        QCOMPARE(answered, 2);
        QCOMPARE(directory().key(key.key->id)->label, "changed");
        QCOMPARE(pepperOf(key), PepperVersion{2});
        QVERIFY(works(key.text));
        m_people->reopen();
        QCOMPARE(pepperOf(key), PepperVersion{2});
        QVERIFY(works(key.text));
    }

    void sessionsAndInvitationsEndUnderTheirOwn()
    {
        const auto user = m_people->makeUser("ann@example.com");
        const auto session = *m_people->start(user);
        const auto invited = *store().await<UserStore::InvitedUser>([&](auto reply) {
            m_people->users->create({.email = "bob@example.com", .role = Role::Viewer}, std::move(reply));
        });
        QVERIFY(addPepper().has_value());
        QVERIFY(m_people->sessions->authenticate(session.text.reveal()).has_value());
        m_people->reopen();
        QCOMPARE(versions(), (std::vector<PepperVersion>{1, 2}));
        QVERIFY(m_people->sessions->authenticate(session.text.reveal()).has_value());
        QVERIFY(m_people->accept(*invited.invitation, "correct horse battery").has_value());
        QCOMPARE(m_people->start(m_people->users->user(user->id))->session->mac.pepper, PepperVersion{2});
    }

    void forgetsAPepperWhenAllHaveMoved()
    {
        const auto key = makeKey();
        QVERIFY(addPepper().has_value());
        directory().forgetUnusedPeppers();
        settle();
        QCOMPARE(versions(), (std::vector<PepperVersion>{1, 2}));
        QVERIFY(works(key.text));
        settle();
        directory().forgetUnusedPeppers();
        settle();
        QCOMPARE(versions(), std::vector<PepperVersion>{2});
        QVERIFY(works(key.text));
        m_people->reopen();
        QCOMPARE(versions(), std::vector<PepperVersion>{2});
        QVERIFY(works(key.text));
    }

    // A key that is made while a pepper is being added lies under the one before, and must not lose it.
    void whatIsMadeMeanwhileKeepsItsPepper()
    {
        std::optional<Result<CreatedKey>> key;
        directory().addPepper(store().ring(), [](const auto&) {});
        directory().forgetUnusedPeppers();
        directory().createKey({m_account, "k", std::nullopt}, [&](Result<CreatedKey> made) { key = std::move(made); });
        settle();
        QCOMPARE(pepperOf(**key), PepperVersion{1});
        directory().forgetUnusedPeppers();
        settle();
        QCOMPARE(versions(), (std::vector<PepperVersion>{1, 2}));
        QVERIFY(works((*key)->text));
        m_people->reopen();
        QVERIFY(works((*key)->text));
    }

    // A version is never used twice, whichever are gone.
    void countsOnAfterOthersAreGone()
    {
        QCOMPARE(*addPepper(), PepperVersion{2});
        QCOMPARE(*addPepper(), PepperVersion{3});
        directory().forgetUnusedPeppers();
        settle();
        QCOMPARE(versions(), std::vector<PepperVersion>{3});
        m_people->reopen();
        QCOMPARE(*addPepper(), PepperVersion{4});
    }

    void makesOneAtATime()
    {
        std::optional<Result<PepperVersion>> first;
        directory().addPepper(store().ring(), [&](Result<PepperVersion> version) { first = std::move(version); });
        QCOMPARE(addPepper().error().code, ErrorCode::Conflict);
        settle();
        QCOMPARE(**first, PepperVersion{2});
        QCOMPARE(*addPepper(), PepperVersion{3});
    }

    void aRefusedRecordUndoesIt()
    {
        const auto key = makeKey();
        const auto refused = store().await<PepperVersion>([&](auto reply) {
            directory().addPepper(store().ring(), std::move(reply), [](const Pepper&) {
                return [](storage::Database&) -> Result<void> { return failure(ErrorCode::StoreUnavailable, "no"); };
            });
        });
        QVERIFY(!refused.has_value());
        QCOMPARE(versions(), std::vector<PepperVersion>{1});
        QVERIFY(works(key.text));
        m_people->reopen();
        QCOMPARE(versions(), std::vector<PepperVersion>{1});
    }

    void isBounded()
    {
        std::vector<CreatedKey> keys; // one under each, so that none goes
        Result<PepperVersion> made = PepperVersion{1};
        while (made && keys.size() < 100) {
            keys.push_back(makeKey());
            made = addPepper();
        }
        QCOMPARE(made.error().code, ErrorCode::Conflict);
        QCOMPARE(keys.size(), std::size_t{64});
    }
};

QTEST_GUILESS_MAIN(DirectoryPeppersTest)
#include "directorypeppers_test.moc"
