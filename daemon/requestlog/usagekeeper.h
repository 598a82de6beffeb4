// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "requestlog/mending.h"
#include "requestlog/requestlog.h"

#include <functional>
#include <memory>
#include <optional>

namespace gotoai::requestlog {

// After each opening of requests.db, goes through its days one by one on a reader's thread and has those made anew
// whose rollups are not what their rows come to. On the log's thread.
class UsageKeeper
{
public:
    // All of it outlives the keeper.
    struct Parts
    {
        RequestLog& log;
        // Work for a thread that reads requests.db, and what to do with its answer on this one.
        std::function<void(std::function<Result<DayVerdict>(storage::Database&)>,
                           std::function<void(Result<DayVerdict>)>)>
            read;
        const Clock& clock;
    };

    explicit UsageKeeper(Parts parts);
    UsageKeeper(const UsageKeeper&) = delete;
    UsageKeeper& operator=(const UsageKeeper&) = delete;

    // Once a second: a day.
    void tick();
    bool isDone() const { return m_isDone; }

private:
    void judged(const Result<DayVerdict>& verdict);
    void mended(Instant day, const Result<void>& result);

    const Parts m_parts;
    const std::shared_ptr<const int> m_life = std::make_shared<const int>(0); // answers may come when it has ended
    std::optional<Instant> m_next;                                            // day; empty: the first
    std::uint64_t m_seenOpenings = 0;
    bool m_isBusy = false;
    bool m_isDone = false;
};

} // namespace gotoai::requestlog
