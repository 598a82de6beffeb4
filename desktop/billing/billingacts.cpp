// SPDX-License-Identifier: GPL-3.0-or-later
// What the billing page writes, and the figures that say what came of it.
#include "billing/accountdialog.h"
#include "billing/adjustdialog.h"
#include "billing/billingpage.h"
#include "billing/ledgerview.h"
#include "billing/refunddialog.h"
#include "billing/topupdialog.h"
#include "client/actkey.h"
#include "client/changing.h"
#include "widgets/display.h"
#include "widgets/figurestrip.h"
#include "widgets/inlinemessage.h"

namespace gotoai::billing {

using namespace widgets;
using client::Answer;
using client::WriteOptions;

namespace {

constexpr int percentUnit = 100;

Figure budgetFigure(const std::vector<protocol::Budget>& budgets)
{
    const auto tightest = std::ranges::min_element(budgets, {}, &protocol::Budget::remaining);
    if (tightest == budgets.end())
        return {.label = BillingPage::tr("Budget"), .value = QStringLiteral("–"), .sentence = BillingPage::tr("none")};
    const protocol::BudgetSettings& settings = tightest->settings;
    const std::int64_t limit = std::max<std::int64_t>(1, settings.limit.nano() / percentUnit); // of one percent
    const std::int64_t used =
        settings.limit.isZero() ? percentUnit : (settings.limit.nano() - tightest->remaining.nano()) / limit;
    return {.label = BillingPage::tr("Budget, %1").arg(plain(settings.name)),
            .value = BillingPage::tr("%1 %").arg(countText(used)),
            .sentence =
                tightest->resetsAt
                    ? BillingPage::tr("%1, resets %2").arg(moneyText(settings.limit), timeText(*tightest->resetsAt))
                    : BillingPage::tr("of %1 in all").arg(moneyText(settings.limit)),
            .valueTone = used >= percentUnit ? Tone::Broken
                         : used >= 80        ? Tone::Waiting
                                             : Tone::Neutral,
            .exact = exactMoney(tightest->remaining)};
}

} // namespace

void BillingPage::showFigures()
{
    const QString dash = QStringLiteral("–");
    std::vector<Figure> figures;
    figures.push_back({.label = tr("Available"),
                       .value = m_wallet ? moneyText(m_wallet->available) : dash,
                       .sentence = !m_wallet ? QString()
                                   : !m_wallet->promoAvailable.isZero()
                                       ? tr("and %1 granted").arg(moneyText(m_wallet->promoAvailable))
                                   : m_wallet->creditLimit.isZero()
                                       ? tr("no credit")
                                       : tr("credit limit %1").arg(moneyText(m_wallet->creditLimit)),
                       .valueTone = m_wallet && m_wallet->available.isNegative() ? Tone::Broken : Tone::Neutral,
                       .exact = m_wallet ? exactMoney(m_wallet->available) : QString()});
    figures.push_back({.label = tr("Held"),
                       .value = m_wallet ? moneyText(m_wallet->held) : dash,
                       .sentence = tr("by running orders"),
                       .valueTone = m_wallet && !m_wallet->held.isZero() ? Tone::Held : Tone::Neutral,
                       .exact = m_wallet ? exactMoney(m_wallet->held) : QString()});
    figures.push_back(
        {.label = tr("Charged this month"),
         .value = m_month ? moneyText(m_month->charge) : dash,
         .sentence = m_month
                         ? tr("cost %1 · fee %2").arg(moneyText(m_month->providerCost), moneyText(m_month->platformFee))
                         : QString(),
         .exact = m_month ? exactMoney(m_month->charge) : QString()});
    figures.push_back(budgetFigure(m_budgets));
    m_figures->setFigures(std::move(figures));
}

// What was booked is in the ledger before its answer: read at once, rather than behind the pill.
void BillingPage::booked(FormDialog* dialog, const QString& told)
{
    dialog->accept();
    m_message->showMessage(Tone::Good, told);
    m_ledger->refresh();
    readFigures();
}

void BillingPage::topUp()
{
    const protocol::Account* chosen = account();
    if (!chosen)
        return;
    auto* dialog = new TopUpDialog(*chosen, m_wallet.value_or(protocol::Wallet()), this);
    const QString name = plain(chosen->name);
    // One key for all tries: what was booked before the connection broke is not booked again.
    connect(dialog, &FormDialog::submitted, this, [this, dialog, name, key = client::ActKey()]() mutable {
        const auto draft = dialog->draft();
        m_session.daemon().post<protocol::TopUpReceipt>(
            QStringLiteral("topups"), draft, key.of(draft), dialog,
            [this, dialog, name](const Answer<protocol::TopUpReceipt>& receipt) {
                if (receipt)
                    booked(dialog, tr("%1 are in the wallet of %2.").arg(moneyText(receipt->amount), name));
                else
                    dialog->failed(sentence(receipt.failure()));
            });
    });
    dialog->open();
}

void BillingPage::adjust()
{
    const protocol::Account* chosen = account();
    if (!chosen)
        return;
    auto* dialog = new AdjustDialog(*chosen, m_session.directory().providers(), this);
    connect(dialog, &FormDialog::submitted, this,
            [this, dialog, key = client::ActKey()]() mutable { book(dialog, key); });
    dialog->open();
}

void BillingPage::book(AdjustDialog* dialog, client::ActKey& key)
{
    const auto then = [this, dialog](const Answer<protocol::Booking>& booking) {
        if (booking)
            booked(dialog, tr("Booked: %1, %2.").arg(exactMoney(booking->amount), plain(booking->reason)));
        else
            dialog->failed(sentence(booking.failure()));
    };
    const auto post = [&](const QString& path, const auto& draft) {
        m_session.daemon().post<protocol::Booking>(path, draft, key.of(draft), dialog, then);
    };
    switch (dialog->act()) {
    case AdjustDialog::Act::Grant: return post(QStringLiteral("grants"), dialog->grant());
    case AdjustDialog::Act::Chargeback: return post(QStringLiteral("chargebacks"), dialog->chargeback());
    case AdjustDialog::Act::Credit:
    case AdjustDialog::Act::Debit: return post(QStringLiteral("adjustments"), dialog->adjustment());
    }
}

void BillingPage::refund(const protocol::Order& order)
{
    auto* dialog = new RefundDialog(order, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, key = client::ActKey()]() mutable {
        const auto draft = dialog->draft();
        m_session.daemon().post<protocol::Booking>(
            QStringLiteral("refunds"), draft, key.of(draft), dialog,
            [this, dialog](const Answer<protocol::Booking>& booking) {
                if (booking)
                    booked(dialog, tr("%1 are given back.").arg(exactMoney(booking->amount)));
                else
                    dialog->failed(sentence(booking.failure()));
            });
    });
    dialog->open();
}

void BillingPage::makeAccount()
{
    auto* dialog = new AccountDialog(this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, key = client::ActKey()]() mutable {
        const auto draft = dialog->draft();
        m_session.daemon().post<protocol::Account>(QStringLiteral("accounts"), draft, key.of(draft), dialog,
                                                   [this, dialog](const Answer<protocol::Account>& made) {
                                                       if (!made)
                                                           return dialog->failed(sentence(made.failure()));
                                                       dialog->accept();
                                                       m_wanted = made->id;
                                                       m_session.directory().read(client::Directory::List::Accounts);
                                                   });
    });
    dialog->open();
}

void BillingPage::changeAccount()
{
    const protocol::Account* chosen = account();
    if (!chosen)
        return;
    auto* dialog = new AccountDialog(*chosen, this);
    const QString path = QStringLiteral("accounts/") + QString::fromStdString(chosen->id.toString());
    connect(dialog, &FormDialog::submitted, this, [this, dialog, path] {
        client::submitChange<protocol::Account>(m_session.daemon(), path, dialog, [this] {
            m_session.directory().read(client::Directory::List::Accounts);
        });
    });
    dialog->open();
}

} // namespace gotoai::billing
