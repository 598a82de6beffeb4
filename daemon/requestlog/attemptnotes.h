// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "base/result.h"
#include "hypercore/orders/finishedorder.h"
#include "money/usage.h"
#include "storage/database.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gotoai::requestlog {

// What is told of an attempt beside what the books keep of it.
struct AttemptNote
{
    std::string fault{};            // faultKindWord(); empty: none
    std::int32_t skippedFrames = 0; // malformed ones that were passed over
    bool operator==(const AttemptNote&) const = default;
};

// As text: each attempt's fault, "-" for none, and the number of its skipped frames; attempts apart by semicolons:
// "timeout 0;- 6". Empty where there is nothing to tell of any.
std::string attemptNotes(const std::vector<hypercore::FinishedAttempt>& attempts);
// Corrupt on anything that attemptNotes() does not write.
Result<std::vector<AttemptNote>> parseAttemptNotes(std::string_view text);

struct KeptOrder
{
    Usage usage; // that it was charged by, or of its last attempt where it was not charged
    std::vector<AttemptNote> attempts{};
};

// NotFound where nothing is kept of it: it is still running, its row is too old, or the log has lost it. For any
// connection to requests.db.
Result<KeptOrder> readKeptOrder(storage::Database& database, const OrderId& order);

} // namespace gotoai::requestlog
