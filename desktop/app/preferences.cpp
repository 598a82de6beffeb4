// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/preferences.h"

#include <algorithm>

namespace gotoai::app {

namespace {

const QString schemeKey = QStringLiteral("appearance/scheme");
const QString languageKey = QStringLiteral("appearance/language");
const QString trayKey = QStringLiteral("tray/shown");
const QString messagesKey = QStringLiteral("tray/messages");
const QString staysKey = QStringLiteral("tray/stays");

} // namespace

Preferences Preferences::read(const QSettings& settings)
{
    const Preferences usual;
    const int scheme = settings.value(schemeKey, 0).toInt();
    return {.scheme = static_cast<widgets::Scheme>(std::clamp(scheme, 0, 2)),
            .language = settings.value(languageKey).toString(),
            .showsTray = settings.value(trayKey, usual.showsTray).toBool(),
            .showsMessages = settings.value(messagesKey, usual.showsMessages).toBool(),
            .staysInTray = settings.value(staysKey, usual.staysInTray).toBool()};
}

void Preferences::write(QSettings& settings) const
{
    settings.setValue(schemeKey, static_cast<int>(scheme));
    settings.setValue(languageKey, language);
    settings.setValue(trayKey, showsTray);
    settings.setValue(messagesKey, showsMessages);
    settings.setValue(staysKey, staysInTray);
}

} // namespace gotoai::app
