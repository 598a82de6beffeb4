// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "storage/completionqueue.h"
#include "storage/database.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace gotoai::storage {

// A piece of work for the write connection. Made by the owner of the tables it touches, submitted once, applied on the
// writer's thread inside a transaction that it shares with others, completed on the submitting thread after the commit.
class Unit : public Completable
{
public:
    enum class Isolation {
        Shared,    // an apply() that refuses has written nothing: it checks first
        Savepoint, // a refusal rolls back to a savepoint (configuration, administration)
    };

    virtual Isolation isolation() const { return Isolation::Shared; }
    // Whether it completes before it is durable, because its owner can do it again after a crash of the machine. A
    // transaction of such units alone is not synced. Asked after apply().
    virtual bool isRepeatable() const { return false; }

    // Writer's thread. A refusal is this unit's own; ErrorCode::StoreUnavailable means that the database failed:
    // the whole transaction is rolled back and every unit in it completes with that error.
    virtual Result<void> apply(Database& database) = 0;
};

// What must happen around each transaction of a writer, for the owner of state that mirrors the database.
// All three run on the writer's thread.
class BatchObserver
{
public:
    virtual ~BatchObserver() = default;
    // Before COMMIT, inside the transaction: the place for the batch's own row. StoreUnavailable rolls back.
    virtual Result<void> sealing(Database& database) = 0;
    // The transaction is in the log and will be durable before anybody hears of it.
    virtual void committed() = 0;
    // Nothing of the transaction happened: bring mirrored state back in line with the database.
    virtual void rolledBack(Database& database) = 0;
};

struct WriterFigures
{
    std::uint64_t transactions = 0;
    std::uint64_t units = 0;
    std::size_t waiting = 0;
    bool hasFailed = false;
};

// The one thread that writes to (and checkpoints) one database. Takes all units that wait, up to a bound, applies them
// in one transaction and commits; they are answered, once per submitting queue, when the log has been synced. A COMMIT
// that finds no room rolls back and fails its own units. A failed sync is final: the writer refuses everything from
// then on until the process starts again, since what is on disk is unknown.
class Writer
{
public:
    struct Options
    {
        std::string threadName = "writer";    // ≤ 15 characters
        std::size_t maxWaiting = 65'536;      // units; submit() beyond it is refused, submitTerminal() is not
        std::size_t maxBatch = 1'024;         // units a transaction
        std::int64_t checkpointPages = 4'000; // WAL pages between checkpoints
        int niceness = 0;                     // added to the process's own: work that nobody waits for makes way
        std::function<Result<void>()> sync{}; // of the log; empty: fdatasync
    };

    // `observer` may be null; it outlives the writer.
    Writer(Database database, Options options, BatchObserver* observer);
    // Applies what waits, commits, closes. Completions still reach their queues.
    ~Writer();

    // Any thread. Overloaded when the queue is full, StoreUnavailable after a failed commit; `unit` then stays with the
    // caller and is never completed, the caller acts on the returned error.
    Result<void> submit(std::unique_ptr<Unit>&& unit, CompletionQueue& queue);

    // Any thread. For ends of orders, whose place was booked by their beginning: never refused for lack of room;
    // after a failed commit it completes with StoreUnavailable.
    void submitTerminal(std::unique_ptr<Unit> unit, CompletionQueue& queue);

    WriterFigures figures() const;
    bool hasFailed() const;

private:
    void run();

    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace gotoai::storage
