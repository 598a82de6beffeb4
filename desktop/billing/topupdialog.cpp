// SPDX-License-Identifier: GPL-3.0-or-later
#include "billing/topupdialog.h"

#include "widgets/display.h"
#include "widgets/moneyfield.h"
#include "widgets/text.h"

#include <QComboBox>
#include <QLineEdit>
#include <QRegularExpressionValidator>

namespace gotoai::billing {

using namespace widgets;

TopUpDialog::TopUpDialog(const protocol::Account& account, const protocol::Wallet& wallet, QWidget* parent)
    : FormDialog(tr("Top up %1").arg(plain(account.name)), tr("&Top up"), parent)
    , m_account(account.id)
    , m_wallet(wallet)
    , m_amount(new MoneyField(QStringLiteral("25")))
    , m_rail(new QComboBox)
    , m_reference(new QLineEdit)
{
    addField(tr("&Amount in USD"), m_amount);
    m_rail->setEditable(true);
    m_rail->addItems(
        {QStringLiteral("manual"), QStringLiteral("card"), QStringLiteral("bank"), QStringLiteral("invoice")});
    m_rail->setValidator(new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[a-z0-9_-]{1,32}")),
                                                         m_rail)); // as the daemon names rails
    addField(tr("&Way"), m_rail, tr("How the money came: a short word in small letters."));
    m_reference->setPlaceholderText(QStringLiteral("pi_3Qx…"));
    addField(tr("&Reference"), m_reference,
             tr("What the payment is called there. The same one is never booked twice."));
    m_after = addNote({});
    connect(m_amount, &MoneyField::amountChanged, this, &TopUpDialog::judge);
    connect(m_rail, &QComboBox::editTextChanged, this, &TopUpDialog::judge);
    m_amount->setFocus();
    judge();
}

void TopUpDialog::judge()
{
    const auto amount = m_amount->amount();
    const auto after = amount ? m_wallet.available.plus(*amount) : std::nullopt;
    const bool isAmount = after && !amount->isZero() && !amount->isNegative();
    setAct(isAmount ? tr("&Top up %1").arg(moneyText(*amount)) : tr("&Top up"));
    m_after->setText(
        isAmount ? tr("Available now %1, afterwards %2.").arg(exactMoney(m_wallet.available), exactMoney(*after))
                 : tr("Available now %1.").arg(exactMoney(m_wallet.available)));
    setComplete(isAmount && m_rail->lineEdit()->hasAcceptableInput());
}

protocol::TopUpDraft TopUpDialog::draft() const
{
    protocol::TopUpDraft draft;
    draft.account = m_account;
    draft.rail = m_rail->currentText().toStdString();
    if (const QString reference = m_reference->text().trimmed(); !reference.isEmpty())
        draft.externalId = reference.toStdString();
    draft.amount = m_amount->amount().value_or(Money());
    return draft;
}

} // namespace gotoai::billing
