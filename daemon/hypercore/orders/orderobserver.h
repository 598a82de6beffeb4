// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "chat/answer.h"
#include "clearinghouse/order.h"
#include "hypercore/orders/transcript.h"
#include "money/money.h"
#include "money/usage.h"

#include <chrono>
#include <optional>

namespace gotoai::hypercore {

class Order;

// What the user pays for an order: charge = providerCost + platformFee, less what the platform absorbs.
struct OrderCost
{
    Money charge;
    Money providerCost;
    Money platformFee;
};

// How an order ended, once its end is durable.
struct OrderEnd
{
    std::optional<Error> error; // what to tell the client; empty: the answer is complete
    OrderCost cost;             // zeros when nothing was reserved
    bool isSettled = false;     // the ledger has its end
    Usage usage;
    UsageSource usageSource = UsageSource::None;
    std::optional<std::chrono::seconds> retryAfter; // the provider's wish, with error
    // The same request had made another order before: this one has not happened, whatever the rest says.
    std::optional<clearinghouse::EarlierOrder> earlier;
};

// Whoever asked for an order. Owned by the order and destroyed with it, after its end.
// All calls on the lane's thread.
class OrderObserver
{
public:
    virtual ~OrderObserver() = default;
    // First call: the order, for as long as the observer lives.
    virtual void orderStarted(Order& order) = 0;
    // A frame of a streamed answer, or the whole of an unstreamed one. From the first frame with output on, no other
    // endpoint will be tried.
    virtual void answerArrived(const chat::Answer& answer) = 0;
    // What was told of the answer is void, another endpoint begins it anew: only where the client asked for recovery
    // by continuing, and nobody could go on.
    virtual void answerRestarted() = 0;
    // Last call. For a client that has gone it only reports.
    virtual void orderEnded(const OrderEnd& end) = 0;
    // After orderEnded: what the client was answered with, in its dialect (HTTP's status); 0: it had gone before.
    virtual int answeredStatus() const = 0;
    // After orderEnded: what a repetition is to be answered with, if the answer was recorded.
    virtual std::optional<Transcript> takeTranscript() { return std::nullopt; }
};

} // namespace gotoai::hypercore
