// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/id.h"
#include "chat/request.h"
#include "clearinghouse/order.h"
#include "hypercore/access/access.h"
#include "hypercore/routing/routingmode.h"
#include "trace/tracecontext.h"

#include <optional>
#include <string>

namespace gotoai::hypercore {

// What a kill switch does to an order that runs.
enum class KillEffect { None, Rerouted, Cut };

// What a client asked for, on whose account.
struct OrderRequest
{
    OrderId id;
    chat::Request chat;
    Customer customer;
    std::optional<RoutingMode> mode; // that the request asks for by its header
    Tick arrivedAt;
    std::string clientAddress{};
    trace::Context trace{};
    // Of a request that may be sent again: its order is made once, and runs to its end without its client.
    std::optional<clearinghouse::RequestIdentity> identity{};
};

} // namespace gotoai::hypercore
