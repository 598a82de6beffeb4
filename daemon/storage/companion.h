// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/functionunit.h"

#include <functional>
#include <utility>

namespace gotoai::storage {

// What else a change writes in its own transaction, such as the record of who made it. Asked on the submitting thread
// with the thing as it will be; what it gives back runs on the writer's thread after the change, and its refusal undoes
// both. May be empty.
template<class T>
using Companion = std::function<FunctionUnit::Apply(const T& next)>;

template<class T>
FunctionUnit::Apply accompanied(FunctionUnit::Apply change, const Companion<T>& companion, const T& next)
{
    if (!companion)
        return change;
    return [change = std::move(change), also = companion(next)](Database& database) -> Result<void> {
        if (auto done = change(database); !done)
            return done;
        return also(database);
    };
}

} // namespace gotoai::storage
