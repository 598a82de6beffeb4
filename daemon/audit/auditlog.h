// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audit/auditrecord.h"
#include "base/result.h"
#include "storage/database.h"
#include "storage/migration.h"

#include <cstdint>
#include <optional>
#include <span>

namespace gotoai::audit {

std::span<const storage::Migration> auditMigrations();

// Numbers the record, chains it to the last one and writes it. Inside the transaction that is open: the writer's
// thread. StoreUnavailable when the database fails.
Result<void> append(storage::Database& database, AuditRecord record);

// The newest record; number 0 of an empty log.
struct Head
{
    std::int64_t number = 0;
    crypto::Digest hash{};
    bool operator==(const Head&) const = default;
};

Result<Head> headOf(storage::Database& database);

// Reads the whole log and answers how many records there are. Corrupt, naming table and number, at the first record
// that is missing, out of place or not what its hash says. `anchored` was its head at some time before: it goes on from
// there, or Corrupt.
Result<std::int64_t> verifyAudit(storage::Database& database, const std::optional<Head>& anchored = std::nullopt);

// The part of it that does not read the whole log: whether it holds the record that was its head.
Result<void> requireAnchored(storage::Database& database, const Head& anchored);

// The columns of audit_log in the order of AuditRecord's members, then the hash.
inline constexpr const char* kColumns =
    "number, at_us, principal, name, role, credential, address, request_id, method, "
    "route, resource, before_json, after_json, status, code, hash";
AuditRecord readRecord(const storage::Statement& row);

} // namespace gotoai::audit
