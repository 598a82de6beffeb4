// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/key.h"
#include "widgets/formdialog.h"

namespace gotoai::widgets {
class DurationChoice;
}

namespace gotoai::keys {

// Replaces a key by a new one like it; the old one goes on for a while, so that nobody is cut off.
class RotateDialog : public widgets::FormDialog
{
    Q_OBJECT

public:
    // Whether the key has budgets of its own, and the new one will have them too.
    enum class Budgets { None, Carried, Left };
    RotateDialog(const protocol::Key& key, Budgets budgets, QWidget* parent);

    std::chrono::seconds overlap() const;

private:
    widgets::DurationChoice* m_overlap;
};

} // namespace gotoai::keys
