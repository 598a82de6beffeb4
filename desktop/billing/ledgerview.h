// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "billing/ledgerrows.h"
#include "billing/orderreceipt.h"

class QPushButton;

namespace gotoai::widgets {
class SearchField;
class StateView;
class Table;
} // namespace gotoai::widgets

namespace gotoai::billing {

// An account's ledger; below, the order of the selected one.
class LedgerView : public QWidget
{
    Q_OBJECT

public:
    explicit LedgerView(client::Session& session, QWidget* parent = nullptr);

    void showAccount(const std::optional<AccountId>& account);
    void showOrder(const OrderId& order);
    void noteChange(); // something was booked: it waits behind the pill
    void refresh();
    QWidget* bar() { return m_bar; } // its filter and its pill, to be placed by the page
    widgets::Table& table() { return *m_table; }
    OrderReceipt& receipt() { return *m_receipt; }

private:
    QWidget* makeContent();
    void filter();
    void showState();
    void showSelected();

    client::Session& m_session;
    client::KeysetList<protocol::Transfer> m_ledger;
    QWidget* m_bar;
    widgets::SearchField* m_filter;
    QPushButton* m_pill;
    widgets::Table* m_table;
    widgets::StateView* m_state;
    OrderReceipt* m_receipt;
    std::optional<AccountId> m_account;
};

} // namespace gotoai::billing
