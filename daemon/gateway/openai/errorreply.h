// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "http/exchange.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace gotoai::gateway {

// The one place where an error becomes what an OpenAI client understands.
int httpStatus(ErrorCode code);

// {"error":{"message","type","param","code"}}, the body of an error answer and the data of an in-band error frame.
std::string errorBody(const Error& error);

// For what is the gateway's own to refuse, in the same shape: a sentence and a code.
std::string errorBody(std::string_view message, std::string_view code);

// What the edge refuses before there is a request, in the same shape.
std::string errorBody(const http::Refusal& refusal);

// Whether another try would be refused as well, until an operator lets it pass: x-should-retry: false.
bool isFinal(const Error& error);

// What to send as retry-after, in whole seconds (1…60), for errors that another try may mend, and for a provider's
// refusal with such a wish of its own; empty for the others.
std::optional<int> retryAfterSeconds(ErrorCode code, std::optional<std::chrono::seconds> providersWish);

} // namespace gotoai::gateway
