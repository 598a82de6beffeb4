// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "supply/transport.h"
#include "json/document.h"

#include <memory>
#include <unordered_map>
#include <vector>

class QTimer;

namespace gotoai::supply {

class SimulatedTransfer;

// Answers requests by itself, in the time that the provider's settings say, on the thread that made it. One timer steps
// all transfers, some hundred times a second while any runs; what no transfer has to wait for comes with the next turn
// of the event loop. A paused transfer falls behind and catches up. Errors come as status 500, a cut after half of the
// tokens (or of the body).
class SimulatorTransport final : public Transport
{
public:
    // `clock` outlives the transport. The transport outlives its transfers.
    explicit SimulatorTransport(const Clock& clock);
    ~SimulatorTransport() override;

    std::unique_ptr<Transfer> start(UpstreamRequest request, TransferSink& sink) override;

    // Tells what is due by the clock. The timer does it by itself; where no event loop runs, whoever moves the clock.
    void step();

private:
    friend class SimulatedTransfer;

    void schedule();
    void leave(SimulatedTransfer& transfer);

    const Clock& m_clock;
    json::Parser m_parser;
    std::unordered_map<std::uint64_t, SimulatedTransfer*> m_transfers; // by number, running ones
    std::uint64_t m_lastNumber = 0;
    bool m_hasHurry = false; // somebody need not wait for the next step
    std::unique_ptr<QTimer> m_timer;
};

} // namespace gotoai::supply
