// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/chunkreader.h"

#include "clearinghouse/bookid.h"
#include "clearinghouse/bookinglookups.h"
#include "clearinghouse/eventaudit.h"

#include <algorithm>

namespace gotoai::clearinghouse {
namespace {

using storage::Database;
using storage::Statement;

constexpr std::size_t kChunkRows = 16'384; // transfers and orders; what a chunk takes in memory

constexpr const char* kSelectBatches =
    "SELECT number, last_account, last_price, last_order, last_transition, last_transfer, last_topup, merkle_root, "
    "hash, last_booking FROM batches WHERE number >= ?1 ORDER BY number";

Seal sealOf(const Statement& row)
{
    Seal seal{.through = {.accounts = row.integer(1),
                          .prices = row.integer(2),
                          .orders = row.integer(3),
                          .transitions = row.integer(4),
                          .transfers = row.integer(5),
                          .topUps = row.integer(6),
                          .bookings = row.integer(9),
                          .batches = row.integer(0)}};
    for (const auto& [column, digest] : {std::pair{7, &seal.root}, std::pair{8, &seal.hash}}) {
        if (const auto bytes = row.blob(column); bytes.size() == digest->size())
            std::ranges::copy(bytes, digest->begin());
    }
    return seal;
}

} // namespace

Result<void> ChunkReader::open(const ReadPlace& from, Counts counts)
{
    m_at = from.at;
    m_attemptCount = from.attempts;
    m_requestCount = from.requests;
    m_tieredCount = from.tieredPrices;
    m_counts = counts;
    if (auto read = readBook(); !read)
        return read;
    const std::array<const char*, kTables> selects = {
        tables::kSelectAccounts, tables::kSelectPrices,      tables::kSelectTransfers, tables::kSelectOrders,
        tables::kSelectBookings, tables::kSelectTransitions, tables::kSelectTopUps,    kSelectBatches};
    const std::array<std::int64_t, kTables> read = {m_at.accounts, m_at.prices,      m_at.transfers, m_at.orders,
                                                    m_at.bookings, m_at.transitions, m_at.topUps,    m_at.batches};
    for (std::size_t i = 0; i < kTables; ++i) {
        auto cursor = Cursor::open(m_database, selects[i], read[i] + 1);
        if (!cursor)
            return std::move(cursor).error();
        m_cursors[i].emplace(*std::move(cursor));
    }
    return {};
}

Result<void> ChunkReader::readBook()
{
    const auto book = readBookId(m_database);
    if (!book)
        return book.error();
    m_book = *book;
    return {};
}

LedgerChunk ChunkReader::next(const std::optional<Counters>& stop)
{
    LedgerChunk chunk;
    const auto fail = [&chunk](Error error) {
        chunk.fault = std::move(error);
        chunk.isLast = true;
    };
    const auto isStop = [&] {
        return stop && !chunk.seals.empty() && stop->orders == m_at.orders && stop->transitions == m_at.transitions &&
               stop->transfers == m_at.transfers && stop->bookings == m_at.bookings;
    };
    while (chunk.transfers.size() + chunk.orders.size() + chunk.seals.size() < kChunkRows && !isStop()) {
        const auto row = m_cursors[Batches]->next();
        if (!row) {
            fail(row.error());
            break;
        }
        if (!*row) {
            chunk.isLast = true;
            if (auto end = readEnd(); !end)
                fail(std::move(end).error());
            break;
        }
        const Seal seal = sealOf(m_cursors[Batches]->row());
        if (seal.through.batches != m_at.batches + 1) {
            fail(brokenLine("batches", seal.through.batches, "the numbers are not dense"));
            break;
        }
        if (auto read = readBatch(chunk, seal); !read) {
            fail(std::move(read).error());
            break;
        }
        m_at.batches = seal.through.batches;
        chunk.seals.push_back(seal);
    }
    return chunk;
}

// Reads a table up to the number `last`; `take` takes a row.
template<class Take>
Result<void> ChunkReader::readUpTo(std::int64_t last, std::int64_t& counter, Table table, Take take)
{
    static constexpr std::array<std::string_view, kTables> kNames = {
        "ledger_accounts", "settled_prices", "transfers", "orders", "bookings", "transitions", "topups", "batches"};
    Cursor& cursor = *m_cursors[table];
    while (counter < last) {
        const auto row = cursor.next();
        if (!row)
            return row.error();
        if (!*row || cursor.row().integer(0) != counter + 1)
            return brokenLine(kNames[table], counter + 1, "the row is missing");
        if (Result<void> taken = take(cursor.row()); !taken)
            return taken;
        ++counter;
    }
    return {};
}

Result<void> ChunkReader::readBatch(LedgerChunk& chunk, const Seal& seal)
{
    const Counters& through = seal.through;
    TextArena& texts = chunk.texts;
    auto read = readUpTo(through.accounts, m_at.accounts, Accounts, [&](const Statement& row) {
        auto& account = chunk.accounts.emplace_back();
        account.record = tables::readAccount(row, account.leaf);
        account.record.name = texts.keep(account.record.name);
        return Result<void>();
    });
    if (read)
        read = readUpTo(through.prices, m_at.prices, Prices, [&](const Statement& row) {
            auto& price = chunk.prices.emplace_back();
            price.record = tables::readPrice(row, price.leaf);
            m_tieredCount += price.record.tiers.empty() ? 0 : 1;
            return Result<void>();
        });
    if (read)
        read = readUpTo(through.transfers, m_at.transfers, Transfers, [&](const Statement& row) {
            chunk.transfers.push_back(tables::readTransfer(row));
            return Result<void>();
        });
    if (read)
        read = readUpTo(through.orders, m_at.orders, Orders, [&](const Statement& row) {
            auto& order = chunk.orders.emplace_back();
            order.record = tables::readOrder(row, order.leaf);
            for (std::string_view* const text : {&order.record.model, &order.record.mode, &order.record.refusal})
                *text = texts.keep(*text);
            order.record.terms = texts.keep(order.record.terms);
            m_requestCount += order.record.request.has_value();
            return Result<void>();
        });
    if (read)
        read = readUpTo(through.bookings, m_at.bookings, Bookings,
                        [&](const Statement& row) { return readBooking(chunk, row); });
    if (read)
        read = readUpTo(through.transitions, m_at.transitions, Transitions,
                        [&](const Statement& row) { return readTransition(chunk, row); });
    if (read)
        read = readUpTo(through.topUps, m_at.topUps, TopUps, [&](const Statement& row) {
            auto& topUp = chunk.topUps.emplace_back();
            topUp.record = tables::readTopUp(row, topUp.leaf);
            topUp.record.rail = texts.keep(topUp.record.rail);
            topUp.record.externalId = texts.keep(topUp.record.externalId);
            return Result<void>();
        });
    return read;
}

Result<void> ChunkReader::readTransition(LedgerChunk& chunk, const Statement& row)
{
    SealedTransition transition;
    transition.record = tables::readTransition(row, transition.leaf, transition.extent);
    transition.record.reason = chunk.texts.keep(transition.record.reason);
    transition.firstAttempt = chunk.attempts.size();
    // A doubt has no attempts of its own; those of the order's end carry the order's number too.
    if (transition.record.isTerminal()) {
        auto statement = m_database.cached(tables::kSelectAttempts);
        if (!statement)
            return std::move(statement).error();
        (*statement)->bind(1, transition.record.order);
        for (;;) {
            const auto found = (*statement)->step();
            if (!found)
                return found.error();
            if (!*found)
                break;
            AttemptEntry& attempt = chunk.attempts.emplace_back(tables::readAttempt(**statement));
            attempt.outcome = chunk.texts.keep(attempt.outcome);
            attempt.upstreamId = chunk.texts.keep(attempt.upstreamId);
        }
        (*statement)->reset();
    }
    transition.attempts = chunk.attempts.size() - transition.firstAttempt;
    m_attemptCount += transition.extent.attemptCount;
    chunk.transitions.push_back(std::move(transition));
    return {};
}

Result<void> ChunkReader::readBooking(LedgerChunk& chunk, const Statement& row)
{
    SealedBooking booking;
    booking.record = tables::readBooking(row, booking.leaf, booking.extent, booking.scope);
    BookingRecord& record = booking.record;
    for (std::string_view* const text : {&record.rail, &record.reference, &record.reason, &record.by, &booking.scope})
        *text = chunk.texts.keep(*text);
    if (record.kind == BookingKind::Refund) {
        auto found = findEndedOrder(m_database, record.order, record.number - 1);
        if (!found)
            return std::move(found).error();
        booking.refunded = *found;
    }
    chunk.bookings.push_back(std::move(booking));
    return {};
}

Result<void> ChunkReader::readEnd()
{
    const std::pair<Table, std::pair<std::string_view, std::int64_t>> ends[] = {
        {Accounts, {"ledger_accounts", m_at.accounts}},
        {Prices, {"settled_prices", m_at.prices}},
        {Orders, {"orders", m_at.orders}},
        {Transitions, {"transitions", m_at.transitions}},
        {Transfers, {"transfers", m_at.transfers}},
        {TopUps, {"topups", m_at.topUps}},
        {Bookings, {"bookings", m_at.bookings}},
    };
    for (const auto& [table, place] : ends) {
        const auto row = m_cursors[table]->next();
        if (!row)
            return row.error();
        if (*row)
            return brokenLine(place.first, m_cursors[table]->row().integer(0), "no batch seals the row");
    }
    return m_counts == Counts::Checked ? checkCounts() : Result<void>();
}

// Rows that hang on others, and that no seal counts.
Result<void> ChunkReader::checkCounts()
{
    const auto figure = [this](const char* sql) -> Result<std::int64_t> {
        auto statement = m_database.cached(sql);
        if (!statement)
            return std::move(statement).error();
        const auto row = (*statement)->step();
        if (!row)
            return row.error();
        const std::int64_t found = *row ? (*statement)->integer(0) : 0;
        (*statement)->reset();
        return found;
    };
    const auto requests = figure("SELECT count(*) FROM order_requests");
    if (!requests)
        return requests.error();
    if (*requests != m_requestCount)
        return brokenLine("order_requests", *requests, "there is no such order");
    const auto tiered = figure("SELECT count(*) FROM settled_price_tiers");
    if (!tiered)
        return tiered.error();
    if (*tiered != m_tieredCount)
        return brokenLine("settled_price_tiers", *tiered, "there is no such price");
    const auto count = figure("SELECT count(*) FROM attempts");
    if (!count || *count == m_attemptCount)
        return count ? Result<void>() : count.error();
    const auto order = figure("SELECT min(order_number) FROM attempts a WHERE NOT EXISTS (SELECT 1 FROM transitions t "
                              "WHERE t.order_number = a.order_number AND t.is_terminal = 1)");
    return order ? brokenLine("attempts", *order, "the order has not ended") : order.error();
}

} // namespace gotoai::clearinghouse
