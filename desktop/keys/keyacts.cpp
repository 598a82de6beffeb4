// SPDX-License-Identifier: GPL-3.0-or-later
// What the keys' page writes.
#include "base/namepattern.h"
#include "client/changing.h"
#include "keys/budgetchangedialog.h"
#include "keys/budgetdialog.h"
#include "keys/keydialog.h"
#include "keys/keyspage.h"
#include "keys/rotatedialog.h"
#include "keys/secretdialog.h"
#include "keys/snippets.h"
#include "widgets/display.h"
#include "widgets/inlinemessage.h"
#include "widgets/table.h"
#include "widgets/typedconfirmation.h"

#include <algorithm>

namespace gotoai::keys {

using namespace widgets;
using client::WriteOptions;
using protocol::BudgetDraft;

namespace {

QString pathOf(const protocol::Key& key) { return QStringLiteral("keys/") + QString::fromStdString(key.id.toString()); }

QString nameOf(const protocol::Key& key) { return plain(key.label.empty() ? key.hint : key.label); }

protocol::KeyDraft successorOf(const protocol::Key& key)
{
    protocol::KeyDraft draft;
    draft.account = key.account;
    draft.label = key.label;
    draft.mode = key.mode;
    draft.models = key.models;
    return draft;
}

BudgetDraft sameAs(const protocol::BudgetSettings& budget)
{
    BudgetDraft draft;
    draft.account = budget.account;
    draft.name = budget.name;
    draft.period = budget.period;
    draft.timeZone = budget.timeZone;
    draft.limit = budget.limit;
    return draft;
}

bool mayCall(const protocol::Key& key, const std::string& model)
{
    return !key.models ||
           std::ranges::any_of(*key.models, [&](const std::string& pattern) { return fitsPattern(model, pattern); });
}

} // namespace

// One that the key may call, for the examples of calls.
QString KeysPage::snippetModel(const protocol::Key& key) const
{
    const auto& endpoints = m_session.directory().endpoints();
    const auto callable = std::ranges::find_if(endpoints, [&key](const protocol::Endpoint& endpoint) {
        return endpoint.state == "enabled" && mayCall(key, endpoint.model);
    });
    return callable == endpoints.end() ? QStringLiteral("openai/gpt-4o-mini") : QString::fromStdString(callable->model);
}

void KeysPage::makeKey()
{
    auto* dialog = new KeyDialog(m_session.directory().accounts(), m_session.mayWriteMoney(), this);
    if (m_current)
        dialog->chooseAccount(m_current->key.account);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] { create(dialog); });
    dialog->open();
}

void KeysPage::create(KeyDialog* dialog)
{
    m_session.daemon().post<protocol::CreatedKey>(QStringLiteral("keys"), dialog->draft(SystemClock().now()),
                                                  WriteOptions::once(), dialog,
                                                  [this, dialog](const client::Answer<protocol::CreatedKey>& made) {
                                                      if (!made)
                                                          return fail(dialog, made.failure());
                                                      if (const auto budget = dialog->budget())
                                                          addBudgetTo(made->key, *budget, [] {});
                                                      dialog->accept();
                                                      showSecret(*made);
                                                  });
}

void KeysPage::addBudgetTo(const protocol::Key& key, BudgetDraft budget, const std::function<void()>& then)
{
    budget.key = key.id;
    const auto told = [this, key, name = plain(budget.name), then](const client::Answer<protocol::Budget>& made) {
        if (!made)
            m_message->showMessage(
                Tone::Broken, tr("%1 is without its budget %2. %3").arg(nameOf(key), name, sentence(made.failure())));
        then();
    };
    m_session.daemon().post<protocol::Budget>(QStringLiteral("budgets"), budget, WriteOptions::once(), this, told);
}

void KeysPage::showSecret(const protocol::CreatedKey& made)
{
    m_session.directory().read(client::Directory::List::Keys);
    const QString id = QString::fromStdString(made.key.id.toString());
    auto* dialog =
        new SecretDialog(nameOf(made.key), made.secret,
                         snippet(Language::Curl, m_session.profile().gatewayUrl, snippetModel(made.key)), this);
    connect(dialog, &QDialog::finished, this, [this, id] { open(id); });
    dialog->open();
}

void KeysPage::changeKey()
{
    if (!m_current)
        return;
    auto* dialog = new KeyChangeDialog(m_current->key, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, path = pathOf(m_current->key)] {
        client::submitChange<protocol::Key>(m_session.daemon(), path, dialog, [this] { m_reading.read(); });
    });
    dialog->open();
}

