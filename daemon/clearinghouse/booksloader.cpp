// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/bookinglookups.h"
#include "clearinghouse/checkpoint.h"
#include "clearinghouse/tables.h"

#include <algorithm>
#include <unordered_map>

// The books from their checkpoint and the rows behind it.
namespace gotoai::clearinghouse {
namespace {

using storage::Database;
using storage::Statement;

Error corrupt(const std::string& table, std::int64_t number, const std::string& what)
{
    return failure(ErrorCode::Corrupt, table + " " + std::to_string(number) + ": " + what);
}

// Calls `take(row)` for each row of `sql` with ?1 bound, until one fails.
template<class Take>
Result<void> forEachRow(Database& database, const char* sql, std::int64_t from, Take take)
{
    auto statement = database.prepare(sql);
    if (!statement)
        return std::move(statement).error();
    statement->bind(1, from);
    for (;;) {
        auto row = statement->step();
        if (!row)
            return std::move(row).error();
        if (!*row)
            return {};
        if (auto taken = take(*statement); !taken)
            return taken;
    }
}

// One load of the books; the parts run in the order of their declaration.
class BooksLoader
{
public:
    explicit BooksLoader(Database& database)
        : m_database(database)
    {}

    Result<Books> load(const IdBytes& book)
    {
        using Part = Result<void> (BooksLoader::*)();
        m_books.head = genesisHash(book);
        for (const Part part :
             {&BooksLoader::accounts, &BooksLoader::prices, &BooksLoader::checkpointThrough,
              &BooksLoader::checkpointBalances, &BooksLoader::checkpointOpenOrders, &BooksLoader::checkpointBudgets,
              &BooksLoader::transfers, &BooksLoader::orders, &BooksLoader::bookings, &BooksLoader::transitions,
              &BooksLoader::grants, &BooksLoader::topUps, &BooksLoader::lastBatch}) {
            if (auto done = (this->*part)(); !done)
                return std::move(done).error();
        }
        if (!m_books.areHoldsInLine())
            return failure(ErrorCode::Corrupt, "the held balances are not the sum of the holds of open orders");
        m_books.commit();
        return std::move(m_books);
    }

private:
    Result<void> accounts()
    {
        return forEachRow(m_database, tables::kSelectAccounts, 1, [this](const Statement& row) -> Result<void> {
            crypto::Digest leaf{};
            const AccountRecord record = tables::readAccount(row, leaf);
            const auto account = LedgerAccount::parse(record.name);
            if (!account)
                return corrupt("ledger_accounts", record.number, account.error().detail);
            if (m_books.find(*account) != 0 || m_books.addAccount(*account) != record.number)
                return corrupt("ledger_accounts", record.number, "the numbers are not dense");
            return {};
        });
    }

    Result<void> prices()
    {
        return forEachRow(m_database, tables::kSelectPrices, 1, [this](const Statement& row) -> Result<void> {
            crypto::Digest leaf{};
            const PriceRecord record = tables::readPrice(row, leaf);
            if (m_books.addPrice(record.id) != record.number)
                return corrupt("settled_prices", record.number, "the numbers are not dense");
            return {};
        });
    }

    Result<void> checkpointThrough()
    {
        return forEachRow(m_database,
                          "SELECT last_order, last_transition, last_transfer, last_booking FROM checkpoint_through "
                          "WHERE id = ?1",
                          1, [this](const Statement& row) -> Result<void> {
                              m_books.counters.orders = row.integer(0);
                              m_books.counters.transitions = row.integer(1);
                              m_books.counters.transfers = row.integer(2);
                              m_books.counters.bookings = row.integer(3);
                              return {};
                          });
    }

    Result<void> checkpointBalances()
    {
        return forEachRow(m_database, "SELECT account, balance_nano FROM checkpoint_balances WHERE account >= ?1", 1,
                          [this](const Statement& row) -> Result<void> {
                              const std::int64_t account = row.integer(0);
                              if (!isAccount(account) || (isHeld(account) && row.integer(1) < 0))
                                  return corrupt("checkpoint_balances", account, "there is no such balance");
                              m_books.setBalance(account, Money::fromNano(row.integer(1)));
                              return {};
                          });
    }

