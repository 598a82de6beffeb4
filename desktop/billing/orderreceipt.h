// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/session.h"
#include "protocol/order.h"
#include "protocol/receipt.h"
#include "widgets/celltable.h"

#include <QWidget>

class QPushButton;

namespace gotoai::widgets {
class Label;
class PairList;
class StateView;
class Table;
} // namespace gotoai::widgets

namespace gotoai::billing {

// What one order moved, and its receipt: below the ledger, for the selected line.
class OrderReceipt : public QWidget
{
    Q_OBJECT

public:
    explicit OrderReceipt(client::Session& session, QWidget* parent = nullptr);

    void showOrder(const std::optional<OrderId>& order); // empty: nothing
    const std::optional<OrderId>& order() const { return m_order; }

Q_SIGNALS:
    void refundAsked(const gotoai::protocol::Order& order);

private:
    void read();
    void takeReceipt(const client::Answer<QJsonObject>& answer);
    void takeOrder(const protocol::Order& order);
    void copyReceipt();

    client::Session& m_session;
    std::optional<OrderId> m_order;
    std::optional<protocol::Order> m_known;
    QJsonObject m_receipt;
    widgets::CellTable m_transfers;
    widgets::Label* m_heading;
    widgets::Table* m_table;
    widgets::PairList* m_facts;
    QPushButton* m_copy;
    QPushButton* m_refund;
    client::Call m_calls[3];
};

} // namespace gotoai::billing
