// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"

namespace gotoai {

std::string_view errorWord(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidRequest: return "invalid_request";
    case ErrorCode::InvalidJson: return "invalid_json";
    case ErrorCode::UnsupportedParameter: return "unsupported_parameter";
    case ErrorCode::MissingCredential: return "missing_credential";
    case ErrorCode::InvalidCredential: return "invalid_credential";
    case ErrorCode::RevokedCredential: return "revoked_credential";
    case ErrorCode::ExpiredCredential: return "expired_credential";
    case ErrorCode::Forbidden: return "forbidden";
    case ErrorCode::StageGateClosed: return "stage_gate_closed";
    case ErrorCode::NotFound: return "not_found";
    case ErrorCode::ModelNotFound: return "model_not_found";
    case ErrorCode::ModelNotAllowed: return "model_not_allowed";
    case ErrorCode::MethodNotAllowed: return "method_not_allowed";
    case ErrorCode::Conflict: return "conflict";
    case ErrorCode::VersionConflict: return "version_conflict";
    case ErrorCode::PreconditionRequired: return "precondition_required";
    case ErrorCode::IdempotencyKeyMissing: return "idempotency_key_missing";
    case ErrorCode::IdempotencyKeyReused: return "idempotency_key_reused";
    case ErrorCode::BodyTooLarge: return "body_too_large";
    case ErrorCode::ContextLengthExceeded: return "context_length_exceeded";
    case ErrorCode::ContentFilter: return "content_filter";
    case ErrorCode::InsufficientFunds: return "insufficient_funds";
    case ErrorCode::RateLimited: return "rate_limited";
    case ErrorCode::UpstreamUnreachable: return "upstream_unreachable";
    case ErrorCode::UpstreamTimeout: return "upstream_timeout";
    case ErrorCode::UpstreamRefused: return "upstream_refused";
    case ErrorCode::UpstreamRateLimited: return "upstream_rate_limited";
    case ErrorCode::UpstreamMalformed: return "upstream_malformed";
    case ErrorCode::UpstreamCut: return "upstream_cut";
    case ErrorCode::NoRoute: return "no_route";
    case ErrorCode::Overloaded: return "overloaded";
    case ErrorCode::Draining: return "draining";
    case ErrorCode::StoreUnavailable: return "store_unavailable";
    case ErrorCode::StoreLowSpace: return "store_low_space";
    case ErrorCode::BadConfiguration: return "bad_configuration";
    case ErrorCode::Corrupt: return "corrupt";
    case ErrorCode::Cancelled: return "cancelled";
    case ErrorCode::Internal: return "internal";
    }
    return "internal";
}

} // namespace gotoai
