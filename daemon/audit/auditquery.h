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

struct AuditPage
{
    std::vector<AuditRecord> records;   // newest first
    std::optional<std::int64_t> next{}; // `before` of the following page; empty at the end
};

// Records numbered below `before` (all, if empty), at most `limit`. Over a read-only connection.
Result<AuditPage> readAudit(storage::Database& database, const AuditFilter& filter,
                            const std::optional<std::int64_t>& before, std::size_t limit);

} // namespace gotoai::audit
