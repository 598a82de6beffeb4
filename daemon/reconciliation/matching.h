// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "reconciliation/reconciliation.h"
#include "storage/database.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gotoai::reconciliation {

// What is to be compared.
struct MatchingRequest
{
    ProviderId provider;
    std::optional<StatementId> statement{};
    Instant from{}; // attempts that ended, and rows that are dated, from here on
    Instant to{};   // and before that
    Instant now{};
    std::unordered_map<EndpointId, std::string> models{}; // the provider's own names
};

struct MatchingResult
{
    std::vector<Difference> differences; // the first kMostDifferences
    ClassTable classes{};                // of all of them
    std::int64_t attempts = 0;
    std::int64_t rows = 0;
    bool isCut = false;
};

inline constexpr std::size_t kMostDifferences = 100'000;

// The three-way match of a provider's attempts: the books, what the request log kept of their orders, and the
// provider's statement. A request that the statement names by its id is compared by itself, all others by day (UTC) and
// model. Reads in short pieces; `requests` is a connection to the request log, null where there is none.
Result<MatchingResult> matchStatement(storage::Database& ledger, storage::Database* requests,
                                      const MatchingRequest& request);

// Without the date of a version at its end: "gpt-4o-2024-08-06" and "gpt-4o-20240806" are "gpt-4o".
std::string_view undatedModel(std::string_view model);

} // namespace gotoai::reconciliation
