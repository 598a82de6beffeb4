// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/verify.h"

#include "clearinghouse/balancemarks.h"
#include "clearinghouse/bookinglookups.h"
#include "clearinghouse/checkpoint.h"
#include "clearinghouse/cursor.h"
#include "clearinghouse/eventaudit.h"
#include "clearinghouse/oldschema.h"

#include <algorithm>
#include <string>

namespace gotoai::clearinghouse {
namespace {

using storage::Database;
using storage::Statement;

// Attempts of an order; their texts are kept for as long as they are needed.
class AttemptReader
{
public:
    explicit AttemptReader(Database& database)
        : m_database(database)
    {}

    Result<std::span<const AttemptEntry>> of(OrderNumber order)
    {
        m_entries.clear();
        m_texts.clear();
        auto statement = m_database.cached(tables::kSelectAttempts);
        if (!statement)
            return std::move(statement).error();
        (*statement)->bind(1, order);
        for (;;) {
            auto row = (*statement)->step();
            if (!row)
                return std::move(row).error();
            if (!*row)
                break;
            m_entries.push_back(tables::readAttempt(**statement));
            m_texts.emplace_back(m_entries.back().outcome);
            m_texts.emplace_back(m_entries.back().upstreamId);
        }
        (*statement)->reset();
        for (std::size_t i = 0; i < m_entries.size(); ++i) {
            m_entries[i].outcome = m_texts[2 * i];
            m_entries[i].upstreamId = m_texts[2 * i + 1];
        }
        return std::span<const AttemptEntry>(m_entries);
    }

private:
    Database& m_database;
    std::vector<AttemptEntry> m_entries;
    std::vector<std::string> m_texts;
};

class Verification
{
public:
    explicit Verification(Database& database)
        : m_database(database)
        , m_attempts(database)
    {}

    Result<VerifyReport> run()
    {
        for (auto step : {&Verification::readBook, &Verification::readCheckpointed, &Verification::readBatches,
                          &Verification::checkEnds, &Verification::checkAttemptCount}) {
            if (auto done = (this->*step)(); !done)
                return std::move(done).error();
        }
        const Counters& counters = books().counters;
        return VerifyReport{.orders = counters.orders,
                            .transitions = counters.transitions,
                            .transfers = counters.transfers,
                            .topUps = counters.topUps,
                            .bookings = counters.bookings,
                            .batches = counters.batches,
                            .accounts = counters.accounts,
                            .openOrders = std::ssize(books().openOrders()),
                            .held = books().heldTotal()};
    }

private:
    // One row of figures, or none.
    template<class Take>
    Result<void> single(std::string_view sql, Take take)
    {
        auto statement = m_database.prepare(sql);
        if (!statement)
            return std::move(statement).error();
        auto row = statement->step();
        if (!row)
            return std::move(row).error();
        if (*row)
            take(*statement);
        return {};
    }

    Result<void> readBook()
    {
        IdBytes book{};
        bool isThere = false;
        auto read = single("SELECT book_id FROM book WHERE id = 1", [&](const Statement& row) {
            const auto bytes = row.blob(0);
            isThere = bytes.size() == book.size();
            if (isThere)
                std::copy(bytes.begin(), bytes.end(), book.begin());
        });
        if (read && !isThere)
            return brokenLine("book", 1, "the book has no id");
        books().head = genesisHash(book);
        return read;
    }

    Result<void> readCheckpointed()
    {
        return single("SELECT last_order, last_transition, last_transfer, last_booking FROM checkpoint_through "
                      "WHERE id = 1",
                      [this](const Statement& row) {
                          m_checkpointed = Counters{.orders = row.integer(0),
                                                    .transitions = row.integer(1),
                                                    .transfers = row.integer(2),
                                                    .bookings = row.integer(3)};
                      });
    }

    Result<void> openCursors()
    {
        const auto open = [this](std::optional<Cursor>& cursor, const char* sql) -> Result<void> {
            auto opened = Cursor::open(m_database, sql);
            if (!opened)
                return std::move(opened).error();
            cursor.emplace(std::move(*opened));
            return {};
        };
        const std::pair<std::optional<Cursor>*, const char*> cursors[] = {
            {&m_accountRows, tables::kSelectAccounts},   {&m_priceRows, tables::kSelectPrices},
            {&m_orderRows, tables::kSelectOrders},       {&m_transitionRows, tables::kSelectTransitions},
            {&m_transferRows, tables::kSelectTransfers}, {&m_topUpRows, tables::kSelectTopUps},
            {&m_bookingRows, tables::kSelectBookings},
        };
        for (const auto& [cursor, sql] : cursors) {
            if (auto opened = open(*cursor, sql); !opened)
                return opened;
        }
        return {};
    }

