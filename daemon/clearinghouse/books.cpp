// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/books.h"

#include "clearinghouse/invariant.h"

#include <utility>

namespace gotoai::clearinghouse {

std::int64_t Books::find(const LedgerAccount& account) const
{
    const auto found = m_numbers.find(account);
    return found == m_numbers.end() ? 0 : found->second;
}

std::int64_t Books::addAccount(const LedgerAccount& account)
{
    const auto number = static_cast<std::int64_t>(m_accounts.size()) + 1;
    const bool isNew = m_numbers.emplace(account, number).second;
    ensure(isNew, "an account of the ledger has one number");
    m_accounts.push_back(account);
    m_balances.emplace_back();
    m_isChanged.push_back(false);
    counters.accounts = number;
    m_steps.push_back({.kind = Step::Kind::AccountAdded});
    return number;
}

Money Books::balance(const LedgerAccount& account) const
{
    const std::int64_t number = find(account);
    return number ? balance(number) : Money();
}

bool Books::move(std::int64_t debit, std::int64_t credit, Money amount)
{
    ensure(amount > Money() && debit != credit, "a transfer moves more than zero between two accounts");
    const Money debitBefore = m_balances[index(debit)];
    const Money creditBefore = m_balances[index(credit)];
    const auto debitAfter = debitBefore.minus(amount);
    const auto creditAfter = creditBefore.plus(amount);
    if (!debitAfter || !creditAfter)
        return false;
    shift(debit, debitBefore, *debitAfter);
    shift(credit, creditBefore, *creditAfter);
    m_steps.push_back({.kind = Step::Kind::Moved, .first = debit, .second = credit, .amount = amount});
    return true;
}

void Books::shift(std::int64_t account, Money from, Money to)
{
    const LedgerAccount& shifted = m_accounts[index(account)];
    if (shifted.isHeld()) {
        ensure(!to.isNegative(), "held is not negative");
        m_heldTotal += Wide{to.nano()} - from.nano();
    } else if (shifted.kind() == LedgerAccount::Kind::PromoAvailable) {
        ensure(!to.isNegative(), "granted money is not negative");
    }
    m_balances[index(account)] = to;
    if (!m_isChanged[index(account)]) {
        m_isChanged[index(account)] = true;
        m_changed.push_back(account);
    }
}

void Books::setBalance(std::int64_t account, Money balance) { shift(account, m_balances[index(account)], balance); }

std::int64_t Books::findPrice(const PriceId& id) const
{
    const auto found = m_prices.find(id);
    return found == m_prices.end() ? 0 : found->second;
}

std::int64_t Books::addPrice(const PriceId& id)
{
    m_prices.emplace(id, ++counters.prices);
    m_steps.push_back({.kind = Step::Kind::PriceAdded, .price = id});
    return counters.prices;
}

const OpenOrder* Books::openOrder(OrderNumber number) const
{
    const auto found = m_open.find(number);
    return found == m_open.end() ? nullptr : &found->second;
}

void Books::setOpen(OrderNumber number, const std::optional<OpenOrder>& order)
{
    const auto found = m_open.find(number);
    if (found != m_open.end()) {
        m_holdTotal -= found->second.hold.nano();
        m_inDoubt -= found->second.state == OrderState::InDoubt ? 1 : 0;
        m_openIds.erase(found->second.id);
        if (!order)
            m_open.erase(found);
    }
    if (order) {
        m_holdTotal += order->hold.nano();
        m_inDoubt += order->state == OrderState::InDoubt ? 1 : 0;
        if (order->id != OrderId())
            m_openIds.insert(order->id);
        m_open.insert_or_assign(number, *order);
    }
}

void Books::putOpenOrder(OrderNumber number, const OpenOrder& order)
{
    const OpenOrder* const before = openOrder(number);
    m_steps.push_back(
        {.kind = Step::Kind::OpenChanged, .first = number, .before = before ? std::optional(*before) : std::nullopt});
    setOpen(number, order);
}

void Books::closeOrder(OrderNumber number)
{
    const OpenOrder* const before = openOrder(number);
    ensure(before != nullptr, "only an open order ends");
    m_steps.push_back({.kind = Step::Kind::OpenChanged, .first = number, .before = *before});
    setOpen(number, std::nullopt);
}

std::span<const Books::Grant> Books::grants(const AccountId& account) const
{
    if (m_grants.empty())
        return {};
    const auto found = m_grants.find(account);
    return found == m_grants.end() ? std::span<const Grant>() : std::span<const Grant>(found->second);
}

// What they gave stays within the wallet's range together, or it would not have been booked; the sum of more is as good
// as its range.
std::optional<Money> Books::totalOf(const AccountId& account) const
{
    Wide total = 0;
    for (const LedgerAccount& part : {LedgerAccount::available(account), LedgerAccount::held(account),
                                      LedgerAccount::promoAvailable(account), LedgerAccount::promoHeld(account)})
        total += balance(part).nano();
    return total >= INT64_MIN && total <= INT64_MAX ? std::optional(Money::fromNano(static_cast<std::int64_t>(total)))
                                                    : std::nullopt;
}

Money Books::grantedLive(const AccountId& account, Instant at, std::int64_t except) const
{
    Money sum;
    for (const Grant& grant : grants(account)) {
        if (grant.number != except && grant.isLive(at))
            sum = sum.plus(grant.amount).value_or(Money::fromNano(INT64_MAX));
    }
    return sum;
}

std::vector<Books::Grant>& Books::changeGrants(const AccountId& account)
{
    std::vector<Grant>& grants = m_grants[account];
    Step step{.kind = Step::Kind::GrantsChanged};
    step.owner = account;
    step.grants = grants;
    m_steps.push_back(std::move(step));
    return grants;
}

void Books::addGrant(const AccountId& account, const Grant& grant) { changeGrants(account).push_back(grant); }

void Books::endGrant(const AccountId& account, std::int64_t number)
{
    std::vector<Grant>& grants = changeGrants(account);
    const auto ended = std::erase_if(grants, [number](const Grant& grant) { return grant.number == number; });
    ensure(ended == 1, "a grant expires once");
    if (grants.empty())
        m_grants.erase(account);
}

Books::Mark Books::mark() const
{
    return {m_steps.size(),
            counters,
            head,
            {leaves.accounts.size(), leaves.prices.size(), leaves.orders.size(), leaves.transitions.size(),
             leaves.topUps.size(), leaves.bookings.size()},
            budgets.mark()};
}

void Books::undoTo(const Mark& mark)
{
    while (m_steps.size() > mark.steps) {
        undo(m_steps.back());
        m_steps.pop_back();
    }
    budgets.undoTo(mark.budgets);
    counters = mark.counters;
    head = mark.head;
    std::size_t kind = 0;
    for (auto* const list :
         {&leaves.accounts, &leaves.prices, &leaves.orders, &leaves.transitions, &leaves.topUps, &leaves.bookings})
        list->resize(mark.leaves[kind++]);
}

void Books::undo(const Step& step)
{
    switch (step.kind) {
    case Step::Kind::Moved: {
        const Money debit = balance(step.first);
        const Money credit = balance(step.second);
        shift(step.second, credit, Money::fromNano(credit.nano() - step.amount.nano()));
        shift(step.first, debit, Money::fromNano(debit.nano() + step.amount.nano()));
        return;
    }
    case Step::Kind::OpenChanged: setOpen(step.first, step.before); return;
    case Step::Kind::AccountAdded:
        std::erase(m_changed, static_cast<std::int64_t>(m_accounts.size()));
        m_numbers.erase(m_accounts.back());
        m_accounts.pop_back();
        m_balances.pop_back();
        m_isChanged.pop_back();
        return;
    case Step::Kind::PriceAdded: m_prices.erase(step.price); return;
    case Step::Kind::GrantsChanged:
        if (step.grants.empty())
            m_grants.erase(step.owner);
        else
            m_grants[step.owner] = step.grants;
        return;
    }
}

void Books::commit()
{
    m_steps.clear();
    budgets.commit();
    leaves.clear();
}

void Books::forgetChanges()
{
    for (const std::int64_t account : m_changed)
        m_isChanged[index(account)] = false;
    m_changed.clear();
    budgets.forgetChanges();
}

} // namespace gotoai::clearinghouse
