// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/directory.h"

#include "hypercore/access/credential.h"
#include "support/manualclock.h"
#include "support/scratchstore.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;
using namespace std::chrono_literals;

class DirectoryTest : public QObject
{
    Q_OBJECT

private:
    using AccountPtr = std::shared_ptr<const Account>;
    using KeyPtr = std::shared_ptr<const ApiKey>;

    test::ManualClock m_clock;
    std::unique_ptr<test::ScratchStore> m_store;
    std::unique_ptr<Directory> m_directory;

    void open()
    {
        auto database = m_store->openDatabase();
        auto rows = loadAccess(database, m_store->ring(), m_clock.now());
        QVERIFY(rows.has_value());
        m_directory = std::make_unique<Directory>(*std::move(rows), m_store->writer(), m_store->queue(), m_clock);
    }
    void reopen()
    {
        m_directory.reset();
        m_store->stopWriter();
        open();
    }

    Result<AccountPtr> createAccount(AccountDraft draft)
    {
        return m_store->await<AccountPtr>([&](auto reply) { m_directory->createAccount(std::move(draft), reply); });
    }
    Result<AccountPtr> changeAccount(const AccountId& id, std::int64_t version, const AccountChange& change)
    {
        return m_store->await<AccountPtr>([&](auto reply) { m_directory->changeAccount(id, version, change, reply); });
    }
    Result<PlanPtr> createPlan(PlanDraft draft)
    {
        return m_store->await<PlanPtr>([&](auto reply) { m_directory->createPlan(std::move(draft), reply); });
    }
    Result<CreatedKey> createKey(KeyDraft draft)
    {
        return m_store->await<CreatedKey>([&](auto reply) { m_directory->createKey(std::move(draft), reply); });
    }
    Result<KeyPtr> changeKey(const KeyId& id, std::int64_t version, const KeyChange& change)
    {
        return m_store->await<KeyPtr>([&](auto reply) { m_directory->changeKey(id, version, change, reply); });
    }
    Result<KeyPtr> revokeKey(const KeyId& id, std::int64_t version)
    {
        return m_store->await<KeyPtr>([&](auto reply) { m_directory->revokeKey(id, version, reply); });
    }
    Result<CreatedAdminToken> createToken(AdminTokenDraft draft)
    {
        return m_store->await<CreatedAdminToken>(
            [&](auto reply) { m_directory->createAdminToken(std::move(draft), reply); });
    }
    AccountDraft draft(std::string name) const { return AccountDraft{std::move(name), {}, {}, true}; }

private Q_SLOTS:
    void init()
    {
        m_store = std::make_unique<test::ScratchStore>(accessMigrations());
        open();
    }
    void cleanup()
    {
        m_directory.reset();
        m_store.reset();
    }

    void keepsAccountsOverARestart()
    {
        const auto account =
            createAccount({"Acme, Łódź", Money::fromNano(5), FeePolicy{250, Money::fromNano(7)}, false});
        QVERIFY(account.has_value());
        reopen();
        const auto again = m_directory->account((*account)->id);
        QVERIFY(again != nullptr);
        QCOMPARE(again->name, "Acme, Łódź");
        QVERIFY(again->creditLimit == Money::fromNano(5));
        QVERIFY((again->fee == FeePolicy{250, Money::fromNano(7)}));
        QVERIFY(!again->isEnabled);
        QCOMPARE(again->version, std::int64_t{1});
        QVERIFY(again->createdAt == m_clock.now());
    }

    void chargesByTheFeeThatComesFirst()
    {
        const auto plan = *createPlan({"team", {300, {}}});
        AccountDraft wanted = draft("a");
        wanted.plan = plan->id;
        const auto on = *createAccount(wanted);
        wanted.fee = FeePolicy{0, Money::fromNano(9)};
        const auto own = *createAccount(wanted);
        const auto neither = *createAccount(draft("b"));
        const auto fees = [&] {
            return std::array{m_directory->account(on->id)->fee, m_directory->account(own->id)->fee,
                              m_directory->account(neither->id)->fee};
        };
        QVERIFY((fees() == std::array{FeePolicy{300, {}}, FeePolicy{0, Money::fromNano(9)}, FeePolicy{}}));
        m_directory->setDefaultFee({50, Money::fromNano(1)});
        QVERIFY((fees()[2] == FeePolicy{50, Money::fromNano(1)}));
        QVERIFY((fees()[0] == FeePolicy{300, {}}));
        int published = 0;
        m_directory->setSubscriber([&](const auto& snapshot) {
            ++published;
            QVERIFY((snapshot->accounts().at(on->id)->fee == FeePolicy{400, {}}));
        });
        const auto changed = m_store->await<PlanPtr>([&](auto reply) {
            m_directory->changePlan(plan->id, 1, {{}, 400, {}}, reply);
        });
        QVERIFY(changed.has_value());
        QCOMPARE(published, 1);
        QVERIFY((on->fee == FeePolicy{300, {}})); // an order that runs keeps the picture it began with
        m_directory->setSubscriber({});
        reopen();
        QVERIFY((fees() == std::array{FeePolicy{400, {}}, FeePolicy{0, Money::fromNano(9)}, FeePolicy{}}));
    }