    Result<void> readBatches()
    {
        if (auto opened = openCursors(); !opened)
            return opened;
        auto batches = Cursor::open(
            m_database, "SELECT number, last_account, last_price, last_order, last_transition, last_transfer, "
                        "last_topup, merkle_root, hash, last_booking FROM batches WHERE number >= ?1 ORDER BY number");
        if (!batches)
            return std::move(batches).error();
        if (auto compared = compareCheckpoint(); !compared)
            return compared;
        for (;;) {
            auto row = batches->next();
            if (!row)
                return std::move(row).error();
            if (!*row)
                break;
            if (auto read = readBatch(batches->row()); !read)
                return read;
        }
        if (m_checkpointed)
            return brokenLine("checkpoint_through", 1, "no batch ends where the checkpoint was made");
        return {};
    }

    Result<void> readBatch(const Statement& batch)
    {
        const std::int64_t number = batch.integer(0);
        if (number != books().counters.batches + 1)
            return brokenLine("batches", number, "the numbers are not dense");
        if (auto read = readRows(batch); !read)
            return read;
        if (auto folded = m_audit.fold(); !folded)
            return folded;
        if (!books().areHoldsInLine())
            return brokenLine("batches", number, "held is not the sum of the holds of open orders");
        if (m_leaves.isEmpty())
            return brokenLine("batches", number, "it seals nothing");
        const crypto::Digest root = merkleRoot(m_leaves, m_hash);
        books().head = chainHash(books().head, root, m_hash);
        if (!std::ranges::equal(batch.blob(7), root) || !std::ranges::equal(batch.blob(8), books().head))
            return brokenLine("batches", number, "its hash is not that of its rows and the batch before");
        m_leaves.clear();
        books().counters.batches = number;
        books().commit();
        return compareCheckpoint();
    }

    // Reads `cursor` up to the number `last`; `take(row, leaf)` audits one row and gives back its number.
    template<class Take>
    Result<void> readUpTo(std::int64_t last, std::int64_t& counter, Cursor& cursor, std::string_view table,
                          std::vector<crypto::Digest>* leaves, Take take)
    {
        while (counter < last) {
            auto row = cursor.next();
            if (!row)
                return std::move(row).error();
            if (!*row)
                return brokenLine(table, counter + 1, "the row is missing");
            const std::int64_t number = cursor.row().integer(0);
            if (number != counter + 1)
                return brokenLine(table, counter + 1, "the row is missing");
            crypto::Digest leaf{};
            if (auto taken = take(cursor.row(), leaf); !taken)
                return taken;
            counter = number;
            if (leaves)
                leaves->push_back(leaf);
        }
        return {};
    }

    Result<void> readRows(const Statement& batch)
    {
        Counters& at = books().counters;
        std::int64_t accounts = at.accounts; // the books count these two by themselves
        std::int64_t prices = at.prices;
        auto read = readUpTo(batch.integer(1), accounts, *m_accountRows, "ledger_accounts", &m_leaves.accounts,
                             [this](const Statement& row, crypto::Digest& leaf) {
                                 const AccountRecord account = tables::readAccount(row, leaf);
                                 return m_audit.account(account, leaf);
                             });
        if (read)
            read = readUpTo(batch.integer(2), prices, *m_priceRows, "settled_prices", &m_leaves.prices,
                            [this](const Statement& row, crypto::Digest& leaf) {
                                const PriceRecord price = tables::readPrice(row, leaf);
                                return m_audit.price(price, leaf);
                            });
        if (read)
            read = readUpTo(batch.integer(5), at.transfers, *m_transferRows, "transfers", nullptr,
                            [this](const Statement& row, crypto::Digest&) {
                                m_audit.transfer(tables::readTransfer(row));
                                return Result<void>();
                            });
        if (read)
            read = readUpTo(batch.integer(3), at.orders, *m_orderRows, "orders", &m_leaves.orders,
                            [this](const Statement& row, crypto::Digest& leaf) {
                                const OrderRecord order = tables::readOrder(row, leaf);
                                return m_audit.order(order, leaf);
                            });
        if (read)
            read = readUpTo(batch.integer(9), at.bookings, *m_bookingRows, "bookings", &m_leaves.bookings,
                            [this](const Statement& row, crypto::Digest& leaf) { return readBooking(row, leaf); });
        if (read)
            read = readUpTo(batch.integer(4), at.transitions, *m_transitionRows, "transitions", &m_leaves.transitions,
                            [this](const Statement& row, crypto::Digest& leaf) { return readTransition(row, leaf); });
        if (read)
            read = readUpTo(batch.integer(6), at.topUps, *m_topUpRows, "topups", &m_leaves.topUps,
                            [this](const Statement& row, crypto::Digest& leaf) {
                                const TopUpRecord topUp = tables::readTopUp(row, leaf);
                                return m_audit.topUp(topUp, leaf);
                            });
        return read;
    }

