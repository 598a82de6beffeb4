// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/daemonclient.h"
#include "client/sseparser.h"
#include "protocol/event.h"
#include "protocol/health.h"
#include "protocol/system.h"
#include "protocol/wallet.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QTimer>

#include <chrono>
#include <memory>

namespace gotoai::client {

// `/admin/v1/events` of the client's daemon: goes on where it left off, and tries again with growing pauses until it is
// stopped. One for all pages.
class EventStream : public QObject
{
    Q_OBJECT

public:
    enum class State { Off, Connecting, Live, Waiting };

    // Pauses between tries, before a jitter of up to a quarter; and how long a live stream may be silent.
    static constexpr std::chrono::milliseconds kFirstPause{500};
    static constexpr std::chrono::milliseconds kLongestPause{15'000};
    static constexpr std::chrono::milliseconds kSilence{45'000};

    explicit EventStream(DaemonClient& client, QObject* parent = nullptr);
    ~EventStream() override;

    void start();
    void stop();
    void retryNow(); // instead of waiting on

    State state() const { return m_state; }
    // How long after its end the last order was heard of.
    std::chrono::milliseconds lag() const { return m_lag; }
    QDateTime lastHeard() const { return m_lastHeard; } // invalid: never
    QDateTime nextTry() const { return m_nextTry; }     // of Waiting

Q_SIGNALS:
    void stateChanged();
    void signedOut();
    void wasReset(); // events were missed: lists are to be read anew
    void dropped(qint64 count);
    void orderEnded(const gotoai::protocol::OrderEvent& order);
    void walletChanged(const gotoai::protocol::Wallet& wallet);
    void breakerChanged(const gotoai::protocol::EndpointHealth& health);
    void readinessChanged(const gotoai::protocol::HealthEvent& health);
    void configWritten(const gotoai::protocol::ConfigEvent& config);
    void figuresTold(const gotoai::protocol::SystemFigures& figures);
    void told(const QString& topic, const QJsonObject& data); // every event, of topics without a signal, too

private:
    void open();
    void read();
    void closed();
    void wait();
    void close();
    void take(const SseEvent& event);
    void tell(const QByteArray& topic, const QJsonObject& data);
    void setState(State state);

    DaemonClient& m_client;
    QNetworkAccessManager m_network; // of its own: a stream would keep one of the client's six connections
    QNetworkReply* m_reply = nullptr;
    std::unique_ptr<SseParser> m_parser;
    QTimer m_pause;
    QTimer m_silence;
    State m_state = State::Off;
    QByteArray m_lastId;
    int m_failures = 0; // since it was last live
    std::chrono::milliseconds m_lag{0};
    QDateTime m_lastHeard;
    QDateTime m_nextTry;
};

} // namespace gotoai::client
