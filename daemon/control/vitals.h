// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "clearinghouse/proof/signedhead.h"
#include "hypercore/probes/probefigures.h"
#include "hypercore/risk/killswitch.h"
#include "money/money.h"
#include "requestlog/requestlog.h"
#include "storage/writer.h"
#include "telemetry/requestfigures.h"
#include "telemetry/traceexporter.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gotoai::control {

// Figures for /metrics. Counts of ended orders are since the start of the process.
struct Figures
{
    std::uint64_t ordersOpen = 0;
    std::uint64_t ordersInDoubt = 0;
    std::uint64_t ordersFinalized = 0;
    std::uint64_t ordersReleased = 0;
    std::uint64_t ordersRejected = 0;
    std::uint64_t doubtsByRecord = 0; // ends of doubts, by what they were found
    std::uint64_t doubtsByEvidence = 0;
    std::uint64_t doubtsByDeadline = 0;
    std::uint64_t doubtsByOperator = 0;
    std::uint64_t repeatedRequests = 0;   // by an Idempotency-Key, of orders that had been made before
    std::uint64_t settlementsWaiting = 0; // ended orders whose end the ledger could not take yet
    std::uint64_t attempts = 0;           // since the start
    std::uint64_t failedAttempts = 0;
    std::uint64_t clientsGone = 0;                                             // left before their answer was complete
    std::uint64_t ordersCut = 0;                                               // by kill switches
    std::array<std::uint64_t, hypercore::kKillScopes.size()> killSwitchesOn{}; // by scope
    Money held;                                                                // by open orders and those in doubt
    Money charged;                                                             // to customers, since the start
    std::uint64_t gatewayConnections = 0;
    std::uint64_t adminConnections = 0;
    storage::WriterFigures ledgerWriter{};
    telemetry::HistogramFigures ledgerSync{};
    telemetry::RequestFigures requests{};
    std::vector<std::string> providerNames{}; // by their place in `requests`
    std::vector<std::chrono::microseconds> laneLags{};
    std::vector<std::pair<std::string_view, std::uint64_t>> refusals{};      // before there was an order, by code
    std::vector<std::pair<std::string_view, std::uint64_t>> adminRefusals{}; // of callers who were not let in
    requestlog::RequestLogFigures requestLog{};
    telemetry::TraceFigures traces{};                                    // zeros while there is no collector
    std::vector<std::pair<std::string_view, Instant>> certificatesEnd{}; // by listener; of those that speak TLS
    hypercore::ProbeFigures probes{};                                    // and tests of endpoints
    std::uint64_t storeFreeBytes = 0;
    std::uint64_t storeBallastBytes = 0;
    bool isStoreLow = false; // too little space for new orders
    std::string version{};   // of the daemon
};

// Whether the ledger's chain is signed as it moves.
enum class ChainState {
    Unsigned, // nothing to sign yet
    Signed,
    Failing, // the last head could not be written
    Cut      // the ledger does not go on from the last signed head
};

struct ChainFacts
{
    ChainState state = ChainState::Unsigned;
    std::optional<clearinghouse::SignedHead> head{}; // the last
};

struct SystemFacts
{
    std::string version{};
    Instant startedAt{};
    bool isDemo = false; // its supply is simulated, and so is the money
    std::string dataDirectory{};
    std::uint64_t freeBytes = 0; // of its file system, for the daemon's user
    std::uint64_t totalBytes = 0;
    ChainFacts chain{};
};

struct SettingInForce
{
    std::string name;
    std::string value;
    std::string origin;  // "default", "FILE:LINE" …
    std::string purpose; // what it decides: a phrase
    std::string help;    // unit and range
};

// What the daemon knows about itself. Asked on the main thread; answers at once.
class Vitals
{
public:
    virtual ~Vitals() = default;
    virtual bool isDraining() const = 0;
    // Threads and parts that have stopped making progress, by name.
    virtual std::vector<std::string> stalledParts() const = 0;
    virtual Figures figures() const = 0;
    virtual SystemFacts system() const = 0;
    virtual std::vector<SettingInForce> settings() const = 0;
};

} // namespace gotoai::control
