// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/registry/breakerkeeper.h"

#include "storage/eachrow.h"
#include "storage/functionunit.h"

#include <algorithm>

namespace gotoai::supply {
namespace {

using State = CircuitBreaker::State;

constexpr storage::Migration kMigrations[] = {
    {"breakers", 1, R"(
CREATE TABLE breakers (
    endpoint BLOB PRIMARY KEY CHECK (length(endpoint) = 16),
    state TEXT NOT NULL CHECK (state IN ('open', 'half_open')),
    openings INTEGER NOT NULL CHECK (openings >= 0),
    probe_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)"},
};

Result<void> write(storage::Database& database, const KeptBreaker& breaker)
{
    if (breaker.state == State::Closed) {
        auto remove = database.cached("DELETE FROM breakers WHERE endpoint = ?1");
        return remove ? (*remove)->bind(1, std::span(breaker.endpoint.bytes())).run() : std::move(remove).error();
    }
    auto put = database.cached("INSERT INTO breakers (endpoint, state, openings, probe_at_us) VALUES (?1, ?2, ?3, ?4)"
                               " ON CONFLICT (endpoint) DO UPDATE SET state = ?2, openings = ?3, probe_at_us = ?4");
    if (!put)
        return std::move(put).error();
    return (*put)
        ->bind(1, std::span(breaker.endpoint.bytes()))
        .bind(2, breakerWord(breaker.state))
        .bind(3, std::int64_t{breaker.openings})
        .bind(4, toMicroseconds(breaker.probeAt))
        .run();
}

} // namespace

std::span<const storage::Migration> breakerMigrations() { return kMigrations; }

Result<std::vector<KeptBreaker>> loadBreakers(storage::Database& database)
{
    std::vector<KeptBreaker> breakers;
    auto loaded = storage::forEachRow(
        database, "SELECT endpoint, state, openings, probe_at_us FROM breakers",
        [&](const storage::Statement& row) -> Result<void> {
            const auto id = EndpointId::fromBytes(row.blob(0));
            if (!id)
                return failure(ErrorCode::Corrupt, "a row of breakers cannot be read");
            breakers.push_back({.endpoint = *id,
                                .state = row.text(1) == breakerWord(State::Open) ? State::Open : State::HalfOpen,
                                .openings = static_cast<int>(std::min<std::int64_t>(row.integer(2), 31)),
                                .probeAt = fromMicroseconds(row.integer(3))});
            return {};
        });
    if (!loaded)
        return std::move(loaded).error();
    return breakers;
}

BreakerKeeper::BreakerKeeper(const std::vector<KeptBreaker>& kept, const CatalogStore& catalog,
                             const HealthBook& health, storage::Writer& writer, storage::CompletionQueue& queue,
                             const Clock& clock)
    : m_catalog(catalog)
    , m_health(health)
    , m_writer(writer)
    , m_queue(queue)
    , m_clock(clock)
{
    for (const KeptBreaker& breaker : kept) {
        const auto endpoint = m_catalog.endpoint(breaker.endpoint);
        if (!endpoint)
            continue;
        const auto pause = std::chrono::ceil<std::chrono::milliseconds>(breaker.probeAt - m_clock.now());
        m_health.recordOf(*endpoint).restore({.state = breaker.state, .openings = breaker.openings, .pause = pause},
                                             m_clock.tick());
        m_written[breaker.endpoint] = {breaker.state, breaker.openings};
    }
}

void BreakerKeeper::tick()
{
    if (m_isWriting)
        return;
    std::vector<KeptBreaker> changed;
    for (const auto& [id, endpoint] : m_catalog.endpoints()) {
        const auto now = m_health.recordOf(*endpoint).breaker(m_clock.tick());
        const auto found = m_written.find(id);
        const bool isClosed = now.state == State::Closed;
        if (found == m_written.end() ? isClosed : !isClosed && found->second == Written{now.state, now.openings})
            continue;
        changed.push_back(
            {.endpoint = id, .state = now.state, .openings = now.openings, .probeAt = m_clock.now() + now.pause});
    }
    if (changed.empty())
        return;
    m_isWriting = true;
    storage::submitFunctions(
        m_writer, m_queue,
        [changed](storage::Database& database) -> Result<void> {
            for (const KeptBreaker& breaker : changed)
                if (auto written = write(database, breaker); !written)
                    return written;
            return {};
        },
        [this, changed](const Result<void>& done) {
            m_isWriting = false;
            for (const KeptBreaker& breaker : changed) {
                if (!done)
                    continue;
                if (breaker.state == State::Closed)
                    m_written.erase(breaker.endpoint);
                else
                    m_written[breaker.endpoint] = {breaker.state, breaker.openings};
            }
        });
}

} // namespace gotoai::supply
