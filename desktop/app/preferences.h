// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme.h"

#include <QSettings>
#include <QString>

namespace gotoai::app {

// What people choose for the console itself; kept in the settings file.
struct Preferences
{
    widgets::Scheme scheme = widgets::Scheme::System;
    QString language{}; // "en", "de"; empty: the desktop's. Counts from the next start on
    bool showsTray = true;
    bool showsMessages = true; // at the tray
    bool staysInTray = false;  // closing the window leaves it there

    static Preferences read(const QSettings& settings);
    void write(QSettings& settings) const;

    bool operator==(const Preferences&) const = default;
};

} // namespace gotoai::app
