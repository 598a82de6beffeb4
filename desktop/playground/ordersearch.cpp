// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/ordersearch.h"

namespace gotoai::playground {

OrderSearch::OrderSearch(client::DaemonClient& daemon, QObject* parent)
    : QObject(parent)
    , m_daemon(daemon)
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(kPause);
    connect(&m_pause, &QTimer::timeout, this, &OrderSearch::read);
}

void OrderSearch::clear()
{
    m_call.cancel();
    m_routeCall.cancel();
    m_pause.stop();
    m_id.clear();
    m_order.reset();
    m_route.reset();
    m_failure.clear();
    m_hasEnded = false;
    m_tries = 0;
}

void OrderSearch::follow(const QByteArray& id)
{
    if (id.isEmpty() || m_id == QString::fromLatin1(id))
        return;
    clear();
    m_id = QString::fromLatin1(id);
    read();
}

void OrderSearch::lookNow()
{
    m_hasEnded = true;
    m_tries = 0;
    if (!m_id.isEmpty())
        read();
}

void OrderSearch::read()
{
    m_pause.stop();
    m_call.cancel();
    m_call = m_daemon.get<protocol::Order>(QStringLiteral("orders/") + m_id, {}, this,
                                           [this](client::Answer<protocol::Order> order) {
                                               m_failure = order ? QString() : client::sentence(order.failure());
                                               if (order)
                                                   m_order = std::move(*order);
                                               const bool isOver = m_order && m_order->endedAt;
                                               if (isOver)
                                                   readRoute();
                                               else if (m_hasEnded && ++m_tries < kTries)
                                                   m_pause.start();
                                               Q_EMIT changed();
                                           });
}

// Written a second or so after the end, beside the order path.
void OrderSearch::readRoute()
{
    m_routeCall.cancel();
    m_routeCall = m_daemon.get<protocol::RouteReasons>(
        QStringLiteral("orders/%1/route").arg(m_id), {}, this, [this](client::Answer<protocol::RouteReasons> route) {
            if (route) {
                m_route = std::move(*route);
                Q_EMIT changed();
            } else if (++m_tries < kTries &&
                       (client::isRetryable(route.failure()) || route.failure().code == ErrorCode::NotFound)) {
                QTimer::singleShot(kPause, this, [this, id = m_id] {
                    if (id == m_id && !m_route)
                        readRoute();
                });
            }
        });
}

} // namespace gotoai::playground
