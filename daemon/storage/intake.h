// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "storage/batch.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace gotoai::storage {

// The bounded queue before a thread that works in batches. T is a Completable.
template<class T>
class Intake
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    explicit Intake(std::size_t maxWaiting)
        : m_maxWaiting(maxWaiting)
    {}

    // Any thread. Overloaded when it is full; `work` then stays with the caller and is never completed.
    Result<void> put(std::unique_ptr<T>&& work, CompletionQueue& queue) { return put(std::move(work), queue, false); }
    // Any thread. For work whose place was booked by what began it: never refused for lack of room.
    void putAlways(std::unique_ptr<T> work, CompletionQueue& queue) { (void)put(std::move(work), queue, true); }

    // Any thread: take() gives what waits, then nothing.
    void stop()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_isStopping = true;
        }
        m_wake.notify_one();
    }

    // The working thread. Waits until there is something, at most until `deadline`; empty when it has passed or after
    // stop().
    std::vector<std::unique_ptr<T>> take(std::size_t most, const std::optional<TimePoint>& deadline = {})
    {
        std::unique_lock lock(m_mutex);
        while (m_waiting.empty() && !m_isStopping) {
            m_isSleeping = true;
            if (!deadline)
                m_wake.wait(lock);
            else if (m_wake.wait_until(lock, *deadline) == std::cv_status::timeout)
                break;
        }
        m_isSleeping = false;
        const auto end = m_waiting.begin() + static_cast<std::ptrdiff_t>(std::min(m_waiting.size(), most));
        std::vector<std::unique_ptr<T>> taken(std::make_move_iterator(m_waiting.begin()), std::make_move_iterator(end));
        m_waiting.erase(m_waiting.begin(), end);
        return taken;
    }

    bool isStopping() const
    {
        const std::lock_guard lock(m_mutex);
        return m_isStopping;
    }
    std::size_t size() const
    {
        const std::lock_guard lock(m_mutex);
        return m_waiting.size();
    }

private:
    Result<void> put(std::unique_ptr<T>&& work, CompletionQueue& queue, bool isBooked)
    {
        Batch::setQueue(*work, queue);
        bool mustWake = false;
        {
            const std::lock_guard lock(m_mutex);
            if (!isBooked && m_waiting.size() >= m_maxWaiting)
                return failure(ErrorCode::Overloaded, "too many writes wait for the database");
            m_waiting.push_back(std::move(work));
            mustWake = std::exchange(m_isSleeping, false);
        }
        if (mustWake)
            m_wake.notify_one();
        return {};
    }

    const std::size_t m_maxWaiting;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::unique_ptr<T>> m_waiting;
    bool m_isSleeping = false;
    bool m_isStopping = false;
};

} // namespace gotoai::storage
