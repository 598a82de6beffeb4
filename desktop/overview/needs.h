// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/directory.h"
#include "protocol/alert.h"
#include "protocol/killswitch.h"
#include "protocol/system.h"
#include "widgets/celltable.h"
#include "widgets/pairlist.h"

#include <optional>

namespace gotoai::overview {

// What waits for somebody, the worst first; one calm row when nothing does.
std::vector<std::vector<widgets::Cell>> needRows(const std::optional<std::vector<protocol::Alert>>& alerts,
                                                 const std::vector<protocol::KillSwitch>& stopped,
                                                 const std::optional<protocol::SystemFigures>& figures,
                                                 const client::Directory& directory);
// How the books stand.
std::vector<widgets::Pair> bookPairs(const std::optional<protocol::SystemState>& system,
                                     const std::optional<protocol::SystemFigures>& figures);

} // namespace gotoai::overview
