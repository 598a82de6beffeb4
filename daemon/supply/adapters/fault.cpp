// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/fault.h"

#include <cstdlib>
#include <utility>

namespace gotoai::supply {
namespace {

ErrorCode codeOf(FaultKind kind)
{
    switch (kind) {
    case FaultKind::Unreachable:
    case FaultKind::Untrusted: return ErrorCode::UpstreamUnreachable;
    case FaultKind::Timeout: return ErrorCode::UpstreamTimeout;
    case FaultKind::Cut: return ErrorCode::UpstreamCut;
    case FaultKind::Malformed:
    case FaultKind::Empty: return ErrorCode::UpstreamMalformed;
    case FaultKind::RateLimited: return ErrorCode::UpstreamRateLimited;
    case FaultKind::Overloaded:
    case FaultKind::Server:
    case FaultKind::Auth:
    case FaultKind::Billing:
    case FaultKind::NotFound: return ErrorCode::UpstreamRefused;
    case FaultKind::Unsupported: return ErrorCode::UnsupportedParameter;
    case FaultKind::ContextLength: return ErrorCode::ContextLengthExceeded;
    case FaultKind::ContentFilter: return ErrorCode::ContentFilter;
    case FaultKind::InvalidRequest: return ErrorCode::InvalidRequest;
    case FaultKind::Stopped: return ErrorCode::NoRoute;
    }
    std::abort();
}

bool isAboutTheRequest(FaultKind kind)
{
    return kind == FaultKind::Unsupported || kind == FaultKind::ContextLength || kind == FaultKind::ContentFilter ||
           kind == FaultKind::InvalidRequest;
}

} // namespace

std::string_view faultKindWord(FaultKind kind)
{
    switch (kind) {
    case FaultKind::Unreachable: return "unreachable";
    case FaultKind::Untrusted: return "untrusted";
    case FaultKind::Timeout: return "timeout";
    case FaultKind::Cut: return "cut";
    case FaultKind::Malformed: return "malformed";
    case FaultKind::Empty: return "empty";
    case FaultKind::RateLimited: return "rate_limited";
    case FaultKind::Overloaded: return "overloaded";
    case FaultKind::Server: return "server";
    case FaultKind::Auth: return "auth";
    case FaultKind::Billing: return "billing";
    case FaultKind::NotFound: return "not_found";
    case FaultKind::Unsupported: return "unsupported";
    case FaultKind::ContextLength: return "context_length";
    case FaultKind::ContentFilter: return "content_filter";
    case FaultKind::InvalidRequest: return "invalid_request";
    case FaultKind::Stopped: return "stopped";
    }
    std::abort();
}

std::string_view faultClassWord(FaultClass value)
{
    switch (value) {
    case FaultClass::RetrySame: return "retry_same";
    case FaultClass::Elsewhere: return "elsewhere";
    case FaultClass::GiveUp: return "give_up";
    case FaultClass::ClientFault: return "client_fault";
    }
    std::abort();
}

FaultClass classOf(FaultKind kind)
{
    switch (kind) {
    case FaultKind::Unreachable:
    case FaultKind::Cut:
    case FaultKind::RateLimited:
    case FaultKind::Overloaded:
    case FaultKind::Server: return FaultClass::RetrySame;
    case FaultKind::Untrusted:
    case FaultKind::Timeout:
    case FaultKind::Malformed:
    case FaultKind::Empty:
    case FaultKind::Auth:
    case FaultKind::Billing:
    case FaultKind::NotFound:
    case FaultKind::Unsupported:
    case FaultKind::ContextLength:
    case FaultKind::Stopped: return FaultClass::Elsewhere;
    case FaultKind::ContentFilter: return FaultClass::GiveUp;
    case FaultKind::InvalidRequest: return FaultClass::ClientFault;
    }
    std::abort();
}

Fault faultOf(FaultKind kind, std::string detail, std::string param)
{
    return {kind, failure(codeOf(kind), std::move(detail), std::move(param)), std::nullopt};
}

Fault faultOfRefusal(Error error)
{
    const FaultKind kind =
        error.code == ErrorCode::UnsupportedParameter ? FaultKind::Unsupported : FaultKind::InvalidRequest;
    return {kind, std::move(error), std::nullopt};
}

Fault faultOf(const UpstreamEnd& end)
{
    using Kind = UpstreamEnd::Kind;
    switch (end.kind) {
    case Kind::Unreachable: return faultOf(FaultKind::Unreachable, "the provider cannot be reached");
    case Kind::Untrusted:
        return faultOf(FaultKind::Untrusted, "the provider's certificate is not trusted: " + end.detail);
    case Kind::ConnectTimeout: return faultOf(FaultKind::Timeout, "the provider did not accept a connection in time");
    case Kind::FirstByteTimeout: return faultOf(FaultKind::Timeout, "the provider did not begin to answer in time");
    case Kind::FirstTokenTimeout: return faultOf(FaultKind::Timeout, "the provider's answer did not begin in time");
    case Kind::IdleTimeout: return faultOf(FaultKind::Timeout, "the provider's answer stalled");
    case Kind::TooLarge: return faultOf(FaultKind::Malformed, "the provider's answer is too large");
    case Kind::Malformed: return faultOf(FaultKind::Malformed, "the provider's answer is not HTTP");
    case Kind::Complete:
    case Kind::Cut: break;
    }
    return faultOf(FaultKind::Cut, "the provider's answer broke off");
}

FaultKind kindOfStatus(int status)
{
    switch (status) {
    case 400:
    case 413:
    case 422: return FaultKind::InvalidRequest;
    case 401:
    case 403: return FaultKind::Auth;
    case 402: return FaultKind::Billing;
    case 404:
    case 405:
    case 410: return FaultKind::NotFound;
    case 429: return FaultKind::RateLimited;
    case 503:
    case 529: return FaultKind::Overloaded;
    default: break;
    }
    // Redirects are never followed: the address is wrong.
    return status >= 300 && status < 400 ? FaultKind::NotFound : FaultKind::Server;
}

Fault faultOfStatus(FaultKind kind, int status, std::string_view message, std::string param)
{
    const std::string number = std::to_string(status);
    if (!isAboutTheRequest(kind))
        return faultOf(kind, "the provider answered with status " + number + ": " +
                                 (message.empty() ? "no reason given" : std::string(message)));
    return faultOf(kind,
                   message.empty() ? "the provider refused the request with status " + number : std::string(message),
                   std::move(param));
}

} // namespace gotoai::supply
