// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/actionregistry.h"

#include <QDialog>

namespace gotoai::shell {

// All shortcuts that work now, by where they come from. Deletes itself.
class ShortcutSheet : public QDialog
{
    Q_OBJECT

public:
    ShortcutSheet(const ActionRegistry& actions, QWidget* parent);
};

} // namespace gotoai::shell
