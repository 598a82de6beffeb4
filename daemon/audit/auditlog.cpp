// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/auditlog.h"

#include <algorithm>

namespace gotoai::audit {
namespace {

constexpr storage::Migration kMigrations[] = {
    {"audit", 1, R"(
CREATE TABLE audit_log (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    at_us INTEGER NOT NULL,
    principal TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, credential TEXT NOT NULL,
    address TEXT NOT NULL, request_id TEXT NOT NULL,
    method TEXT NOT NULL, route TEXT NOT NULL, resource TEXT NOT NULL,
    before_json TEXT NOT NULL, after_json TEXT NOT NULL,
    status INTEGER NOT NULL, code TEXT NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX audit_by_principal ON audit_log(principal);
CREATE INDEX audit_by_resource ON audit_log(resource);
CREATE INDEX audit_by_time ON audit_log(at_us);
CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
)"},
};

bool readHash(const storage::Statement& row, int column, crypto::Digest& hash)
{
    const auto bytes = row.blob(column);
    if (bytes.size() != hash.size())
        return false;
    std::ranges::copy(bytes, hash.begin());
    return true;
}

Error corrupt(std::int64_t number, const char* why)
{
    return failure(ErrorCode::Corrupt, "audit_log " + std::to_string(number) + ": " + why);
}

} // namespace

std::span<const storage::Migration> auditMigrations() { return kMigrations; }

Result<Head> headOf(storage::Database& database)
{
    auto select = database.cached("SELECT number, hash FROM audit_log ORDER BY number DESC LIMIT 1");
    if (!select)
        return std::move(select).error();
    const auto found = (*select)->step();
    if (!found)
        return found.error();
    Head head;
    const bool isRead = !*found || readHash(**select, 1, head.hash);
    if (*found)
        head.number = (*select)->integer(0);
    (*select)->reset();
    if (!isRead)
        return corrupt(head.number, "its hash is not 32 bytes long");
    return head;
}

Result<void> append(storage::Database& database, AuditRecord record)
{
    const auto head = headOf(database);
    if (!head)
        return head.error();
    record.number = head->number + 1;
    const crypto::Digest hash = chainHash(head->hash, record);
    auto insert =
        database.cached("INSERT INTO audit_log(number, at_us, principal, name, role, credential, address, request_id, "
                        "method, route, resource, before_json, after_json, status, code, hash) "
                        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)");
    if (!insert)
        return std::move(insert).error();
    storage::Statement& row = **insert;
    row.bind(1, record.number).bind(2, toMicroseconds(record.at));
    int position = 3;
    for (const std::string* text :
         {&record.principal, &record.name, &record.role, &record.credential, &record.address, &record.requestId,
          &record.method, &record.route, &record.resource, &record.before, &record.after})
        row.bind(position++, std::string_view(*text));
    row.bind(14, record.status).bind(15, std::string_view(record.code)).bind(16, std::span(hash));
    return row.run();
}

AuditRecord readRecord(const storage::Statement& row)
{
    AuditRecord record;
    record.number = row.integer(0);
    record.at = fromMicroseconds(row.integer(1));
    int column = 2;
    for (std::string* text :
         {&record.principal, &record.name, &record.role, &record.credential, &record.address, &record.requestId,
          &record.method, &record.route, &record.resource, &record.before, &record.after})
        *text = row.text(column++);
    record.status = row.integer(13);
    record.code = row.text(14);
    return record;
}

Result<void> requireAnchored(storage::Database& database, const Head& anchored)
{
    auto select = database.prepare("SELECT hash FROM audit_log WHERE number = ?1");
    if (!select)
        return std::move(select).error();
    select->bind(1, anchored.number);
    const auto found = select->step();
    if (!found)
        return found.error();
    crypto::Digest hash{};
    if (!*found)
        return corrupt(anchored.number, "it was the newest once and is missing: the log was cut off or set back");
    if (!readHash(*select, 0, hash) || hash != anchored.hash)
        return corrupt(anchored.number, "it is not the one that was anchored: the log was rewritten");
    return {};
}

Result<std::int64_t> verifyAudit(storage::Database& database, const std::optional<Head>& anchored)
{
    auto select = database.prepare(std::string("SELECT ") + kColumns + " FROM audit_log ORDER BY number");
    if (!select)
        return std::move(select).error();
    Head head;
    for (;;) {
        const auto found = select->step();
        if (!found)
            return found.error();
        if (!*found)
            break;
        const AuditRecord record = readRecord(*select);
        if (record.number != head.number + 1)
            return corrupt(head.number + 1, "it is missing");
        const crypto::Digest expected = chainHash(head.hash, record);
        if (!readHash(*select, 15, head.hash) || head.hash != expected)
            return corrupt(record.number, "it is not what its hash says");
        head.number = record.number;
    }
    if (anchored) {
        if (auto checked = requireAnchored(database, *anchored); !checked)
            return std::move(checked).error();
    }
    return head.number;
}

} // namespace gotoai::audit
