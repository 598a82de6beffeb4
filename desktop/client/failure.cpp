// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/failure.h"

#include <QCoreApplication>

namespace gotoai::client {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(gotoai::client::Failure)
};

QString refusal(const Failure& failure)
{
    switch (failure.code) {
    case ErrorCode::Forbidden: return Texts::tr("Your role may not do this.");
    case ErrorCode::StageGateClosed: return Texts::tr("This is planned, and not open yet.");
    case ErrorCode::NotFound: return Texts::tr("It does not exist (any more).");
    case ErrorCode::ModelNotFound: return Texts::tr("No endpoint offers this model.");
    case ErrorCode::ModelNotAllowed: return Texts::tr("The key may not use this model.");
    case ErrorCode::Conflict: return Texts::tr("That does not go with what is there already.");
    case ErrorCode::VersionConflict: return Texts::tr("Somebody else has changed it in the meantime.");
    case ErrorCode::PreconditionRequired: return Texts::tr("It must be read again before it can be changed.");
    case ErrorCode::IdempotencyKeyReused: return Texts::tr("This was sent before with other values.");
    case ErrorCode::BodyTooLarge: return Texts::tr("That is more than the daemon takes at once.");
    case ErrorCode::ContextLengthExceeded: return Texts::tr("The conversation is too long for this model.");
    case ErrorCode::InsufficientFunds: return Texts::tr("The wallet has not enough money for it.");
    case ErrorCode::RateLimited: return Texts::tr("A limit has been reached. It frees itself shortly.");
    case ErrorCode::UpstreamUnreachable: return Texts::tr("The provider, not GotoAI, cannot be reached.");
    case ErrorCode::UpstreamTimeout: return Texts::tr("The provider, not GotoAI, took too long.");
    case ErrorCode::UpstreamRefused: return Texts::tr("The provider, not GotoAI, refused.");
    case ErrorCode::UpstreamRateLimited: return Texts::tr("The provider, not GotoAI, limits its rate.");
    case ErrorCode::UpstreamMalformed: return Texts::tr("The provider's answer made no sense.");
    case ErrorCode::UpstreamCut: return Texts::tr("The provider broke off in its answer.");
    case ErrorCode::NoRoute: return Texts::tr("No endpoint can serve this now.");
    case ErrorCode::Overloaded: return Texts::tr("The daemon has too much to do. Try again in a moment.");
    case ErrorCode::Draining: return Texts::tr("The daemon is being stopped.");
    case ErrorCode::StoreUnavailable: return Texts::tr("The daemon cannot write its books.");
    case ErrorCode::StoreLowSpace: return Texts::tr("The daemon's disk is nearly full.");
    default: break;
    }
    // What is left names the field or the fault better than a translation of its class could.
    return failure.detail.isEmpty() ? Texts::tr("The daemon refused.")
                                    : Texts::tr("The daemon refused: %1.").arg(failure.detail);
}

} // namespace

bool isRetryable(const Failure& failure)
{
    switch (failure.kind) {
    case FailureKind::Unreachable:
    case FailureKind::TimedOut: return true;
    case FailureKind::Refused: return failure.status == 429 || failure.status >= 500;
    default: return false;
    }
}

bool isConflict(const Failure& failure)
{
    return failure.kind == FailureKind::Refused && failure.code == ErrorCode::VersionConflict;
}

QString sentence(const Failure& failure)
{
    switch (failure.kind) {
    case FailureKind::Refused: return refusal(failure);
    case FailureKind::SignedOut: return Texts::tr("You are signed out. Sign in again to go on.");
    case FailureKind::Unreachable: return Texts::tr("The daemon cannot be reached.");
    case FailureKind::TimedOut: return Texts::tr("The daemon does not answer in time.");
    case FailureKind::Certificate: return Texts::tr("The daemon's certificate is not trusted.");
    case FailureKind::Malformed: return Texts::tr("The answer is not one of a GotoAI daemon.");
    case FailureKind::OtherVersion: return Texts::tr("Console and daemon are of versions that do not go together.");
    }
    return {};
}

ErrorCode errorCodeFromWord(const QString& word)
{
    const std::string text = word.toStdString();
    for (int code = 0; code < static_cast<int>(ErrorCode::Internal); ++code) {
        if (errorWord(static_cast<ErrorCode>(code)) == text)
            return static_cast<ErrorCode>(code);
    }
    return ErrorCode::Internal;
}

} // namespace gotoai::client
