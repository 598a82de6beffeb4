// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/preferences.h"

#include <QDialog>

class QCheckBox;
class QComboBox;

namespace gotoai::app {

// Each choice counts as soon as it is made.
class PreferencesDialog : public QDialog
{
    Q_OBJECT

public:
    PreferencesDialog(const Preferences& preferences, QWidget* parent);

Q_SIGNALS:
    void changed(const gotoai::app::Preferences& preferences);

private:
    void tell();

    QComboBox* m_scheme;
    QComboBox* m_language;
    QCheckBox* m_tray;
    QCheckBox* m_messages;
    QCheckBox* m_stays;
};

} // namespace gotoai::app
