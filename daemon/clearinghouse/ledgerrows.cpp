// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/ledgerrows.h"

#include "base/log.h"
#include "clearinghouse/events.h"
#include "clearinghouse/rowbatch.h"
#include "clearinghouse/tables.h"
#include "storage/logsyncer.h"

#include <filesystem>
#include <iterator>
#include <string>
#include <utility>

namespace gotoai::clearinghouse {
namespace {

using storage::Database;

constexpr char kInsertBatch[] =
    "INSERT INTO batches(number, last_account, last_price, last_order, last_transition, last_transfer, last_topup, "
    "merkle_root, hash, last_booking) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

// Rows that are written together; it bounds what they take in memory.
constexpr std::size_t kRowsAtOnce = 4'096;

// Takes one event and its leaf: those of orders wait in the batch of rows.
struct InsertEvent
{
    Database& database;
    RowBatch& rows;
    const crypto::Digest& leaf;

    Result<void> operator()(const AccountRecord& account) const { return tables::insert(database, account, leaf); }
    Result<void> operator()(const PriceRecord& price) const { return tables::insert(database, price, leaf); }
    Result<void> operator()(const OrderRecord& order) const
    {
        rows.add(order, leaf);
        return {};
    }
    Result<void> operator()(const TransitionRecord& transition) const
    {
        rows.add(transition, leaf);
        return {};
    }
    Result<void> operator()(const TopUpRecord& topUp) const
    {
        rows.add(topUp.transfer);
        return tables::insert(database, topUp, leaf);
    }
    Result<void> operator()(const BookingRecord& booking) const
    {
        for (const TransferRecord& transfer : booking.transfers)
            rows.add(transfer);
        return tables::insert(database, booking, leaf);
    }
    Result<void> operator()(const Seal& seal) const
    {
        auto statement = database.cached(kInsertBatch);
        if (!statement)
            return std::move(statement).error();
        storage::Statement& row = **statement;
        const Counters& through = seal.through;
        row.bind(1, through.batches).bind(2, through.accounts).bind(3, through.prices).bind(4, through.orders);
        row.bind(5, through.transitions).bind(6, through.transfers).bind(7, through.topUps);
        row.bind(8, std::span<const std::uint8_t>(seal.root)).bind(9, std::span<const std::uint8_t>(seal.hash));
        return row.bind(10, through.bookings).run();
    }
};

constexpr std::chrono::milliseconds kRetryDelay{250};

// A journal that does not fit the tables.
Result<void> differing(Result<void> inserted)
{
    if (!inserted && inserted.error().code == ErrorCode::Conflict)
        return failure(ErrorCode::Corrupt, "the journal and the tables differ: " + inserted.error().detail);
    return inserted;
}

// Decodes a batch; its rows may still wait when it returns, and point into `events`.
Result<void> insertEvents(Database& database, std::span<const std::uint8_t> events, RowBatch& rows)
{
    EventDecoder decoder(events);
    LeafHasher hashLeaf;
    while (!decoder.isAtEnd()) {
        auto event = decoder.next();
        if (!event)
            return std::move(event).error();
        const crypto::Digest leaf =
            std::holds_alternative<Seal>(*event) ? crypto::Digest() : hashLeaf.ofEncoding(decoder.encoding());
        auto inserted = differing(std::visit(InsertEvent{database, rows, leaf}, *event));
        if (inserted && rows.size() >= kRowsAtOnce)
            inserted = differing(rows.write(database));
        if (!inserted)
            return inserted;
    }
    return {};
}

// Inserts batches in transactions of some size.
class CatchUp
{
public:
    explicit CatchUp(Database& database)
        : m_database(database)
    {}
    ~CatchUp()
    {
        if (m_bytes > 0)
            (void)m_database.execute("ROLLBACK"); // the error that led here tells more
    }
    CatchUp(const CatchUp&) = delete;
    CatchUp& operator=(const CatchUp&) = delete;

