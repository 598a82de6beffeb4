// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/verify.h"

#include "clearinghouse/balancemarks.h"
#include "clearinghouse/checkpoint.h"
#include "clearinghouse/chunkreader.h"
#include "clearinghouse/oldschema.h"

#include <future>
#include <iterator>
#include <optional>

namespace gotoai::clearinghouse {
namespace {

using storage::Database;

Result<VerifyReport> verifySnapshot(Database& database, const VerifyWitness& witness)
{
    ChunkReader reader(database);
    if (auto opened = reader.open(); !opened)
        return std::move(opened).error();
    auto checkpoint = checkpointPlace(database);
    if (!checkpoint)
        return std::move(checkpoint).error();
    if (witness.book)
        witness.book(reader.book());
    BatchAudit audit(reader.book(), witness.batch);
    bool isCompared = !*checkpoint;
    // When the fold stands where the checkpoint was made, the two are equal.
    const auto compare = [&]() -> Result<void> {
        if (isCompared || !isCheckpointAt(**checkpoint, audit.books().counters))
            return {};
        isCompared = true;
        return auditCheckpoint(database, audit.books());
    };
    if (auto compared = compare(); !compared)
        return std::move(compared).error();
    const auto audited = auditChunks(
        audit, [&] { return reader.next(*checkpoint); }, witness.chunk,
        [&](const LedgerChunk& chunk) {
            return !isCompared && !chunk.seals.empty() && isCheckpointAt(**checkpoint, chunk.seals.back().through);
        },
        compare);
    if (!audited)
        return audited.error();
    if (!isCompared)
        return brokenLine("checkpoint_through", 1, "no batch ends where the checkpoint was made");
    return reportOf(audit.books(), reader.book());
}

} // namespace

VerifyReport reportOf(const Books& books, const IdBytes& book)
{
    const Counters& counters = books.counters;
    return {.orders = counters.orders,
            .transitions = counters.transitions,
            .transfers = counters.transfers,
            .topUps = counters.topUps,
            .bookings = counters.bookings,
            .batches = counters.batches,
            .accounts = counters.accounts,
            .openOrders = std::ssize(books.openOrders()),
            .held = books.heldTotal(),
            .book = book,
            .head = books.head};
}

Result<void> auditChunks(BatchAudit& audit, const std::function<LedgerChunk()>& next,
                         const std::function<Result<void>(const LedgerChunk&)>& judged,
                         const std::function<bool(const LedgerChunk&)>& mustPause,
                         const std::function<Result<void>()>& pause)
{
    for (LedgerChunk chunk = next();;) {
        const bool isPause = mustPause && mustPause(chunk);
        std::future<LedgerChunk> ahead;
        if (!chunk.isLast && !isPause)
            ahead = std::async(std::launch::async, next);
        auto taken = audit.take(chunk);
        if (taken && judged)
            taken = judged(chunk);
        if (taken && isPause)
            taken = pause();
        if (!taken || chunk.isLast)
            return taken; // what was read ahead is waited for
        chunk = ahead.valid() ? ahead.get() : next();
    }
}

Result<VerifyReport> verifyBooks(Database& readOnly, const VerifyWitness& witness)
{
    if (auto bridged = bridgeOldSchema(readOnly); !bridged)
        return std::move(bridged).error();
    // Marks follow from the transfers alone, so that they hold or do not in any snapshot.
    auto other = Database::open(readOnly.path(), storage::Access::ReadOnly);
    if (!other)
        return std::move(other).error();
    auto marks = std::async(std::launch::async, [&other]() -> Result<void> {
        if (auto begun = other->execute("BEGIN"); !begun)
            return begun;
        return auditMarks(*other);
    });
    if (auto begun = readOnly.execute("BEGIN"); !begun)
        return std::move(begun).error();
    auto report = verifySnapshot(readOnly, witness);
    const auto marked = marks.get();
    if (report && !marked)
        report = marked.error();
    if (auto ended = readOnly.execute("ROLLBACK"); !ended && report)
        return std::move(ended).error();
    return report;
}

} // namespace gotoai::clearinghouse
