// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/routing/servedmodels.h"

namespace gotoai::hypercore {
namespace {

std::optional<ServedModel> summary(std::string_view id, const supply::Catalog::Endpoints& endpoints,
                                   const KillSwitches& killSwitches)
{
    const supply::Endpoint* oldest = nullptr;
    for (const auto& endpoint : endpoints) {
        const bool isServed = endpoint->isRoutable() && killSwitches.onSupply(*endpoint) == nullptr;
        if (isServed && (!oldest || endpoint->createdAt < oldest->createdAt))
            oldest = endpoint.get();
    }
    if (!oldest)
        return std::nullopt;
    return ServedModel{.id = std::string(id), .owner = oldest->provider->name, .since = oldest->createdAt};
}

} // namespace

std::vector<ServedModel> servedModels(const supply::Catalog& catalog, const KillSwitches& killSwitches)
{
    std::vector<ServedModel> models;
    for (const auto& [id, endpoints] : catalog.models()) {
        if (auto model = summary(id, endpoints, killSwitches))
            models.push_back(std::move(*model));
    }
    return models;
}

std::optional<ServedModel> servedModel(const supply::Catalog& catalog, std::string_view id,
                                       const KillSwitches& killSwitches)
{
    return summary(id, catalog.endpointsOf(id), killSwitches);
}

} // namespace gotoai::hypercore
