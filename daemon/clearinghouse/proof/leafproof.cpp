// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/proof/leafproof.h"

#include "clearinghouse/events.h"
#include "clearinghouse/proof/headsearch.h"
#include "clearinghouse/tables.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

namespace gotoai::clearinghouse {
namespace {

using storage::Database;
using storage::Statement;

// Batches between an event and the head that has it; more only while heads could not be written.
constexpr std::int64_t kMaxRoots = 65'536;

// Gives each row of a statement to `take`.
template<class Take>
Result<void> eachRow(Database& database, const char* sql, std::initializer_list<std::int64_t> values, Take take)
{
    auto statement = database.cached(sql);
    if (!statement)
        return std::move(statement).error();
    int position = 0;
    for (const std::int64_t value : values)
        (*statement)->bind(++position, value);
    for (;;) {
        const auto row = (*statement)->step();
        if (!row)
            return row.error();
        if (!*row)
            break;
        take(**statement);
    }
    (*statement)->reset();
    return {};
}

void copyDigest(const Statement& row, int column, crypto::Digest& digest)
{
    if (const auto bytes = row.blob(column); bytes.size() == digest.size())
        std::ranges::copy(bytes, digest.begin());
}

struct BatchRow
{
    Counters through{};
    crypto::Digest hash{};
    bool isThere = false;
};

Result<BatchRow> batchRow(Database& database, std::int64_t number)
{
    BatchRow batch;
    const auto read = eachRow(database,
                              "SELECT last_account, last_price, last_order, last_transition, last_transfer, "
                              "last_topup, last_booking, hash FROM batches WHERE number = ?1",
                              {number}, [&](const Statement& row) {
                                  batch.through = {.accounts = row.integer(0),
                                                   .prices = row.integer(1),
                                                   .orders = row.integer(2),
                                                   .transitions = row.integer(3),
                                                   .transfers = row.integer(4),
                                                   .topUps = row.integer(5),
                                                   .bookings = row.integer(6),
                                                   .batches = number};
                                  copyDigest(row, 7, batch.hash);
                                  batch.isThere = true;
                              });
    return read ? Result<BatchRow>(batch) : read.error();
}

std::int64_t countOf(const Counters& counters, ProvenEvent kind)
{
    switch (kind) {
    case ProvenEvent::Order: return counters.orders;
    case ProvenEvent::Transition: return counters.transitions;
    case ProvenEvent::Price: return counters.prices;
    }
    return 0;
}

// Counts go up with batches: the first that has the event.
Result<std::int64_t> batchOf(Database& database, ProvenEvent kind, std::int64_t number)
{
    std::int64_t high = 0;
    auto read = eachRow(database, "SELECT max(number) FROM batches", {},
                        [&high](const Statement& row) { high = row.integer(0); });
    if (!read)
        return std::move(read).error();
    const std::int64_t last = high;
    for (std::int64_t low = 1; low < high;) {
        const std::int64_t middle = low + (high - low) / 2;
        const auto batch = batchRow(database, middle);
        if (!batch)
            return batch.error();
        if (countOf(batch->through, kind) >= number)
            high = middle;
        else
            low = middle + 1;
    }
    const auto found = batchRow(database, last == 0 ? 0 : high);
    if (!found)
        return found.error();
    if (!found->isThere || countOf(found->through, kind) < number)
        return failure(ErrorCode::NotFound, "the ledger has no such event");
    return high;
}

// Its leaves in the order of the tree, and where that of the event stands.
Result<MerklePath> pathOf(Database& database, const Counters& before, const Counters& through, ProvenEvent kind,
                          std::int64_t number)
{
    struct Kind
    {
        const char* sql;
        std::int64_t Counters::*count;
        std::optional<ProvenEvent> proven;
    };
    static constexpr std::array<Kind, 6> kKinds = {{
        {"SELECT leaf FROM ledger_accounts WHERE number > ?1 AND number <= ?2 ORDER BY number", &Counters::accounts,
         std::nullopt},
        {"SELECT leaf FROM settled_prices WHERE number > ?1 AND number <= ?2 ORDER BY number", &Counters::prices,
         ProvenEvent::Price},
        {"SELECT leaf FROM orders WHERE number > ?1 AND number <= ?2 ORDER BY number", &Counters::orders,
         ProvenEvent::Order},
        {"SELECT leaf FROM transitions WHERE number > ?1 AND number <= ?2 ORDER BY number", &Counters::transitions,
         ProvenEvent::Transition},
        {"SELECT leaf FROM topups WHERE number > ?1 AND number <= ?2 ORDER BY number", &Counters::topUps, std::nullopt},
        {"SELECT leaf FROM bookings WHERE number > ?1 AND number <= ?2 ORDER BY number", &Counters::bookings,
         std::nullopt},
    }};
    std::vector<crypto::Digest> leaves;
    std::int64_t index = -1;
    for (const Kind& each : kKinds) {
        if (each.proven == kind)
            index = std::ssize(leaves) + number - before.*each.count - 1;
        auto read = eachRow(database, each.sql, {before.*each.count, through.*each.count},
                            [&](const Statement& row) { copyDigest(row, 0, leaves.emplace_back()); });
        if (!read)
            return std::move(read).error();
    }
    if (index < 0 || index >= std::ssize(leaves))
        return failure(ErrorCode::Corrupt, "the batch has not the event that it should");
    return merklePath(std::move(leaves), index);
}

Result<std::vector<TransferRecord>> transfersFrom(Database& database, std::int64_t first, std::int64_t most)
{
    std::vector<TransferRecord> transfers;
    auto read = eachRow(database,
                        "SELECT number, kind, order_number, debit, credit, amount_nano, at_us FROM transfers "
                        "WHERE number >= ?1 ORDER BY number LIMIT ?2",
                        {first, most}, [&](const Statement& row) { transfers.push_back(tables::readTransfer(row)); });
    return read ? Result<std::vector<TransferRecord>>(std::move(transfers)) : read.error();
}

Result<void> encodeOrder(Database& database, std::int64_t number, std::vector<std::uint8_t>& event)
{
    auto statement = database.prepare(tables::kSelectOrders);
    if (!statement)
        return std::move(statement).error();
    const auto row = statement->bind(1, number).step();
    if (!row || !*row)
        return row ? failure(ErrorCode::NotFound, "there is no such order") : row.error();
    crypto::Digest leaf{};
    OrderRecord order = tables::readOrder(*statement, leaf);
    // A hold has one transfer for each side of the wallet that it is taken from; they come to it.
    auto transfers = order.firstTransfer > 0 ? transfersFrom(database, order.firstTransfer, 2)
                                             : Result<std::vector<TransferRecord>>(std::vector<TransferRecord>());
    if (!transfers)
        return std::move(transfers).error();
    if (!transfers->empty() && transfers->front().amount >= order.hold)
        transfers->resize(1);
    order.transfers = *transfers;
    EventEncoder(event).append(order);
    return {};
}

Result<void> encodeTransition(Database& database, std::int64_t number, std::vector<std::uint8_t>& event)
{
    auto statement = database.prepare(tables::kSelectTransitions);
    if (!statement)
        return std::move(statement).error();
    const auto row = statement->bind(1, number).step();
    if (!row || !*row)
        return row ? failure(ErrorCode::NotFound, "there is no such transition") : row.error();
    crypto::Digest leaf{};
    tables::Extent extent;
    TransitionRecord transition = tables::readTransition(*statement, leaf, extent);
    const auto transfers = transfersFrom(database, extent.firstTransfer, extent.transferCount);
    if (!transfers)
        return transfers.error();
    std::vector<AttemptEntry> attempts;
    std::vector<std::string> texts; // of the attempts, two each
    auto read = eachRow(database, tables::kSelectAttempts, {transition.order}, [&](const Statement& each) {
        attempts.push_back(tables::readAttempt(each));
        texts.emplace_back(attempts.back().outcome);
        texts.emplace_back(attempts.back().upstreamId);
    });
    if (!read)
        return read;
    for (std::size_t i = 0; i < attempts.size(); ++i) {
        attempts[i].outcome = texts[2 * i];
        attempts[i].upstreamId = texts[2 * i + 1];
    }
    transition.transfers = *transfers;
    transition.attempts = transition.isTerminal() ? std::span<const AttemptEntry>(attempts) : transition.attempts;
    EventEncoder(event).append(transition);
    return {};
}

Result<void> encodePrice(Database& database, std::int64_t number, std::vector<std::uint8_t>& event)
{
    auto statement = database.prepare(tables::kSelectPrices);
    if (!statement)
        return std::move(statement).error();
    const auto row = statement->bind(1, number).step();
    if (!row || !*row)
        return row ? failure(ErrorCode::NotFound, "there is no such price") : row.error();
    crypto::Digest leaf{};
    EventEncoder(event).append(tables::readPrice(*statement, leaf));
    return {};
}

Result<void> encode(Database& database, ProvenEvent kind, std::int64_t number, std::vector<std::uint8_t>& event)
{
    switch (kind) {
    case ProvenEvent::Order: return encodeOrder(database, number, event);
    case ProvenEvent::Transition: return encodeTransition(database, number, event);
    case ProvenEvent::Price: return encodePrice(database, number, event);
    }
    return failure(ErrorCode::Internal, "there is no such kind of event");
}

} // namespace

Result<LeafProof> proveEvent(Database& database, const std::string& headFile, ProvenEvent kind, std::int64_t number)
{
    LeafProof proof;
    const auto batch = batchOf(database, kind, number);
    if (!batch)
        return batch.error();
    proof.batch = *batch;
    auto head = findHead(headFile, proof.batch);
    if (!head)
        return std::move(head).error();
    if (!*head)
        return failure(ErrorCode::Conflict, "no signed head has the order yet; ask again in a second");
    proof.head = **std::move(head);
    if (proof.head.head.batch - proof.batch > kMaxRoots)
        return failure(ErrorCode::Conflict, "the next signed head is too far from the order");
    const auto before = batchRow(database, proof.batch - 1);
    const auto own = batchRow(database, proof.batch);
    if (!before || !own)
        return before ? own.error() : before.error();
    proof.previous = before->isThere ? before->hash : genesisHash(proof.head.book);
    auto path = pathOf(database, before->through, own->through, kind, number);
    if (!path)
        return std::move(path).error();
    proof.path = *std::move(path);
    auto read = eachRow(database, "SELECT merkle_root FROM batches WHERE number > ?1 AND number <= ?2 ORDER BY number",
                        {proof.batch, proof.head.head.batch},
                        [&](const Statement& row) { copyDigest(row, 0, proof.roots.emplace_back()); });
    if (read)
        read = encode(database, kind, number, proof.event);
    return read ? Result<LeafProof>(std::move(proof)) : read.error();
}

Result<void> checkProof(const LeafProof& proof, const IdBytes& book, const std::vector<crypto::VerifyKey>& keys)
{
    const auto broken = [](const char* what) { return failure(ErrorCode::Corrupt, what); };
    crypto::Sha256 sha;
    crypto::Digest hash = chainHash(proof.previous, rootOf(LeafHasher().ofEncoding(proof.event), proof.path), sha);
    for (const crypto::Digest& next : proof.roots)
        hash = chainHash(hash, next, sha);
    if (proof.head.book != book)
        return broken("its signed head is of another book");
    if (proof.head.head.batch != proof.batch + std::ssize(proof.roots) || proof.head.head.hash != hash)
        return broken("its way does not lead to its signed head");
    const auto key = std::ranges::find(keys, proof.head.keyId, &crypto::VerifyKey::id);
    if (!keys.empty() && (key == keys.end() || !proof.head.isSignedBy(*key)))
        return broken("its head is not signed by any of the public keys");
    return {};
}

} // namespace gotoai::clearinghouse
