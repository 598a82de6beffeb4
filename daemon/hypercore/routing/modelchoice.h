// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "hypercore/routing/route.h"

#include <vector>

namespace gotoai::hypercore {

// The endpoints of one of the models that a request names, and how they are put in order.
struct ModelChoice
{
    const supply::Catalog::Endpoints* endpoints = nullptr;
    RoutingMode mode = RoutingMode::Cheap;
};

struct ModelChoices
{
    std::vector<ModelChoice> choices; // in the order in which they are to be tried, at least one
    bool isPrivateOnly = false;       // somebody asks for the mode privacy
};

// The request's model and those that it falls back to, as far as the catalogue knows them; of gotoai/auto, every
// endpoint. An exact id of the catalogue wins over a suffix. ModelNotFound when it knows none.
Result<ModelChoices> modelChoices(const supply::Catalog& catalog, const chat::Request& request,
                                  const ModeWishes& wishes);

} // namespace gotoai::hypercore
