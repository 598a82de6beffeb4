// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/names.h"
#include "protocol/order.h"
#include "protocol/route.h"
#include "protocol/transfer.h"

#include <QScrollArea>

#include <optional>

class QPushButton;

namespace gotoai::widgets {
class InlineMessage;
class Label;
class OrderTimeline;
class PairList;
class Tag;
} // namespace gotoai::widgets

namespace gotoai::requests {

// The whole life of the order that is selected: why it went where it went, its attempts, its money, its lines in the
// ledger.
class OrderDetail : public QScrollArea
{
    Q_OBJECT

public:
    OrderDetail(client::DaemonClient& daemon, const client::Names& names, QWidget* parent = nullptr);

    void showOrder(const protocol::Order& order);
    void showId(const OrderId& id); // reads it first
    void clear();
    const std::optional<protocol::Order>& order() const { return m_order; }

Q_SIGNALS:
    void replayRequested(const QString& id);
    void closeRequested();

private:
    QWidget* makeContent();
    void readRoute();
    void readTransfers();
    void paintStory();
    void copyReceipt();

    client::DaemonClient& m_daemon;
    const client::Names& m_names;
    std::optional<protocol::Order> m_order;
    std::optional<protocol::RouteReasons> m_route;
    client::Call m_orderCall;
    client::Call m_routeCall;
    client::Call m_transferCall;
    widgets::Label* m_id;
    widgets::Tag* m_state;
    widgets::Label* m_reason;
    widgets::OrderTimeline* m_timeline;
    widgets::Label* m_ledgerHeading;
    widgets::PairList* m_ledger;
    widgets::InlineMessage* m_message;
    QWidget* m_acts;
};

} // namespace gotoai::requests
