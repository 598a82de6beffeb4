// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/events/eventring.h"

#include <charconv>
#include <utility>

namespace gotoai::control {

EventRing::EventRing(std::string epoch, const Bounds& bounds)
    : m_epoch(std::move(epoch))
    , m_bounds(bounds)
{}

void EventRing::add(Event event, const std::function<void(const Entry&)>& evicted)
{
    Entry entry{.number = m_next, .topic = event.topic, .account = event.account};
    entry.frame =
        "id: " + idOf(m_next) + "\nevent: " + std::string(topicWord(event.topic)) + "\ndata: " + event.json + "\n\n";
    if (!event.state.empty()) {
        entry.state = std::string(topicWord(event.topic)) + ":" + event.state;
        const auto [known, isNew] = m_latest.try_emplace(entry.state, m_next);
        if (!isNew)
            m_entries[std::exchange(known->second, m_next) - oldest()].isOvertaken = true;
    }
    m_bytes += entry.frame.size();
    m_entries.push_back(std::move(entry));
    ++m_next;
    while (m_entries.size() > m_bounds.events || (m_bytes > m_bounds.bytes && m_entries.size() > 1)) {
        const Entry& gone = m_entries.front();
        evicted(gone);
        if (!gone.state.empty() && !gone.isOvertaken)
            m_latest.erase(gone.state);
        m_bytes -= gone.frame.size();
        m_entries.pop_front();
    }
}

std::optional<std::uint64_t> EventRing::resumeAfter(std::string_view id) const
{
    const std::string prefix = m_epoch + "-";
    if (!id.starts_with(prefix))
        return std::nullopt;
    id.remove_prefix(prefix.size());
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
    if (error != std::errc() || end != id.data() + id.size() || number >= m_next || number + 1 < oldest())
        return std::nullopt;
    return number + 1;
}

} // namespace gotoai::control
