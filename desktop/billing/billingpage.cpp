// SPDX-License-Identifier: GPL-3.0-or-later
#include "billing/billingpage.h"

#include "billing/doubtsview.h"
#include "billing/ledgerview.h"
#include "billing/reconcileview.h"
#include "billing/statementview.h"
#include "protocol/page.h"
#include "widgets/button.h"
#include "widgets/display.h"
#include "widgets/figurestrip.h"
#include "widgets/inlinemessage.h"
#include "widgets/pageheader.h"
#include "widgets/segmentedcontrol.h"
#include "widgets/stateview.h"
#include "widgets/table.h"

#include <QAction>
#include <QComboBox>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace gotoai::billing {

using namespace widgets;
using List = client::Directory::List;

namespace {

enum Side { LedgerSide, StatementSide, DoubtsSide, ReconcileSide };

QString word(const auto& id) { return QString::fromStdString(id.toString()); }

std::vector<const protocol::Account*> byName(const std::vector<protocol::Account>& accounts)
{
    std::vector<const protocol::Account*> sorted;
    for (const protocol::Account& account : accounts)
        sorted.push_back(&account);
    std::ranges::stable_sort(sorted, [](const auto* one, const auto* other) {
        return plain(one->name).localeAwareCompare(plain(other->name)) < 0;
    });
    return sorted;
}

} // namespace

BillingPage::BillingPage(client::Session& session, QWidget* parent)
    : Page(QStringLiteral("billing"), parent)
    , m_session(session)
    , m_accounts(new QComboBox)
    , m_figures(new FigureStrip)
    , m_side(new SegmentedControl(tr("Side of the books")))
    , m_sides(new QStackedWidget)
    , m_ledger(new LedgerView(session))
    , m_statement(new StatementView(session))
    , m_doubts(new DoubtsView(session))
    , m_reconcile(new ReconcileView(session))
    , m_message(new InlineMessage)
{
    makeActions();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::page, space::large, space::page, space::large);
    column->setSpacing(0);
    auto* header = new PageHeader(title());
    m_accounts->setAccessibleName(tr("Account"));
    m_accounts->setMinimumWidth(160);
    header->addBeside(m_accounts);
    header->addAct(makeButton(m_make));
    header->addAct(makeButton(m_change));
    header->addAct(makeButton(m_adjust));
    header->addAct(makeButton(m_topUp, ButtonKind::Primary));
    column->addWidget(header);
    m_state = new StateView(makeContent());
    column->addWidget(m_state, 1);
    connectParts();
    listAccounts();
}

QWidget* BillingPage::makeContent()
{
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::medium);
    column->addWidget(m_figures);
    column->addWidget(m_message);
    m_side->addSegment(tr("Ledger"));
    m_side->addSegment(tr("Statement"));
    if (m_session.role() != client::Role::Member) { // who may not read them
        m_side->addSegment(tr("In doubt"));
        m_side->addSegment(tr("Reconcile"));
    }
    auto* bar = new QHBoxLayout;
    bar->setSpacing(space::medium);
    bar->addWidget(m_side);
    bar->addWidget(m_ledger->bar(), 1);
    bar->addStretch();
    column->addLayout(bar);
    for (QWidget* side : {static_cast<QWidget*>(m_ledger), static_cast<QWidget*>(m_statement),
                          static_cast<QWidget*>(m_doubts), static_cast<QWidget*>(m_reconcile)})
        m_sides->addWidget(side);
    column->addWidget(m_sides, 1);
    return content;
}

void BillingPage::connectParts()
{
    connect(m_accounts, &QComboBox::activated, this, &BillingPage::chooseAccount);
    connect(m_side, &SegmentedControl::currentChanged, this, &BillingPage::showSide);
    connect(&m_session.directory(), &client::Directory::changed, this, [this](List list) {
        if (list == List::Accounts)
            listAccounts();
    });
    connect(&m_session.events(), &client::EventStream::walletChanged, this, &BillingPage::takeWallet);
    connect(&m_session.events(), &client::EventStream::wasReset, this, [this] {
        m_ledger->refresh();
        readFigures();
    });
    connect(&m_ledger->receipt(), &OrderReceipt::refundAsked, this, &BillingPage::refund);
    connect(m_doubts, &DoubtsView::counted, this, [this](int count) {
        m_side->setSegmentText(DoubtsSide, count ? tr("In doubt %1").arg(countText(count)) : tr("In doubt"));
    });
}

QAction* BillingPage::addAct(const QString& text, const QKeySequence& keys, void (BillingPage::*act)())
{
    auto* action = new QAction(text, this);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, act);
    addAction(action);
    return action;
}

void BillingPage::makeActions()
{
    m_topUp = addAct(tr("&Top up…"), QKeySequence(Qt::CTRL | Qt::Key_T), &BillingPage::topUp);
    m_adjust = addAct(tr("Ad&just…"), QKeySequence(Qt::CTRL | Qt::Key_J), &BillingPage::adjust);
    m_make = addAct(tr("&New account…"), QKeySequence::New, &BillingPage::makeAccount);
    m_change = addAct(tr("&Change…"), QKeySequence(Qt::Key_F2), &BillingPage::changeAccount);
}

void BillingPage::activate()
{
    m_isShown = true;
    m_session.directory().read(List::Accounts);
    readFigures();
    showSide(m_side->current());
    if (m_session.role() != client::Role::Member)
        m_doubts->refresh();
    m_ledger->table().setFocus();
}

const protocol::Account* BillingPage::account() const
{
    return m_account ? m_session.directory().account(*m_account) : nullptr;
}

