// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demoguests.h"

#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>

namespace gotoai::app {

DemoGuests::DemoGuests(const QUrl& gateway, std::vector<Secret> keys, const Clock& clock, std::uint64_t seed)
    : m_chat(gateway.toString() + QStringLiteral("/chat/completions"))
    , m_keys(std::move(keys))
    , m_clock(clock)
    , m_traffic(seed)
{
    m_network.setProxy(QNetworkProxy::NoProxy);
    m_next.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, [this] {
        ask();
        askNext();
    });
}

void DemoGuests::start() { askNext(); }

void DemoGuests::stop() { m_next.stop(); }

void DemoGuests::askNext()
{
    const Instant now = m_clock.now();
    m_next.start(std::chrono::ceil<std::chrono::milliseconds>(m_traffic.nextAfter(now, kOrdersPerDay) - now));
}

void DemoGuests::ask()
{
    if (m_asking >= kMostAtOnce)
        return;
    const DemoOrder order = m_traffic.draw(m_clock.now());
    QNetworkRequest request(m_chat);
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    const std::string_view key = m_keys[order.caller].reveal();
    request.setRawHeader("authorization", "Bearer " + QByteArray(key.data(), static_cast<qsizetype>(key.size())));
    QNetworkReply* reply = m_network.post(request, QByteArray::fromStdString(order.body));
    ++m_asking;
    connect(reply, &QNetworkReply::readyRead, this, [reply] { reply->readAll(); });
    connect(reply, &QNetworkReply::finished, this, [this, reply] {
        --m_asking;
        reply->deleteLater();
    });
}

} // namespace gotoai::app
