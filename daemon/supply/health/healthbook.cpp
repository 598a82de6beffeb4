// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/health/healthbook.h"

namespace gotoai::supply {

HealthBook::HealthBook(const Clock& clock)
    : m_clock(clock)
{}

HealthBook::~HealthBook()
{
    for (const auto& shelf : m_shelves)
        delete shelf.load(std::memory_order_acquire);
}

TrackRecord& HealthBook::recordOf(const Endpoint& endpoint) const
{
    const std::size_t place = endpoint.slot / kShelfSize % kShelves;
    Shelf* shelf = m_shelves[place].load(std::memory_order_acquire);
    return (shelf ? *shelf : addShelf(place))[endpoint.slot % kShelfSize];
}

HealthBook::Shelf& HealthBook::addShelf(std::size_t place) const
{
    const std::lock_guard lock(m_adding);
    Shelf* shelf = m_shelves[place].load(std::memory_order_acquire);
    if (!shelf) {
        shelf = std::make_unique<Shelf>().release();
        m_shelves[place].store(shelf, std::memory_order_release);
    }
    return *shelf;
}

HealthFigures HealthBook::figuresOf(const Endpoint& endpoint, std::int64_t promptTokens) const
{
    const TrackRecord& record = recordOf(endpoint);
    const TrackRecord::Speed speed = record.speed(promptTokens);
    HealthFigures figures{.firstToken = speed.firstToken,
                          .tokensPerSecond = static_cast<std::int32_t>(speed.tokensPerSecond),
                          .score = record.score()};
    if (record.isCalm())
        return figures;
    const Tick now = m_clock.tick();
    figures.isOpen = record.standing(now) == TrackRecord::Standing::Ejected;
    figures.isLimited = figures.isOpen && record.isLimited(now);
    return figures;
}

Ejection HealthBook::ejectionOf(const Endpoint& endpoint) const
{
    const TrackRecord& record = recordOf(endpoint);
    const Tick now = m_clock.tick();
    if (const auto asked = record.askedFor(now); asked.count() > 0)
        return {.pause = asked, .isAsked = true};
    return {.pause = std::chrono::ceil<std::chrono::milliseconds>(record.nextChance(now) - now), .isAsked = false};
}

void HealthBook::refresh()
{
    const Tick now = m_clock.tick();
    for (const auto& shelf : m_shelves) {
        if (Shelf* records = shelf.load(std::memory_order_acquire))
            for (TrackRecord& record : *records)
                record.refresh(now);
    }
}

} // namespace gotoai::supply
