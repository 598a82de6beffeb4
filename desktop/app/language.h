// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace gotoai::app {

// Has the application speak a language ("de"), or, if it is empty, the desktop's. Before the first text is asked for;
// what is not translated stays English. Numbers and dates stay those of the desktop.
void speak(const QString& language);

} // namespace gotoai::app
