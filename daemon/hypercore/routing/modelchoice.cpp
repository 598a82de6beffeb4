// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/routing/modelchoice.h"

#include <algorithm>
#include <string_view>

namespace gotoai::hypercore {
namespace {

RoutingMode defaultMode(const ModeWishes& wishes)
{
    for (const auto& wish : {wishes.request, wishes.key, wishes.account})
        if (wish)
            return *wish;
    return RoutingMode::Cheap;
}

bool isPrivacyWished(const ModeWishes& wishes)
{
    return wishes.request == RoutingMode::Privacy || wishes.key == RoutingMode::Privacy ||
           wishes.account == RoutingMode::Privacy;
}

const supply::Catalog::Endpoints& endpointsOf(const supply::Catalog& catalog, std::string_view model)
{
    const auto& exact = catalog.endpointsOf(model);
    return exact.empty() && model == kAutoModel ? catalog.endpoints() : exact;
}

// Without endpoints where the catalogue knows no such model.
ModelChoice choiceOf(const supply::Catalog& catalog, std::string_view id, RoutingMode mode)
{
    const auto& exact = endpointsOf(catalog, id);
    const auto split = exact.empty() ? splitModeSuffix(id) : std::nullopt;
    return split ? ModelChoice{&endpointsOf(catalog, split->model), split->mode} : ModelChoice{&exact, mode};
}

} // namespace

Result<ModelChoices> modelChoices(const supply::Catalog& catalog, const chat::Request& request,
                                  const ModeWishes& wishes)
{
    ModelChoices chosen;
    chosen.isPrivateOnly = isPrivacyWished(wishes);
    const RoutingMode mode = defaultMode(wishes);
    const auto add = [&](std::string_view id) {
        const ModelChoice choice = choiceOf(catalog, id, mode);
        chosen.isPrivateOnly |= choice.mode == RoutingMode::Privacy;
        if (choice.endpoints->empty())
            return;
        if (std::ranges::find(chosen.choices, choice.endpoints, &ModelChoice::endpoints) == chosen.choices.end())
            chosen.choices.push_back(choice);
    };
    add(request.model);
    if (request.routeWishes)
        std::ranges::for_each(request.routeWishes->models, add);
    if (chosen.choices.empty())
        return failure(ErrorCode::ModelNotFound, "The model '" + request.model + "' does not exist.", "model");
    return chosen;
}

} // namespace gotoai::hypercore
