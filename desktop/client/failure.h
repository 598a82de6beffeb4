// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "protocol/codec.h"

#include <QJsonObject>
#include <QString>

#include <optional>

namespace gotoai::client {

enum class FailureKind {
    Refused,      // the daemon said no, by a code
    SignedOut,    // it does not know the token (any more)
    Unreachable,  // nobody answers at the address
    TimedOut,     // somebody does, but not in time
    Certificate,  // it is not who it should be
    Malformed,    // the answer is not what the protocol says
    OtherVersion, // likewise, and the daemon is of another version
};

// Why a call of the daemon came to nothing.
struct Failure
{
    FailureKind kind = FailureKind::Unreachable;
    ErrorCode code = ErrorCode::Internal; // of Refused and SignedOut
    int status = 0;                       // of HTTP; 0: no answer
    QString detail{};                     // a sentence in English, for people who want to know more
    QString param{};                      // the request's field at fault; empty: none
    std::optional<QJsonObject> current{}; // of a version conflict: the resource as it is now
};

// Whether the same call may well succeed a little later.
bool isRetryable(const Failure& failure);
bool isConflict(const Failure& failure);

// Of a conflict: the resource as it is now, if it was told.
template<class T>
std::optional<T> currentIn(const Failure& failure)
{
    if (!isConflict(failure) || !failure.current)
        return std::nullopt;
    auto now = protocol::fromJson<T>(*failure.current);
    return now ? std::optional(std::move(*now)) : std::nullopt;
}

// What to tell the user: one translated sentence.
QString sentence(const Failure& failure);

// A code by its word; Internal for one that this console does not know.
ErrorCode errorCodeFromWord(const QString& word);

} // namespace gotoai::client
