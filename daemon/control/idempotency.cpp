// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/idempotency.h"

#include "crypto/sha256.h"

#include <algorithm>

namespace gotoai::control {
namespace {

constexpr storage::Migration kMigrations[] = {
    {"control", 1, R"(
CREATE TABLE admin_idempotency (
    scope BLOB PRIMARY KEY CHECK (length(scope) = 32),
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
    created_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER admin_idempotency_never_changes BEFORE UPDATE ON admin_idempotency
    BEGIN SELECT RAISE(ABORT, 'a claim is immutable'); END;
CREATE TRIGGER admin_idempotency_never_goes BEFORE DELETE ON admin_idempotency
    BEGIN SELECT RAISE(ABORT, 'a claim is immutable'); END;
)"},
};

std::span<const std::uint8_t> bytesOf(const QByteArray& bytes)
{
    return {reinterpret_cast<const std::uint8_t*>(bytes.constData()), static_cast<std::size_t>(bytes.size())};
}

} // namespace

std::span<const storage::Migration> controlMigrations() { return kMigrations; }

Result<IdempotencyClaim> claimOf(const Call& call)
{
    const std::string_view key = call.request().header("idempotency-key");
    if (key.empty())
        return failure(ErrorCode::IdempotencyKeyMissing, "a request that moves money needs an Idempotency-Key",
                       "idempotency-key");
    if (key.size() > 255 || !std::ranges::all_of(key, [](char c) { return c > 0x20 && c < 0x7f; }))
        return failure(ErrorCode::InvalidRequest, "an Idempotency-Key has 1 to 255 visible ASCII characters",
                       "idempotency-key");
    // None of the parts can hold a line feed, so different parts never make the same text.
    const std::string scope =
        call.principal().id() + '\n' + call.request().method + '\n' + call.request().path + '\n' + std::string(key);
    return IdempotencyClaim{std::string(key), crypto::sha256(crypto::asBytes(scope)),
                            crypto::sha256(bytesOf(call.request().body))};
}

Result<void> recordClaim(storage::Database& database, const IdempotencyClaim& claim, Instant now)
{
    auto select = database.cached("SELECT fingerprint FROM admin_idempotency WHERE scope = ?1");
    if (!select)
        return std::move(select).error();
    const auto found = (*select)->bind(1, std::span(claim.scope)).step();
    if (!found)
        return found.error();
    const bool isKnown = *found;
    const bool isSame = isKnown && std::ranges::equal((*select)->blob(0), claim.fingerprint);
    (*select)->reset();
    if (isKnown && !isSame)
        return failure(ErrorCode::IdempotencyKeyReused, "the Idempotency-Key came with another body before",
                       "idempotency-key");
    if (isKnown)
        return {};
    auto insert = database.cached("INSERT INTO admin_idempotency (scope, fingerprint, created_us) VALUES (?1, ?2, ?3)");
    if (!insert)
        return std::move(insert).error();
    return (*insert)
        ->bind(1, std::span(claim.scope))
        .bind(2, std::span(claim.fingerprint))
        .bind(3, toMicroseconds(now))
        .run();
}

} // namespace gotoai::control
