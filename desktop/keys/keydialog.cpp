// SPDX-License-Identifier: GPL-3.0-or-later
#include "keys/keydialog.h"

#include "keys/budgetdialog.h"
#include "keys/keyrows.h"
#include "widgets/display.h"
#include "widgets/durationchoice.h"
#include "widgets/moneyfield.h"
#include "widgets/orderstory.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QRegularExpression>
#include <QTimeZone>

#include <utility>

namespace gotoai::keys {

using namespace widgets;

namespace {

QComboBox* makeModes(const std::optional<std::string>& current)
{
    auto* modes = new QComboBox;
    modes->addItem(KeyDialog::tr("as the account says"));
    for (const char* mode : {"cheap", "quality", "latency", "privacy", "code"})
        modes->addItem(routeModeText(mode), QString::fromLatin1(mode));
    if (current)
        modes->setCurrentIndex(std::max(0, modes->findData(QString::fromStdString(*current))));
    return modes;
}

std::optional<std::string> modeIn(const QComboBox& modes)
{
    const QString mode = modes.currentData().toString();
    return mode.isEmpty() ? std::nullopt : std::optional(mode.toStdString());
}

QLineEdit* makeModels(const std::optional<std::vector<std::string>>& current)
{
    auto* models = new QLineEdit(modelsText(current));
    models->setPlaceholderText(KeyDialog::tr("every model"));
    return models;
}

QString modelsHint() { return KeyDialog::tr("Ids with commas between them; openai/* is all that begin so."); }

std::optional<std::vector<std::string>> modelsIn(const QLineEdit& field)
{
    static const QRegularExpression between(QStringLiteral("[,\\s]+"));
    std::vector<std::string> models;
    for (const QString& model : field.text().split(between, Qt::SkipEmptyParts))
        models.push_back(model.toStdString());
    return models.empty() ? std::nullopt : std::optional(std::move(models));
}

// Commas alone would be every model.
bool areModelsFine(const QLineEdit& field) { return field.text().trimmed().isEmpty() || modelsIn(field); }

} // namespace

KeyDialog::KeyDialog(const std::vector<protocol::Account>& accounts, bool mayBudget, QWidget* parent)
    : FormDialog(tr("New key"), tr("&Make key"), parent)
    , m_label(new QLineEdit)
    , m_account(new QComboBox)
    , m_mode(makeModes({}))
    , m_models(makeModels({}))
    , m_expiry(new DurationChoice)
{
    m_label->setPlaceholderText(tr("What uses it, as in helpdesk-bot"));
    for (const protocol::Account& account : accounts)
        m_account->addItem(plain(account.name), QString::fromStdString(account.id.toString()));
    constexpr auto day = std::chrono::hours(24);
    m_expiry->addDuration(tr("never"), {});
    for (const int days : {1, 30, 90, 365})
        m_expiry->addDuration(tr("in %n day(s)", nullptr, days), day * days);
    addField(tr("&Label"), m_label);
    addField(tr("&Account"), m_account, tr("Whose wallet pays."));
    addField(tr("&Route"), m_mode, tr("What matters most where a request does not say."));
    addField(tr("M&odels"), m_models, modelsHint());
    addField(tr("&Expires"), m_expiry);
    if (mayBudget) {
        auto* budget = new QWidget;
        auto* row = new QHBoxLayout(budget);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(space::small);
        row->addWidget(m_limit = new MoneyField(tr("no budget")), 1);
        row->addWidget(m_period = makePeriods());
        m_period->setAccessibleName(tr("Period of the budget"));
        budget->setFocusProxy(m_limit);
        addField(tr("&Budget in USD"), budget, tr("The most that it may spend; what is over is refused."));
        m_limit->setAccessibleName(tr("Budget in USD"));
        connect(m_limit, &MoneyField::amountChanged, this, &KeyDialog::judge);
    }
    for (QLineEdit* field : {m_label, m_models})
        connect(field, &QLineEdit::textChanged, this, &KeyDialog::judge);
    m_label->setFocus();
    judge();
}

void KeyDialog::chooseAccount(const AccountId& account)
{
    m_account->setCurrentIndex(std::max(0, m_account->findData(QString::fromStdString(account.toString()))));
}

void KeyDialog::judge()
{
    const bool isBudgetFine = !m_limit || m_limit->text().trimmed().isEmpty() || m_limit->amount();
    setComplete(!m_label->text().trimmed().isEmpty() && m_account->currentIndex() >= 0 && isBudgetFine &&
                areModelsFine(*m_models));
}

protocol::KeyDraft KeyDialog::draft(Instant now) const
{
    protocol::KeyDraft draft;
    draft.account = AccountId::parse(m_account->currentData().toString().toStdString()).value_or(AccountId());
    draft.label = m_label->text().trimmed().toStdString();
    if (const auto lasts = m_expiry->duration())
        draft.expiresAt = now + *lasts;
    draft.mode = modeIn(*m_mode);
    draft.models = modelsIn(*m_models);
    return draft;
}

std::optional<protocol::BudgetDraft> KeyDialog::budget() const
{
    const auto limit = m_limit ? m_limit->amount() : std::nullopt;
    if (!limit)
        return {};
    protocol::BudgetDraft budget;
    budget.account = AccountId::parse(m_account->currentData().toString().toStdString()).value_or(AccountId());
    budget.name = m_label->text().trimmed().toStdString();
    budget.period = m_period->currentData().toString().toStdString();
    budget.timeZone = QTimeZone::systemTimeZoneId().toStdString();
    budget.limit = *limit;
    return budget;
}

KeyChangeDialog::KeyChangeDialog(const protocol::Key& key, QWidget* parent)
    : FormDialog(tr("Change the key %1").arg(plain(key.label)), tr("&Save"), parent)
    , m_before(key)
    , m_label(new QLineEdit(QString::fromStdString(key.label)))
    , m_mode(makeModes(key.mode))
    , m_models(makeModels(key.models))
{
    addField(tr("&Label"), m_label);
    addField(tr("&Route"), m_mode, tr("What matters most where a request does not say."));
    addField(tr("M&odels"), m_models, modelsHint());
    connect(m_models, &QLineEdit::textChanged, this, [this] { setComplete(areModelsFine(*m_models)); });
    m_label->selectAll();
    m_label->setFocus();
}

protocol::KeyChange KeyChangeDialog::change() const
{
    protocol::KeyChange change;
    change.label = m_label->text().trimmed().toStdString();
    change.mode = modeIn(*m_mode);
    change.models = modelsIn(*m_models);
    return change;
}

void KeyChangeDialog::showConflict(const protocol::Key& now)
{
    const protocol::Key before = std::exchange(m_before, now);
    const auto place = [this](const protocol::Key& key) {
        return std::max(0, m_mode->findData(QString::fromStdString(key.mode.value_or(""))));
    };
    FieldMerge merge;
    merge.add(tr("Label"), {plain(before.label), plain(now.label), plain(m_label->text().trimmed())},
              [&] { m_label->setText(QString::fromStdString(now.label)); });
    merge.add(tr("Route"), {m_mode->itemText(place(before)), m_mode->itemText(place(now)), m_mode->currentText()},
              [&] { m_mode->setCurrentIndex(place(now)); });
    merge.add(tr("Models"), {modelsText(before.models), modelsText(now.models), m_models->text().trimmed()},
              [&] { m_models->setText(modelsText(now.models)); });
    showMerge(merge);
}

} // namespace gotoai::keys
