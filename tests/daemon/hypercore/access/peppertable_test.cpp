// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/peppertable.h"

#include "crypto/random.h"
#include "crypto/sha256.h"
#include "hypercore/access/accesstable.h"
#include "hypercore/access/usertable.h"
#include "support/manualclock.h"
#include "support/scratchstore.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;
using namespace std::chrono_literals;

class PepperTableTest : public QObject
{
    Q_OBJECT

private:
    static constexpr std::size_t kStepsBefore = 4; // of databases whose pepper had no versions

    test::ManualClock m_clock;
    std::unique_ptr<test::ScratchStore> m_store;
    const AccountId m_account = AccountId::make(m_clock.now());
    const AdminTokenId m_token = AdminTokenId::make(m_clock.now());
    const KeyId m_key = KeyId::make(m_clock.now());
    const UserId m_user = UserId::make(m_clock.now());

    Result<AccessRows> load()
    {
        auto database = m_store->openDatabase();
        return loadAccess(database, m_store->ring(), m_clock.now());
    }

    static void put(storage::Database& database, const char* sql, std::span<const std::uint8_t> id,
                    std::span<const std::uint8_t> mac)
    {
        auto insert = *database.prepare(sql);
        if (!insert.bind(1, id).bind(2, mac).run())
            std::abort();
    }

    // A key, a token, a session and an invitation under the pepper without a version. Their texts.
    std::array<Secret, 4> fillOldDatabase(storage::Database& database, const Pepper::Key& pepper)
    {
        const auto sealed = crypto::seal(m_store->ring(), Secret(std::string(pepper.begin(), pepper.end())),
                                         "access_secrets/sealed/pepper");
        auto secret = *database.prepare("INSERT INTO access_secrets (name, sealed) VALUES ('pepper', ?1)");
        if (!secret.bind(1, std::span(sealed)).run() || !insertOldAccount(database))
            std::abort();
        const SessionId session = SessionId::make(m_clock.now());
        std::array texts{
            makeCredential(kApiKeyPrefix, m_key.bytes()), makeCredential(kAdminTokenPrefix, m_token.bytes()),
            makeCredential(kInvitationPrefix, m_user.bytes()), makeCredential(kSessionPrefix, session.bytes())};
        const auto mac = [&](std::size_t i) { return credentialMac(pepper, texts[i].reveal()); };
        put(database,
            "INSERT INTO api_keys (id, account, label, mac, hint, version, created_us)"
            " SELECT ?1, id, 'old', ?2, 'abcd', 1, 1 FROM accounts",
            m_key.bytes(), mac(0));
        put(database, "INSERT INTO admin_tokens (id, label, mac, created_us) VALUES (?1, 'old', ?2, 1)",
            m_token.bytes(), mac(1));
        put(database,
            "INSERT INTO users (id, email, name, role, invitation_mac, invitation_expires_us, sessions_from_us,"
            " is_enabled, version, created_us) VALUES (?1, 'a@example.com', '', 'viewer', ?2, 9000000000000000, 1, 1, "
            "1,"
            " 1)",
            m_user.bytes(), mac(2));
        put(database,
            "INSERT INTO sessions (id, user, mac, address, expires_us, created_us)"
            " SELECT ?1, id, ?2, '::1', 9000000000000000, 1 FROM users",
            session.bytes(), mac(3));
        return texts;
    }

    Result<void> insertOldAccount(storage::Database& database)
    {
        auto insert = *database.prepare("INSERT INTO accounts VALUES (?1, 'old', 0, 0, 0, 1, 1, 1, NULL)");
        return insert.bind(1, std::span(m_account.bytes())).run();
    }

    static std::vector<PepperVersion> versionsOf(const Peppers& peppers)
    {
        std::vector<PepperVersion> versions;
        for (const Pepper& pepper : peppers.byAge())
            versions.push_back(pepper.version);
        return versions;
    }

    void addVersion(storage::Database& database, PepperVersion version)
    {
        Pepper pepper{.version = version, .key = {}, .createdAt = m_clock.now()};
        crypto::fillRandom(pepper.key);
        QVERIFY(insertPepper(database, sealPepper(m_store->ring(), pepper, m_clock.now())).has_value());
    }

private Q_SLOTS:
    void init() { m_store = std::make_unique<test::ScratchStore>(accessMigrations()); }
    void cleanup() { m_store.reset(); }

    void makesTheFirstWhereThereIsNone()
    {
        const auto first = load();
        QCOMPARE(versionsOf(first->peppers), std::vector<PepperVersion>{1});
        QVERIFY(first->peppers.byAge().front().createdAt == m_clock.now());
        QVERIFY(first->peppers.byAge().front().key != Pepper::Key{});
        const auto again = load();
        QVERIFY(again->peppers.byAge().front().key == first->peppers.byAge().front().key);
        QCOMPARE(again->transcriptKey.reveal(), first->transcriptKey.reveal());
    }

