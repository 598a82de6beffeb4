// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/budget.h"
#include "protocol/key.h"
#include "widgets/formdialog.h"

class QComboBox;

namespace gotoai::widgets {
class MoneyField;
}

namespace gotoai::keys {

QComboBox* makePeriods();

// Gives a key a budget.
class BudgetDialog : public widgets::FormDialog
{
    Q_OBJECT

public:
    BudgetDialog(const protocol::Key& key, QWidget* parent);
    protocol::BudgetDraft draft() const;

private:
    const protocol::Key m_key;
    widgets::MoneyField* m_limit;
    QComboBox* m_period;
};

} // namespace gotoai::keys
