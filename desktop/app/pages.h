// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/session.h"
#include "shell/pageentry.h"

namespace gotoai::app {

// Every page there is, in the order of the navigation.
shell::PageList pageList(client::Session& session);

} // namespace gotoai::app
