// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/wire.h"

namespace gotoai::control {
namespace {

using supply::AttemptFate;
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

} // namespace

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
                                        .p95Ms = milliseconds(times.p95),
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

} // namespace gotoai::control
