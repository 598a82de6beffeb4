// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/subject.h"

#include "base/hex.h"
#include "crypto/sha256.h"

#include <chrono>

namespace gotoai::reconciliation {
namespace {

std::string dayOf(const ProviderId& provider, Instant at, std::string_view kind)
{
    const auto day = std::chrono::floor<std::chrono::days>(at).time_since_epoch().count();
    return provider.toString() + "/" + std::to_string(day) + "/" + std::string(kind) + "/";
}

} // namespace

std::string attemptSubject(const OrderId& order, std::int64_t attempt)
{
    return order.toString() + "/" + std::to_string(attempt);
}

std::string requestSubject(const ProviderId& provider, Instant at, std::string_view externalId)
{
    return dayOf(provider, at, "request") + std::string(externalId);
}

std::string daySubject(const ProviderId& provider, Instant at, std::string_view model)
{
    return dayOf(provider, at, "model") + std::string(model);
}

// Ids and models are a provider's and may hold anything.
std::string bookingReference(std::string_view subject, std::int64_t bookings)
{
    return "reconciliation:" + toHex(crypto::sha256(crypto::asBytes(subject))) + ":" + std::to_string(bookings + 1);
}

} // namespace gotoai::reconciliation
