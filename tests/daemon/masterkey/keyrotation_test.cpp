// SPDX-License-Identifier: GPL-3.0-or-later
#include "masterkey/keyrotation.h"

#include "crypto/envelope.h"
#include "hypercore/access/directory.h"
#include "hypercore/access/peppertable.h"
#include "storage/completionqueue.h"
#include "storage/migration.h"
#include "supply/registry/catalogstore.h"
#include "supply/registry/providertable.h"
#include "support/manualclock.h"

#include <QTemporaryDir>
#include <QTest>

#include <poll.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>

using namespace gotoai;
using masterkey::KeyFile;
using masterkey::KeyRotation;

namespace {

constexpr int kProviders = 100; // several transactions' worth

std::vector<storage::Migration> migrations()
{
    std::vector<storage::Migration> all;
    for (const auto owner : {hypercore::accessMigrations(), supply::catalogMigrations()})
        all.insert(all.end(), owner.begin(), owner.end());
    return all;
}

// What one run of the daemon has of it: destroyed at any moment, as by a crash, only what is on disk remains.
class Run
{
public:
    explicit Run(const std::string& directory, const std::string& credentials = {})
        : file(KeyFile::locate(directory, credentials))
        , ring(*masterkey::loadOrMakeRing(file, std::filesystem::exists(directory + "/ledger.db")))
    {
        auto database = *storage::Database::open(directory + "/ledger.db", storage::Access::ReadWrite);
        if (!storage::migrate(database, migrations()))
            std::abort();
        auto accessRows = hypercore::loadAccess(database, ring, clock.now());
        auto catalogRows = supply::loadCatalog(database, ring);
        if (!accessRows || !catalogRows)
            qFatal("%s", (accessRows ? catalogRows.error() : accessRows.error()).detail.c_str());
        writer = std::make_unique<storage::Writer>(std::move(database), storage::Writer::Options{}, nullptr);
        access = std::make_unique<hypercore::Directory>(*std::move(accessRows), *writer, queue, clock);
        catalog = std::make_unique<supply::CatalogStore>(*catalogRows, ring, *writer, queue, clock);
        rotation = std::make_unique<KeyRotation>(
            file, ring, std::vector<masterkey::Rewrap>{&hypercore::rewrapAccessSecrets, &supply::rewrapProviderSecrets},
            *writer, queue);
    }
    ~Run() { writer.reset(); }

    void drainOnce()
    {
        pollfd watched{queue.descriptor(), POLLIN, 0};
        if (poll(&watched, 1, 30'000) != 1)
            std::abort(); // nothing will ever answer
        queue.drain();
    }
    template<class T>
    Result<T> await(const std::function<void(std::function<void(Result<T>)>)>& start)
    {
        std::optional<Result<T>> answer;
        start([&answer](Result<T> result) { answer.emplace(std::move(result)); });
        while (!answer)
            drainOnce();
        return *std::move(answer);
    }
    Result<crypto::MasterKeyId> rotate()
    {
        return await<crypto::MasterKeyId>([this](auto reply) { rotation->rotate(reply); });
    }
    void addProvider(int number)
    {
        supply::ProviderDraft draft;
        draft.name = "provider-" + std::to_string(number);
        draft.baseUrl = "https://api.example.com/v1";
        draft.secret = Secret("sk-canary-" + std::to_string(number));
        const auto made = await<supply::CatalogStore::ProviderPtr>(
            [&](auto reply) { catalog->createProvider(std::move(draft), reply); });
        QVERIFY(made.has_value());
    }

    test::ManualClock clock;
    KeyFile file;
    crypto::KeyRing ring;
    storage::CompletionQueue queue;
    std::unique_ptr<storage::Writer> writer;
    std::unique_ptr<hypercore::Directory> access;
    std::unique_ptr<supply::CatalogStore> catalog;
    std::unique_ptr<KeyRotation> rotation;
};

} // namespace

class KeyRotationTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_directory;
    std::string m_apiKey;

    std::string directory() const { return m_directory->path().toStdString(); }

    // Everything that was sealed opens and is what it was.
    void checkSecrets(const Run& run, int providers = kProviders) const
    {
        QCOMPARE(run.catalog->providers().size(), static_cast<std::size_t>(providers));
        for (const auto& [id, provider] : run.catalog->providers())
            QCOMPARE(provider->secret.reveal(), "sk-canary-" + provider->name.substr(std::string("provider-").size()));
        QVERIFY(run.access->snapshot()->authenticate(m_apiKey, run.clock.now()).has_value());
    }

    std::int64_t envelopesElsewhere(const crypto::KeyRing& ring) const
    {
        auto database = *storage::Database::open(directory() + "/ledger.db", storage::Access::ReadOnly);
        auto count =
            *database.prepare("SELECT (SELECT count(*) FROM providers WHERE substr(secret_sealed, 1, 9) <> ?1) +"
                              " (SELECT count(*) FROM access_secrets WHERE substr(sealed, 1, 9) <> ?1)");
        const auto header = crypto::activeHeader(ring);
        if (!*count.bind(1, std::span(header)).step())
            std::abort();
        return count.integer(0);
    }

private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        Run run(directory());
        for (int number = 0; number < kProviders; ++number)
            run.addProvider(number);
        const auto account = run.await<std::shared_ptr<const hypercore::Account>>([&](auto reply) {
            run.access->createAccount({.name = "a", .creditLimit = {}, .fee = {}, .isEnabled = true}, reply);
        });
        hypercore::KeyDraft draft;
        draft.account = (*account)->id;
        m_apiKey = run.await<hypercore::CreatedKey>([&](auto reply) { run.access->createKey(std::move(draft), reply); })
                       ->text.reveal();
    }

