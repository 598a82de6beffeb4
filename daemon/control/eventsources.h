// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "control/call.h"
#include "control/events/eventhub.h"
#include "control/parts.h"

#include <QObject>
#include <QTimer>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gotoai::control {

// Turns what happens in the daemon into events, at a steady beat: orders that ended on the lanes, balances that this
// moved, alerts, readiness that changed, resources that were written, figures. Asks for nothing that nobody reads. Main
// thread.
class EventSources final : public QObject
{
    Q_OBJECT

public:
    EventSources(const Parts& parts, EventHub& hub);

    // A write through the admin API is done.
    void changed(const Call& call, const Answer& answer);
    // One beat; also comes by itself ten times a second.
    void beat();

private:
    void publishOrders();
    void publishBalances();
    void publishHealth();
    void publishBreakers();
    void publishSwitches();
    void publishFigures();

    const Parts m_parts;
    EventHub& m_hub;
    QTimer m_timer;
    std::set<AccountId> m_moved; // accounts whose balance readers do not know yet
    bool m_areBalancesAsked = false;
    std::vector<std::string> m_reasons;
    bool m_isHealthKnown = false;
    Tick m_healthAt{};
    std::map<EndpointId, supply::CircuitBreaker::State> m_breakers; // that are not closed, as published
    std::map<KillSwitchId, std::string_view> m_switches;            // their states, as published
    Tick m_figuresAt{};
};

} // namespace gotoai::control
