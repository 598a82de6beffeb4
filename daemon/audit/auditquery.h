// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audit/auditrecord.h"
#include "base/result.h"
#include "storage/database.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gotoai::audit {

enum class Outcome { Done, Refused };

struct AuditFilter
{
    std::optional<std::string> principal{};
    std::optional<std::string> resource{};
    std::optional<std::string> route{};
    std::optional<std::string> method{};
    std::optional<Outcome> outcome{};
    std::optional<Instant> from{}; // from then on
    std::optional<Instant> to{};   // before then
};

// Which records of the log: those numbered below `before`, or the next ones above `after`, or those about `around`
// (half of them at or below it); one of the three at most, none for the newest. Numbers are from 0 on.
struct AuditPlace
{
    std::optional<std::int64_t> before{};
    std::optional<std::int64_t> after{};
    std::optional<std::int64_t> around{};
};

struct AuditPage
{
    std::vector<AuditRecord> records{};     // newest first
    std::optional<std::int64_t> next{};     // `before` of the page of older records; empty: there are none
    std::optional<std::int64_t> previous{}; // `after` of the page of newer records; empty: there were none
};

// At most `limit` records, one or more. Over a read-only connection. StoreUnavailable.
Result<AuditPage> readAudit(storage::Database& database, const AuditFilter& filter, const AuditPlace& place,
                            std::size_t limit);

// For AuditPlace::around: the newest record that is no younger; 0 when all are. StoreUnavailable.
Result<std::int64_t> auditNumberAt(storage::Database& database, Instant at);
// NotFound when there is no record of that number.
Result<void> requireRecord(storage::Database& database, std::int64_t number);

} // namespace gotoai::audit
