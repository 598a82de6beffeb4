// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/awaitedledger.h"
#include "app/democlock.h"
#include "app/demotraffic.h"
#include "app/demoworld.h"
#include "hypercore/orders/orderengine.h"
#include "supply/simulator/simulatortransport.h"

#include <functional>
#include <vector>

namespace gotoai::app {

// A day of a demo's traffic, played in seconds: orders are placed, routed, reserved, answered by the simulator and
// settled one after another by the real parts, at the pace of a clock that is moved on as nothing is left to happen.
// What else a day brings (top-ups, a provider that fails, a new price) comes at its hour. Before the event loop runs.
class DemoDay
{
public:
    static constexpr std::chrono::hours kLength{24};

    struct Parts
    {
        DemoClock& clock; // held
        DemoWorld& world;
        supply::CatalogStore& catalog;
        hypercore::BudgetStore& budgets;
        supply::HealthBook& health;
        clearinghouse::LedgerStore& ledger;
        storage::CompletionQueue& queue;
        hypercore::OrderFigures& figures;
        hypercore::FinishedOrderSink& finishedOrders;
        std::function<void()> everyMinute; // of the day
    };

    // Of about so many orders.
    DemoDay(const Parts& parts, int orders, std::uint64_t seed);
    ~DemoDay();

    Result<void> play(Instant until);
    std::size_t placed() const { return m_placed; }

private:
    class Caller;
    struct Event
    {
        Instant at;
        std::function<Result<void>()> happen;
    };

    void planEvents(Instant until);
    Result<void> happen(Instant now);
    void place();
    void step();
    void settleDown(); // waits for the ledger
    void leave();
    void turnMinute();

    Parts m_parts;
    const int m_orders;
    AwaitedLedger m_ledger;
    json::Parser m_parser;
    supply::SimulatorTransport m_transport;
    hypercore::OrderEngine m_engine;
    DemoTraffic m_traffic;
    std::vector<Event> m_events; // the next one last
    std::vector<Caller*> m_leaving;
    std::optional<Tick> m_alarm; // of the engine
    Instant m_minute{};
    std::size_t m_placed = 0;
};

} // namespace gotoai::app
