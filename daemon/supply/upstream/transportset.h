// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/transport.h"

namespace gotoai::supply {

// The right transport for each request, by its provider's protocol. Used where its members are.
class TransportSet final : public Transport
{
public:
    // Both outlive the set.
    TransportSet(Transport& http, Transport& simulator)
        : m_http(http)
        , m_simulator(simulator)
    {}

    std::unique_ptr<Transfer> start(UpstreamRequest request, TransferSink& sink) override
    {
        const bool isSimulated = request.endpoint->provider->protocol == Protocol::Simulator;
        return (isSimulated ? m_simulator : m_http).start(std::move(request), sink);
    }

private:
    Transport& m_http;
    Transport& m_simulator;
};

} // namespace gotoai::supply
