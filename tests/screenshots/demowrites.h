// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/session.h"

namespace gotoai::screenshots {

// What an operator would have written in a demo's first week, so that no page is empty: customers with keys, budgets
// and money, a provider that fails, a kill switch.
void writeDemo(client::Session& session);

} // namespace gotoai::screenshots
