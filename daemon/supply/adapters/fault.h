// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "supply/transport.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gotoai::supply {

// Why an attempt failed, in the same few words for every protocol.
enum class FaultKind : std::uint8_t {
    Unreachable,    // no connection: nothing was sent
    Untrusted,      // whoever answers cannot prove to be the provider: nothing was sent
    Timeout,        // no connection, no answer or no more of it in time
    Cut,            // the answer broke off
    Malformed,      // not HTTP, or not what the protocol says
    Empty,          // a whole answer without any output, where output is what is lacking
    RateLimited,    // the provider bids us wait
    Overloaded,     // the provider has no room just now
    Server,         // the provider failed at it
    Auth,           // our secret is refused, or may not do this
    Billing,        // our account there has no money or no plan for this
    NotFound,       // no such model or address
    Unsupported,    // the protocol or the model there cannot do what the request asks for; `param` names the field
    ContextLength,  // longer than the model's context there
    ContentFilter,  // the provider refuses the content
    InvalidRequest, // the provider blames the request
    Stopped,        // by us: a kill switch is on there
};

// What may help.
enum class FaultClass : std::uint8_t {
    RetrySame,   // it may pass: another try at the same endpoint, or at another one
    Elsewhere,   // not at this endpoint, however often it is asked; perhaps at another (ContextLength: at a larger one)
    GiveUp,      // nothing, unless the client asked for more
    ClientFault, // nothing: the request itself is wrong
};

std::string_view faultKindWord(FaultKind kind);    // "unreachable", …, "invalid_request"
std::string_view faultClassWord(FaultClass value); // "retry_same", "elsewhere", "give_up", "client_fault"
FaultClass classOf(FaultKind kind);

// A failed attempt: what happened, what the client is told of it unless another attempt succeeds, and how long the
// provider wants to be left alone.
struct Fault
{
    FaultKind kind = FaultKind::Server;
    Error error;
    std::optional<std::chrono::seconds> retryAfter;

    FaultClass faultClass() const { return classOf(kind); }
};

// A fault with the error code of its kind.
Fault faultOf(FaultKind kind, std::string detail, std::string param = {});
// What an adapter that cannot build a request means by its error.
Fault faultOfRefusal(Error error);
// How a transfer ended that did not bring a whole answer.
Fault faultOf(const UpstreamEnd& end);
// What a status means by itself (RFC 9110, section 15; 529 is Anthropic's word for overloaded); 400, 413 and 422 blame
// the request.
FaultKind kindOfStatus(int status);
// The one text for error statuses; a fault that is the client's is told in the provider's own words.
Fault faultOfStatus(FaultKind kind, int status, std::string_view message, std::string param);

} // namespace gotoai::supply