void BillingPage::listAccounts()
{
    m_accounts->clear();
    const auto& accounts = m_session.directory().accounts();
    for (const protocol::Account* account : byName(accounts))
        m_accounts->addItem(plain(account->name), word(account->id));
    const auto wanted = m_wanted ? m_wanted : m_account;
    const int found = wanted ? m_accounts->findData(word(*wanted)) : -1;
    if (found >= 0)
        m_accounts->setCurrentIndex(found);
    else if (!accounts.empty()) // the first that was made: the youngest has had little to show yet
        m_accounts->setCurrentIndex(m_accounts->findData(word(accounts.back().id)));
    chooseAccount();
    showState();
}

void BillingPage::chooseAccount()
{
    const auto chosen = AccountId::parse(m_accounts->currentData().toString().toStdString());
    const std::optional<AccountId> account = chosen ? std::optional(*chosen) : std::nullopt;
    const bool isSame = account == m_account;
    m_account = account;
    judge();
    if (isSame)
        return;
    m_wanted = account;
    m_wallet.reset();
    m_month.reset();
    m_budgets.clear();
    m_ledger->showAccount(m_account);
    m_statement->showAccount(m_account);
    showFigures();
    readFigures();
}

void BillingPage::showSide(int side)
{
    m_sides->setCurrentIndex(side);
    m_ledger->bar()->setVisible(side == LedgerSide);
    if (side == StatementSide)
        m_statement->refresh();
    else if (side == DoubtsSide)
        m_doubts->refresh();
    else if (side == ReconcileSide)
        m_reconcile->refresh();
}

void BillingPage::readFigures()
{
    for (client::Call& call : m_calls)
        call.cancel();
    if (!m_account)
        return;
    m_calls[0] = m_session.daemon().get<protocol::Wallet>(QStringLiteral("wallets/") + word(*m_account), {}, this,
                                                          [this](const client::Answer<protocol::Wallet>& wallet) {
                                                              if (!wallet)
                                                                  return;
                                                              m_wallet = *wallet;
                                                              showFigures();
                                                          });
    readMonth();
    readBudgets();
}

void BillingPage::readMonth()
{
    const QDate today = QDate::currentDate();
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("account"), word(*m_account));
    query.addQueryItem(QStringLiteral("from"),
                       QDate(today.year(), today.month(), 1).startOfDay().toUTC().toString(Qt::ISODate));
    query.addQueryItem(QStringLiteral("step"), QStringLiteral("day"));
    m_calls[1] = m_session.daemon().get<protocol::UsageReport>(
        QStringLiteral("usage"), query, this, [this](const client::Answer<protocol::UsageReport>& report) {
            if (!report)
                return;
            m_month = report->total;
            showFigures();
        });
}

void BillingPage::readBudgets()
{
    using Page = protocol::Page<protocol::Budget>;
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("account"), word(*m_account));
    query.addQueryItem(QStringLiteral("limit"), QStringLiteral("500"));
    m_calls[2] =
        m_session.daemon().get<Page>(QStringLiteral("budgets"), query, this, [this](client::Answer<Page> page) {
            if (!page)
                return;
            m_budgets = std::move(page->data);
            std::erase_if(m_budgets, [](const protocol::Budget& budget) { return budget.settings.key.has_value(); });
            showFigures();
        });
}

void BillingPage::takeWallet(const protocol::Wallet& wallet)
{
    if (!m_account || wallet.account != *m_account)
        return;
    m_wallet = wallet;
    showFigures();
    m_ledger->noteChange();
}

void BillingPage::judge()
{
    const bool mayWrite = m_session.mayWriteMoney();
    m_make->setEnabled(mayWrite);
    for (QAction* action : {m_topUp, m_adjust, m_change})
        action->setEnabled(mayWrite && account());
}

void BillingPage::showState()
{
    const auto& failure = m_session.directory().failure(List::Accounts);
    const bool isRead = m_session.directory().isRead(List::Accounts);
    if (failure && !isRead)
        m_state->showError(sentence(*failure), [this] { m_session.directory().read(List::Accounts); });
    else if (!isRead)
        m_state->showLoading();
    else if (m_accounts->count() == 0)
        m_state->showEmpty(tr("Money belongs to an account: a customer, a team, or yourself."),
                           m_make->isEnabled() ? tr("&New account…") : QString(), [this] { makeAccount(); });
    else if (failure)
        m_state->showOffline(tr("%1 Shown is what was known before.").arg(sentence(*failure)));
    else
        m_state->showContent();
}

bool BillingPage::open(const QString& resource)
{
    if (const auto account = AccountId::parse(resource.toStdString())) {
        if (!m_session.directory().account(*account))
            return false;
        m_wanted = *account;
        listAccounts();
        return true;
    }
    return false;
}

std::optional<StopTarget> BillingPage::stopTarget() const
{
    const protocol::Account* chosen = account();
    if (!chosen)
        return {};
    return StopTarget{QStringLiteral("account"), word(chosen->id), plain(chosen->name)};
}

void BillingPage::save(QSettings& settings) const
{
    settings.setValue(QStringLiteral("side"), m_side->current());
    if (m_account)
        settings.setValue(QStringLiteral("account"), word(*m_account));
}

void BillingPage::restore(QSettings& settings)
{
    m_side->setCurrent(settings.value(QStringLiteral("side"), int(LedgerSide)).toInt());
    if (const auto account = AccountId::parse(settings.value(QStringLiteral("account")).toString().toStdString())) {
        m_wanted = *account;
        listAccounts();
    }
}

} // namespace gotoai::billing
