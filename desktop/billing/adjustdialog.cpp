// SPDX-License-Identifier: GPL-3.0-or-later
#include "billing/adjustdialog.h"

#include "widgets/button.h"
#include "widgets/display.h"
#include "widgets/durationchoice.h"
#include "widgets/moneyfield.h"
#include "widgets/text.h"

#include <QComboBox>
#include <QLineEdit>
#include <QVBoxLayout>

namespace gotoai::billing {

using namespace widgets;

namespace {

bool takes(AdjustDialog::Act act) { return act == AdjustDialog::Act::Debit || act == AdjustDialog::Act::Chargeback; }

// A field with its label, shown and hidden together.
QWidget* labelled(const QString& label, QWidget* field)
{
    auto* whole = new QWidget;
    auto* column = new QVBoxLayout(whole);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::tight);
    auto* name = new Label(label, TextSize::Body);
    name->setBuddy(field);
    field->setAccessibleName(QString(label).remove(QLatin1Char('&')));
    column->addWidget(name);
    column->addWidget(field);
    return whole;
}

} // namespace

AdjustDialog::AdjustDialog(const protocol::Account& account, const std::vector<protocol::Provider>& providers,
                           QWidget* parent)
    : FormDialog(tr("Adjust the wallet of %1").arg(plain(account.name)), tr("&Book"), parent)
    , m_account(account)
    , m_openedAt(SystemClock().now())
    , m_act(new QComboBox)
    , m_amount(new MoneyField(QStringLiteral("5")))
    , m_ends(new DurationChoice)
    , m_provider(new QComboBox)
    , m_rail(new QComboBox)
    , m_reason(new QLineEdit)
    , m_typed(new QLineEdit)
{
    m_act->addItems({tr("Grant money, spent before its own"), tr("Give back what a provider billed wrongly"),
                     tr("Take what a provider billed in addition"), tr("Book a payment that was taken back")});
    addField(tr("&What"), m_act);
    addField(tr("&Amount in USD"), m_amount);
    m_ends->addDuration(tr("never"), {});
    constexpr auto day = std::chrono::hours(24);
    for (const int days : {7, 30, 90})
        m_ends->addDuration(tr("in %n day(s)", nullptr, days), days * day);
    for (const protocol::Provider& provider : providers)
        m_provider->addItem(plain(provider.name), QString::fromStdString(provider.id.toString()));
    m_rail->setEditable(true);
    m_rail->addItems({QStringLiteral("manual"), QStringLiteral("card"), QStringLiteral("bank")});
    m_only = {
        {labelled(tr("&Ends"), m_ends), {Act::Grant}},
        {labelled(tr("&Provider"), m_provider), {Act::Credit, Act::Debit}},
        {labelled(tr("Wa&y it had come"), m_rail), {Act::Chargeback}},
        {labelled(tr("&Type %1 to confirm").arg(plain(account.name).replace(QLatin1Char('&'), QStringLiteral("&&"))),
                  m_typed),
         {Act::Debit, Act::Chargeback}}};
    for (std::size_t index = 0; index + 1 < m_only.size(); ++index)
        addContent(m_only[index].first);
    addField(tr("Rea&son"), m_reason);
    addContent(m_only.back().first);
    connect(m_act, &QComboBox::currentIndexChanged, this, &AdjustDialog::showFields);
    connect(m_amount, &MoneyField::amountChanged, this, &AdjustDialog::judge);
    connect(m_reason, &QLineEdit::textChanged, this, &AdjustDialog::judge);
    connect(m_typed, &QLineEdit::textChanged, this, &AdjustDialog::judge);
    m_act->setFocus();
    showFields();
}

AdjustDialog::Act AdjustDialog::act() const { return static_cast<Act>(m_act->currentIndex()); }

void AdjustDialog::showFields()
{
    for (const auto& [field, acts] : m_only)
        field->setVisible(acts.contains(act()));
    setKind(actButton(), takes(act()) ? ButtonKind::Danger : ButtonKind::Primary);
    judge();
    adjustSize();
}

void AdjustDialog::judge()
{
    const auto typed = m_amount->amount();
    const bool isAmount = typed && *typed > Money();
    const bool isConfirmed = !takes(act()) || m_typed->text() == plain(m_account.name);
    const bool hasProvider = (act() != Act::Credit && act() != Act::Debit) || m_provider->currentIndex() >= 0;
    setAct(!isAmount      ? tr("&Book")
           : takes(act()) ? tr("&Take %1").arg(moneyText(*typed))
                          : tr("&Give %1").arg(moneyText(*typed)));
    setComplete(isAmount && isConfirmed && hasProvider && !m_reason->text().trimmed().isEmpty());
}

Money AdjustDialog::amount() const { return m_amount->amount().value_or(Money()); }

std::string AdjustDialog::reason() const { return m_reason->text().trimmed().toStdString(); }

protocol::GrantDraft AdjustDialog::grant() const
{
    protocol::GrantDraft draft{.account = m_account.id, .amount = amount(), .expiresAt = {}, .reason = reason()};
    if (const auto lasts = m_ends->duration())
        draft.expiresAt = m_openedAt + *lasts;
    return draft;
}

protocol::AdjustmentDraft AdjustDialog::adjustment() const
{
    const std::string wallet = "wallet:" + m_account.id.toString() + ":available";
    const std::string suspense = "suspense:reconcile:" + m_provider->currentData().toString().toStdString();
    const bool isDebit = act() == Act::Debit;
    return {.debit = isDebit ? wallet : suspense,
            .credit = isDebit ? suspense : wallet,
            .amount = amount(),
            .reason = reason()};
}

protocol::ChargebackDraft AdjustDialog::chargeback() const
{
    protocol::ChargebackDraft draft;
    draft.account = m_account.id;
    draft.rail = m_rail->currentText().trimmed().toStdString();
    draft.amount = amount();
    draft.reason = reason();
    return draft;
}

} // namespace gotoai::billing
