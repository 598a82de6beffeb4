// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace gotoai::app {

// From now on what Qt itself has to say goes into the log as lines of the event "qt_message", from any thread.
void logQtMessages();

} // namespace gotoai::app
