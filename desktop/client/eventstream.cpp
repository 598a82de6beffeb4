// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/eventstream.h"

#include "client/reply.h"

#include <QJsonDocument>
#include <QRandomGenerator>

#include <algorithm>

namespace gotoai::client {
namespace {

constexpr int kUnauthorized = 401;
constexpr int kOk = 200;

std::chrono::milliseconds since(Instant instant)
{
    const auto late = std::chrono::system_clock::now() - instant;
    return std::max(std::chrono::duration_cast<std::chrono::milliseconds>(late), std::chrono::milliseconds(0));
}

} // namespace

EventStream::EventStream(DaemonClient& client, QObject* parent)
    : QObject(parent)
    , m_client(client)
{
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    m_pause.setSingleShot(true);
    m_silence.setSingleShot(true);
    m_silence.setInterval(kSilence);
    connect(&m_pause, &QTimer::timeout, this, &EventStream::open);
    connect(&m_silence, &QTimer::timeout, this, [this] {
        close();
        wait();
    });
}

EventStream::~EventStream() { close(); }

void EventStream::start()
{
    if (m_state != State::Off)
        return;
    m_lastId.clear();
    m_failures = 0;
    open();
}

void EventStream::stop()
{
    m_pause.stop();
    close();
    setState(State::Off);
}

void EventStream::retryNow()
{
    if (m_state == State::Waiting)
        open();
}

void EventStream::open()
{
    m_pause.stop();
    close();
    QNetworkRequest request = m_client.request(QStringLiteral("events"), {});
    request.setTransferTimeout(0); // the timer of silence watches it
    request.setRawHeader("accept", "text/event-stream");
    if (!m_lastId.isEmpty())
        request.setRawHeader("last-event-id", m_lastId);
    m_parser = std::make_unique<SseParser>();
    m_reply = m_network.get(request);
    holdToTrust(m_reply, m_client.profile().pinnedCertificate,
                [this](const Distrust& distrust) { Q_EMIT m_client.certificateRefused(distrust); });
    connect(m_reply, &QNetworkReply::readyRead, this, &EventStream::read);
    connect(m_reply, &QNetworkReply::finished, this, &EventStream::closed);
    m_silence.start();
    setState(State::Connecting);
}

void EventStream::read()
{
    if (statusOf(*m_reply) != kOk)
        return;
    m_silence.start();
    m_lastHeard = QDateTime::currentDateTimeUtc();
    m_failures = 0;
    setState(State::Live);
    const QNetworkReply* reply = m_reply;
    const bool fits = m_parser->feed(m_reply->readAll(), [this, reply](const SseEvent& event) {
        if (m_reply == reply) // a listener may have stopped the stream
            take(event);
    });
    if (fits || m_reply != reply)
        return;
    close();
    wait();
}

void EventStream::closed()
{
    const bool isSignedOut = statusOf(*m_reply) == kUnauthorized;
    close();
    if (!isSignedOut)
        return wait();
    setState(State::Off);
    Q_EMIT signedOut();
}

void EventStream::close()
{
    m_silence.stop();
    if (!m_reply)
        return;
    QNetworkReply* reply = std::exchange(m_reply, nullptr);
    reply->disconnect();
    reply->abort();
    reply->deleteLater();
}

void EventStream::wait()
{
    const int doublings = std::min(m_failures++, 10);
    const auto pause = std::min(kFirstPause * (1 << doublings), kLongestPause);
    const auto jitter = QRandomGenerator::global()->bounded(static_cast<int>(pause.count() / 4) + 1);
    m_pause.start(pause + std::chrono::milliseconds(jitter));
    m_nextTry = QDateTime::currentDateTimeUtc().addMSecs(m_pause.interval());
    setState(State::Waiting);
}

void EventStream::take(const SseEvent& event)
{
    if (!event.id.isEmpty())
        m_lastId = event.id;
    const QJsonObject data = QJsonDocument::fromJson(event.data).object();
    if (event.name == "reset")
        Q_EMIT wasReset();
    else if (event.name == "dropped")
        Q_EMIT dropped(data.value(u"count").toInteger());
    else if (event.name != "ready")
        tell(event.name, data);
}

// Events that do not fit the protocol are passed over: what a list shows comes from reading it.
void EventStream::tell(const QByteArray& topic, const QJsonObject& data)
{
    const auto as = [&data]<class T>(T& value) {
        auto read = protocol::fromJson<T>(data);
        if (read)
            value = *std::move(read);
        return read.has_value();
    };
    if (protocol::OrderEvent order; topic == "orders" && as(order)) {
        m_lag = since(order.endedAt);
        Q_EMIT orderEnded(order);
    } else if (protocol::Wallet wallet; topic == "balances" && as(wallet)) {
        Q_EMIT walletChanged(wallet);
    } else if (protocol::EndpointHealth health; topic == "breaker" && as(health)) {
        Q_EMIT breakerChanged(health);
    } else if (protocol::HealthEvent readiness; topic == "health" && as(readiness)) {
        Q_EMIT readinessChanged(readiness);
    } else if (protocol::ConfigEvent config; topic == "config" && as(config)) {
        Q_EMIT configWritten(config);
    } else if (protocol::SystemFigures figures; topic == "system" && as(figures)) {
        Q_EMIT figuresTold(figures);
    }
    Q_EMIT told(QString::fromUtf8(topic), data);
}

void EventStream::setState(State state)
{
    if (std::exchange(m_state, state) != state)
        Q_EMIT stateChanged();
}

} // namespace gotoai::client
