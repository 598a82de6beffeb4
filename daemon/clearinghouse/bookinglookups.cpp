// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/bookinglookups.h"

#include "clearinghouse/tables.h"

namespace gotoai::clearinghouse {
namespace {

using storage::Database;
using storage::Statement;

constexpr char kSelectTopUp[] = "SELECT id, account, amount_nano, available_after_nano FROM topups "
                                "WHERE rail = ?1 AND external_id = ?2";
constexpr char kSelectNumber[] = "SELECT number FROM bookings WHERE kind = ?1 AND scope = ?2 AND reference = ?3";
constexpr char kSelectEnd[] =
    "SELECT o.account, e.state, e.charge_nano, e.fee_nano, o.terms FROM orders o "
    "JOIN transitions e ON e.order_number = o.number AND e.is_terminal = 1 WHERE o.number = ?1";
constexpr char kSelectAccount[] = "SELECT number FROM ledger_accounts WHERE name = ?1";
constexpr char kSelectPromoCharge[] =
    "SELECT coalesce(sum(t.amount_nano), 0) FROM transitions e CROSS JOIN transfers t "
    "ON t.number BETWEEN e.first_transfer AND e.first_transfer + e.transfer_count - 1 "
    "WHERE e.order_number = ?1 AND e.is_terminal = 1 AND t.debit = ?2 AND t.kind IN (1, 2)";
constexpr char kSelectRefunds[] = "SELECT coalesce(sum(amount_nano), 0), count(*) FROM bookings "
                                  "WHERE order_number = ?1 AND order_number > 0 AND kind = 3 AND number <= ?2";
constexpr char kSelectCost[] = "SELECT cost_nano FROM attempts WHERE order_number = ?1 AND attempt = ?2";

// The row that `bind` makes a statement find, as `read` sees it; empty when there is none. Leaves nothing open.
template<class T, class Bind, class Read>
Result<std::optional<T>> one(Database& database, const char* sql, Bind bind, Read read)
{
    auto statement = database.cached(sql);
    if (!statement)
        return std::move(statement).error();
    bind(**statement);
    const auto found = (*statement)->step();
    if (!found)
        return found.error();
    std::optional<T> value;
    if (*found)
        value = read(**statement);
    (*statement)->reset();
    return value;
}

// Terms that cannot be read are found by verifying, and name no budget that could be corrected.
std::vector<BudgetHold> budgetsOf(std::span<const std::uint8_t> terms)
{
    auto decoded = decodeTerms(terms);
    return decoded ? std::move(decoded->budgets) : std::vector<BudgetHold>();
}

} // namespace

Result<std::optional<KeptTopUp>> findTopUp(Database& database, std::string_view rail, std::string_view externalId)
{
    return one<KeptTopUp>(
        database, kSelectTopUp, [&](Statement& select) { select.bind(1, rail).bind(2, externalId); },
        [](const Statement& row) {
            return KeptTopUp{tables::readId<TopUpId>(row, 0), tables::readId<AccountId>(row, 1),
                             Money::fromNano(row.integer(2)), Money::fromNano(row.integer(3))};
        });
}

Result<std::optional<BookingRow>> findBooking(Database& database, BookingKind kind, std::string_view scope,
                                              std::string_view reference)
{
    const auto number = one<std::int64_t>(
        database, kSelectNumber,
        [&](Statement& row) { row.bind(1, static_cast<std::int64_t>(kind)).bind(2, scope).bind(3, reference); },
        [](const Statement& row) { return row.integer(0); });
    if (!number)
        return number.error();
    if (!*number)
        return std::optional<BookingRow>();
    return one<BookingRow>(
        database, tables::kSelectBookings, [&](Statement& row) { row.bind(1, **number); },
        [](const Statement& row) {
            crypto::Digest leaf{};
            tables::Extent extent;
            std::string_view ignored;
            return rowOf(tables::readBooking(row, leaf, extent, ignored));
        });
}

Result<std::optional<EndedOrder>> findEndedOrder(Database& database, OrderNumber order, std::int64_t through)
{
    auto ended = one<EndedOrder>(
        database, kSelectEnd, [&](Statement& row) { row.bind(1, order); },
        [](const Statement& row) {
            return EndedOrder{.account = tables::readId<AccountId>(row, 0),
                              .state = static_cast<OrderState>(row.integer(1)),
                              .charge = Money::fromNano(row.integer(2)),
                              .fee = Money::fromNano(row.integer(3)),
                              .budgets = budgetsOf(row.blob(4))};
        });
    if (!ended || !*ended)
        return ended;
    const auto promo = findPromoCharge(database, order, (*ended)->account);
    if (!promo)
        return promo.error();
    (*ended)->promoCharge = *promo;
    const auto refunds = one<EndedOrder>(
        database, kSelectRefunds, [&](Statement& row) { row.bind(1, order).bind(2, through); },
        [](const Statement& row) {
            return EndedOrder{.refunded = Money::fromNano(row.integer(0)), .refunds = row.integer(1)};
        });
    if (!refunds)
        return refunds.error();
    (*ended)->refunded = (*refunds)->refunded;
    (*ended)->refunds = (*refunds)->refunds;
    return ended;
}

// Most accounts were never granted anything, and have no such account of the ledger.
Result<Money> findPromoCharge(Database& database, OrderNumber order, const AccountId& account)
{
    const std::string name = LedgerAccount::promoHeld(account).name();
    const auto held = one<std::int64_t>(
        database, kSelectAccount, [&](Statement& row) { row.bind(1, std::string_view(name)); },
        [](const Statement& row) { return row.integer(0); });
    if (!held)
        return held.error();
    if (!*held)
        return Money();
    const auto sum = one<Money>(
        database, kSelectPromoCharge, [&](Statement& row) { row.bind(1, order).bind(2, **held); },
        [](const Statement& row) { return Money::fromNano(row.integer(0)); });
    return sum ? Result<Money>(sum->value_or(Money())) : sum.error();
}

Result<std::optional<Money>> findSettledCost(Database& database, OrderNumber order, std::int64_t attempt)
{
    return one<Money>(
        database, kSelectCost, [&](Statement& row) { row.bind(1, order).bind(2, attempt); },
        [](const Statement& row) { return Money::fromNano(row.integer(0)); });
}

} // namespace gotoai::clearinghouse
