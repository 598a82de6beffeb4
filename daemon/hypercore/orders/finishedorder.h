// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/id.h"
#include "clearinghouse/order.h"
#include "hypercore/orders/attemptfacts.h"
#include "hypercore/orders/orderobserver.h"
#include "hypercore/routing/routereasons.h"
#include "hypercore/routing/usagejudgement.h"
#include "supply/catalog.h"
#include "trace/tracecontext.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gotoai::hypercore {

// How an order went, for counting. Stored by number: new ones go to the end.
enum class OrderOutcome : std::uint8_t {
    Completed,
    Empty,      // the provider answered nothing
    ClientGone, // before the answer was complete
    Rejected,   // the wallet could not carry the hold
    Refused,    // the provider blamed the request
    Upstream,   // no endpoint gave an answer, or the one that began broke off
    Platform,   // ourselves: overload, ledger, shutdown
};

inline constexpr std::size_t kOrderOutcomeCount = 7;
inline constexpr std::array<OrderOutcome, kOrderOutcomeCount> kOrderOutcomes = {
    OrderOutcome::Completed, OrderOutcome::Empty,    OrderOutcome::ClientGone, OrderOutcome::Rejected,
    OrderOutcome::Refused,   OrderOutcome::Upstream, OrderOutcome::Platform};

std::string_view orderOutcomeWord(OrderOutcome outcome); // "client_gone" …
// No answer for a client who waited for one.
bool isFailure(OrderOutcome outcome);
// Of an order that ended with this error.
OrderOutcome outcomeOf(ErrorCode code);

struct FinishedAttempt
{
    std::shared_ptr<const supply::Endpoint> endpoint;
    clearinghouse::AttemptRecord record;
    AttemptFacts facts{}; // empty where nobody took note of them
};

// The facts of an order that has ended, for whoever keeps, counts or traces them. Metadata only: nothing of what was
// asked or answered.
struct FinishedOrder
{
    OrderId id;
    AccountId account;
    KeyId key;
    std::string model;                                // as the client asked
    std::shared_ptr<const supply::Endpoint> endpoint; // that answered, or was tried last; null: none was
    bool isStreamed = false;
    std::optional<std::int64_t> maxCompletionTokens; // as the client asked
    std::optional<clearinghouse::OrderState> state;  // in the books; empty: they took nothing of it
    OrderOutcome outcome = OrderOutcome::Completed;
    std::string reason;   // as in the books, or the word of the error
    int clientStatus = 0; // what the client was answered with; 0: it had gone
    std::vector<FinishedAttempt> attempts;
    Usage usage; // of the last attempt
    UsageSource usageSource = UsageSource::None;
    std::optional<UsageFault> usageFault{};                       // of the last attempt that had one
    std::shared_ptr<const supply::Endpoint> usageFaultEndpoint{}; // whose it is; null: nobody's
    Money hold;
    OrderCost cost;
    Instant arrivedAt{};
    std::chrono::microseconds duration{0};                  // from arrival to the end
    std::chrono::microseconds overhead{0};                  // of that, not spent on providers
    std::optional<std::chrono::microseconds> firstOutput{}; // from arrival; streamed answers only
    std::chrono::microseconds reservation{0};               // the wait for the hold to be durable
    std::optional<std::chrono::microseconds> settlement{};  // the wait for the end to be
    std::string clientAddress;
    trace::Context trace;
    std::shared_ptr<const RouteReasons> route; // null: nobody knows

    Instant endedAt() const { return arrivedAt + duration; }
};

// Hears of each order's end after its client has been answered. On the lane's thread: takes note and returns, it never
// waits for a disk, a lock that is held for long, or a network.
class FinishedOrderSink
{
public:
    virtual ~FinishedOrderSink() = default;
    virtual void orderFinished(std::shared_ptr<const FinishedOrder> order) = 0;
};

} // namespace gotoai::hypercore
