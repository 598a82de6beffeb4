// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace gotoai::app {

// Versions, licences and where the fonts come from; deletes itself.
class AboutDialog : public QDialog
{
    Q_OBJECT

public:
    AboutDialog(const QString& daemonVersion, QWidget* parent);
};

} // namespace gotoai::app
