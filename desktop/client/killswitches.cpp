// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/killswitches.h"

#include "protocol/page.h"

#include <chrono>

namespace gotoai::client {
namespace {

constexpr std::chrono::milliseconds kRest{50};
const QString kPath = QStringLiteral("kill-switches");

} // namespace

KillSwitches::KillSwitches(DaemonClient& daemon, EventStream& events, QObject* parent)
    : QObject(parent)
    , m_daemon(daemon)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRest);
    connect(&m_rest, &QTimer::timeout, this, &KillSwitches::read);
    connect(&events, &EventStream::wasReset, this, &KillSwitches::read);
    connect(&events, &EventStream::told, this, [this](const QString& topic, const QJsonObject&) {
        if (topic == QLatin1String("switches"))
            m_rest.start();
    });
}

void KillSwitches::read()
{
    using Page = protocol::Page<protocol::KillSwitch>;
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("state"), QStringLiteral("on"));
    query.addQueryItem(QStringLiteral("limit"), QStringLiteral("500"));
    m_reading.cancel();
    m_reading = m_daemon.get<Page>(kPath, query, this, [this](Answer<Page> page) {
        if (!page)
            return;
        m_on = std::move(page->data);
        Q_EMIT changed();
    });
}

void KillSwitches::forget()
{
    m_rest.stop();
    m_reading.cancel();
    m_on.clear();
    Q_EMIT changed();
}

const protocol::KillSwitch* KillSwitches::of(const QString& scope, const QString& target) const
{
    const auto found = std::ranges::find_if(m_on, [&](const protocol::KillSwitch& each) {
        return each.scope == scope.toStdString() && each.target == target.toStdString();
    });
    return found == m_on.end() ? nullptr : &*found;
}

void KillSwitches::release(const protocol::KillSwitch& killSwitch, QObject* context, DaemonClient::Then<Done> then)
{
    m_daemon.remove(kPath + QLatin1Char('/') + QString::fromStdString(killSwitch.id.toString()), {}, context,
                    [this, then = std::move(then)](Answer<Done> answer) {
                        m_rest.start();
                        then(std::move(answer));
                    });
}

} // namespace gotoai::client
