// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/ledgerscans.h"

#include "clearinghouse/ledgeraccount.h"

#include <algorithm>

namespace gotoai::clearinghouse {
namespace {

template<class IdType>
std::span<const std::uint8_t> bytesOf(const IdType& id)
{
    return id.bytes();
}

// `select` gives it; 0 for an empty table.
Result<std::int64_t> lastNumber(storage::Database& database, const char* select)
{
    auto statement = database.prepare(select);
    if (!statement)
        return std::move(statement).error();
    const auto row = statement->step();
    return row ? Result<std::int64_t>(statement->integer(0)) : row.error();
}

// Whether it has few enough orders to gather all their transfers for each page.
Result<bool> hasFewOrders(storage::Database& database, const AccountId& account)
{
    constexpr std::int64_t kFew = 500;
    auto count = database.prepare("SELECT count(*) FROM (SELECT 1 FROM orders WHERE account = ?1 LIMIT ?2)");
    if (!count)
        return std::move(count).error();
    const auto row = count->bind(1, bytesOf(account)).bind(2, kFew + 1).step();
    return row ? Result<bool>(count->integer(0) <= kFew) : row.error();
}

// By way of its orders, top-ups and bookings. A hold of granted and own money is two transfers in a row. CROSS JOIN
// keeps SQLite from walking through all transfers instead.
Result<NumberScan> gatherWallet(storage::Database& database, const AccountId& account, Direction direction,
                                const NumberRange& range)
{
    auto scan = NumberScan::open(
        database,
        "SELECT t.number FROM orders o CROSS JOIN transfers t ON t.number BETWEEN o.first_transfer AND "
        "o.first_transfer + 1 AND t.order_number = o.number "
        "WHERE o.account = ?3 AND t.number > ?1 AND t.number < ?2 "
        "UNION SELECT t.number FROM orders o CROSS JOIN transitions e ON e.order_number = o.number "
        "CROSS JOIN transfers t ON t.number BETWEEN e.first_transfer AND e.first_transfer + e.transfer_count - 1 "
        "WHERE o.account = ?3 AND t.number > ?1 AND t.number < ?2 "
        "UNION SELECT transfer FROM topups WHERE account = ?3 AND transfer > ?1 AND transfer < ?2 "
        "UNION SELECT t.number FROM bookings b "
        "CROSS JOIN transfers t ON t.number BETWEEN b.first_transfer AND b.first_transfer + b.transfer_count - 1 "
        "WHERE b.account = ?3 AND t.number > ?1 AND t.number < ?2",
        direction, range);
    if (scan)
        scan->bind(3, bytesOf(account));
    return scan;
}

// A wallet that moves often is found by looking, within a bound, for what debits or credits it.
Result<NumberScan> scanBusyWallet(storage::Database& database, const AccountId& account, Direction direction,
                                  NumberRange range)
{
    constexpr std::int64_t kMaxLookedAt = 60'000;
    std::optional<std::int64_t> cut;
    const auto last = lastNumber(database, "SELECT max(number) FROM transfers");
    if (!last)
        return last.error();
    range.below = std::min(range.below, *last + 1);
    if (range.below - range.above > kMaxLookedAt) {
        cut = direction == Direction::Down ? range.below - kMaxLookedAt : range.above + kMaxLookedAt;
        (direction == Direction::Down ? range.above : range.below) = *cut + (direction == Direction::Down ? -1 : 1);
    }
    auto scan = NumberScan::open(database,
                                 "SELECT number FROM transfers WHERE number > ?1 AND number < ?2 "
                                 "AND (debit IN (SELECT number FROM ledger_accounts WHERE name IN (?3, ?4, ?5, ?6)) "
                                 "OR credit IN (SELECT number FROM ledger_accounts WHERE name IN (?3, ?5)))",
                                 direction, range);
    if (!scan)
        return scan;
    scan->bind(3, std::string_view(LedgerAccount::available(account).name()));
    scan->bind(4, std::string_view(LedgerAccount::held(account).name()));
    scan->bind(5, std::string_view(LedgerAccount::promoAvailable(account).name()));
    scan->bind(6, std::string_view(LedgerAccount::promoHeld(account).name()));
    if (cut)
        scan->setCut(*cut);
    return scan;
}

Result<NumberScan> scanWallet(storage::Database& database, const AccountId& account, Direction direction,
                              const NumberRange& range)
{
    const auto isSmall = hasFewOrders(database, account);
    if (!isSmall)
        return isSmall.error();
    return *isSmall ? gatherWallet(database, account, direction, range)
                    : scanBusyWallet(database, account, direction, range);
}

// An order's transfers are those of its birth, of its transitions and of its bookings.
Result<NumberScan> scanOrderTransfers(storage::Database& database, const OrderId& order, Direction direction,
                                      const NumberRange& range)
{
    auto scan = NumberScan::open(
        database,
        "SELECT DISTINCT t.number FROM ("
        "SELECT number, first_transfer AS first, first_transfer + 1 AS last FROM orders WHERE id = ?3 AND "
        "first_transfer > 0 "
        "UNION ALL SELECT order_number, first_transfer, first_transfer + transfer_count - 1 FROM transitions "
        "WHERE order_number = (SELECT number FROM orders WHERE id = ?3) AND transfer_count > 0 "
        "UNION ALL SELECT order_number, first_transfer, first_transfer + transfer_count - 1 FROM bookings "
        "WHERE order_number = (SELECT number FROM orders WHERE id = ?3) AND order_number > 0) r "
        "CROSS JOIN transfers t ON t.number BETWEEN r.first AND r.last AND t.order_number = r.number WHERE t.number > "
        "?1 AND t.number < ?2",
        direction, range);
    if (scan)
        scan->bind(3, bytesOf(order));
    return scan;
}

// `selectLast` gives the highest number, `selectAt` the time of number ?1.
Result<std::int64_t> firstNumberFrom(storage::Database& database, const char* selectLast, const char* selectAt,
                                     std::int64_t us)
{
    const auto last = lastNumber(database, selectLast);
    if (!last)
        return last.error();
    auto at = database.prepare(selectAt);
    if (!at)
        return std::move(at).error();
    std::int64_t low = 1;
    std::int64_t high = *last + 1;
    while (low < high) {
        const std::int64_t middle = low + (high - low) / 2;
        const auto row = at->bind(1, middle).step();
        if (!row)
            return row.error();
        const bool isEarlier = *row && at->integer(0) < us;
        at->reset();
        (isEarlier ? low : high) = isEarlier ? middle + 1 : middle;
    }
    return low;
}

template<class FirstFrom>
Result<NumberRange> boundsOf(storage::Database& database, const Period& period, FirstFrom firstFrom)
{
    constexpr std::int64_t kSlack = 1'000;
    NumberRange bounds{0, kNoNumber};
    if (period.from) {
        const auto first = firstFrom(database, *period.from);
        if (!first)
            return first.error();
        bounds.above = std::max<std::int64_t>(0, *first - kSlack);
    }
    if (period.to) {
        const auto end = firstFrom(database, *period.to);
        if (!end)
            return end.error();
        bounds.below = *end + kSlack;
    }
    return bounds;
}

} // namespace

Result<NumberScan> scanOrders(storage::Database& database, const OrderFilter& filter, Direction direction,
                              const NumberRange& range)
{
    const auto open = [&](std::string_view select) { return NumberScan::open(database, select, direction, range); };
    const auto openFor = [&](std::string_view select, const auto& value) {
        auto scan = open(select);
        if (scan)
            scan->bind(3, value);
        return scan;
    };
    if (filter.state == OrderState::InDoubt)
        return open("SELECT order_number FROM transitions INDEXED BY transitions_doubts "
                    "WHERE is_terminal = 0 AND order_number > ?1 AND order_number < ?2");
    if (filter.account)
        return openFor("SELECT number FROM orders WHERE number > ?1 AND number < ?2 AND account = ?3",
                       bytesOf(*filter.account));
    if (filter.provider)
        return openFor("SELECT DISTINCT order_number FROM attempts "
                       "WHERE order_number > ?1 AND order_number < ?2 AND provider = ?3",
                       bytesOf(*filter.provider));
    if (filter.state == OrderState::Rejected)
        return open("SELECT number FROM orders WHERE birth = 0 AND number > ?1 AND number < ?2");
    if (filter.state == OrderState::Released)
        return open("SELECT order_number FROM transitions WHERE state = 4 AND order_number > ?1 AND order_number < ?2");
    if (filter.model)
        return openFor("SELECT number FROM orders WHERE number > ?1 AND number < ?2 AND model = ?3",
                       std::string_view(*filter.model));
    return open("SELECT number FROM orders WHERE number > ?1 AND number < ?2");
}

Result<NumberScan> scanTransfers(storage::Database& database, const TransferFilter& filter,
                                 const std::optional<TransferKind>& kind, Direction direction, const NumberRange& range)
{
    if (filter.order)
        return scanOrderTransfers(database, *filter.order, direction, range);
    if (filter.account)
        return scanWallet(database, *filter.account, direction, range);
    if (!kind || *kind < TransferKind::Absorb)
        return NumberScan::open(database, "SELECT number FROM transfers WHERE number > ?1 AND number < ?2", direction,
                                range);
    auto scan = NumberScan::open(
        database, "SELECT number FROM transfers WHERE kind >= 4 AND kind = ?3 AND number > ?1 AND number < ?2",
        direction, range);
    if (scan)
        scan->bind(3, static_cast<std::int64_t>(*kind));
    return scan;
}

Result<NumberScan> scanTopUps(storage::Database& database, const std::optional<AccountId>& account, Direction direction,
                              const NumberRange& range)
{
    if (!account)
        return NumberScan::open(database, "SELECT number FROM topups WHERE number > ?1 AND number < ?2", direction,
                                range);
    auto scan = NumberScan::open(
        database, "SELECT number FROM topups WHERE number > ?1 AND number < ?2 AND account = ?3", direction, range);
    if (scan)
        scan->bind(3, bytesOf(*account));
    return scan;
}

Result<NumberScan> scanBookings(storage::Database& database, const BookingFilter& filter, Direction direction,
                                const NumberRange& range)
{
    if (filter.order) {
        auto scan =
            NumberScan::open(database,
                             "SELECT number FROM bookings WHERE number > ?1 AND number < ?2 "
                             "AND order_number = (SELECT number FROM orders WHERE id = ?3) AND order_number > 0",
                             direction, range);
        if (scan)
            scan->bind(3, bytesOf(*filter.order));
        return scan;
    }
    if (filter.account) {
        auto scan =
            NumberScan::open(database, "SELECT number FROM bookings WHERE number > ?1 AND number < ?2 AND account = ?3",
                             direction, range);
        if (scan)
            scan->bind(3, bytesOf(*filter.account));
        return scan;
    }
    return NumberScan::open(database, "SELECT number FROM bookings WHERE number > ?1 AND number < ?2", direction,
                            range);
}

Result<std::int64_t> firstOrderFrom(storage::Database& database, Instant at)
{
    return firstNumberFrom(database, "SELECT max(number) FROM orders", "SELECT at_us FROM orders WHERE number = ?1",
                           toMicroseconds(at));
}

Result<std::int64_t> firstTransferFrom(storage::Database& database, Instant at)
{
    return firstNumberFrom(database, "SELECT max(number) FROM transfers",
                           "SELECT at_us FROM transfers WHERE number = ?1", toMicroseconds(at));
}

Result<std::int64_t> firstTopUpFrom(storage::Database& database, Instant at)
{
    return firstNumberFrom(database, "SELECT max(number) FROM topups", "SELECT at_us FROM topups WHERE number = ?1",
                           toMicroseconds(at));
}

Result<std::int64_t> firstBookingFrom(storage::Database& database, Instant at)
{
    return firstNumberFrom(database, "SELECT max(number) FROM bookings", "SELECT at_us FROM bookings WHERE number = ?1",
                           toMicroseconds(at));
}

Result<NumberRange> orderBounds(storage::Database& database, const Period& period)
{
    return boundsOf(database, period, &firstOrderFrom);
}

Result<NumberRange> transferBounds(storage::Database& database, const Period& period)
{
    return boundsOf(database, period, &firstTransferFrom);
}

} // namespace gotoai::clearinghouse
