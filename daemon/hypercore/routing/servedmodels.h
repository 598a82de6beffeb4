// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "hypercore/risk/killswitches.h"
#include "hypercore/routing/allowedmodels.h"
#include "supply/catalog.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gotoai::hypercore {

// A model that some endpoint can serve now.
struct ServedModel
{
    std::string id;
    std::string owner; // the provider that has offered it longest
    Instant since{};   // the birth of that endpoint
};

// Those that are allowed, by id.
std::vector<ServedModel> servedModels(const supply::Catalog& catalog, const KillSwitches& killSwitches = {},
                                      const AllowedModels& allowed = {});
std::optional<ServedModel> servedModel(const supply::Catalog& catalog, std::string_view id,
                                       const KillSwitches& killSwitches = {}, const AllowedModels& allowed = {});

} // namespace gotoai::hypercore