    void movesEverythingToANewKey()
    {
        Run run(directory());
        const crypto::KeyRing before = run.ring;
        const auto id = run.rotate();
        QVERIFY(id.has_value());
        QVERIFY(*id != before.activeId());
        QVERIFY(run.ring.activeId() == *id);
        QCOMPARE(run.ring.size(), std::size_t{1});
        QCOMPARE(envelopesElsewhere(run.ring), 0);
        QVERIFY(run.file.load()->ids() == run.ring.ids());
        run.addProvider(kProviders);
        run.writer.reset();
        checkSecrets(Run(directory()), kProviders + 1);
    }

    // Cut short after each of its steps in turn, until it is long enough to end by itself.
    void goesOnAfterACrashAtAnyStep()
    {
        int steps = 0;
        for (bool hasEnded = false; !hasEnded; ++steps) {
            {
                Run run(directory());
                run.rotation->rotate([&](const auto& result) { hasEnded = result.has_value(); });
                for (int i = 0; i < steps && !hasEnded; ++i)
                    run.drainOnce();
            }
            Run again(directory());
            checkSecrets(again);
            QCOMPARE(again.ring.size(), std::size_t{hasEnded ? 1U : 2U});
            again.rotation->resume();
            QCOMPARE(again.rotation->isRunning(), !hasEnded);
            while (again.rotation->isRunning())
                again.drainOnce();
            QCOMPARE(again.ring.size(), std::size_t{1});
            QCOMPARE(envelopesElsewhere(again.ring), 0);
        }
        QVERIFY2(steps > kProviders / 32, qPrintable(QString::number(steps)));
        checkSecrets(Run(directory()));
    }

    // What is sealed under the old key and still on its way to the database when the ring changes is moved too.
    void findsWhatWasUnderWay()
    {
        Run run(directory());
        bool isMade = false;
        supply::ProviderDraft draft;
        draft.name = "provider-" + std::to_string(kProviders);
        draft.baseUrl = "https://api.example.com/v1";
        draft.secret = Secret("sk-canary-" + std::to_string(kProviders));
        run.catalog->createProvider(std::move(draft), [&](const auto& made) { isMade = made.has_value(); });
        QVERIFY(run.rotate().has_value());
        QVERIFY(isMade);
        QCOMPARE(envelopesElsewhere(run.ring), 0);
        run.writer.reset();
        checkSecrets(Run(directory()), kProviders + 1);
    }

    void refusesASecondOneMeanwhile()
    {
        Run run(directory());
        bool hasEnded = false;
        run.rotation->rotate([&](const auto& result) { hasEnded = result.has_value(); });
        std::optional<ErrorCode> refusal;
        run.rotation->rotate([&](const auto& result) { refusal = result.error().code; });
        QVERIFY(refusal == ErrorCode::Conflict);
        while (!hasEnded)
            run.drainOnce();
        QVERIFY(run.rotate().has_value());
    }

    void keepsBothKeysWhenAnEnvelopeDoesNotOpen()
    {
        {
            auto database = *storage::Database::open(directory() + "/ledger.db", storage::Access::ReadWrite);
            Run run(directory());
            QVERIFY(database
                        .execute("UPDATE providers SET secret_version = 1, secret_sealed = x'0200'"
                                 " WHERE name = 'provider-7'")
                        .has_value());
            const auto result = run.rotate();
            QCOMPARE(result.error().code, ErrorCode::Corrupt);
            QCOMPARE(run.ring.size(), std::size_t{2});
            QVERIFY(!run.rotation->isRunning());
        }
        QCOMPARE(KeyFile::locate(directory(), {}).load()->size(), std::size_t{2});
    }

    void changesNothingWhenTheFileCannotBeWritten()
    {
        Run run(directory());
        const auto before = run.ring.ids();
        QVERIFY(std::filesystem::create_directory(directory() + "/master.key.new")); // in the temporary file's place
        QCOMPARE(run.rotate().error().code, ErrorCode::StoreUnavailable);
        QVERIFY(run.ring.ids() == before);
        QVERIFY(run.file.load()->ids() == before);
        QCOMPARE(envelopesElsewhere(run.ring), 0);
    }

    // The owner of a credential puts a new key before the old one; a start moves everything and leaves the old alone.
    void followsACredential()
    {
        const QTemporaryDir credentials;
        const std::string place = credentials.path().toStdString();
        const std::string held = directory() + "/master.key";
        std::filesystem::rename(held, place + "/master.key");
        QCOMPARE(Run(directory(), place).rotate().error().code, ErrorCode::Conflict);

        const auto old = *KeyFile::locate(directory(), place).load();
        const KeyFile writable = KeyFile::locate(place, {});
        QVERIFY(writable.store(old.withNewKey()).has_value());
        {
            Run run(directory(), place);
            run.rotation->resume();
            while (run.rotation->isRunning())
                run.drainOnce();
            QCOMPARE(envelopesElsewhere(run.ring), 0);
        }
        QVERIFY(writable.store(writable.load()->activeOnly()).has_value());
        checkSecrets(Run(directory(), place));
    }
};

QTEST_GUILESS_MAIN(KeyRotationTest)
#include "keyrotation_test.moc"
