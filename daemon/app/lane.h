// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config.h"
#include "base/clock.h"
#include "base/result.h"
#include "clearinghouse/ledgerstore.h"
#include "http/descriptor.h"
#include "hypercore/access/access.h"
#include "hypercore/orders/orderfigures.h"
#include "service/stallwatch.h"
#include "storage/completionqueue.h"
#include "supply/catalog.h"

#include <QThread>

#include <atomic>
#include <functional>
#include <memory>

namespace gotoai::app {

// One event loop of the order path: a thread with its own listener, upstream transport and orders. An order lives on
// one lane from first byte to last. The object itself belongs to the main thread; what it tells its lane goes there as
// a message.
class Lane
{
public:
    // All outlive the lane.
    struct Parts
    {
        const Config& config;
        const Clock& clock;
        clearinghouse::LedgerStore& ledger;
        hypercore::OrderFigures& figures;
        service::Heartbeat& heartbeat;
    };

    Lane(const Parts& parts, int number);
    ~Lane();

    // Starts the thread and its listener on a listening socket; waits until it accepts.
    Result<void> start(http::Descriptor socket, std::shared_ptr<const supply::Catalog> catalog,
                       std::shared_ptr<const hypercore::AccessSnapshot> access);

    void setCatalog(std::shared_ptr<const supply::Catalog> catalog);
    void setAccess(std::shared_ptr<const hypercore::AccessSnapshot> access);

    // What a reload may change.
    void adopt(const Config& config);

    // Accepts nothing more, lets running orders end. `finished` is called on the main thread, once.
    void drain(std::function<void()> finished);
    // As of the last second.
    std::uint64_t connectionCount() const { return m_connections.load(std::memory_order_relaxed); }
    // The drain has taken too long: refuses requests that still arrive, ends what runs, in-band, and settles what was
    // delivered.
    void abandonOrders();

    // Ends the thread; orders that are still open are left to recovery. The lane must outlive the ledger, which may
    // still hand back their units.
    void stop();

private:
    class Loop;
    void post(std::function<void(Loop&)> message);

    Parts m_parts;
    storage::CompletionQueue m_completions;
    std::atomic<std::uint64_t> m_connections{0};
    QThread m_thread;
    Loop* m_loop = nullptr; // lives and dies on m_thread
};

} // namespace gotoai::app