    Result<void> checkpointOpenOrders()
    {
        return forEachRow(m_database,
                          "SELECT c.number, c.account, c.hold_nano, c.deadline_us, c.promo_nano, o.terms "
                          "FROM checkpoint_open_orders c LEFT JOIN orders o ON o.number = c.number "
                          "WHERE c.number >= ?1",
                          1, [this](const Statement& row) -> Result<void> {
                              OpenOrder order{.account = tables::readId<AccountId>(row, 1),
                                              .hold = Money::fromNano(row.integer(2))};
                              order.promo = Money::fromNano(row.integer(4));
                              auto terms = decodeTerms(row.blob(5));
                              if (!terms)
                                  return corrupt("orders", row.integer(0), terms.error().detail);
                              order.terms = *std::move(terms);
                              if (!row.isNull(3)) {
                                  order.state = OrderState::InDoubt;
                                  order.doubtDeadline = fromMicroseconds(row.integer(3));
                              }
                              m_books.putOpenOrder(row.integer(0), order);
                              return {};
                          });
    }

    Result<void> checkpointBudgets()
    {
        return forEachRow(m_database,
                          "SELECT from_us, spent_nano, held_nano, open_orders, budget FROM checkpoint_budgets "
                          "WHERE open_orders >= ?1 ORDER BY budget, from_us",
                          0, [this](const Statement& row) -> Result<void> {
                              m_books.budgets.put(tables::readId<BudgetId>(row, 4),
                                                  {.from = fromMicroseconds(row.integer(0)),
                                                   .spent = Money::fromNano(row.integer(1)),
                                                   .held = Money::fromNano(row.integer(2)),
                                                   .openOrders = row.integer(3)});
                              return {};
                          });
    }

    Result<void> transfers()
    {
        m_books.forgetChanges(); // those that the checkpoint itself was
        return forEachRow(m_database, tables::kSelectTransfers, m_books.counters.transfers + 1,
                          [this](const Statement& row) -> Result<void> {
                              const TransferRecord record = tables::readTransfer(row);
                              if (record.number != ++m_books.counters.transfers)
                                  return corrupt("transfers", record.number, "the numbers are not dense");
                              return fold(record);
                          });
    }

    Result<void> fold(const TransferRecord& record)
    {
        const bool isSound = isAccount(record.debit) && isAccount(record.credit) && record.debit != record.credit &&
                             record.amount > Money();
        if (!isSound)
            return corrupt("transfers", record.number, "it is no movement between two accounts");
        if (isHeld(record.debit) && m_books.balance(record.debit) < record.amount)
            return corrupt("transfers", record.number, "held would become negative");
        if (m_books.account(record.debit).kind() == LedgerAccount::Kind::PromoAvailable) {
            if (m_books.balance(record.debit) < record.amount)
                return corrupt("transfers", record.number, "granted money would become negative");
            if (record.kind == TransferKind::Reserve)
                m_promoHolds.emplace(record.number, record.amount);
        }
        if (!m_books.move(record.debit, record.credit, record.amount))
            return corrupt("transfers", record.number, "a balance overflows");
        return {};
    }

    Result<void> orders()
    {
        return forEachRow(m_database, tables::kSelectOrders, m_books.counters.orders + 1,
                          [this](const Statement& row) -> Result<void> {
                              crypto::Digest leaf{};
                              const OrderRecord record = tables::readOrder(row, leaf);
                              if (record.number != ++m_books.counters.orders)
                                  return corrupt("orders", record.number, "the numbers are not dense");
                              return record.birth == OrderState::Reserved ? open(record) : Result<void>();
                          });
    }

    Result<void> open(const OrderRecord& record)
    {
        auto terms = decodeTerms(record.terms);
        if (!terms || !m_books.budgets.reserve(terms->budgets, record.hold))
            return corrupt("orders", record.number, "its budgets cannot count it");
        m_books.putOpenOrder(
            record.number,
            {.account = record.account, .hold = record.hold, .promo = promoOf(record), .terms = *std::move(terms)});
        return {};
    }

    // Granted money is the first to be held.
    Money promoOf(const OrderRecord& order) const
    {
        const auto found = m_promoHolds.find(order.firstTransfer);
        return found == m_promoHolds.end() ? Money() : found->second;
    }

    // Of what happened since the checkpoint, extensions and refunds change more than balances.
    Result<void> bookings()
    {
        return forEachRow(m_database, tables::kSelectBookings, m_books.counters.bookings + 1,
                          [this](const Statement& row) -> Result<void> {
                              crypto::Digest leaf{};
                              tables::Extent extent;
                              std::string_view scope;
                              const BookingRecord record = tables::readBooking(row, leaf, extent, scope);
                              if (record.number != ++m_books.counters.bookings)
                                  return corrupt("bookings", record.number, "the numbers are not dense");
                              if (record.kind == BookingKind::Refund)
                                  return refund(record);
                              return record.kind == BookingKind::Extension ? extend(record) : Result<void>();
                          });
    }

