// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/id.h"

#include <cstdint>
#include <string>
#include <string_view>

// What a difference is about: the same in every run that finds it, whatever the statement and whatever it is called
// there. What is booked is known by it, so that it is booked once. Pure.
namespace gotoai::reconciliation {

std::string attemptSubject(const OrderId& order, std::int64_t attempt);
// Rows of a request that no attempt is left for, by the provider's id and the day (UTC) of the first.
std::string requestSubject(const ProviderId& provider, Instant at, std::string_view externalId);
// A day (UTC) of a model, which is named without a version's date.
std::string daySubject(const ProviderId& provider, Instant at, std::string_view model);

// The ledger's reference for a booking about it, before which there were so many. 1 to 255 visible ASCII characters.
std::string bookingReference(std::string_view subject, std::int64_t bookings);

} // namespace gotoai::reconciliation
