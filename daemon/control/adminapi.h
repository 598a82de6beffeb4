// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "control/changerecorder.h"
#include "control/events/eventhub.h"
#include "control/eventsources.h"
#include "control/hostrule.h"
#include "control/parts.h"
#include "control/routetable.h"
#include "control/statementexports.h"
#include "http/exchange.h"
#include "http/limits.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string_view>

namespace gotoai::control {

// The receiver of the admin listener: authenticates, routes, refuses. Lives on the main thread.
class AdminApi final : public http::RequestReceiver
{
public:
    explicit AdminApi(const Parts& parts);

    // For its listener: bodies up to 1 MiB, and connections enough for all readers of events and others beside.
    static http::Limits limits();

    void requestArrived(std::unique_ptr<http::Exchange> exchange) override;
    http::RefusalAnswer wordRefusal(const http::Refusal& refusal, std::string_view origin) override;
    void refused(const http::Refusal& refusal) override { ++m_refusals[refusal.code]; }
    const RouteTable& routes() const { return m_routes; }
    // Requests that were not let in, by code: by the edge, or for who called.
    const std::map<std::string_view, std::uint64_t>& refusals() const { return m_refusals; }
    // Counts for what arrives from now on; at first only addresses and localhost do.
    void setHostRule(HostRule rule) { m_hosts = std::move(rule); }
    EventSources& eventSources() { return m_sources; }

private:
    // Gives the call its principal. Missing-, Invalid-, Revoked-, ExpiredCredential, Forbidden.
    Result<void> admit(Call& call, Right right) const;
    // Whom the request's credential stands for. Missing-, Invalid-, Revoked-, ExpiredCredential.
    Result<hypercore::Principal> authenticate(const http::Request& request) const;
    bool mayReadOn(const http::Request& request, const Subscription& subscription) const;

    const hypercore::Directory& m_directory;
    const hypercore::SessionStore& m_sessions;
    const Clock& m_clock;
    EventHub m_events;
    EventSources m_sources;
    StatementExports m_exports;
    RouteTable m_routes;
    ChangeRecorder m_recorder;
    HostRule m_hosts;
    std::map<std::string_view, std::uint64_t> m_refusals;
};

} // namespace gotoai::control
