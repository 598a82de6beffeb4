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

std::vector<ServedModel> servedModels(const supply::Catalog& catalog, const KillSwitches& killSwitches,
                                      const AllowedModels& allowed)
{
    std::vector<ServedModel> models;
    for (const auto& [id, endpoints] : catalog.models()) {
        if (auto model = allowed.admits(id) ? summary(id, endpoints, killSwitches) : std::nullopt)
            models.push_back(std::move(*model));
    }
    return models;
}

std::optional<ServedModel> servedModel(const supply::Catalog& catalog, std::string_view id,
                                       const KillSwitches& killSwitches, const AllowedModels& allowed)
{
    return allowed.admits(id) ? summary(id, catalog.endpointsOf(id), killSwitches) : std::nullopt;
}

} // namespace gotoai::hypercore
