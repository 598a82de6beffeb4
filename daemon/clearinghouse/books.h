// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/budgettallies.h"
#include "clearinghouse/chain.h"
#include "clearinghouse/records.h"

#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace gotoai::clearinghouse {

// The ledger's state in memory: balances, open orders, counters and the head of the chain. Changes are staged: they
// show at once, and undoTo() takes them back, in step with the database's transaction. Belongs to the writer's thread.
class Books
{
public:
    // 0 when there is none yet.
    std::int64_t find(const LedgerAccount& account) const;
    std::int64_t addAccount(const LedgerAccount& account); // returns its number
    Money balance(const LedgerAccount& account) const;
    Money balance(std::int64_t account) const { return m_balances[index(account)]; }

    const LedgerAccount& account(std::int64_t account) const { return m_accounts[index(account)]; }
    bool isAccount(std::int64_t number) const { return number > 0 && number <= std::ssize(m_accounts); }

    // All that is in a wallet, available and held, its own and granted; empty when Money does not hold it.
    std::optional<Money> totalOf(const AccountId& account) const;

    // Nothing moves and false when a balance would overflow.
    [[nodiscard]] bool move(std::int64_t debit, std::int64_t credit, Money amount);

    std::int64_t findPrice(const PriceId& id) const; // 0 when there is none yet
    std::int64_t addPrice(const PriceId& id);

    const OpenOrder* openOrder(OrderNumber number) const;
    bool isOpen(const OrderId& id) const { return m_openIds.contains(id); }
    const std::unordered_map<OrderNumber, OpenOrder>& openOrders() const { return m_open; }
    void putOpenOrder(OrderNumber number, const OpenOrder& order); // new, or in place of what it was
    void closeOrder(OrderNumber number);

    // Grants that have not expired in the books, in no order; most accounts have none.
    struct Grant
    {
        std::int64_t number = 0; // of its booking
        Money amount{};
        std::optional<Instant> expiresAt{};
        bool isLive(Instant at) const { return !expiresAt || *expiresAt > at; }
    };
    std::span<const Grant> grants(const AccountId& account) const;
    // Of the account's live grants, but for the one of this number.
    Money grantedLive(const AccountId& account, Instant at, std::int64_t except = 0) const;
    const std::unordered_map<AccountId, std::vector<Grant>>& grants() const { return m_grants; }
    void addGrant(const AccountId& account, const Grant& grant);
    void endGrant(const AccountId& account, std::int64_t number); // of one that is there

    BudgetTallies budgets;
    Counters counters{};
    crypto::Digest head{}; // hash of the last batch
    BatchLeaves leaves;    // of this transaction

    struct Mark
    {
        std::size_t steps = 0;
        Counters counters{};
        crypto::Digest head{};
        std::array<std::size_t, 6> leaves{};
        std::size_t budgets = 0;
    };
    Mark mark() const;
    void undoTo(const Mark& mark);
    void commit(); // what was staged stays

    // Invariant 2 at a glance: Σ held = Σ holds of open orders.
    bool areHoldsInLine() const { return m_heldTotal == m_holdTotal; }
    std::size_t inDoubtCount() const { return m_inDoubt; }
    Money heldTotal() const { return Money::fromNano(static_cast<std::int64_t>(m_heldTotal)); }

    // Accounts whose balance changed since forgetChanges(), which forgets the changes of budgets, too.
    const std::vector<std::int64_t>& changedAccounts() const { return m_changed; }
    void forgetChanges();
    // For loading: a balance as it is on disk, outside any transaction.
    void setBalance(std::int64_t account, Money balance);

private:
    __extension__ using Wide = __int128;
    struct Step
    {
        enum class Kind : std::uint8_t { Moved, OpenChanged, AccountAdded, PriceAdded, GrantsChanged };
        Kind kind = Kind::Moved;
        std::int64_t first = 0;  // debit, order or price number
        std::int64_t second = 0; // credit
        Money amount{};
        std::optional<OpenOrder> before{};
        PriceId price{};
        AccountId owner{};
        std::vector<Grant> grants{}; // of the owner, before
    };

    static std::size_t index(std::int64_t account) { return static_cast<std::size_t>(account - 1); }
    void undo(const Step& step);
    void shift(std::int64_t account, Money from, Money to);
    void setOpen(OrderNumber number, const std::optional<OpenOrder>& order);
    std::vector<Grant>& changeGrants(const AccountId& account);

    std::vector<Money> m_balances;         // by account number
    std::vector<LedgerAccount> m_accounts; // by account number
    std::unordered_map<LedgerAccount, std::int64_t> m_numbers;
    std::unordered_map<PriceId, std::int64_t> m_prices;
    std::unordered_map<OrderNumber, OpenOrder> m_open;
    std::unordered_set<OrderId> m_openIds; // those that are known
    std::unordered_map<AccountId, std::vector<Grant>> m_grants;
    std::vector<bool> m_isChanged; // by account number
    std::vector<std::int64_t> m_changed;
    std::size_t m_inDoubt = 0; // of m_open
    Wide m_heldTotal = 0;
    Wide m_holdTotal = 0;
    std::vector<Step> m_steps; // of this transaction
};

} // namespace gotoai::clearinghouse
