// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/routing/route.h"

#include "hypercore/routing/routeplanner.h"

namespace gotoai::hypercore {

RoutePlan considerRoute(const supply::Catalog& catalog, const RouteQuery& query)
{
    const auto models = modelChoices(catalog, query.request, query.modes);
    if (!models)
        return {models.error(), nullptr, {}};
    const auto privacy = models->isPrivateOnly ? EndpointFilter::Privacy::Required : EndpointFilter::Privacy::AsAsked;
    const auto filter = EndpointFilter::make(catalog, query.request, privacy, query.killSwitches, query.allowedModels);
    if (!filter)
        return {filter.error(), nullptr, {}};
    RoutePlanner planner(query, *filter);
    return planner.plan(models->choices);
}

Result<Route> planRoute(const supply::Catalog& catalog, const RouteQuery& query)
{
    return considerRoute(catalog, query).route;
}

Error askedToWait(const std::string& model)
{
    return failure(ErrorCode::UpstreamRateLimited, "Every provider of the model '" + model +
                                                       "' that could serve this has asked to be left alone for now.");
}

} // namespace gotoai::hypercore
