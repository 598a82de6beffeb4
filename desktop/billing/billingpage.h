// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/actkey.h"
#include "client/session.h"
#include "protocol/budget.h"
#include "protocol/order.h"
#include "protocol/usagereport.h"
#include "widgets/page.h"

class QAction;
class QComboBox;
class QStackedWidget;

namespace gotoai::widgets {
class FigureStrip;
class FormDialog;
class InlineMessage;
class SegmentedControl;
class StateView;
} // namespace gotoai::widgets

namespace gotoai::billing {

class AdjustDialog;
class DoubtsView;
class LedgerView;
class ReconcileView;
class StatementView;

class BillingPage : public widgets::Page
{
    Q_OBJECT

public:
    explicit BillingPage(client::Session& session, QWidget* parent = nullptr);

    QString title() const override { return tr("Billing"); }
    void activate() override;
    void deactivate() override { m_isShown = false; }
    bool open(const QString& resource) override;
    std::optional<widgets::StopTarget> stopTarget() const override;
    void save(QSettings& settings) const override;
    void restore(QSettings& settings) override;

private:
    void makeActions();
    QAction* addAct(const QString& text, const QKeySequence& keys, void (BillingPage::*act)());
    QWidget* makeContent();
    void connectParts();
    void listAccounts();
    void chooseAccount();
    void showSide(int side);
    void readFigures();
    void readMonth();
    void readBudgets();
    void takeWallet(const protocol::Wallet& wallet);
    void showFigures();
    void judge();
    void showState();
    const protocol::Account* account() const; // null: none is chosen

    void topUp();
    void adjust();
    void book(AdjustDialog* dialog, client::ActKey& key);
    void refund(const protocol::Order& order);
    void makeAccount();
    void changeAccount();
    void booked(widgets::FormDialog* dialog, const QString& sentence);

    client::Session& m_session;
    std::optional<AccountId> m_account;
    std::optional<AccountId> m_wanted; // by settings or a jump, as soon as it is known
    std::optional<protocol::Wallet> m_wallet;
    std::optional<protocol::UsageFigures> m_month;
    std::vector<protocol::Budget> m_budgets; // of the account as a whole
    QComboBox* m_accounts;
    widgets::FigureStrip* m_figures;
    widgets::SegmentedControl* m_side;
    QStackedWidget* m_sides;
    LedgerView* m_ledger;
    StatementView* m_statement;
    DoubtsView* m_doubts;
    ReconcileView* m_reconcile;
    widgets::InlineMessage* m_message;
    widgets::StateView* m_state;
    QAction* m_topUp;
    QAction* m_adjust;
    QAction* m_make;
    QAction* m_change;
    client::Call m_calls[3];
    bool m_isShown = false;
};

} // namespace gotoai::billing