    // Made before there were plans: what stood there was its own.
    void feesOfEarlierVersionsAreTheAccountsOwn()
    {
        const auto account = *createAccount({"a", {}, FeePolicy{0, {}}, true});
        QVERIFY(account->feeSource() == FeeSource::Account);
        m_directory->setDefaultFee({50, {}});
        QVERIFY(m_directory->account(account->id)->fee == FeePolicy());
        reopen();
        QVERIFY(m_directory->account(account->id)->feeSource() == FeeSource::Account);
    }

    // The plan goes while an account is on its way to it: the database decides.
    void aPlanIsNotTakenFromUnderAnAccount()
    {
        const auto plan = *createPlan({"team", {300, {}}});
        AccountDraft wanted = draft("a");
        wanted.plan = plan->id;
        std::optional<Result<AccountPtr>> account;
        m_directory->createAccount(wanted, [&](Result<AccountPtr> answer) { account.emplace(std::move(answer)); });
        const auto removed = m_store->await<PlanPtr>([&](auto reply) { m_directory->removePlan(plan->id, 1, reply); });
        QCOMPARE(removed.error().code, ErrorCode::Conflict);
        QVERIFY(account && account->has_value());
        QVERIFY((m_directory->account((**account)->id)->fee == FeePolicy{300, {}}));
    }

    void keepsModesOverARestart()
    {
        auto wanted = draft("a");
        wanted.mode = RoutingMode::Privacy;
        const auto account = *createAccount(wanted);
        const auto key = createKey({account->id, "k", std::nullopt, RoutingMode::Code});
        const auto models = *AllowedModels::make({"demo/gpt", "openai/*"});
        const auto narrow = createKey({account->id, "n", std::nullopt, {}, models});
        reopen();
        QVERIFY(m_directory->key(key->key->id)->models.isEvery());
        QVERIFY(m_directory->key(narrow->key->id)->models == models);
        QVERIFY(m_directory->account(account->id)->mode == RoutingMode::Privacy);
        QVERIFY(m_directory->key(key->key->id)->mode == RoutingMode::Code);
        AccountChange change;
        change.mode.emplace();
        QVERIFY(changeAccount(account->id, 1, change).has_value());
        reopen();
        QVERIFY(!m_directory->account(account->id)->mode);
    }

