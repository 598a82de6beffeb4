// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/orders/finishedorder.h"

namespace gotoai::hypercore {

std::string_view orderOutcomeWord(OrderOutcome outcome)
{
    switch (outcome) {
    case OrderOutcome::Completed: return "completed";
    case OrderOutcome::Empty: return "empty";
    case OrderOutcome::ClientGone: return "client_gone";
    case OrderOutcome::Rejected: return "rejected";
    case OrderOutcome::Refused: return "refused";
    case OrderOutcome::Upstream: return "upstream";
    case OrderOutcome::Platform: return "platform";
    }
    return "platform";
}

bool isFailure(OrderOutcome outcome)
{
    return outcome != OrderOutcome::Completed && outcome != OrderOutcome::Empty && outcome != OrderOutcome::ClientGone;
}

OrderOutcome outcomeOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Cancelled: return OrderOutcome::ClientGone;
    case ErrorCode::InsufficientFunds: return OrderOutcome::Rejected;
    case ErrorCode::InvalidRequest:
    case ErrorCode::UnsupportedParameter:
    case ErrorCode::ContextLengthExceeded:
    case ErrorCode::ContentFilter: return OrderOutcome::Refused;
    case ErrorCode::UpstreamUnreachable:
    case ErrorCode::UpstreamTimeout:
    case ErrorCode::UpstreamRefused:
    case ErrorCode::UpstreamRateLimited:
    case ErrorCode::UpstreamMalformed:
    case ErrorCode::UpstreamCut: return OrderOutcome::Upstream;
    default: return OrderOutcome::Platform;
    }
}

} // namespace gotoai::hypercore
