// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/writer.h"

#include "base/log.h"
#include "storage/batch.h"
#include "storage/failuretext.h"
#include "storage/intake.h"
#include "storage/logsyncer.h"

#include <pthread.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <utility>

namespace gotoai::storage {
namespace {

int rememberWalPages(void* pages, sqlite3*, const char*, int count)
{
    *static_cast<std::int64_t*>(pages) = count;
    return SQLITE_OK;
}

constexpr char kBegin[] = "BEGIN IMMEDIATE";
constexpr char kCommit[] = "COMMIT";

Result<void> runCached(Database& database, const char* sql)
{
    auto statement = database.cached(sql);
    if (!statement)
        return std::move(statement).error();
    return (*statement)->run();
}

// Whether a COMMIT or checkpoint that failed so can be tried again: all but a failed sync and a broken file.
bool isStateKnown(int code)
{
    return code != SQLITE_IOERR_FSYNC && code != SQLITE_IOERR_DIR_FSYNC && (code & 0xff) != SQLITE_CORRUPT;
}

bool isInTransaction(const Database& database) { return sqlite3_get_autocommit(database.handle()) == 0; }

} // namespace

struct Writer::State
{
    using Units = std::vector<std::unique_ptr<Unit>>;

    State(Database&& d, Options&& o, BatchObserver* b)
        : database(std::move(d))
        , options(std::move(o))
        , observer(b)
        , intake(options.maxWaiting)
        , syncer(options.sync ? options.sync : syncOfLog(database.path()), [this](const Error& error) { fail(error); })
    {
        sqlite3_wal_hook(database.handle(), &rememberWalPages, &walPages);
    }

    void run();
    Result<void> process(const Units& units);
    Result<void> applyAll(const Units& units);
    Result<void> applyOne(Unit& unit);
    Result<void> applyInSavepoint(Unit& unit);
    void undo();
    void fail(const Error& error);
    void checkpoint();

    Database database;
    const Options options;
    BatchObserver* const observer;
    std::int64_t walPages = 0; // in the log after the last commit; written by SQLite's hook on this thread
    std::int64_t checkpointedPages = 0;

    Intake<Unit> intake;
    std::atomic<bool> hasFailed{false};
    std::atomic<std::uint64_t> transactions{0};
    std::atomic<std::uint64_t> unitCount{0};
    LogSyncer syncer;
    std::thread thread;
};

Writer::Writer(Database database, Options options, BatchObserver* observer)
    : m_state(std::make_unique<State>(std::move(database), std::move(options), observer))
{
    m_state->thread = std::thread([this] { run(); });
}

Writer::~Writer()
{
    m_state->intake.stop();
    m_state->thread.join();
}

Result<void> Writer::submit(std::unique_ptr<Unit>&& unit, CompletionQueue& queue)
{
    if (hasFailed())
        return failure(ErrorCode::StoreUnavailable, "the database failed; the process must start again");
    return m_state->intake.put(std::move(unit), queue);
}

void Writer::submitTerminal(std::unique_ptr<Unit> unit, CompletionQueue& queue)
{
    m_state->intake.putAlways(std::move(unit), queue);
}

WriterFigures Writer::figures() const
{
    return {m_state->transactions, m_state->unitCount, m_state->intake.size(), m_state->hasFailed};
}

bool Writer::hasFailed() const { return m_state->hasFailed.load(std::memory_order_relaxed); }

void Writer::run()
{
    pthread_setname_np(pthread_self(), m_state->options.threadName.substr(0, 15).c_str());
    if (m_state->options.niceness > 0)
        (void)nice(m_state->options.niceness); // of this thread alone on Linux, see nice(2); without it, work goes on
    m_state->run();
}

void Writer::State::run()
{
    // The syncer's part of a commit; see there.
    if (auto relaxed = database.execute("PRAGMA synchronous=NORMAL"); !relaxed)
        fail(relaxed.error());
    for (;;) {
        Units units = intake.take(options.maxBatch);
        if (units.empty())
            break;
        const auto processed = process(units);
        const bool mayForgoSync = std::ranges::all_of(units, [](const auto& unit) { return unit->isRepeatable(); });
        Batch batch(std::move(units));
        if (mayForgoSync)
            batch.forgoSync();
        if (!processed)
            batch.fail(processed.error());
        syncer.finish(std::move(batch));
        if (walPages < checkpointedPages)
            checkpointedPages = 0; // the log began again from its start
        if (walPages - checkpointedPages >= options.checkpointPages && !hasFailed)
            checkpoint();
    }
    if (hasFailed) // or closing would write into the database what the log may not hold
        sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

Result<void> Writer::State::process(const Units& units)
{
    if (hasFailed)
        return failure(ErrorCode::StoreUnavailable, "the database failed before");
    if (auto begun = runCached(database, kBegin); !begun)
        return begun;
    if (auto applied = applyAll(units); !applied) {
        undo();
        return applied;
    }
    if (auto committed = runCached(database, kCommit); !committed) {
        const bool isKnown = isStateKnown(sqlite3_extended_errcode(database.handle()));
        undo();
        if (!isKnown)
            fail(committed.error());
        return committed;
    }
    if (observer)
        observer->committed();
    ++transactions;
    unitCount += units.size();
    return {};
}

// Fails only when the whole transaction must go; a unit's own refusal stays in the unit.
Result<void> Writer::State::applyAll(const Units& units)
{
    for (const auto& unit : units) {
        auto applied = applyOne(*unit);
        if (!applied && applied.error().code == ErrorCode::StoreUnavailable)
            return applied;
        Batch::setResult(*unit, std::move(applied));
        if (!isInTransaction(database))
            return failure(ErrorCode::StoreUnavailable, "the database ended the transaction by itself");
    }
    return observer ? observer->sealing(database) : Result<void>();
}

Result<void> Writer::State::applyOne(Unit& unit)
{
    return unit.isolation() == Unit::Isolation::Savepoint ? applyInSavepoint(unit) : unit.apply(database);
}

Result<void> Writer::State::applyInSavepoint(Unit& unit)
{
    if (auto begun = database.execute("SAVEPOINT unit"); !begun)
        return begun;
    auto applied = unit.apply(database);
    if (!applied && applied.error().code == ErrorCode::StoreUnavailable)
        return applied;
    if (auto ended = database.execute(applied ? "RELEASE unit" : "ROLLBACK TO unit; RELEASE unit"); !ended)
        return failure(ErrorCode::StoreUnavailable, ended.error().detail);
    return applied;
}

void Writer::State::undo()
{
    if (isInTransaction(database)) {
        if (auto undone = database.execute("ROLLBACK"); !undone)
            fail(undone.error());
    }
    if (observer)
        observer->rolledBack(database);
}

void Writer::State::fail(const Error& error)
{
    hasFailed = true;
    writeLog(LogLevel::Error, "store_failed", {{"database", database.path()}, {"reason", error.detail}});
}

// After the answers, so that nobody waits for it who is already served. Passive: never waits for a reader; what a long
// reader keeps in the log goes into the database at the next turn.
void Writer::State::checkpoint()
{
    const int code = sqlite3_wal_checkpoint_v2(database.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    checkpointedPages = walPages;
    if (!isStateKnown(code))
        fail(failure(ErrorCode::StoreUnavailable, failureText(database.handle())));
    else if (code != SQLITE_OK && code != SQLITE_BUSY)
        writeLog(LogLevel::Warning, "checkpoint_failed",
                 {{"database", database.path()}, {"reason", failureText(database.handle())}});
}

} // namespace gotoai::storage
