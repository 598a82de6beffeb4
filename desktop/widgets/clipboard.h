// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include <chrono>

namespace gotoai::widgets {

inline constexpr std::chrono::seconds secretStays{30};

void copyText(const QString& text);

// Puts a secret into the clipboard, marked so that clipboard histories leave it out, and takes it out again after a
// while, or when the console ends, if it is still there.
void copySecret(const QString& secret, std::chrono::milliseconds stays = secretStays);

} // namespace gotoai::widgets
