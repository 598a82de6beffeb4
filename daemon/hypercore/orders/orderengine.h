// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "clearinghouse/ledgerstore.h"
#include "hypercore/budgets/budgetsnapshot.h"
#include "hypercore/orders/attempt.h"
#include "hypercore/orders/finishedorder.h"
#include "hypercore/orders/order.h"
#include "hypercore/orders/orderfigures.h"
#include "hypercore/risk/killswitches.h"
#include "supply/catalog.h"
#include "supply/health/healthbook.h"

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <unordered_map>
#include <vector>

namespace gotoai::hypercore {

// Owns the orders of one lane. On that lane's thread throughout.
class OrderEngine
{
public:
    // All outlive the engine, which is destroyed only after isIdle() or together with the process.
    struct Parts
    {
        const Clock& clock;
        supply::Transport& transport;
        const supply::HealthBook& health;
        json::Parser& parser;
        clearinghouse::LedgerStore& ledger;
        storage::CompletionQueue& completions;
        OrderFigures& figures;
        FinishedOrderSink& finishedOrders;
        TranscriptStore* transcripts = nullptr; // null: no answers are kept
    };

    explicit OrderEngine(const Parts& parts);
    ~OrderEngine();

    // New orders are planned on it; running ones keep what they started with.
    void setCatalog(std::shared_ptr<const supply::Catalog> catalog);
    const supply::Catalog& catalog() const { return *m_catalog; }
    // Counts from now on, for new orders and for those that run: what it stops is cut, or tried elsewhere.
    KillCounts setKillSwitches(std::shared_ptr<const KillSwitches> killSwitches);
    const KillSwitches& killSwitches() const { return *m_killSwitches; }
    // What they would do to the orders that run.
    KillCounts countStopped(const KillSwitches& killSwitches) const;

    // How much a stream holds ahead of what it may have used, in place of the most that it can cost; 0: all of it.
    void setHoldStep(Money step) { m_holdStep = step; }
    // What new orders are under.
    void setBudgets(std::shared_ptr<const BudgetSnapshot> budgets) { m_budgets = std::move(budgets); }

    // Why an order did not begin.
    struct Refusal
    {
        Error error;
        std::optional<std::chrono::seconds> retryAfter{}; // where it may begin then
    };
    // Routes and begins, taking the observer. When it cannot be routed or is stopped, the refusal is returned, the
    // observer stays with the caller and hears nothing.
    [[nodiscard]] std::optional<Refusal> start(OrderRequest request, std::unique_ptr<OrderObserver>& observer);

    // Orders that wait before they try again: `alarm` is told how long the next of them waits, whereupon serveWaits()
    // is to be called then, or a little later.
    void setAlarm(std::function<void(std::chrono::milliseconds)> alarm) { m_alarm = std::move(alarm); }
    void serveWaits();

    // Once a second or so: offers the store again what it could not take.
    void retryUnsettled();

    // Once a second or so: has what is known of running orders noted, for the case of a crash.
    void noteEvidence();

    // Whether new orders would wait for their hold longer than is good: so many wait already, or the first of them so
    // long (kHoldPatience), be it for the ledger or for this lane to come round to it.
    bool isBusy() const;
    static constexpr std::size_t kMostHoldsAwaited = 128;
    static constexpr std::chrono::milliseconds kHoldPatience{50};

    // What the order was answered with. False, and no reply, where that cannot be known.
    bool findTranscript(const OrderId& order, std::function<void(FoundTranscript)> reply);

    bool isIdle() const { return m_orders.empty(); }
    // The drain's deadline has passed: ends every order and tells its client so.
    void abandonAll();

private:
    friend class Order;
    // An end that the store could not take yet, and what is to be told once it has.
    struct Unsettled
    {
        clearinghouse::Settlement settlement;
        std::shared_ptr<FinishedOrder> order;
    };
    void keepUnsettled(Unsettled unsettled);
    void settledLate(Unsettled unsettled, const Result<clearinghouse::SettlementReceipt>& receipt);
    void retire(const Order& order);
    void wakeAfter(const Order& order, std::chrono::milliseconds delay);
    void setNextAlarm();
    DispatchPlan::Means dispatchMeans() { return {m_parts.health, m_retryBudget, m_random}; }

    Parts m_parts;
    std::shared_ptr<const supply::Catalog> m_catalog;
    std::shared_ptr<const KillSwitches> m_killSwitches;
    std::shared_ptr<const BudgetSnapshot> m_budgets = std::make_shared<BudgetSnapshot>();
    BudgetCalendar m_calendar;
    std::unordered_map<OrderId, std::unique_ptr<Order>> m_orders;
    std::vector<Unsettled> m_unsettled;
    std::deque<Tick> m_holdsAwaited; // when each was asked for; replies come in this order
    Money m_holdStep;
    RetryBudget m_retryBudget;
    std::minstd_rand m_random{std::random_device{}()};
    std::multimap<Tick, OrderId> m_waits; // orders that try again then, if they are still there
    std::function<void(std::chrono::milliseconds)> m_alarm = [](std::chrono::milliseconds) {};
};

} // namespace gotoai::hypercore