    void refusesAccountsOutOfRange_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<qint64>("creditLimit");
        QTest::addColumn<int>("basisPoints");
        QTest::addColumn<qint64>("perCall");
        QTest::addColumn<QByteArray>("field");
        QTest::newRow("no name") << QByteArray() << qint64{0} << 0 << qint64{0} << QByteArray("name");
        QTest::newRow("long name") << QByteArray(201, 'x') << qint64{0} << 0 << qint64{0} << QByteArray("name");
        QTest::newRow("control character") << QByteArray("a\nb") << qint64{0} << 0 << qint64{0} << QByteArray("name");
        QTest::newRow("negative credit") << QByteArray("a") << qint64{-1} << 0 << qint64{0}
                                         << QByteArray("credit_limit_usd");
        QTest::newRow("negative fee") << QByteArray("a") << qint64{0} << -1 << qint64{0}
                                      << QByteArray("fee_basis_points");
        QTest::newRow("fee over 10,000 %")
            << QByteArray("a") << qint64{0} << 1'000'001 << qint64{0} << QByteArray("fee_basis_points");
        QTest::newRow("negative fee a call")
            << QByteArray("a") << qint64{0} << 0 << qint64{-1} << QByteArray("fee_per_call_usd");
    }
    void refusesAccountsOutOfRange()
    {
        QFETCH(QByteArray, name);
        QFETCH(qint64, creditLimit);
        QFETCH(int, basisPoints);
        QFETCH(qint64, perCall);
        QFETCH(QByteArray, field);
        const auto refused = createAccount(
            {name.toStdString(), Money::fromNano(creditLimit), FeePolicy{basisPoints, Money::fromNano(perCall)}, true});
        QCOMPARE(refused.error().code, ErrorCode::InvalidRequest);
        QCOMPARE(refused.error().param, field.toStdString());
        QVERIFY(m_directory->accounts().empty());
    }

    void changesOnlyWhatIsNamed()
    {
        const auto account = *createAccount({"a", Money::fromNano(5), FeePolicy{250, Money::fromNano(7)}, true});
        AccountChange change;
        change.name = "b";
        const auto changed = *changeAccount(account->id, 1, change);
        QCOMPARE(changed->name, "b");
        QVERIFY(changed->creditLimit == Money::fromNano(5));
        QCOMPARE(changed->version, std::int64_t{2});
        QCOMPARE(account->name, "a"); // whoever holds the old picture keeps it
        reopen();
        QCOMPARE(m_directory->account(account->id)->name, "b");
    }

    void refusesAChangeOfAnOldVersion()
    {
        const auto account = *createAccount(draft("a"));
        AccountChange change;
        change.name = "b";
        QVERIFY(changeAccount(account->id, 1, change).has_value());
        QCOMPARE(changeAccount(account->id, 1, change).error().code, ErrorCode::VersionConflict);
        QCOMPARE(changeAccount(AccountId::make(m_clock.now()), 1, change).error().code, ErrorCode::NotFound);
    }

    // Both start from the same version before either is committed: the database decides.
    void refusesTheSecondOfTwoChangesAtOnce()
    {
        const auto account = *createAccount(draft("a"));
        AccountChange first;
        first.name = "first";
        std::optional<Result<AccountPtr>> firstAnswer;
        m_directory->changeAccount(account->id, 1, first,
                                   [&](Result<AccountPtr> answer) { firstAnswer.emplace(std::move(answer)); });
        AccountChange second;
        second.name = "second";
        QCOMPARE(changeAccount(account->id, 1, second).error().code, ErrorCode::VersionConflict);
        QVERIFY(firstAnswer && firstAnswer->has_value());
        QCOMPARE(m_directory->account(account->id)->name, "first");
    }

    void keysOpenTheDoorAndOnlyTheirTextDoes()
    {
        const auto account = *createAccount(draft("a"));
        const auto key = createKey({account->id, "laptop", std::nullopt});
        const auto customer = m_directory->snapshot()->authenticate(key->text.reveal(), m_clock.now());
        QVERIFY(customer.has_value());
        QVERIFY(customer->account->id == account->id);
        QVERIFY(key->text.reveal().ends_with(key->key->hint));
        reopen();
        QVERIFY(m_directory->snapshot()->authenticate(key->text.reveal(), m_clock.now()).has_value());
    }

    void leavesNoKeyOnDisk()
    {
        const auto account = *createAccount(draft("a"));
        const auto key = createKey({account->id, "label-canary", std::nullopt});
        const std::string_view text = key->text.reveal();
        const std::string disk = m_store->bytesOnDisk();
        QVERIFY(disk.find("label-canary") != std::string::npos); // what is not secret is there: the search works
        QVERIFY(disk.find(text) == std::string::npos);
        QVERIFY(disk.find(text.substr(37, 43)) == std::string::npos);
    }

    void refusesKeysOfNobody()
    {
        const auto refused = createKey({AccountId::make(m_clock.now()), "", std::nullopt});
        QCOMPARE(refused.error().code, ErrorCode::InvalidRequest);
        QCOMPARE(refused.error().param, "account");
    }

    void refusesLongLabels()
    {
        const auto account = *createAccount(draft("a"));
        QCOMPARE(createKey({account->id, std::string(201, 'x'), std::nullopt}).error().param, "label");
        QVERIFY(createKey({account->id, std::string(200, 'x'), std::nullopt}).has_value());
    }

    void revokesForGood()
    {
        const auto account = *createAccount(draft("a"));
        const auto key = createKey({account->id, "", std::nullopt});
        const auto revoked = *revokeKey(key->key->id, 1);
        QVERIFY(revoked->revokedAt.has_value());
        QCOMPARE(m_directory->snapshot()->authenticate(key->text.reveal(), m_clock.now()).error().code,
                 ErrorCode::RevokedCredential);
        m_clock.advance(1s);
        const auto again = *revokeKey(key->key->id, revoked->version);
        QVERIFY(again->revokedAt == revoked->revokedAt);
        QCOMPARE(again->version, revoked->version);
        reopen();
        QCOMPARE(m_directory->snapshot()->authenticate(key->text.reveal(), m_clock.now()).error().code,
                 ErrorCode::RevokedCredential);
    }

    void refusesAnExpiryThatHasPassed()
    {
        const auto account = *createAccount(draft("a"));
        QCOMPARE(createKey({account->id, "", m_clock.now()}).error().param, "expires_at");
        const auto key = createKey({account->id, "", {}});
        KeyChange change;
        change.expiresAt.emplace(m_clock.now() - 1us);
        QCOMPARE(changeKey(key->key->id, 1, change).error().param, "expires_at");
    }

    void expiresAndLives()
    {
        const auto account = *createAccount(draft("a"));
        const auto key = createKey({account->id, "", m_clock.now() + 1h});
        m_clock.advance(2h);
        QCOMPARE(m_directory->snapshot()->authenticate(key->text.reveal(), m_clock.now()).error().code,
                 ErrorCode::ExpiredCredential);
        KeyChange change;
        change.expiresAt.emplace(std::nullopt);
        QVERIFY(!(*changeKey(key->key->id, 1, change))->expiresAt);
        QVERIFY(m_directory->snapshot()->authenticate(key->text.reveal(), m_clock.now()).has_value());
    }

    void tellsItsSubscriberBeforeTheReply()
    {
        std::shared_ptr<const AccessSnapshot> told;
        m_directory->setSubscriber([&](auto snapshot) { told = std::move(snapshot); });
        const auto account = *createAccount(draft("a"));
        QVERIFY(told && told->accounts().contains(account->id));
        QVERIFY(told == m_directory->snapshot());
    }

    void adminTokensOpenTheirOwnDoor()
    {
        QVERIFY(!m_directory->hasAdminTokens());
        const auto token = m_store->await<CreatedAdminToken>(
            [&](auto reply) { m_directory->createAdminToken({.label = "first"}, reply); });
        QCOMPARE(m_directory->authenticateAdmin(token->text.reveal())->id(), token->token->id.toString());
        QVERIFY(!m_directory->snapshot()->authenticate(token->text.reveal(), m_clock.now()));
        reopen();
        QVERIFY(m_directory->hasAdminTokens());
        QCOMPARE(m_directory->authenticateAdmin(token->text.reveal())->id(), token->token->id.toString());
        QVERIFY(m_store->bytesOnDisk().find(token->text.reveal()) == std::string::npos);

        const Secret forged = makeCredential(kAdminTokenPrefix, token->token->id.bytes());
        QCOMPARE(m_directory->authenticateAdmin(forged.reveal()).error().code, ErrorCode::InvalidCredential);
        QCOMPARE(m_directory->authenticateAdmin("").error().code, ErrorCode::InvalidCredential);
    }

    void adminTokensCarryARoleAndAnEnd()
    {
        const auto account = *createAccount(draft("a"));
        const auto token =
            createToken({.label = "ci", .role = Role::Member, .account = account->id, .expiresAt = m_clock.now() + 1h});
        reopen();
        const auto principal = m_directory->authenticateAdmin(token->text.reveal());
        QVERIFY(principal->role == Role::Member);
        QVERIFY(principal->account == account->id);
        QVERIFY(!principal->user);
        QCOMPARE(principal->name, "ci");
        m_clock.advance(1h);
        QCOMPARE(m_directory->authenticateAdmin(token->text.reveal()).error().code, ErrorCode::ExpiredCredential);
    }

    void refusesAdminTokensThatCannotBe_data()
    {
        QTest::addColumn<int>("role");
        QTest::addColumn<bool>("hasAccount");
        QTest::addColumn<int>("expiresInHours");
        QTest::addColumn<QByteArray>("field");
        QTest::newRow("member of nothing") << static_cast<int>(Role::Member) << false << 1 << QByteArray("account");
        QTest::newRow("admin of an account") << static_cast<int>(Role::Admin) << true << 1 << QByteArray("account");
        QTest::newRow("expired") << static_cast<int>(Role::Viewer) << false << 0 << QByteArray("expires_at");
    }
    void refusesAdminTokensThatCannotBe()
    {
        QFETCH(int, role);
        QFETCH(bool, hasAccount);
        QFETCH(int, expiresInHours);
        QFETCH(QByteArray, field);
        const auto account = *createAccount(draft("a"));
        AdminTokenDraft refused{.label = "x", .role = static_cast<Role>(role)};
        if (hasAccount)
            refused.account = account->id;
        refused.expiresAt = m_clock.now() + std::chrono::hours(expiresInHours);
        QCOMPARE(createToken(refused).error().param, field.toStdString());
        QVERIFY(!m_directory->hasAdminTokens());
    }

    void adminTokensAreRevokedForGood()
    {
        const auto token = createToken({.label = "x"});
        const auto revoke = [&] {
            return m_store->await<Directory::AdminTokenPtr>(
                [&](auto reply) { m_directory->revokeAdminToken(token->token->id, reply); });
        };
        const auto first = (*revoke())->revokedAt;
        QVERIFY(first == m_clock.now());
        m_clock.advance(1h);
        QVERIFY((*revoke())->revokedAt == first);
        reopen();
        QCOMPARE(m_directory->authenticateAdmin(token->text.reveal()).error().code, ErrorCode::RevokedCredential);
        QVERIFY(m_directory->adminToken(token->token->id)->revokedAt == first);
    }

    void needsItsMasterKey()
    {
        auto database = m_store->openDatabase();
        QCOMPARE(loadAccess(database, crypto::KeyRing::make(), m_clock.now()).error().code,
                 ErrorCode::BadConfiguration);
    }
};

QTEST_GUILESS_MAIN(DirectoryTest)
#include "directory_test.moc"
