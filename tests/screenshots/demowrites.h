// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/session.h"

namespace gotoai::screenshots {

// What an operator of a demo's day would have written beside it, so that no state is missing: budgets, a key that was
// revoked, one that is stopped.
void writeDemo(client::Session& session);

} // namespace gotoai::screenshots
