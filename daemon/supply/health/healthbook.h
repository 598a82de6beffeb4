// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "supply/endpointhealth.h"
#include "supply/health/trackrecord.h"

#include <array>
#include <atomic>
#include <memory>
#include <mutex>

namespace gotoai::supply {

// The track records of all endpoints, found by their slots. Owned by the daemon, outlives lanes and catalogues; used by
// any thread. Finding a record takes no lock; the first look at a slot beyond those known makes room under one.
class HealthBook final : public EndpointHealth
{
public:
    // `clock` outlives the book.
    explicit HealthBook(const Clock& clock);
    ~HealthBook() override;
    HealthBook(const HealthBook&) = delete;
    HealthBook& operator=(const HealthBook&) = delete;

    TrackRecord& recordOf(const Endpoint& endpoint) const;
    HealthFigures figuresOf(const Endpoint& endpoint, std::int64_t promptTokens) const override;
    Ejection ejectionOf(const Endpoint& endpoint) const override;

    // Once a second or so: scores recover by the mere passing of time.
    void refresh();

private:
    static constexpr std::size_t kShelfSize = 64;
    static constexpr std::size_t kShelves = 1'024; // endpoints beyond their 65,536 places share them
    using Shelf = std::array<TrackRecord, kShelfSize>;
    Shelf& addShelf(std::size_t place) const;

    const Clock& m_clock;
    mutable std::array<std::atomic<Shelf*>, kShelves> m_shelves{};
    mutable std::mutex m_adding;
};

} // namespace gotoai::supply
