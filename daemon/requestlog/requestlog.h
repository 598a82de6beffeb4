// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "hypercore/orders/finishedorder.h"
#include "requestlog/ledgerorders.h"
#include "requestlog/recorder.h"
#include "requestlog/requestlines.h"
#include "requestlog/retention.h"
#include "storage/completionqueue.h"
#include "storage/filesystem.h"
#include "storage/writer.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace gotoai::requestlog {

struct RequestLogFigures
{
    std::uint64_t recorded = 0; // orders, since the start
    std::uint64_t dropped = 0;  // orders that found no room or no working disk
    std::uint64_t waiting = 0;
    std::uint64_t openings = 0; // of the file: above one, it has failed in between
    bool isOpen = false;
};

// What ran, for people: requests.db with a row an order and their rollups, behind a writer of its own. Nothing waits
// for it: where it cannot keep up, or its disk fails, orders are dropped with a count. The last second is lost in a
// crash of the machine. Money's truth is the ledger; these figures are for looking, not for settling.
class RequestLog final : public hypercore::FinishedOrderSink
{
public:
    struct Options
    {
        Retention retention{};
        RequestLines lines = RequestLines::None;
        std::size_t maxWaiting = 32'768; // orders
        std::size_t batch = 1'024;       // orders that are written without waiting for tick()
        std::int64_t sweepRows = 25'000; // a second, at most
        std::reference_wrapper<storage::FileSystem> files = storage::FileSystem::real(); // that its log is synced by
    };

    // Makes the file if there is none. One that cannot be used is renamed, for people to look at, and begun anew.
    // StoreUnavailable when that fails, too. `clock` outlives the log.
    static Result<std::unique_ptr<RequestLog>> open(std::string path, Options options, const Clock& clock);

    // Writes what waits.
    ~RequestLog() override;
    RequestLog(const RequestLog&) = delete;
    RequestLog& operator=(const RequestLog&) = delete;

    // Any thread.
    void orderFinished(std::shared_ptr<const hypercore::FinishedOrder> order) override;
    RequestLogFigures figures() const;

    // On the thread of tick(): orders from the ledger, for which there may be rows already, and up to where the log
    // then knows it. `done` is told whether that is written; from within the call when it cannot be.
    void backfill(std::vector<std::shared_ptr<const hypercore::FinishedOrder>> orders, const LedgerPlace& through,
                  std::function<void(bool)> done);
    // Up to where it knows the ledger. Empty: rows of a version that did not say.
    const std::optional<LedgerPlace>& place() const { return m_place; }

    // On the thread of tick(): makes the rollups of a day anew from its rows. `done` is told how that went; from within
    // the call when it cannot be.
    void mend(Instant day, const std::function<void(Result<void>)>& done);
    const Retention& retention() const { return m_options.retention; }

    // On the thread of tick(): how much is kept, and what is logged, from now on.
    void adopt(const Retention& retention, RequestLines lines);

    // Any thread: work for others' tables in the same file. False, and never completed, when it is not taken. Without
    // a queue, completed on the thread of tick().
    bool submit(std::unique_ptr<storage::Unit>& unit, storage::CompletionQueue& queue);
    bool submit(std::unique_ptr<storage::Unit>& unit) { return submit(unit, m_completions); }

    // Once a second, always on one thread: writes what waits, sweeps, opens a failed database again after a while.
    void tick();

private:
    using Orders = std::vector<std::shared_ptr<const hypercore::FinishedOrder>>;
    class BackfillUnit;
    class RecordUnit;
    class SweepUnit;

    RequestLog(std::string path, Options options, const Clock& clock);
    Result<void> openWriter();
    void reopenIfFailed();
    void submitWaiting(); // under m_mutex
    void sweepIfDue();

    const std::string m_path;
    Options m_options; // retention: thread of tick(); lines: under m_mutex; the rest does not change
    const Clock& m_clock;

    std::atomic<std::uint64_t> m_recorded{0};
    std::atomic<std::uint64_t> m_dropped{0};
    std::atomic<std::uint64_t> m_waiting{0}; // orders taken and not yet in a transaction

    mutable std::mutex m_mutex; // of these two
    Orders m_orders;            // not yet handed to the writer
    std::unique_ptr<storage::Writer> m_writer;

    std::unique_ptr<Recorder> m_recorder; // outlives its writer
    std::optional<LedgerPlace> m_place;
    std::atomic<std::uint64_t> m_openings{0};
    storage::CompletionQueue m_completions;
    bool m_isSweeping = false;
    Tick m_nextSweep{};
    Tick m_nextOpening{};
};

} // namespace gotoai::requestlog
