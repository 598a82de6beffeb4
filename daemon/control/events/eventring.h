// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "control/events/event.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gotoai::control {

// The last events, numbered from 1, as frames of a stream (HTML Living Standard, section 9.2). Bounded in count and in
// bytes; the oldest go. An id is "<epoch>-<number>": the epoch tells this ring from that of another run.
class EventRing
{
public:
    struct Entry
    {
        std::uint64_t number = 0;
        Topic topic = Topic::System;
        std::optional<AccountId> account{};
        std::string state{};
        std::string frame{};
        bool isOvertaken = false; // a newer entry has the same state
    };
    struct Bounds
    {
        std::size_t events = 8'192;
        std::size_t bytes = 4 * 1024 * 1024; // of frames
    };

    EventRing(std::string epoch, const Bounds& bounds);

    // `evicted` is told each entry that goes.
    void add(Event event, const std::function<void(const Entry&)>& evicted);

    std::uint64_t oldest() const { return m_next - m_entries.size(); }
    std::uint64_t next() const { return m_next; } // the number that the next event gets
    const Entry& at(std::uint64_t number) const { return m_entries[number - oldest()]; }

    std::string idOf(std::uint64_t number) const { return m_epoch + "-" + std::to_string(number); }
    // The number after the one that the id names; empty when the ring cannot go on from there.
    std::optional<std::uint64_t> resumeAfter(std::string_view id) const;

private:
    const std::string m_epoch;
    const Bounds m_bounds;
    std::deque<Entry> m_entries;
    std::map<std::string, std::uint64_t> m_latest; // number by topic and state
    std::uint64_t m_next = 1;
    std::size_t m_bytes = 0;
};

} // namespace gotoai::control
