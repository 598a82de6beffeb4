// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demotraffic.h"
#include "base/secret.h"

#include <QNetworkAccessManager>
#include <QObject>
#include <QTimer>
#include <QUrl>

#include <vector>

namespace gotoai::app {

// Callers of a demo that runs: they ask its own gateway over HTTP, a little, for as long as it lives. On the main
// thread.
class DemoGuests : public QObject
{
    Q_OBJECT

public:
    static constexpr int kOrdersPerDay = 24'000;
    static constexpr int kMostAtOnce = 8;

    // `keys` by the place in demoCallers().
    DemoGuests(const QUrl& gateway, std::vector<Secret> keys, const Clock& clock, std::uint64_t seed);

    void start();
    void stop(); // nothing new is asked

private:
    void askNext();
    void ask();

    const QUrl m_chat;
    const std::vector<Secret> m_keys;
    const Clock& m_clock;
    DemoTraffic m_traffic;
    QNetworkAccessManager m_network;
    QTimer m_next;
    int m_asking = 0;
};

} // namespace gotoai::app