    Result<void> add(std::span<const std::uint8_t> events)
    {
        if (m_bytes == 0) {
            if (auto begun = m_database.execute("BEGIN IMMEDIATE"); !begun)
                return begun;
        }
        m_bytes += events.size();
        if (auto inserted = insertBatch(m_database, events); !inserted)
            return inserted;
        return m_bytes < kTransactionBytes ? Result<void>() : commit();
    }
    Result<void> commit()
    {
        if (m_bytes == 0)
            return {};
        auto committed = m_database.execute("COMMIT");
        if (committed)
            m_bytes = 0;
        return committed;
    }

private:
    static constexpr std::size_t kTransactionBytes = 1024 * 1024; // of events

    Database& m_database;
    std::size_t m_bytes = 0; // in the transaction that is open
};

// Whatever an earlier process left in the log of the tables is on disk before the journal goes on over it: there, and
// in the tables' own file unless a reader of another process holds that up.
Result<void> syncTables(Database& database, storage::FileSystem& files)
{
    if (auto renewed = storage::renewLog(database.path(), files); !renewed)
        return renewed;
    return database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

} // namespace

std::string journalDirectory(const std::string& path)
{
    return std::filesystem::path(path).replace_extension("journal").string();
}

Result<void> insertBatch(Database& database, std::span<const std::uint8_t> events)
{
    RowBatch rows;
    if (auto inserted = insertEvents(database, events, rows); !inserted)
        return inserted;
    return differing(rows.write(database));
}

Result<std::int64_t> lastBatch(Database& database)
{
    auto statement = database.prepare("SELECT coalesce(max(number), 0) FROM batches");
    if (!statement)
        return std::move(statement).error();
    auto row = statement->step();
    if (!row)
        return std::move(row).error();
    return *row ? statement->integer(0) : 0;
}

Result<std::int64_t> catchUpWithJournal(Database& database, storage::Journal& journal)
{
    const auto before = lastBatch(database);
    if (!before)
        return before;
    std::int64_t through = *before;
    CatchUp catchUp(database);
    auto caughtUp = journal.replay(static_cast<std::uint64_t>(through),
                                   [&](std::uint64_t batch, std::span<const std::uint8_t> events) {
                                       through = static_cast<std::int64_t>(batch);
                                       return catchUp.add(events);
                                   });
    if (caughtUp)
        caughtUp = catchUp.commit();
    if (caughtUp)
        caughtUp = syncTables(database, journal.files());
    if (caughtUp)
        caughtUp = journal.start(static_cast<std::uint64_t>(through) + 1);
    if (!caughtUp)
        return std::move(caughtUp).error();
    return through - *before;
}

// Writes all that waits when its turn comes. Completed when that is durable.
class LedgerRows::Unit final : public storage::Unit
{
public:
    explicit Unit(LedgerRows& rows)
        : m_rows(rows)
    {}

    Result<void> apply(Database& database) override
    {
        m_hadItsTurn = true;
        auto applied = m_rows.apply(database);
        if (applied && !m_rows.m_applying.empty())
            m_through = m_rows.m_applying.back().batch;
        m_isSyncDue = m_rows.isSyncDue();
        return applied;
    }

    // The journal has all of it until it is released.
    bool isRepeatable() const override { return !m_isSyncDue; }

