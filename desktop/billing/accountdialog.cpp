// SPDX-License-Identifier: GPL-3.0-or-later
#include "billing/accountdialog.h"

#include "widgets/display.h"
#include "widgets/moneyfield.h"

#include <QLineEdit>
#include <QRegularExpressionValidator>

#include <utility>

namespace gotoai::billing {

using namespace widgets;

namespace {

constexpr int wholePercent = 100; // basis points

// "2.5" ↔ 250, without going through a float.
QString percentText(int basisPoints)
{
    const QString places = QStringLiteral("%1").arg(basisPoints % wholePercent, 2, 10, QLatin1Char('0'));
    return QStringLiteral("%1.%2").arg(basisPoints / wholePercent).arg(places);
}

} // namespace

AccountDialog::AccountDialog(QWidget* parent)
    : FormDialog(tr("New account"), tr("&Make account"), parent)
{
    makeFields();
    judge();
}

AccountDialog::AccountDialog(const protocol::Account& account, QWidget* parent)
    : FormDialog(tr("Change the account %1").arg(plain(account.name)), tr("&Save"), parent)
    , m_before(account)
{
    makeFields();
    m_name->setText(QString::fromStdString(account.name));
    m_credit->setAmount(account.creditLimit);
    m_percent->setText(percentText(account.feeBasisPoints));
    m_perCall->setAmount(account.feePerCall);
    judge();
}

void AccountDialog::makeFields()
{
    m_name = new QLineEdit;
    m_credit = new MoneyField(QStringLiteral("0"));
    m_percent = new QLineEdit;
    m_perCall = new MoneyField(QStringLiteral("0"));
    m_percent->setPlaceholderText(QStringLiteral("0"));
    m_percent->setValidator(
        new QRegularExpressionValidator(QRegularExpression(QStringLiteral("\\d{1,3}([.,]\\d{0,2})?")), m_percent));
    addField(tr("&Name"), m_name);
    addField(tr("&Fee in percent of the cost"), m_percent);
    addField(tr("Fee &per call in USD"), m_perCall);
    addField(tr("&Credit limit in USD"), m_credit,
             tr("How far below zero the wallet may go. Without one, nothing is lent."));
    for (QLineEdit* field : {m_name, m_percent, static_cast<QLineEdit*>(m_credit), static_cast<QLineEdit*>(m_perCall)})
        connect(field, &QLineEdit::textChanged, this, &AccountDialog::judge);
    m_name->setFocus();
}

int AccountDialog::basisPoints() const
{
    const QStringList parts =
        m_percent->text().trimmed().replace(QLatin1Char(','), QLatin1Char('.')).split(QLatin1Char('.'));
    if (parts.first().isEmpty())
        return m_percent->text().trimmed().isEmpty() ? 0 : -1;
    return parts.first().toInt() * wholePercent + parts.value(1).leftJustified(2, QLatin1Char('0')).left(2).toInt();
}

void AccountDialog::judge()
{
    const auto isFine = [](const MoneyField* field) {
        return field->text().trimmed().isEmpty() || (field->amount() && !field->amount()->isNegative());
    };
    setComplete(!m_name->text().trimmed().isEmpty() && isFine(m_credit) && isFine(m_perCall) && basisPoints() >= 0);
}

protocol::AccountDraft AccountDialog::draft() const
{
    protocol::AccountDraft draft;
    draft.name = m_name->text().trimmed().toStdString();
    draft.creditLimit = m_credit->amount().value_or(Money());
    draft.feeBasisPoints = basisPoints();
    draft.feePerCall = m_perCall->amount().value_or(Money());
    return draft;
}

protocol::AccountChange AccountDialog::change() const
{
    const protocol::AccountDraft typed = draft();
    protocol::AccountChange change;
    change.name = typed.name;
    change.creditLimit = typed.creditLimit;
    change.feeBasisPoints = typed.feeBasisPoints;
    change.feePerCall = typed.feePerCall;
    return change;
}

void AccountDialog::showConflict(const protocol::Account& now)
{
    const protocol::Account before = std::exchange(m_before, now);
    const auto amountIn = [](const MoneyField* field) { return exactMoney(field->amount().value_or(Money())); };
    FieldMerge merge;
    merge.add(tr("Name"), {plain(before.name), plain(now.name), plain(m_name->text().trimmed())},
              [&] { m_name->setText(QString::fromStdString(now.name)); });
    merge.add(tr("Fee in percent"),
              {percentText(before.feeBasisPoints), percentText(now.feeBasisPoints), percentText(basisPoints())},
              [&] { m_percent->setText(percentText(now.feeBasisPoints)); });
    merge.add(tr("Fee per call"), {exactMoney(before.feePerCall), exactMoney(now.feePerCall), amountIn(m_perCall)},
              [&] { m_perCall->setAmount(now.feePerCall); });
    merge.add(tr("Credit limit"), {exactMoney(before.creditLimit), exactMoney(now.creditLimit), amountIn(m_credit)},
              [&] { m_credit->setAmount(now.creditLimit); });
    showMerge(merge);
}

} // namespace gotoai::billing
