// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "storage/completionqueue.h"
#include "storage/database.h"
#include "storage/migration.h"
#include "storage/writer.h"
#include "supply/health/healthbook.h"
#include "supply/registry/catalogstore.h"

#include <map>
#include <span>
#include <vector>

namespace gotoai::supply {

// A breaker that was not closed.
struct KeptBreaker
{
    EndpointId endpoint;
    CircuitBreaker::State state = CircuitBreaker::State::Open;
    int openings = 0;
    Instant probeAt; // Open: when a probe may pass
};

std::span<const storage::Migration> breakerMigrations();
Result<std::vector<KeptBreaker>> loadBreakers(storage::Database& database);

// Carries breakers over a restart, so that a failing endpoint is not met again by all at once: what is not closed
// stands in a table of ledger.db, written within a second or so of each change. On the main thread, which drains
// `queue`.
class BreakerKeeper
{
public:
    // All but `kept` outlive the keeper. Endpoints that have gone meanwhile are forgotten.
    BreakerKeeper(const std::vector<KeptBreaker>& kept, const CatalogStore& catalog, const HealthBook& health,
                  storage::Writer& writer, storage::CompletionQueue& queue, const Clock& clock);
    BreakerKeeper(const BreakerKeeper&) = delete;
    BreakerKeeper& operator=(const BreakerKeeper&) = delete;

    // Once a second or so. What cannot be written is tried again the next time.
    void tick();

private:
    const CatalogStore& m_catalog;
    const HealthBook& m_health;
    storage::Writer& m_writer;
    storage::CompletionQueue& m_queue;
    const Clock& m_clock;
    struct Written
    {
        CircuitBreaker::State state = CircuitBreaker::State::Closed;
        int openings = 0;
        bool operator==(const Written&) const = default;
    };
    std::map<EndpointId, Written> m_written; // as in the table; absent: closed
    bool m_isWriting = false;
};

} // namespace gotoai::supply
