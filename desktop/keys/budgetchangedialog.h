// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/budget.h"
#include "widgets/formdialog.h"

#include <vector>

class QCheckBox;
class QComboBox;

namespace gotoai::widgets {
class MoneyField;
}

namespace gotoai::keys {

// Changes the limit of one of a key's budgets, or removes it. Period and clock stay: another budget has others.
class BudgetChangeDialog : public widgets::FormDialog
{
    Q_OBJECT

public:
    BudgetChangeDialog(std::vector<protocol::Budget> budgets, QWidget* parent); // one at least

    const protocol::BudgetSettings& budget() const; // that is changed
    std::int64_t version() const { return budget().version; }
    bool isRemoval() const;
    protocol::BudgetChange change() const;
    void showConflict(const protocol::BudgetSettings& now);

private:
    void showBudget();
    void judge();

    std::vector<protocol::Budget> m_budgets; // as they were read
    QComboBox* m_which;
    widgets::MoneyField* m_limit;
    QCheckBox* m_remove;
};

} // namespace gotoai::keys
