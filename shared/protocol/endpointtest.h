// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/order.h"

#include <optional>
#include <string>

namespace gotoai::protocol {

// How a tiny real call to one endpoint went. What it cost is the platform's, in the ledger under its order.
struct EndpointTest
{
    EndpointId endpoint;
    OrderId order;
    std::string outcome;               // "answered" or the word of an error
    std::optional<std::string> detail; // what went wrong, for people
    std::int32_t httpStatus = 0;       // 0: no answer arrived
    std::optional<std::int64_t> firstTokenMs;
    std::int64_t durationMs = 0;
    Usage usage;
    Money cost;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("endpoint", self.endpoint);
        codec.required("order", self.order);
        codec.required("outcome", self.outcome);
        codec.nullable("detail", self.detail);
        codec.required("http_status", self.httpStatus);
        codec.nullable("first_token_ms", self.firstTokenMs);
        codec.required("duration_ms", self.durationMs);
        codec.required("usage", self.usage);
        codec.required("cost_usd", self.cost);
    }
};

} // namespace gotoai::protocol
