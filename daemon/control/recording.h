// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "control/call.h"
#include "control/wire.h"
#include "storage/companion.h"

namespace gotoai::control {

// The audit record of a change that will be answered with `status`, for the change's own transaction.
template<class T>
storage::Companion<T> recording(const CallPtr& call, int status)
{
    return [call, status](const T& next) {
        return call->record(status, next.id.toString(), protocol::toJson(toWire(next)));
    };
}

} // namespace gotoai::control
