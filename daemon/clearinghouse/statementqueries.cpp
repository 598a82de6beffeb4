// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/statementqueries.h"

#include "clearinghouse/linewalk.h"
#include "clearinghouse/statementsides.h"

#include <algorithm>

namespace gotoai::clearinghouse {
namespace {

using storage::Database;

Result<void> add(Balances& balances, const Side& side, Money amount)
{
    auto added = addTo(side.isHeld ? balances.held : balances.available, amount);
    if (added)
        added = addTo(balances.total, amount);
    if (added && side.isPromo)
        added = addTo(balances.promo, amount);
    return added;
}

Result<void> add(Balances& balances, const Balances& other)
{
    for (Money Balances::*part : {&Balances::available, &Balances::held, &Balances::total, &Balances::promo}) {
        if (auto added = addTo(balances.*part, other.*part); !added)
            return added;
    }
    return {};
}

using BalancesByKind = std::map<TransferKind, Balances>;

// What transfers above one number and up to another did to the sides.
Result<void> addTransfers(Database& database, const Sides& sides, const NumberRange& range, BalancesByKind& sums)
{
    auto statement = database.prepare("SELECT t.kind, t.debit, t.credit, t.amount_nano FROM transfers t "
                                      "WHERE t.number > ?1 AND t.number < ?2 AND (" +
                                      isOneOf("t.debit", sides) + " OR " + isOneOf("t.credit", sides) + ")");
    if (!statement)
        return std::move(statement).error();
    statement->bind(1, range.above).bind(2, range.below);
    for (;;) {
        const auto row = statement->step();
        if (!row)
            return row.error();
        if (!*row)
            return {};
        Balances& sum = sums[static_cast<TransferKind>(statement->integer(0))];
        const std::int64_t nano = statement->integer(3);
        for (const Side& side : sides) {
            const std::int64_t change =
                (side.number == statement->integer(2) ? nano : 0) - (side.number == statement->integer(1) ? nano : 0);
            if (auto added = add(sum, side, Money::fromNano(change)); !added)
                return added;
        }
    }
}

// What all transfers up to `number` did to the sides: a mark, and what came behind it.
Result<BalancesByKind> sumsAt(Database& database, const Sides& sides, std::int64_t number)
{
    const auto marked = lastMarkedBlock(database);
    if (!marked)
        return marked.error();
    const std::int64_t block = std::min(number / kMarkBlock, *marked);
    BalancesByKind sums;
    for (const Side& side : sides) {
        const auto mark = markBelow(database, side.number, block);
        if (!mark)
            return mark.error();
        for (const auto& [kind, amount] : *mark ? (*mark)->sums : KindSums()) {
            if (auto added = add(sums[kind], side, amount); !added)
                return std::move(added).error();
        }
    }
    if (auto added = addTransfers(database, sides, {block * kMarkBlock, number + 1}, sums); !added)
        return std::move(added).error();
    return sums;
}

Result<Balances> totalOf(const BalancesByKind& sums)
{
    Balances total;
    for (const auto& [kind, sum] : sums) {
        if (auto added = add(total, sum); !added)
            return std::move(added).error();
    }
    return total;
}

Money difference(Money after, Money before) { return after.minus(before).value_or(Money()); }

Result<StatementFrame> frameOf(Database& database, const Sides& sides, const Period& period)
{
    const auto begin = period.from ? transferCut(database, *period.from) : Result<std::int64_t>(1);
    if (!begin)
        return begin.error();
    const auto end = transferCut(database, period.to.value_or(Instant::max()));
    if (!end)
        return end.error();
    StatementFrame frame;
    frame.range = {*begin - 1, std::max(*begin, *end)};
    const auto before = sumsAt(database, sides, frame.range.above);
    const auto after = before ? sumsAt(database, sides, frame.range.below - 1) : before;
    const auto opening = after ? totalOf(*before) : after.error();
    const auto closing = opening ? totalOf(*after) : opening;
    if (!closing)
        return closing.error();
    frame.opening = *opening;
    frame.closing = *closing;
    for (const auto& [kind, sum] : *after) {
        const auto found = before->find(kind);
        const Balances earlier = found == before->end() ? Balances() : found->second;
        const Balances change{difference(sum.available, earlier.available), difference(sum.held, earlier.held),
                              difference(sum.total, earlier.total), difference(sum.promo, earlier.promo)};
        if (change != Balances())
            frame.activity.push_back({std::string(transferKindWord(kind)), change});
    }
    return frame;
}

// `lines` are newest first.
Result<void> balanceDownwards(Database& database, const Sides& sides, std::vector<StatementLine>& lines)
{
    if (lines.empty())
        return {};
    const auto sums = sumsAt(database, sides, lines.front().transfer.number);
    const auto total = sums ? totalOf(*sums) : sums.error();
    if (!total)
        return total.error();
    Money balance = total->total;
    for (StatementLine& line : lines) {
        line.balance = balance;
        if (auto added = addTo(balance, Money::fromNano(-line.change.nano())); !added)
            return added;
    }
    return {};
}

// What a transfer changed by of what the customer may spend. Names are as in sidesOf().
Money availableChange(const std::string& customer, const TransferRow& transfer)
{
    const auto isAvailable = [&customer](const std::string& name) {
        return (name.starts_with("wallet:" + customer) || name.starts_with("promo:" + customer)) &&
               !name.ends_with(":held");
    };
    const std::int64_t nano = transfer.amount.nano();
    return Money::fromNano((isAvailable(transfer.credit) ? nano : 0) - (isAvailable(transfer.debit) ? nano : 0));
}

// What several statements read belongs together: one snapshot.
template<class Read>
auto inSnapshot(Database& database, Read read) -> decltype(read())
{
    if (auto begun = database.execute("BEGIN"); !begun)
        return std::move(begun).error();
    auto result = read();
    if (auto ended = database.execute("ROLLBACK"); !ended)
        return std::move(ended).error();
    return result;
}

} // namespace

StatementQueries::StatementQueries(Database& database)
    : m_database(database)
{}

Result<Statement> StatementQueries::statement(const AccountId& account, const Period& period, const PageRequest& page)
{
    return inSnapshot(m_database, [&]() -> Result<Statement> {
        const auto sides = sidesOf(m_database, account);
        auto frame = sides ? frameOf(m_database, *sides, period) : sides.error();
        if (!frame)
            return std::move(frame).error();
        NumberRange range = frame->range;
        range.below = std::min(range.below, page.before.value_or(range.below));
        auto lines = LineWalk(m_database, *sides, Direction::Down, page.limit).run(range);
        if (!lines)
            return std::move(lines).error();
        if (auto balanced = balanceDownwards(m_database, *sides, lines->rows); !balanced)
            return std::move(balanced).error();
        return Statement{std::move(*frame), std::move(*lines)};
    });
}

Result<StatementFrame> StatementQueries::frame(const AccountId& account, const Period& period)
{
    return inSnapshot(m_database, [&]() -> Result<StatementFrame> {
        const auto sides = sidesOf(m_database, account);
        return sides ? frameOf(m_database, *sides, period) : sides.error();
    });
}

Result<StatementLines> StatementQueries::lines(const AccountId& account, const NumberRange& range, Money balance,
                                               std::size_t limit)
{
    return inSnapshot(m_database, [&]() -> Result<StatementLines> {
        const auto sides = sidesOf(m_database, account);
        auto lines = sides ? LineWalk(m_database, *sides, Direction::Up, limit).run(range) : sides.error();
        if (!lines)
            return lines;
        for (StatementLine& line : lines->rows) {
            if (auto added = addTo(balance, line.change); !added)
                return std::move(added).error();
            line.balance = balance;
        }
        return lines;
    });
}

Result<std::vector<Money>> StatementQueries::availableBehind(const AccountId& account,
                                                             const std::vector<TransferRow>& transfers)
{
    std::vector<Money> behind;
    if (transfers.empty())
        return behind;
    const auto sums = inSnapshot(m_database, [&]() -> Result<BalancesByKind> {
        const auto sides = sidesOf(m_database, account);
        return sides ? sumsAt(m_database, *sides, transfers.front().number) : sides.error();
    });
    const auto total = sums ? totalOf(*sums) : sums.error();
    if (!total)
        return total.error();
    const std::string customer = account.toString() + ':';
    Money available = total->available;
    for (const TransferRow& transfer : transfers) {
        behind.push_back(available);
        if (auto added = addTo(available, Money::fromNano(-availableChange(customer, transfer).nano())); !added)
            return std::move(added).error();
    }
    return behind;
}

} // namespace gotoai::clearinghouse
