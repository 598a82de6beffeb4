// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hypercore/orders/finishedorder.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace gotoai::telemetry {

struct TraceFigures
{
    std::uint64_t exported = 0; // orders
    std::uint64_t dropped = 0;  // that found no room, or no collector for too long
    std::uint64_t waiting = 0;
};

// Sends the spans of recorded traces to a collector by OTLP over HTTP, in batches, from a thread of its own. Nothing
// waits for it: what finds no room is dropped with a count.
class TraceExporter final : public hypercore::FinishedOrderSink
{
public:
    struct Options
    {
        std::string url; // of the collector's traces: "http://127.0.0.1:4318/v1/traces"; empty: none
        std::string serviceVersion;
        std::size_t maxWaiting = 4'096; // orders
        std::size_t batch = 256;
        std::chrono::milliseconds interval{1'000};   // a batch that is not full waits so long
        std::chrono::milliseconds deadline{5'000};   // of one request
        std::chrono::milliseconds firstPause{1'000}; // before a repetition; doubles each time
        int tries = 4;                               // of a batch that the collector may take later
    };

    explicit TraceExporter(Options options);
    // Sends what waits if the collector takes it at once.
    ~TraceExporter() override;
    TraceExporter(const TraceExporter&) = delete;
    TraceExporter& operator=(const TraceExporter&) = delete;

    // On the thread that made it. What waits for a collector that is no more is dropped.
    void setUrl(std::string url);

    // Any thread. Orders that are not recorded are none of its business.
    void orderFinished(std::shared_ptr<const hypercore::FinishedOrder> order) override;
    TraceFigures figures() const;

private:
    using Orders = std::vector<std::shared_ptr<const hypercore::FinishedOrder>>;
    class Collector;

    void run();
    struct Batch
    {
        Orders orders; // empty only at the end
        std::string url;
    };
    Batch takeBatch();
    bool send(Collector& collector, const Orders& orders);
    bool pause(std::chrono::milliseconds duration); // false: the end has come

    const Options m_options;
    std::atomic<std::uint64_t> m_exported{0};
    std::atomic<std::uint64_t> m_dropped{0};

    mutable std::mutex m_mutex;
    std::string m_url;
    std::condition_variable m_changed;
    std::deque<std::shared_ptr<const hypercore::FinishedOrder>> m_waiting;
    bool m_isStopping = false;
    std::thread m_thread; // from the first collector on
};

} // namespace gotoai::telemetry
