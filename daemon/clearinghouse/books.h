// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/chain.h"
#include "clearinghouse/records.h"

#include <array>
#include <cstdint>
#include <optional>
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

    LedgerAccount::Kind kind(std::int64_t account) const { return m_accounts[index(account)].kind(); }

    // Nothing moves and false when a balance would overflow.
    [[nodiscard]] bool move(std::int64_t debit, std::int64_t credit, Money amount);

    std::int64_t findPrice(const PriceId& id) const; // 0 when there is none yet
    std::int64_t addPrice(const PriceId& id);

    const OpenOrder* openOrder(OrderNumber number) const;
    bool isOpen(const OrderId& id) const { return m_openIds.contains(id); }
    const std::unordered_map<OrderNumber, OpenOrder>& openOrders() const { return m_open; }
    void putOpenOrder(OrderNumber number, const OpenOrder& order); // new, or in place of what it was
    void closeOrder(OrderNumber number);

    Counters counters{};
    crypto::Digest head{}; // hash of the last batch
    BatchLeaves leaves;    // of this transaction

    struct Mark
    {
        std::size_t steps = 0;
        Counters counters{};
        crypto::Digest head{};
        std::array<std::size_t, 5> leaves{};
    };
    Mark mark() const;
    void undoTo(const Mark& mark);
    void commit(); // what was staged stays

    // Invariant 2 at a glance: Σ held = Σ holds of open orders.
    bool areHoldsInLine() const { return m_heldTotal == m_holdTotal; }
    std::size_t inDoubtCount() const { return m_inDoubt; }
    Money heldTotal() const { return Money::fromNano(static_cast<std::int64_t>(m_heldTotal)); }

    // Accounts whose balance changed since forgetChanges().
    const std::vector<std::int64_t>& changedAccounts() const { return m_changed; }
    void forgetChanges();
    // For loading: a balance as it is on disk, outside any transaction.
    void setBalance(std::int64_t account, Money balance);

private:
    __extension__ using Wide = __int128;
    struct Step
    {
        enum class Kind : std::uint8_t { Moved, OpenChanged, AccountAdded, PriceAdded };
        Kind kind = Kind::Moved;
        std::int64_t first = 0;  // debit, order or price number
        std::int64_t second = 0; // credit
        Money amount{};
        std::optional<OpenOrder> before{};
        PriceId price{};
    };

    static std::size_t index(std::int64_t account) { return static_cast<std::size_t>(account - 1); }
    void undo(const Step& step);
    void shift(std::int64_t account, Money from, Money to);
    void setOpen(OrderNumber number, const std::optional<OpenOrder>& order);

    std::vector<Money> m_balances;         // by account number
    std::vector<LedgerAccount> m_accounts; // by account number
    std::unordered_map<LedgerAccount, std::int64_t> m_numbers;
    std::unordered_map<PriceId, std::int64_t> m_prices;
    std::unordered_map<OrderNumber, OpenOrder> m_open;
    std::unordered_set<OrderId> m_openIds; // those that are known
    std::vector<bool> m_isChanged;         // by account number
    std::vector<std::int64_t> m_changed;
    std::size_t m_inDoubt = 0; // of m_open
    Wide m_heldTotal = 0;
    Wide m_holdTotal = 0;
    std::vector<Step> m_steps; // of this transaction
};

} // namespace gotoai::clearinghouse