void KeysPage::rotateKey()
{
    if (!m_current)
        return;
    const bool hasBudget = std::ranges::any_of(m_current->budgets, [this](const protocol::Budget& budget) {
        return budget.settings.key == m_current->key.id;
    });
    using Budgets = RotateDialog::Budgets;
    const auto budgets = !hasBudget ? Budgets::None : m_session.mayWriteMoney() ? Budgets::Carried : Budgets::Left;
    auto* dialog = new RotateDialog(m_current->key, budgets, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, old = m_current->key] { renew(dialog, old); });
    dialog->open();
}

// By what the key is now: somebody else may have held it to fewer models since the dialog was opened.
void KeysPage::renew(RotateDialog* dialog, const protocol::Key& old)
{
    m_session.daemon().get<protocol::Key>(
        pathOf(old), {}, dialog, [this, dialog, old](const client::Answer<protocol::Key>& now) {
            if (!now)
                return fail(dialog, now.failure());
            if (now->revokedAt)
                return dialog->failed(tr("Somebody else has revoked %1 already.").arg(nameOf(*now)));
            if (m_session.mayWriteMoney())
                readBudgetsOf(*now, dialog, [this, dialog, old, now = *now](const std::vector<BudgetDraft>& budgets) {
                    succeed(dialog, old, now, budgets);
                });
            else
                succeed(dialog, old, *now, {});
        });
}

void KeysPage::readBudgetsOf(const protocol::Key& key, RotateDialog* dialog,
                             const std::function<void(const std::vector<BudgetDraft>&)>& then)
{
    using Page = protocol::Page<protocol::Budget>;
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("key"), QString::fromStdString(key.id.toString()));
    query.addQueryItem(QStringLiteral("limit"), QStringLiteral("500"));
    m_session.daemon().get<Page>(QStringLiteral("budgets"), query, dialog,
                                 [this, dialog, then](const client::Answer<Page>& page) {
                                     if (!page)
                                         return fail(dialog, page.failure());
                                     std::vector<BudgetDraft> budgets;
                                     for (const protocol::Budget& budget : page->data)
                                         budgets.push_back(sameAs(budget.settings));
                                     then(budgets);
                                 });
}

void KeysPage::succeed(RotateDialog* dialog, const protocol::Key& old, const protocol::Key& now,
                       const std::vector<BudgetDraft>& budgets)
{
    m_session.daemon().post<protocol::CreatedKey>(
        QStringLiteral("keys"), successorOf(now), WriteOptions::once(), dialog,
        [this, dialog, old, now, budgets](client::Answer<protocol::CreatedKey> made) {
            if (!made)
                return fail(dialog, made.failure());
            meetEnd(old, now, SystemClock().now() + dialog->overlap());
            dialog->accept();
            carryBudgets(std::make_shared<protocol::CreatedKey>(std::move(*made)), budgets);
        });
}

// The secret is shown once the new key is held to what the old one was.
void KeysPage::carryBudgets(const std::shared_ptr<protocol::CreatedKey>& made, std::vector<BudgetDraft> left)
{
    if (left.empty())
        return showSecret(*made);
    BudgetDraft next = std::move(left.back());
    left.pop_back();
    addBudgetTo(made->key, std::move(next), [this, made, left] { carryBudgets(made, left); });
}

void KeysPage::endOldKey(const protocol::Key& old, Instant end)
{
    if (old.expiresAt && *old.expiresAt <= end)
        return; // it ends earlier anyway
    protocol::KeyChange change;
    change.expiresAt = std::optional(end);
    const auto told = [this, old, end](const client::Answer<protocol::Key>& ended) {
        if (!ended) {
            if (const auto now = client::currentIn<protocol::Key>(ended.failure()))
                return meetEnd(old, *now, end);
            return m_message->showMessage(
                Tone::Broken, tr("The old key %1 has no end yet. %2").arg(nameOf(old), sentence(ended.failure())),
                tr("&Try again"), [this, old, end] { endOldKey(old, end); });
        }
        m_message->offerUndo(tr("The old key %1 ends on %2.").arg(nameOf(old), timeText(*ended->expiresAt)),
                             [this, old, version = ended->version] {
                                 protocol::KeyChange back;
                                 back.expiresAt = std::optional(old.expiresAt);
                                 m_session.daemon().patch<protocol::Key>(pathOf(old), back, WriteOptions::over(version),
                                                                         this, [](const auto&) {});
                             });
    };
    m_session.daemon().patch<protocol::Key>(pathOf(old), change, WriteOptions::over(old.version), this, told);
}

void KeysPage::meetEnd(const protocol::Key& old, const protocol::Key& now, Instant end)
{
    if (now.revokedAt || client::meet(old.expiresAt, now.expiresAt, std::optional(end)) != client::Met::OtherWish)
        return now.revokedAt ? m_message->dismiss() : endOldKey(now, end);
    const QString theirs =
        now.expiresAt ? tr("Somebody else lets the old key %1 end on %2.").arg(nameOf(now), timeText(*now.expiresAt))
                      : tr("Somebody else lets the old key %1 live on.").arg(nameOf(now));
    m_message->showMessage(Tone::Waiting, theirs, tr("&End it on %1").arg(timeText(end)),
                           [this, now, end] { endOldKey(now, end); });
}

