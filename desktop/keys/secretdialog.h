// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secret.h"

#include <QDialog>

namespace gotoai::keys {

// Shows a new key's text, the only time that anybody sees it; copied already, and taken out of the clipboard again.
class SecretDialog : public QDialog
{
    Q_OBJECT

public:
    SecretDialog(const QString& label, const Secret& secret, const QString& snippet, QWidget* parent);
};

} // namespace gotoai::keys
