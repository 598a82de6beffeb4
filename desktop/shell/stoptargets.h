// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/directory.h"
#include "protocol/killswitch.h"
#include "widgets/page.h"
#include "widgets/pairlist.h"

#include <vector>

namespace gotoai::shell {

// What can be stopped, as people call it: everything first, then providers, models, endpoints, accounts and keys.
std::vector<widgets::StopTarget> stopTargets(const client::Directory& directory);

QString scopeText(const QString& scope);
// The name of what a kill switch strikes; its id where it is not known any more.
QString targetName(const client::Directory& directory, const QString& scope, const QString& target);

// What stopping it means, in one sentence and in numbers, beside the orders that it would cut.
QString consequence(const widgets::StopTarget& target);
std::vector<widgets::Pair> reach(const client::Directory& directory, const widgets::StopTarget& target);

} // namespace gotoai::shell
