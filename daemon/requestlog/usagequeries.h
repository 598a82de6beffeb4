// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "base/result.h"
#include "requestlog/rollup.h"
#include "storage/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gotoai::requestlog {

enum class Grouping : std::uint8_t { Model, Provider, Key, Account };

// Which orders count. The model is the one that answered (that was asked for, where none did).
struct UsageFilter
{
    std::optional<AccountId> account{};
    std::optional<KeyId> key{};
    std::optional<ProviderId> provider{};
    std::optional<std::string> model{};
};

struct UsageQuery
{
    Instant from{}; // a bucket's begin
    Instant to{};   // a bucket's begin; not included
    Step step = Step::Hour;
    std::optional<Grouping> groupBy{};
    UsageFilter filter{};
    std::size_t maxGroups = 10; // those with the highest charge, then the most requests; one more for all others

    std::size_t bucketCount() const { return static_cast<std::size_t>((to - from) / widthOf(step)); }
};

struct UsageGroup
{
    std::optional<std::string> name{}; // a model, or an id in text; empty: all others, no grouping, or no provider
    bool isOthers = false;
    Rollup total{};
    std::vector<Rollup> buckets{}; // every one of the range, empty ones too
};

struct UsageReport
{
    Rollup total;
    std::vector<UsageGroup> groups;
    std::optional<Instant> keptFrom; // the oldest bucket of this step that there is; earlier ones are unknown
};

// Reads requests.db. StoreUnavailable.
Result<UsageReport> readUsage(storage::Database& database, const UsageQuery& query);

} // namespace gotoai::requestlog