    Result<void> refund(const BookingRecord& record)
    {
        const auto order = findEndedOrder(m_database, record.order, 0);
        if (!order)
            return order.error();
        if (!*order || !m_books.budgets.refund((*order)->budgets, record.amount))
            return corrupt("bookings", record.number, "its order's budgets do not count it");
        return {};
    }

    Result<void> extend(const BookingRecord& record)
    {
        const OpenOrder* const open = m_books.openOrder(record.order);
        const auto hold = open ? open->hold.plus(record.amount) : std::nullopt;
        const auto promo = open ? open->promo.plus(record.promo) : std::nullopt;
        if (!hold || !promo || !m_books.budgets.extend(open->terms.budgets, record.amount))
            return corrupt("bookings", record.number, "its order has no such hold");
        OpenOrder extended = *open;
        extended.hold = *hold;
        extended.promo = *promo;
        m_books.putOpenOrder(record.order, extended);
        return {};
    }

    Result<void> grants()
    {
        return forEachRow(m_database,
                          "SELECT number, account, amount_nano, expires_us FROM bookings g WHERE kind = 1 "
                          "AND number >= ?1 AND NOT EXISTS (SELECT 1 FROM bookings e WHERE e.kind = 2 "
                          "AND e.scope = '' AND e.reference = CAST(g.number AS TEXT))",
                          1, [this](const Statement& row) -> Result<void> {
                              Books::Grant grant{.number = row.integer(0), .amount = Money::fromNano(row.integer(2))};
                              if (!row.isNull(3))
                                  grant.expiresAt = fromMicroseconds(row.integer(3));
                              m_books.addGrant(tables::readId<AccountId>(row, 1), grant);
                              return {};
                          });
    }

    Result<void> transitions()
    {
        return forEachRow(m_database, tables::kSelectTransitions, m_books.counters.transitions + 1,
                          [this](const Statement& row) -> Result<void> {
                              crypto::Digest leaf{};
                              tables::Extent extent;
                              return apply(tables::readTransition(row, leaf, extent));
                          });
    }

    Result<void> apply(const TransitionRecord& record)
    {
        if (record.number != ++m_books.counters.transitions)
            return corrupt("transitions", record.number, "the numbers are not dense");
        const OpenOrder* const open = m_books.openOrder(record.order);
        if (!open)
            return corrupt("transitions", record.number, "its order is not open");
        if (record.isTerminal()) {
            if (!m_books.budgets.end(open->terms.budgets, open->hold, record.amounts.charge))
                return corrupt("transitions", record.number, "its budgets do not count its order");
            m_books.closeOrder(record.order);
            return {};
        }
        OpenOrder doubted = *open;
        doubted.state = OrderState::InDoubt;
        doubted.doubtDeadline = fromMicroseconds(record.deadline.value_or(record.at));
        m_books.putOpenOrder(record.order, doubted);
        return {};
    }

    Result<void> topUps()
    {
        return forEachRow(m_database, "SELECT max(number) FROM topups WHERE number >= ?1", 1,
                          [this](const Statement& row) -> Result<void> {
                              m_books.counters.topUps = row.integer(0);
                              return {};
                          });
    }

    Result<void> lastBatch()
    {
        Counters last;
        auto read = forEachRow(
            m_database,
            "SELECT number, last_account, last_price, last_order, last_transition, last_transfer, last_topup, hash, "
            "last_booking FROM batches WHERE number >= ?1 ORDER BY number DESC LIMIT 1",
            1, [&](const Statement& row) -> Result<void> {
                last = {.accounts = row.integer(1),
                        .prices = row.integer(2),
                        .orders = row.integer(3),
                        .transitions = row.integer(4),
                        .transfers = row.integer(5),
                        .topUps = row.integer(6),
                        .bookings = row.integer(8),
                        .batches = row.integer(0)};
                const auto hash = row.blob(7);
                if (hash.size() != m_books.head.size())
                    return corrupt("batches", last.batches, "its hash is not 32 bytes long");
                std::copy(hash.begin(), hash.end(), m_books.head.begin());
                return {};
            });
        m_books.counters.batches = last.batches;
        if (read && !(m_books.counters == last))
            return corrupt("batches", last.batches, "the rows of the ledger do not end where the last batch ends");
        return read;
    }

    bool isAccount(std::int64_t number) const { return m_books.isAccount(number); }
    bool isHeld(std::int64_t number) const { return m_books.account(number).isHeld(); }

    Database& m_database;
    Books m_books;
    std::unordered_map<std::int64_t, Money> m_promoHolds; // by transfer
};

} // namespace

Result<Books> loadBooks(Database& database, const IdBytes& book) { return BooksLoader(database).load(book); }

} // namespace gotoai::clearinghouse
