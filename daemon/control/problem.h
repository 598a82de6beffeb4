// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "http/exchange.h"
#include "protocol/problem.h"

namespace gotoai::control {

// The one place where the admin API gives an error its HTTP status.
int httpStatusOf(ErrorCode code);

// RFC 9457. Of an error that is ours (500), the detail goes to the log and not to the caller.
protocol::Problem problemOf(const Error& error);
// What the edge refuses before there is a request.
protocol::Problem problemOf(const http::Refusal& refusal);

} // namespace gotoai::control
