// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/simulator/simulatortransport.h"
#include "supply/upstream/curltransport.h"
#include "supply/upstream/transportset.h"

#include <memory>
#include <string>

namespace gotoai::app {

// Every way out to providers, of one thread.
class UpstreamTransports final : public supply::Transport
{
public:
    // `clock` outlives it.
    UpstreamTransports(const Clock& clock, const std::string& caFile)
        : m_http(clock, caFile)
        , m_simulator(clock)
        , m_all(m_http, m_simulator)
    {}

    std::unique_ptr<supply::Transfer> start(supply::UpstreamRequest request, supply::TransferSink& sink) override
    {
        return m_all.start(std::move(request), sink);
    }

private:
    supply::CurlTransport m_http;
    supply::SimulatorTransport m_simulator;
    supply::TransportSet m_all;
};

} // namespace gotoai::app
