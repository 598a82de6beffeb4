// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/catalog.h"
#include "supply/ratelimits.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace gotoai::supply {

// What goes along with a request in header fields; empty ones are left out.
struct RequestTags
{
    std::string requestId;   // x-request-id
    std::string traceParent; // traceparent
    std::string traceState;  // tracestate
};

// How a protocol puts its requests into HTTP. Static texts.
struct RequestManner
{
    std::string_view secretField = "Authorization: Bearer "; // header field that the secret completes
    std::string_view versionField;                           // a whole header field; empty: none
    std::string_view streamType = "text/event-stream";       // what a streamed answer is asked for as
};

// One HTTP request to a provider, ready to go.
struct UpstreamRequest
{
    enum class Method : std::uint8_t { Post, Get }; // Get: without a body
    std::shared_ptr<const Endpoint> endpoint;       // whose provider, secret and deadlines apply
    std::string path;                               // appended to the provider's base URL: "/chat/completions"
    std::string body;                               // JSON
    bool isStreamed = false;
    RequestManner manner; // the same for all requests of a provider
    RequestTags tags;
    std::optional<Deadlines> deadlines; // in place of the endpoint's
    Method method = Method::Post;       // the same for all requests of a path
};

struct UpstreamHead
{
    int status = 0;
    std::string contentType;
    std::string requestId; // the provider's own: x-request-id, request-id
    // Retry-After, be it seconds or a date (RFC 9110, section 10.2.3), or retry-after-ms, rounded up.
    std::optional<std::chrono::seconds> retryAfter{};
    RateLimits limits{};
};

// How a transfer ended.
struct UpstreamEnd
{
    enum class Kind {
        Complete,          // the whole answer arrived as its framing announced it
        Unreachable,       // name, address refused by policy, connect, TLS: nothing was sent
        Untrusted,         // the provider's certificate does not prove that it is the provider: nothing was sent
        ConnectTimeout,    // nothing was sent
        FirstByteTimeout,  // sent, no answer
        FirstTokenTimeout, // the answer began, but nothing of use came
        IdleTimeout,       // the answer stalled
        Cut,               // the connection broke after the request was (perhaps partly) sent
        TooLarge,          // the answer passed a limit
        Malformed,         // no HTTP
    };
    Kind kind = Kind::Complete;
    std::string detail;   // for the log; holds no secret
    bool wasSent = false; // a byte of the request may have reached the provider
};

// Told about a transfer, on the lane's thread, never from within start() or a call to the Transfer.
class TransferSink
{
public:
    virtual ~TransferSink() = default;
    virtual void headArrived(const UpstreamHead& head) = 0;
    virtual void bytesArrived(std::string_view bytes) = 0;
    // Last call, exactly once unless the Transfer is destroyed before.
    virtual void transferEnded(const UpstreamEnd& end) = 0;
};

// A running transfer. Destroying it cancels: the provider's connection is closed, no call follows. A sink may destroy
// its Transfer from within any of the sink's calls.
class Transfer
{
public:
    virtual ~Transfer() = default;
    virtual void pause() = 0; // back-pressure: stop reading from the provider
    virtual void resume() = 0;
    // What its user waits for, which says what deadline applies: FirstToken at the start, NextToken with every frame of
    // the answer, End once the answer has said why it ends, so that a closing that never comes does not hold it up.
    enum class Awaited : std::uint8_t { FirstToken, NextToken, End };
    virtual void awaits(Awaited next) = 0;
};

// The way out to providers. One a lane, used on that lane's thread only.
class Transport
{
public:
    virtual ~Transport() = default;
    virtual std::unique_ptr<Transfer> start(UpstreamRequest request, TransferSink& sink) = 0;
};

} // namespace gotoai::supply
