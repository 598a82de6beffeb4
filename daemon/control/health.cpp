// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/listquery.h"
#include "control/resources.h"
#include "control/wire.h"

namespace gotoai::control {
namespace {

using supply::CatalogStore;
using supply::HealthBook;

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
