// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/health.h"
#include "control/listquery.h"
#include "control/resources.h"

namespace gotoai::control {
namespace {

using supply::AttemptFate;
using supply::CatalogStore;
using supply::HealthBook;
using supply::TrackRecord;

std::int64_t milliseconds(std::int64_t us) { return (us + 500) / 1'000; }

protocol::AttemptFates toWire(const supply::FateCounts& fates)
{
    return {.answered = fates[AttemptFate::Answered],
            .rateLimited = fates[AttemptFate::RateLimited],
            .unreachable = fates[AttemptFate::Unreachable],
            .timedOut = fates[AttemptFate::TimedOut],
            .refused = fates[AttemptFate::Refused],
            .malformed = fates[AttemptFate::Malformed],
            .cut = fates[AttemptFate::Cut]};
}

protocol::EndpointHealth toWire(const EndpointId& endpoint, const TrackRecord::Figures& figures)
{
    protocol::EndpointHealth wire;
    wire.endpoint = endpoint;
    wire.score = figures.score;
    wire.parts = {figures.availability, figures.promptness, figures.headroom};
    wire.breaker = {.state = std::string(breakerWord(figures.breaker.state)),
                    .failuresInARow = figures.breaker.failures,
                    .openings = figures.breaker.openings,
                    .isProbing = figures.breaker.isProbing,
                    .probeInMs = figures.breaker.pause.count()};
    wire.lastMinute = toWire(figures.fates);
    for (std::size_t size = 0; size < TrackRecord::kPromptSizes; ++size) {
        const auto& times = figures.firstTokenUs[size];
        protocol::FirstTokenTimes shown{.maxPromptTokens = {},
                                        .count = times.count,
                                        .p50Ms = milliseconds(times.p50),
                                        .p90Ms = milliseconds(times.p90),
                                        .p99Ms = milliseconds(times.p99)};
        if (size < TrackRecord::kPromptBounds.size())
            shown.maxPromptTokens = TrackRecord::kPromptBounds[size];
        wire.firstToken.push_back(shown);
    }
    const auto& rates = figures.tokensPerSecond;
    wire.tokensPerSecond = {rates.count, rates.p50, rates.p90, rates.p99};
    wire.rateLimit = {.limitedForMs = figures.limitedFor.count(),
                      .requestsLimit = figures.limits.requestsLimit,
                      .requestsLeft = figures.limits.requestsLeft,
                      .tokensLimit = figures.limits.tokensLimit,
                      .tokensLeft = figures.limits.tokensLeft};
    wire.lastResorts = figures.lastResorts;
    return wire;
}

struct Sources
{
    const CatalogStore& catalog;
    const HealthBook& health;
    const Clock& clock;

    protocol::EndpointHealth of(const supply::Endpoint& endpoint) const
    {
        return toWire(endpoint.id, health.recordOf(endpoint).figures(clock.tick()));
    }
};

void list(const CallPtr& call, const Sources& sources)
{
    const auto query = call->query({"limit", "cursor", "provider", "model"});
    const auto paging = query ? ListQuery::parse("health", *query) : query.error();
    if (!paging)
        return call->refuse(paging.error());
    const auto provider = idFilter<ProviderId>(*query, "provider");
    if (!provider)
        return call->refuse(provider.error());
    const auto model = query->find("model");
    const auto isWanted = [&](const supply::Endpoint& endpoint) {
        return (!*provider || endpoint.provider->id == **provider) &&
               (model == query->end() || endpoint.model == model->second);
    };
    const auto page = paging->pageOf(sources.catalog.endpoints(), isWanted,
                                     [&](const CatalogStore::EndpointPtr& endpoint) { return sources.of(*endpoint); });
    if (!page)
        return call->refuse(page.error());
    call->answer(200, protocol::toJson(*page));
}

void get(const CallPtr& call, const Sources& sources)
{
    const auto id = call->id<EndpointId>();
    const auto endpoint = id ? sources.catalog.endpoint(*id) : nullptr;
    if (!endpoint)
        return call->refuse(failure(ErrorCode::NotFound, "there is no such endpoint"));
    call->answer(200, protocol::toJson(sources.of(*endpoint)));
}

} // namespace

std::vector<Route> healthRoutes(const Parts& parts)
{
    const Sources sources{parts.catalog, parts.health, parts.clock};
    return {
        {"GET", "/admin/v1/health", [sources](const CallPtr& call) { list(call, sources); }},
        {"GET", "/admin/v1/endpoints/{id}/health", [sources](const CallPtr& call) { get(call, sources); }},
    };
}

} // namespace gotoai::control
