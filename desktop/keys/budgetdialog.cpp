// SPDX-License-Identifier: GPL-3.0-or-later
#include "keys/budgetdialog.h"

#include "keys/keyrows.h"
#include "widgets/display.h"
#include "widgets/moneyfield.h"

#include <QComboBox>
#include <QTimeZone>

namespace gotoai::keys {

using namespace widgets;

QComboBox* makePeriods()
{
    auto* periods = new QComboBox;
    for (const char* period : {"day", "week", "month", "hour", "total"})
        periods->addItem(periodText(period), QString::fromLatin1(period));
    periods->setCurrentIndex(2);
    return periods;
}

BudgetDialog::BudgetDialog(const protocol::Key& key, QWidget* parent)
    : FormDialog(tr("A budget for %1").arg(plain(key.label)), tr("&Set budget"), parent)
    , m_key(key)
    , m_limit(new MoneyField(QStringLiteral("25")))
    , m_period(makePeriods())
{
    const QString zone = QString::fromUtf8(QTimeZone::systemTimeZoneId());
    addNote(tr("It counts the orders that begin from now on; running ones end as they would have."));
    addField(tr("&Limit in USD"), m_limit);
    addField(tr("&Period"), m_period, tr("Begins anew by the clock of %1.").arg(zone));
    const auto judge = [this] { setComplete(m_limit->amount() && !m_limit->amount()->isNegative()); };
    connect(m_limit, &MoneyField::amountChanged, this, judge);
    m_limit->setFocus();
    judge();
}

protocol::BudgetDraft BudgetDialog::draft() const
{
    protocol::BudgetDraft draft;
    draft.account = m_key.account;
    draft.key = m_key.id;
    draft.name = m_key.label.empty() ? m_key.hint : m_key.label;
    draft.period = m_period->currentData().toString().toStdString();
    draft.timeZone = QTimeZone::systemTimeZoneId().toStdString();
    draft.limit = m_limit->amount().value_or(Money());
    return draft;
}

} // namespace gotoai::keys
