// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/probes/probeplan.h"

#include <algorithm>

namespace gotoai::hypercore {
namespace {

using EndpointPtr = std::shared_ptr<const supply::Endpoint>;

bool mayBeProbed(const supply::Endpoint& endpoint, const KillSwitches& killSwitches)
{
    return endpoint.isRoutable() && killSwitches.onSupply(endpoint) == nullptr;
}

bool isMeasured(const supply::TrackRecord& record, Tick now)
{
    const auto figures = record.figures(now);
    return figures.fates.total() > 0 ||
           std::ranges::any_of(figures.firstTokenUs, [](const auto& quantiles) { return quantiles.count > 0; });
}

} // namespace

EndpointPtr recoveringEndpoint(const supply::Catalog& catalog, const supply::HealthBook& health,
                               const KillSwitches& killSwitches, Tick now)
{
    const auto found = std::ranges::find_if(catalog.endpoints(), [&](const EndpointPtr& endpoint) {
        return mayBeProbed(*endpoint, killSwitches) &&
               health.recordOf(*endpoint).standing(now) == supply::TrackRecord::Standing::Recovering;
    });
    return found == catalog.endpoints().end() ? nullptr : *found;
}

EndpointPtr unmeasuredEndpoint(const supply::Catalog& catalog, const supply::HealthBook& health,
                               const KillSwitches& killSwitches, const LastProbes& last, Tick now)
{
    EndpointPtr longest;
    Tick longestAt{};
    for (const EndpointPtr& endpoint : catalog.endpoints()) {
        const auto probed = last.find(endpoint->slot);
        const Tick at = probed == last.end() ? Tick{} : probed->second;
        const bool wasProbed = probed != last.end() && now - at < kProbeAgain;
        if (wasProbed || (longest && at >= longestAt) || !mayBeProbed(*endpoint, killSwitches))
            continue;
        const supply::TrackRecord& record = health.recordOf(*endpoint);
        if (record.standing(now) != supply::TrackRecord::Standing::Sound || isMeasured(record, now))
            continue;
        longest = endpoint;
        longestAt = at;
    }
    return longest;
}

} // namespace gotoai::hypercore
