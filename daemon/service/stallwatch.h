// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace gotoai::service {

// The sign of life of one thread or part. Beaten by its owner, once a second or so.
class Heartbeat
{
public:
    void beat(Tick now) { m_last.store(now, std::memory_order_relaxed); }
    Tick last() const { return m_last.load(std::memory_order_relaxed); }

private:
    std::atomic<Tick> m_last{};
};

// Notices, from a thread of its own, when a part of the daemon has stopped: an event loop that hangs, a writer that
// does not come back. Says so in the log, once for each stall and once for its end; what to do about it is for whoever
// asks stalled() and for the service manager, who is told `alive` only while every part is.
class StallWatch
{
public:
    struct Options
    {
        std::chrono::milliseconds interval{1'000}; // between two looks
        std::chrono::milliseconds limit{10'000};   // silence that counts as a stall
    };

    // `clock` outlives the watch; `alive` is called on the watch's thread.
    StallWatch(const Clock& clock, Options options, std::function<void()> alive);
    ~StallWatch();
    StallWatch(const StallWatch&) = delete;
    StallWatch& operator=(const StallWatch&) = delete;

    // Before start(). Lives as long as the watch and counts as beaten now.
    Heartbeat& add(std::string part);
    void start();
    // The parts that are stalled as of the last look. Any thread.
    std::vector<std::string> stalled() const;
    // One look; what the thread does again and again.
    void look();

private:
    struct Part
    {
        std::string name;
        Heartbeat heartbeat;
        bool isStalled = false;
    };

    void judge(Part& part, Tick now);
    void run();

    const Clock& m_clock;
    const Options m_options;
    const std::function<void()> m_alive;
    Tick m_lastLook;
    mutable std::mutex m_mutex;
    std::deque<Part> m_parts; // under the mutex but for the heartbeats, which stay where they are
    std::condition_variable m_wake;
    bool m_isStopping = false;
    std::thread m_thread;
};

} // namespace gotoai::service