void KeysPage::stopOrRelease()
{
    if (!m_current)
        return;
    if (!m_current->stop) {
        if (const auto target = stopTarget())
            Q_EMIT stopRequested(*target);
        return;
    }
    const QString name = nameOf(m_current->key);
    m_session.killSwitches().release(*m_current->stop, this, [this, name](const client::Answer<client::Done>& done) {
        if (done)
            m_message->showMessage(Tone::Good, tr("%1 may call again.").arg(name));
        else
            m_message->showMessage(Tone::Broken, sentence(done.failure()));
    });
}

void KeysPage::revokeKey()
{
    if (!m_current)
        return;
    const protocol::Key key = m_current->key;
    const QString name = nameOf(key);
    TypedConfirmation::Act act{.title = tr("Revoke the key %1").arg(name),
                               .explanation = tr("Every application that uses it is refused at once, for good. What "
                                                 "runs ends as it would have. To change over without a gap, renew it "
                                                 "instead."),
                               .numbers = {},
                               .name = name,
                               .button = tr("Revoke %1").arg(name)};
    if (m_current->month)
        act.numbers.push_back(
            {.name = tr("Requests in the last 30 days"), .value = countText(m_current->month->requests)});
    const QString unused = m_current->month ? tr("not in the last 30 days") : tr("not known");
    act.numbers.push_back(
        {.name = tr("Last used"), .value = m_current->lastUsed ? dateText(*m_current->lastUsed) : unused});
    auto* dialog = new TypedConfirmation(act, this);
    connect(dialog, &TypedConfirmation::confirmed, this, [this, dialog, key] { revoke(dialog, key); });
    dialog->open();
}

// Whatever else somebody has changed of it meanwhile, it is that key which is to end.
void KeysPage::revoke(TypedConfirmation* dialog, const protocol::Key& key)
{
    m_session.daemon().remove(
        pathOf(key), WriteOptions::over(key.version), dialog,
        [this, dialog, key](const client::Answer<client::Done>& done) {
            const auto now = done ? std::nullopt : client::currentIn<protocol::Key>(done.failure());
            if (now && !now->revokedAt)
                return revoke(dialog, *now);
            if (!done && !now)
                return dialog->failed(sentence(done.failure()));
            dialog->accept();
            m_message->showMessage(Tone::Neutral, now ? tr("Somebody else has revoked %1 already.").arg(nameOf(key))
                                                      : tr("%1 is revoked.").arg(nameOf(key)));
            m_reading.read();
        });
}

void KeysPage::addBudget()
{
    if (!m_current)
        return;
    auto* dialog = new BudgetDialog(m_current->key, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] {
        m_session.daemon().post<protocol::Budget>(QStringLiteral("budgets"), dialog->draft(), WriteOptions::once(),
                                                  dialog, [this, dialog](const client::Answer<protocol::Budget>& made) {
                                                      if (!made)
                                                          return fail(dialog, made.failure());
                                                      dialog->accept();
                                                      m_reading.read();
                                                  });
    });
    dialog->open();
}

void KeysPage::changeBudget()
{
    if (!m_current || m_current->budgets.empty())
        return;
    auto* dialog = new BudgetChangeDialog(m_current->budgets, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] {
        const QString path = QStringLiteral("budgets/") + QString::fromStdString(dialog->budget().id.toString());
        if (dialog->isRemoval())
            return removeBudget(dialog, path);
        client::submitChange<protocol::Budget, protocol::BudgetSettings>(m_session.daemon(), path, dialog,
                                                                         [this] { m_reading.read(); });
    });
    dialog->open();
}

void KeysPage::removeBudget(BudgetChangeDialog* dialog, const QString& path)
{
    const auto showNow = [dialog](const client::Answer<protocol::Budget>& now) {
        if (now)
            dialog->showConflict(now->settings);
        else
            dialog->failed(sentence(now.failure()));
    };
    m_session.daemon().remove(path, WriteOptions::over(dialog->version()), dialog,
                              [this, dialog, path, showNow](const client::Answer<client::Done>& done) {
                                  m_reading.read();
                                  if (done)
                                      return dialog->accept();
                                  if (client::isConflict(done.failure())) // which names no version
                                      m_session.daemon().get<protocol::Budget>(path, {}, dialog, showNow);
                                  else
                                      dialog->failed(sentence(done.failure()));
                              });
}

void KeysPage::fail(FormDialog* dialog, const client::Failure& failure)
{
    if (client::isConflict(failure))
        m_reading.read(); // what is there now shows behind the dialog
    dialog->failed(sentence(failure));
}

} // namespace gotoai::keys
