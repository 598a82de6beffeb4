// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/stallwatch.h"

#include "base/log.h"

#include <pthread.h>

#include <algorithm>
#include <utility>

namespace gotoai::service {
namespace {

std::int64_t milliseconds(Tick::duration duration)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
}

} // namespace

StallWatch::StallWatch(const Clock& clock, Options options, std::function<void()> alive)
    : m_clock(clock)
    , m_options(options)
    , m_alive(std::move(alive))
    , m_lastLook(clock.tick())
{}

StallWatch::~StallWatch()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
    }
    m_wake.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

Heartbeat& StallWatch::add(std::string part)
{
    const std::lock_guard lock(m_mutex);
    Part& added = m_parts.emplace_back();
    added.name = std::move(part);
    added.heartbeat.beat(m_clock.tick());
    return added.heartbeat;
}

void StallWatch::start()
{
    m_thread = std::thread([this] { run(); });
}

std::vector<std::string> StallWatch::stalled() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<std::string> names;
    for (const Part& part : m_parts) {
        if (part.isStalled)
            names.push_back(part.name);
    }
    return names;
}

void StallWatch::look()
{
    const Tick now = m_clock.tick();
    // Where this thread itself did not run, the machine was away: the others get a round to catch up.
    const bool wasAway = now - std::exchange(m_lastLook, now) > 3 * m_options.interval;
    bool isAlive = true;
    {
        const std::lock_guard lock(m_mutex);
        if (!wasAway)
            std::ranges::for_each(m_parts, [&](Part& part) { judge(part, now); });
        isAlive = std::ranges::none_of(m_parts, &Part::isStalled);
    }
    if (isAlive && m_alive)
        m_alive();
}

void StallWatch::judge(Part& part, Tick now)
{
    const auto silence = now - part.heartbeat.last();
    const bool isStalled = silence > m_options.limit;
    if (std::exchange(part.isStalled, isStalled) == isStalled)
        return;
    if (isStalled)
        writeLog(LogLevel::Error, "stalled", {{"part", part.name}, {"silent_ms", milliseconds(silence)}});
    else
        writeLog(LogLevel::Warning, "stall_over", {{"part", part.name}});
}

void StallWatch::run()
{
    pthread_setname_np(pthread_self(), "watch");
    std::unique_lock lock(m_mutex);
    while (!m_wake.wait_for(lock, m_options.interval, [this] { return m_isStopping; })) {
        lock.unlock();
        look();
        lock.lock();
    }
}

} // namespace gotoai::service
