// SPDX-License-Identifier: GPL-3.0-or-later
#include "keys/budgetchangedialog.h"

#include "keys/keyrows.h"
#include "widgets/display.h"
#include "widgets/moneyfield.h"

#include <QCheckBox>
#include <QComboBox>

#include <utility>

namespace gotoai::keys {

using namespace widgets;

BudgetChangeDialog::BudgetChangeDialog(std::vector<protocol::Budget> budgets, QWidget* parent)
    : FormDialog(tr("Change a budget"), tr("&Save"), parent)
    , m_budgets(std::move(budgets))
    , m_which(new QComboBox)
    , m_limit(new MoneyField)
    , m_remove(new QCheckBox(tr("&Remove it: it holds nothing back any more")))
{
    addNote(tr("What it has counted stays counted; running orders end as they would have."));
    for (const protocol::Budget& each : m_budgets)
        m_which->addItem(budgetText(each));
    addField(tr("&Budget"), m_which);
    addField(tr("&Limit in USD"), m_limit);
    addContent(m_remove);
    connect(m_which, &QComboBox::currentIndexChanged, this, &BudgetChangeDialog::showBudget);
    connect(m_limit, &MoneyField::amountChanged, this, &BudgetChangeDialog::judge);
    connect(m_remove, &QCheckBox::toggled, this, &BudgetChangeDialog::judge);
    showBudget();
    m_limit->setFocus();
}

const protocol::BudgetSettings& BudgetChangeDialog::budget() const
{
    return m_budgets[static_cast<std::size_t>(m_which->currentIndex())].settings;
}

bool BudgetChangeDialog::isRemoval() const { return m_remove->isChecked(); }

void BudgetChangeDialog::showBudget()
{
    m_limit->setAmount(budget().limit);
    m_limit->selectAll();
    judge();
}

void BudgetChangeDialog::judge()
{
    m_limit->setEnabled(!isRemoval());
    setAct(isRemoval() ? tr("&Remove budget") : tr("&Save"));
    setComplete(isRemoval() || (m_limit->amount() && !m_limit->amount()->isNegative()));
}

protocol::BudgetChange BudgetChangeDialog::change() const
{
    protocol::BudgetChange change;
    change.limit = m_limit->amount().value_or(Money());
    return change;
}

void BudgetChangeDialog::showConflict(const protocol::BudgetSettings& now)
{
    protocol::BudgetSettings& known = m_budgets[static_cast<std::size_t>(m_which->currentIndex())].settings;
    const protocol::BudgetSettings before = std::exchange(known, now);
    FieldMerge merge;
    merge.add(tr("Limit"),
              {exactMoney(before.limit), exactMoney(now.limit), exactMoney(m_limit->amount().value_or(Money()))},
              [&] { m_limit->setAmount(now.limit); });
    showMerge(merge);
}

} // namespace gotoai::keys