    // What was made before peppers had versions goes on to serve, and kept answers go on to open.
    void takesOverAnOldDatabase()
    {
        m_store = std::make_unique<test::ScratchStore>(accessMigrations().first(kStepsBefore));
        const Pepper::Key pepper{3, 1, 4};
        std::array<Secret, 4> texts;
        {
            auto database = m_store->openDatabase();
            texts = fillOldDatabase(database, pepper);
            QVERIFY(storage::migrate(database, accessMigrations()).has_value());
        }
        const auto rows = load();
        QVERIFY(rows.has_value());
        QVERIFY(rows->peppers.byAge().front().key == pepper);
        QVERIFY(!rows->peppers.byAge().front().createdAt);
        auto database = m_store->openDatabase();
        const auto people = loadUsers(database);
        QVERIFY(rows->peppers.fits(texts[0].reveal(), rows->keys.at(0).mac));
        QVERIFY(rows->peppers.fits(texts[1].reveal(), rows->adminTokens.at(0).mac));
        QVERIFY(rows->peppers.fits(texts[2].reveal(), people->users.at(0).invitation->mac));
        QVERIFY(rows->peppers.fits(texts[3].reveal(), people->sessions.at(0).mac));
        const auto transcripts = crypto::hmacSha256(pepper, crypto::asBytes("gotoai transcripts"));
        QCOMPARE(rows->transcriptKey.reveal(), std::string(transcripts.begin(), transcripts.end()));
    }

    void keepsTheKeyOfTranscriptsWhenItsPepperGoes()
    {
        const std::string before(load()->transcriptKey.reveal());
        {
            auto database = m_store->openDatabase();
            addVersion(database, 2);
        }
        const auto rows = load();
        QCOMPARE(versionsOf(rows->peppers), std::vector<PepperVersion>{2});
        QCOMPARE(rows->transcriptKey.reveal(), before);
    }

    void deletesAPepperWhenNothingUsableLiesUnderIt_data()
    {
        QTest::addColumn<QByteArray>("end");
        QTest::newRow("a key") << QByteArray("UPDATE api_keys SET revoked_us = 2");
        QTest::newRow("a token") << QByteArray("UPDATE admin_tokens SET revoked_us = 2");
        QTest::newRow("a session") << QByteArray("UPDATE sessions SET expires_us = 2");
        QTest::newRow("an invitation") << QByteArray("UPDATE users SET invitation_expires_us = 2");
    }
    void deletesAPepperWhenNothingUsableLiesUnderIt()
    {
        QFETCH(QByteArray, end);
        m_store = std::make_unique<test::ScratchStore>(accessMigrations().first(kStepsBefore));
        auto database = m_store->openDatabase();
        fillOldDatabase(database, Pepper::Key{5});
        QVERIFY(storage::migrate(database, accessMigrations()).has_value());
        addVersion(database, 2);
        for (const char* other : {"UPDATE api_keys SET revoked_us = 2", "UPDATE admin_tokens SET revoked_us = 2",
                                  "UPDATE sessions SET expires_us = 2", "UPDATE users SET invitation_expires_us = 2"}) {
            if (end != other)
                QVERIFY(database.execute(other).has_value());
        }
        QVERIFY(deleteUnusedPeppers(database, m_clock.now())->empty());
        QVERIFY(database.execute(end.toStdString()).has_value());
        QCOMPARE(*deleteUnusedPeppers(database, m_clock.now()), std::vector<PepperVersion>{1});
        QCOMPARE(versionsOf(*loadPeppers(database, m_store->ring(), m_clock.now())), std::vector<PepperVersion>{2});
    }

    void neverDeletesTheNewest()
    {
        QVERIFY(load().has_value());
        auto database = m_store->openDatabase();
        QVERIFY(deleteUnusedPeppers(database, m_clock.now())->empty());
    }

    void refusesAKeyWithoutItsPepper()
    {
        m_store = std::make_unique<test::ScratchStore>(accessMigrations().first(kStepsBefore));
        {
            auto database = m_store->openDatabase();
            fillOldDatabase(database, Pepper::Key{5});
            QVERIFY(storage::migrate(database, accessMigrations()).has_value());
            QVERIFY(database.execute("UPDATE api_keys SET pepper = 7").has_value());
        }
        const auto refused = load();
        QCOMPARE(refused.error().code, ErrorCode::Corrupt);
        QVERIFY(refused.error().detail.find(m_key.toString()) != std::string::npos);
    }

    // An envelope that was put into another version's row does not open.
    void refusesAPepperInAnothersPlace()
    {
        QVERIFY(load().has_value());
        {
            auto database = m_store->openDatabase();
            addVersion(database, 2);
            QVERIFY(database
                        .execute("UPDATE access_secrets SET sealed = (SELECT sealed FROM access_secrets WHERE"
                                 " pepper = 1) WHERE pepper = 2")
                        .has_value());
        }
        QCOMPARE(load().error().code, ErrorCode::Corrupt);
    }

    void movesAllVersionsToANewMasterKey()
    {
        QVERIFY(load().has_value());
        auto database = m_store->openDatabase();
        addVersion(database, 2);
        addVersion(database, 3);
        const auto next = m_store->ring().withNewKey();
        QCOMPARE(*rewrapAccessSecrets(database, next, 100), std::size_t{4}); // and the key of transcripts
        QCOMPARE(versionsOf(*loadPeppers(database, next.activeOnly(), m_clock.now())),
                 (std::vector<PepperVersion>{1, 2, 3}));
    }

    void leavesNoPepperOnDiskInClear()
    {
        const auto rows = load();
        const auto& key = rows->peppers.byAge().front().key;
        const std::string disk = m_store->bytesOnDisk();
        QVERIFY(disk.find("pepper") != std::string::npos); // what is not secret is there: the search works
        QVERIFY(disk.find(std::string(key.begin(), key.end())) == std::string::npos);
        QVERIFY(disk.find(rows->transcriptKey.reveal()) == std::string::npos);
    }
};

QTEST_GUILESS_MAIN(PepperTableTest)
#include "peppertable_test.moc"
