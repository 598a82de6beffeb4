// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/problem.h"

#include "clearinghouse/sqliteledgerstore.h"

namespace gotoai::control {
namespace {

const char* titleOf(int status)
{
    switch (status) {
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 402: return "Payment Required";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 503: return "Service Unavailable";
    default: return "Internal Server Error";
    }
}

} // namespace

int httpStatusOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidRequest:
    case ErrorCode::InvalidJson:
    case ErrorCode::UnsupportedParameter:
    case ErrorCode::ContextLengthExceeded:
    case ErrorCode::ContentFilter:
    case ErrorCode::IdempotencyKeyMissing: return 400;
    case ErrorCode::MissingCredential:
    case ErrorCode::InvalidCredential:
    case ErrorCode::RevokedCredential:
    case ErrorCode::ExpiredCredential: return 401;
    case ErrorCode::InsufficientFunds: return 402;
    case ErrorCode::Forbidden:
    case ErrorCode::ModelNotAllowed:
    case ErrorCode::StageGateClosed: return 403;
    case ErrorCode::NotFound:
    case ErrorCode::ModelNotFound: return 404;
    case ErrorCode::MethodNotAllowed: return 405;
    case ErrorCode::Conflict:
    case ErrorCode::VersionConflict: return 409;
    case ErrorCode::BodyTooLarge: return 413;
    case ErrorCode::IdempotencyKeyReused: return 422;
    case ErrorCode::PreconditionRequired: return 428;
    case ErrorCode::RateLimited:
    case ErrorCode::UpstreamRateLimited: return 429;
    case ErrorCode::NoRoute:
    case ErrorCode::Overloaded:
    case ErrorCode::Draining:
    case ErrorCode::StoreUnavailable:
    case ErrorCode::StoreLowSpace: return 503;
    case ErrorCode::UpstreamUnreachable:
    case ErrorCode::UpstreamTimeout:
    case ErrorCode::UpstreamRefused:
    case ErrorCode::UpstreamMalformed:
    case ErrorCode::UpstreamCut:
    case ErrorCode::BadConfiguration:
    case ErrorCode::Corrupt:
    case ErrorCode::Cancelled:
    case ErrorCode::Internal: return 500;
    }
    return 500;
}

protocol::Problem problemOf(const Error& error)
{
    const int status = httpStatusOf(error.code);
    protocol::Problem problem;
    problem.title = titleOf(status);
    problem.status = status;
    problem.code = errorWord(error.code);
    problem.detail = status == 500 ? "something went wrong inside; the log says more" : error.detail;
    if (error.code == ErrorCode::StoreUnavailable && error.param == clearinghouse::SqliteLedgerStore::kBooksFrozen)
        problem.code = error.param;
    else if (!error.param.empty())
        problem.param = error.param;
    return problem;
}

protocol::Problem problemOf(const http::Refusal& refusal)
{
    protocol::Problem problem;
    problem.title = refusal.status < 500 ? "Request Refused" : titleOf(refusal.status);
    problem.status = refusal.status;
    problem.code = refusal.code;
    problem.detail = refusal.message;
    return problem;
}

} // namespace gotoai::control
