// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/daemonclient.h"
#include "protocol/order.h"
#include "protocol/route.h"

#include <QTimer>

#include <optional>

namespace gotoai::playground {

// Follows one order in the books until its end is there, and reads why it went where it went.
class OrderSearch : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds kPause{250};
    static constexpr int kTries = 40;

    explicit OrderSearch(client::DaemonClient& daemon, QObject* parent = nullptr);

    void follow(const QByteArray& id); // as the header x-gotoai-order names it
    void lookNow();                    // its answer has ended
    void clear();

    const QString& id() const { return m_id; }
    const std::optional<protocol::Order>& order() const { return m_order; }
    const std::optional<protocol::RouteReasons>& route() const { return m_route; }
    const QString& failure() const { return m_failure; }

Q_SIGNALS:
    void changed();

private:
    void read();
    void readRoute();

    client::DaemonClient& m_daemon;
    QString m_id;
    std::optional<protocol::Order> m_order;
    std::optional<protocol::RouteReasons> m_route;
    QString m_failure;
    client::Call m_call;
    client::Call m_routeCall;
    QTimer m_pause;
    int m_tries = 0;
    bool m_hasEnded = false;
};

} // namespace gotoai::playground
