// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/matchsides.h"

#include "clearinghouse/booking.h"

#include <algorithm>

namespace gotoai::reconciliation {
namespace {

using storage::Database;
using storage::Statement;
using Blob = std::span<const std::uint8_t>;

constexpr std::int64_t kOrdersAPiece = 8'192;
constexpr auto kLateCost = static_cast<std::int64_t>(clearinghouse::BookingKind::LateCost);

constexpr char kAttempts[] =
    "SELECT a.order_number, o.id, a.attempt, a.endpoint, o.hold_nano, a.usage_source,"
    " a.prompt + a.cache_read + a.cache_write, a.completion + a.reasoning, a.cost_nano, a.upstream_id, a.ended_us,"
    " (SELECT count(*) FROM attempts b WHERE b.order_number = a.order_number),"
    " (SELECT l.amount_nano FROM bookings l WHERE l.order_number = a.order_number AND l.order_number > 0"
    " AND l.kind = ?4 AND l.part = a.attempt)"
    " FROM attempts a JOIN orders o ON o.number = a.order_number"
    " WHERE a.provider = ?1 AND a.order_number BETWEEN ?2 AND ?3 AND a.payer <> 2 ORDER BY a.order_number, a.attempt";
constexpr char kOpenAttempts[] =
    "SELECT o.id, e.attempt, o.model, e.upstream_id, o.hold_nano, o.at_us,"
    " EXISTS (SELECT 1 FROM transitions t WHERE t.order_number = o.number AND t.is_terminal = 0)"
    " FROM order_evidence e JOIN orders o ON o.number = e.order_number WHERE e.provider = ?1"
    " AND e.attempt = (SELECT max(f.attempt) FROM order_evidence f WHERE f.order_number = e.order_number)"
    " AND NOT EXISTS (SELECT 1 FROM transitions t WHERE t.order_number = o.number AND t.is_terminal = 1)";
constexpr char kExtensions[] = "SELECT coalesce(sum(amount_nano), 0) FROM bookings"
                               " WHERE order_number = ?1 AND order_number > 0 AND kind = ?2";
constexpr char kEvidence[] = "SELECT prompt + cache_read + cache_write, completion + reasoning FROM requests"
                             " WHERE id = ?1 AND usage_source <> 0 AND attempts = 1";
constexpr char kRows[] = "SELECT number, external_id, model, at_us, prompt, completion, cost_pico, is_absurd"
                         " FROM statement_rows WHERE statement = ?1";

BookedAttempt attemptOf(const Statement& row)
{
    BookedAttempt attempt;
    attempt.number = row.integer(0);
    attempt.order = OrderId::fromBytes(row.blob(1)).value_or(OrderId());
    attempt.attempt = row.integer(2);
    attempt.endpoint = EndpointId::fromBytes(row.blob(3)).value_or(EndpointId());
    attempt.hold = Money::fromNano(row.integer(4));
    if (row.integer(5) != static_cast<std::int64_t>(UsageSource::None))
        attempt.counts = TokenCounts{row.integer(6), row.integer(7)};
    attempt.cost = Money::fromNano(row.integer(8));
    attempt.upstreamId = row.text(9);
    attempt.endedAt = fromMicroseconds(row.integer(10));
    attempt.isOnly = row.integer(11) == 1;
    if (!row.isNull(12))
        attempt.late = {1, Money::fromNano(row.integer(12))};
    return attempt;
}

BilledRow billedRowOf(const Statement& row)
{
    BilledRow billed;
    billed.number = row.integer(0);
    billed.externalId = row.text(1);
    billed.model = row.text(2);
    billed.at = fromMicroseconds(row.integer(3));
    if (!row.isNull(4) && !row.isNull(5))
        billed.counts = TokenCounts{row.integer(4), row.integer(5)};
    if (!row.isNull(6))
        billed.cost = row.integer(6);
    billed.isAbsurd = row.integer(7) != 0;
    return billed;
}

// The first column of the first row; empty when there is none.
template<class Read>
Result<void> readOne(Statement& statement, Read read)
{
    const auto found = statement.step();
    if (!found)
        return found.error();
    if (*found)
        read(statement);
    statement.reset();
    return {};
}

Result<void> forEachRow(Database& ledger, const StatementId& statement, const char* rest,
                        const std::function<void(const BilledRow&)>& take)
{
    auto select = ledger.prepare(std::string(kRows) + rest);
    if (!select)
        return std::move(select).error();
    select->bind(1, Blob(statement.bytes()));
    for (;;) {
        const auto found = select->step();
        if (!found)
            return found.error();
        if (!*found)
            return {};
        take(billedRowOf(*select));
    }
}

} // namespace

// In pieces, each a read of its own, so that no long one keeps the database's log from being written back.
Result<void> forEachAttempt(Database& ledger, const ProviderId& provider, const OrderRange& range,
                            const std::function<Result<void>(const BookedAttempt&)>& take)
{
    auto select = ledger.prepare(kAttempts);
    if (!select)
        return std::move(select).error();
    std::vector<BookedAttempt> piece;
    for (std::int64_t from = range.above + 1; from < range.below; from += kOrdersAPiece) {
        const std::int64_t to = std::min(from + kOrdersAPiece, range.below) - 1;
        select->bind(1, Blob(provider.bytes())).bind(2, from).bind(3, to).bind(4, kLateCost);
        piece.clear();
        for (;;) {
            const auto found = select->step();
            if (!found)
                return found.error();
            if (!*found)
                break;
            piece.push_back(attemptOf(*select));
        }
        select->reset();
        for (const BookedAttempt& attempt : piece) {
            if (auto taken = take(attempt); !taken)
                return taken;
        }
    }
    return {};
}

Result<void> forEachOpenAttempt(Database& ledger, const ProviderId& provider,
                                const std::function<Result<void>(const OpenAttempt&)>& take)
{
    auto select = ledger.prepare(kOpenAttempts);
    if (!select)
        return std::move(select).error();
    select->bind(1, Blob(provider.bytes()));
    std::vector<OpenAttempt> all;
    for (;;) {
        const auto found = select->step();
        if (!found)
            return found.error();
        if (!*found)
            break;
        all.push_back({.order = OrderId::fromBytes(select->blob(0)).value_or(OrderId()),
                       .attempt = select->integer(1),
                       .model = std::string(select->text(2)),
                       .upstreamId = std::string(select->text(3)),
                       .hold = Money::fromNano(select->integer(4)),
                       .beganAt = fromMicroseconds(select->integer(5)),
                       .isInDoubt = select->integer(6) != 0});
    }
    for (const OpenAttempt& open : all) {
        if (auto taken = take(open); !taken)
            return taken;
    }
    return {};
}

Result<Money> holdOf(Database& ledger, const BookedAttempt& attempt)
{
    auto select = ledger.cached(kExtensions);
    if (!select)
        return std::move(select).error();
    (*select)->bind(1, attempt.number).bind(2, static_cast<std::int64_t>(clearinghouse::BookingKind::Extension));
    Money hold = attempt.hold;
    auto read = readOne(**select, [&](const Statement& row) {
        hold = attempt.hold.plus(Money::fromNano(row.integer(0))).value_or(attempt.hold);
    });
    if (!read)
        return std::move(read).error();
    return hold;
}

Result<std::optional<TokenCounts>> evidenceOf(Database* requests, const BookedAttempt& attempt)
{
    std::optional<TokenCounts> counts;
    if (!requests || !attempt.isOnly)
        return counts;
    auto select = requests->cached(kEvidence);
    if (!select)
        return std::move(select).error();
    (*select)->bind(1, Blob(attempt.order.bytes()));
    auto read = readOne(**select, [&](const Statement& row) { counts = TokenCounts{row.integer(0), row.integer(1)}; });
    if (!read)
        return std::move(read).error();
    return counts;
}

Result<void> forEachBucketRow(Database& ledger, const StatementId& statement,
                              const std::function<void(const BilledRow&)>& take)
{
    return forEachRow(ledger, statement, " AND external_id = '' ORDER BY number", take);
}

Result<void> forEachNamedRow(Database& ledger, const StatementId& statement,
                             const std::function<void(const BilledRow&)>& take)
{
    return forEachRow(ledger, statement, " AND external_id > '' ORDER BY external_id, number", take);
}

Result<std::vector<BilledRow>> rowsOf(Database& ledger, const StatementId& statement, const std::string& externalId)
{
    auto select = ledger.cached("SELECT number, external_id, model, at_us, prompt, completion, cost_pico, is_absurd"
                                " FROM statement_rows WHERE statement = ?1 AND external_id = ?2 ORDER BY number");
    if (!select)
        return std::move(select).error();
    (*select)->bind(1, Blob(statement.bytes())).bind(2, externalId);
    std::vector<BilledRow> rows;
    for (;;) {
        const auto found = (*select)->step();
        if (!found)
            return found.error();
        if (!*found)
            break;
        rows.push_back(billedRowOf(**select));
    }
    (*select)->reset();
    return rows;
}

// A sum that cannot be is a number that cannot be.
void addCost(StatementSide& side, std::optional<std::int64_t> cost)
{
    std::int64_t sum = 0;
    if (!cost)
        return;
    if (__builtin_add_overflow(side.cost.value_or(0), *cost, &sum))
        side.isAbsurd = true;
    else
        side.cost = sum;
}

std::optional<StatementSide> sideOf(const std::vector<BilledRow>& rows)
{
    if (rows.empty())
        return std::nullopt;
    StatementSide side = rows.front().side();
    side.rows = static_cast<std::int64_t>(rows.size());
    for (std::size_t i = 1; i < rows.size(); ++i) {
        side.isAbsurd = side.isAbsurd || rows[i].isAbsurd;
        addCost(side, rows[i].cost);
    }
    return side;
}

} // namespace gotoai::reconciliation
