// SPDX-License-Identifier: GPL-3.0-or-later
#include "billing/refunddialog.h"

#include "widgets/display.h"
#include "widgets/moneyfield.h"

#include <QLineEdit>

namespace gotoai::billing {

using namespace widgets;

RefundDialog::RefundDialog(const protocol::Order& order, QWidget* parent)
    : FormDialog(tr("Refund the order %1").arg(shortId(QString::fromStdString(order.id.toString()))), tr("&Refund"),
                 parent)
    , m_order(order.id)
    , m_left(order.charge.minus(order.refunded).value_or(Money()))
    , m_amount(new MoneyField)
    , m_reason(new QLineEdit)
{
    addNote(order.refunded.isZero() ? tr("%1 were charged for %2. What is given back goes into the wallet at once and "
                                         "is borne by the platform.")
                                          .arg(exactMoney(order.charge), plain(order.model))
                                    : tr("Of the charge of %1, %2 were given back already.")
                                          .arg(exactMoney(order.charge), exactMoney(order.refunded)));
    addField(tr("&Amount in USD"), m_amount, tr("At most %1.").arg(exactMoney(m_left)));
    addField(tr("Rea&son"), m_reason);
    connect(m_amount, &MoneyField::amountChanged, this, &RefundDialog::judge);
    connect(m_reason, &QLineEdit::textChanged, this, &RefundDialog::judge);
    m_amount->setAmount(m_left);
    m_reason->setFocus();
    judge();
}

void RefundDialog::judge()
{
    const auto amount = m_amount->amount();
    const bool isAmount = amount && *amount > Money() && *amount <= m_left;
    setAct(isAmount ? tr("&Refund %1").arg(moneyText(*amount)) : tr("&Refund"));
    setComplete(isAmount && !m_reason->text().trimmed().isEmpty());
}

protocol::RefundDraft RefundDialog::draft() const
{
    return {.order = m_order, .amount = m_amount->amount(), .reason = m_reason->text().trimmed().toStdString()};
}

} // namespace gotoai::billing