    Result<void> readTransition(const Statement& row, crypto::Digest& leaf)
    {
        tables::Extent extent;
        const TransitionRecord transition = tables::readTransition(row, leaf, extent);
        auto attempts = m_attempts.of(transition.order);
        if (!attempts)
            return std::move(attempts).error();
        m_attemptCount += extent.attemptCount;
        return m_audit.transition(transition, extent, leaf, *attempts);
    }

    Result<void> readBooking(const Statement& row, crypto::Digest& leaf)
    {
        tables::Extent extent;
        std::string_view scope;
        const BookingRecord booking = tables::readBooking(row, leaf, extent, scope);
        std::optional<EndedOrder> refunded;
        if (booking.kind == BookingKind::Refund) {
            auto found = findEndedOrder(m_database, booking.order, booking.number - 1);
            if (!found)
                return std::move(found).error();
            refunded = *found;
        }
        return m_audit.booking(booking, extent, scope, leaf, refunded);
    }

    Result<void> checkEnds()
    {
        const Counters& at = books().counters;
        const std::pair<Cursor&, std::pair<std::string_view, std::int64_t>> ends[] = {
            {*m_accountRows, {"ledger_accounts", at.accounts}},
            {*m_priceRows, {"settled_prices", at.prices}},
            {*m_orderRows, {"orders", at.orders}},
            {*m_transitionRows, {"transitions", at.transitions}},
            {*m_transferRows, {"transfers", at.transfers}},
            {*m_topUpRows, {"topups", at.topUps}},
            {*m_bookingRows, {"bookings", at.bookings}},
        };
        for (const auto& [cursor, place] : ends) {
            auto row = cursor.next();
            if (!row)
                return std::move(row).error();
            if (*row)
                return brokenLine(place.first, cursor.row().integer(0), "no batch seals the row");
        }
        return {};
    }

    Result<void> checkAttemptCount()
    {
        std::int64_t count = 0;
        auto read = single("SELECT count(*) FROM attempts", [&](const Statement& row) { count = row.integer(0); });
        if (!read || count == m_attemptCount)
            return read;
        std::int64_t order = 0;
        read = single("SELECT min(order_number) FROM attempts a WHERE NOT EXISTS (SELECT 1 FROM transitions t "
                      "WHERE t.order_number = a.order_number AND t.is_terminal = 1)",
                      [&](const Statement& row) { order = row.integer(0); });
        return read ? brokenLine("attempts", order, "the order has not ended") : read;
    }

    // When the fold stands where the checkpoint was made, the two are equal.
    Result<void> compareCheckpoint()
    {
        const Counters& at = books().counters;
        const bool isHere = m_checkpointed && m_checkpointed->orders == at.orders &&
                            m_checkpointed->transitions == at.transitions &&
                            m_checkpointed->transfers == at.transfers && m_checkpointed->bookings == at.bookings;
        if (!isHere)
            return {};
        m_checkpointed.reset();
        return auditCheckpoint(m_database, books());
    }

    Books& books() { return m_audit.books(); }

    Database& m_database;
    AttemptReader m_attempts;
    EventAudit m_audit;
    BatchLeaves m_leaves;
    crypto::Sha256 m_hash;
    std::optional<Counters> m_checkpointed; // until it was compared
    std::optional<Cursor> m_accountRows;
    std::optional<Cursor> m_priceRows;
    std::optional<Cursor> m_orderRows;
    std::optional<Cursor> m_transitionRows;
    std::optional<Cursor> m_transferRows;
    std::optional<Cursor> m_topUpRows;
    std::optional<Cursor> m_bookingRows;
    std::int64_t m_attemptCount = 0;
};

} // namespace

Result<VerifyReport> verifyBooks(Database& readOnly)
{
    if (auto bridged = bridgeOldSchema(readOnly); !bridged)
        return std::move(bridged).error();
    if (auto begun = readOnly.execute("BEGIN"); !begun)
        return std::move(begun).error();
    auto report = Verification(readOnly).run();
    if (report) {
        if (auto marks = auditMarks(readOnly); !marks)
            report = std::move(marks).error();
    }
    if (auto ended = readOnly.execute("ROLLBACK"); !ended && report)
        return std::move(ended).error();
    return report;
}

} // namespace gotoai::clearinghouse
