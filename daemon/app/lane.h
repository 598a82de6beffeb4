// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config.h"
#include "base/clock.h"
#include "base/result.h"
#include "clearinghouse/ledgerstore.h"
#include "control/readerpool.h"
#include "gateway/openai/refusalfigures.h"
#include "http/connectioncounts.h"
#include "http/descriptor.h"
#include "http/tlscontext.h"
#include "hypercore/access/access.h"
#include "hypercore/budgets/budgetsnapshot.h"
#include "hypercore/orders/finishedorder.h"
#include "hypercore/orders/orderfigures.h"
#include "hypercore/orders/transcript.h"
#include "hypercore/risk/killswitches.h"
#include "service/stallwatch.h"
#include "storage/completionqueue.h"
#include "supply/catalog.h"
#include "supply/health/healthbook.h"
#include "telemetry/requestfigures.h"

#include <QThread>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace gotoai::app {

// One event loop of the order path: a thread with its own listener, upstream transport and orders. An order lives on
// one lane from first byte to last. The object itself belongs to the main thread; what it tells its lane goes there as
// a message.
class Lane
{
public:
    // What is referred to outlives the lane.
    struct Parts
    {
        const Config& config;
        const Clock& clock;
        clearinghouse::LedgerStore& ledger;
        const supply::HealthBook& health;
        hypercore::OrderFigures& figures;
        service::Heartbeat& heartbeat;
        std::shared_ptr<http::ConnectionCounts> connections;
        telemetry::ProviderPlaces& places;
        gateway::RefusalFigures& refusals;
        hypercore::TranscriptStore* transcripts = nullptr;
        std::vector<hypercore::FinishedOrderSink*> finishedOrders; // beside the lane's own figures
        std::shared_ptr<const http::TlsContext> tls;               // null: in clear
        control::ReaderPool& receiptReaders;
    };

    Lane(const Parts& parts, int number);
    ~Lane();

    // Starts the thread and its listener on a listening socket; waits until it accepts.
    Result<void> start(http::Descriptor socket, std::shared_ptr<const supply::Catalog> catalog,
                       std::shared_ptr<const hypercore::AccessSnapshot> access,
                       std::shared_ptr<const hypercore::KillSwitches> killSwitches,
                       std::shared_ptr<const hypercore::BudgetSnapshot> budgets);

    void setCatalog(std::shared_ptr<const supply::Catalog> catalog);
    void setAccess(std::shared_ptr<const hypercore::AccessSnapshot> access);
    using CountReply = std::function<void(const hypercore::KillCounts&)>;
    // Ends what they stop; what came of it is told on the main thread. The other only counts.
    void setKillSwitches(std::shared_ptr<const hypercore::KillSwitches> killSwitches, CountReply reply);
    void countStopped(std::shared_ptr<const hypercore::KillSwitches> killSwitches, CountReply reply);
    void setBudgets(std::shared_ptr<const hypercore::BudgetSnapshot> budgets);
    // For connections that are accepted from now on; null: in clear.
    void setTls(std::shared_ptr<const http::TlsContext> tls);

    // What a reload may change.
    void adopt(const Config& config);

    // Whether the disk has room for new orders.
    enum class Space { Enough, Low };
    void setSpace(Space space);

    // Accepts nothing more, lets running orders end. `finished` is called on the main thread, once.
    void drain(std::function<void()> finished);
    // As of the last second.
    std::uint64_t connectionCount() const { return m_gauges.connections.load(std::memory_order_relaxed); }
    // How late the event loop ran what was due at once.
    std::chrono::microseconds lag() const
    {
        return std::chrono::microseconds(m_gauges.lagUs.load(std::memory_order_relaxed));
    }
    telemetry::RequestFigures figures() const { return m_figures.figures(); }
    // The drain has taken too long: refuses requests that still arrive, ends what runs, in-band, and settles what was
    // delivered.
    void abandonOrders();

    // Ends the thread; orders that are still open are left to recovery. The lane must outlive the ledger, which may
    // still hand back their units.
    void stop();

private:
    class Loop;
    struct Gauges
    {
        std::atomic<std::uint64_t> connections{0};
        std::atomic<std::int64_t> lagUs{0};
    };
    void post(std::function<void(Loop&)> message);

    Parts m_parts;
    storage::CompletionQueue m_completions;
    Gauges m_gauges;
    telemetry::LaneFigures m_figures; // written on m_thread
    QThread m_thread;
    Loop* m_loop = nullptr; // lives and dies on m_thread
};

} // namespace gotoai::app
