// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace gotoai {

// Every way an operation can fail, closed. The gateway maps a code to its HTTP status and OpenAI body in one function,
// the console to a translated sentence in another; the detail is for people and never decides anything.
enum class ErrorCode {
    // The caller's request.
    InvalidRequest,
    InvalidJson,
    UnsupportedParameter,
    MissingCredential,
    InvalidCredential,
    RevokedCredential,
    ExpiredCredential,
    Forbidden,
    StageGateClosed,
    NotFound,
    ModelNotFound,
    ModelNotAllowed, // the key may not use it
    MethodNotAllowed,
    Conflict,
    VersionConflict,
    PreconditionRequired,
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    BodyTooLarge,
    ContextLengthExceeded,
    ContentFilter,
    InsufficientFunds,
    RateLimited,
    // The upstream side.
    UpstreamUnreachable,
    UpstreamTimeout,
    UpstreamRefused,
    UpstreamRateLimited,
    UpstreamMalformed,
    UpstreamCut,
    NoRoute,
    // Ourselves.
    Overloaded,
    Draining,
    StoreUnavailable,
    StoreLowSpace,
    BadConfiguration,
    Corrupt,
    Cancelled,
    Internal,
};

// Stable snake_case word for logs and API bodies.
std::string_view errorWord(ErrorCode code);

struct Error
{
    ErrorCode code = ErrorCode::Internal;
    std::string detail; // a sentence; never holds a secret or a prompt
    std::string param;  // the request field at fault, empty if none
};

} // namespace gotoai