    void completed(Result<void> result) override
    {
        if (!m_hadItsTurn) // another unit of the transaction had failed before
            m_rows.takeBack();
        if (result && m_isSyncDue)
            m_rows.m_journal.release(static_cast<std::uint64_t>(m_through));
    }

private:
    LedgerRows& m_rows;
    std::int64_t m_through = 0;
    bool m_isSyncDue = false;
    bool m_hadItsTurn = false;
};

LedgerRows::LedgerRows(storage::Journal& journal, std::int64_t through, Options options)
    : m_journal(journal)
    , m_options(options)
    , m_applied(through)
{}

void LedgerRows::add(std::int64_t batch, std::span<const std::uint8_t> events, const Checkpoint* checkpoint)
{
    Waiting waiting{.batch = batch, .events = {events.begin(), events.end()}, .checkpoint = {}};
    if (checkpoint)
        waiting.checkpoint = *checkpoint;
    {
        const std::lock_guard lock(m_mutex);
        m_waiting.push_back(std::move(waiting));
    }
    const std::size_t before = m_waitingBytes.fetch_add(events.size());
    if (before + events.size() >= m_options.fullBytes)
        handOver();
    if (!m_due)
        m_due = std::chrono::steady_clock::now() + m_options.delay;
}

void LedgerRows::handOverIfDue()
{
    m_completions.drain();
    const auto now = std::chrono::steady_clock::now();
    if (!m_due || *m_due > now)
        return;
    handOver();
    m_due.reset();
    if (m_waitingBytes > 0)
        m_due = now + (m_isFailing ? kRetryDelay : m_options.delay);
}

void LedgerRows::handOver()
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_isHandedOver || !isFirstDurable())
            return;
        m_isHandedOver = true;
    }
    m_writer->submitTerminal(std::make_unique<Unit>(*this), m_completions);
}

bool LedgerRows::isFirstDurable() const
{
    return !m_waiting.empty() && static_cast<std::uint64_t>(m_waiting.front().batch) <= m_journal.durable();
}

Result<void> LedgerRows::apply(Database& database)
{
    {
        const std::lock_guard lock(m_mutex);
        m_isHandedOver = false;
        while (isFirstDurable()) {
            m_applying.push_back(std::move(m_waiting.front()));
            m_waiting.pop_front();
        }
    }
    RowBatch rows;
    Result<void> inserted;
    for (auto waiting = m_applying.begin(); inserted && waiting != m_applying.end(); ++waiting) {
        inserted = insertEvents(database, waiting->events, rows);
        if (inserted && waiting->checkpoint)
            inserted = saveCheckpoint(database, *waiting->checkpoint);
    }
    if (inserted)
        inserted = rows.write(database);
    if (!inserted) // whatever it was: the transaction goes, and the batches come again
        return failure(ErrorCode::StoreUnavailable, inserted.error().detail);
    return {};
}

void LedgerRows::takeBack()
{
    const std::lock_guard lock(m_mutex);
    m_isHandedOver = false;
}

bool LedgerRows::isSyncDue()
{
    for (const Waiting& waiting : m_applying)
        m_unsyncedBytes += waiting.events.size();
    if (m_unsyncedBytes < m_options.syncBytes)
        return false;
    m_unsyncedBytes = 0;
    return true;
}

void LedgerRows::committed()
{
    if (m_applying.empty())
        return;
    std::size_t bytes = 0;
    for (const Waiting& waiting : m_applying)
        bytes += waiting.events.size();
    {
        const std::lock_guard lock(m_mutex);
        m_waitingBytes -= bytes;
        m_applied.store(m_applying.back().batch, std::memory_order_release);
    }
    m_progress.notify_all();
    m_applying.clear();
    m_isFailing = false;
    // A failure shows when the room is needed.
    (void)m_journal.prepareSpare();
}

void LedgerRows::rolledBack(Database&)
{
    if (m_applying.empty())
        return;
    if (!m_isFailing.exchange(true))
        writeLog(LogLevel::Error, "ledger_rows_wait", {{"batches", std::uint64_t{m_applying.size()}}});
    const std::lock_guard lock(m_mutex);
    m_waiting.insert(m_waiting.begin(), std::make_move_iterator(m_applying.begin()),
                     std::make_move_iterator(m_applying.end()));
    m_applying.clear();
}

void LedgerRows::waitForRoom(std::chrono::milliseconds timeout)
{
    if (!isFull())
        return;
    handOver();
    std::unique_lock lock(m_mutex);
    m_progress.wait_for(lock, timeout, [&] { return !isFull(); });
}

bool LedgerRows::waitFor(std::int64_t batch, std::chrono::milliseconds timeout)
{
    if (applied() >= batch)
        return true;
    handOver();
    std::unique_lock lock(m_mutex);
    return m_progress.wait_for(lock, timeout, [&] { return applied() >= batch; });
}

} // namespace gotoai::clearinghouse
