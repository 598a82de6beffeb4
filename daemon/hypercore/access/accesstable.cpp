// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/accesstable.h"

#include "hypercore/access/columns.h"
#include "hypercore/access/peppertable.h"
#include "hypercore/access/plantable.h"
#include "storage/onerow.h"

#include <algorithm>
#include <string>

namespace gotoai::hypercore {
namespace {

using namespace columns;

constexpr storage::Migration kMigrations[] = {
    {"access", 1, R"(
CREATE TABLE accounts (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    credit_limit_nano INTEGER NOT NULL CHECK (credit_limit_nano >= 0),
    fee_basis_points INTEGER NOT NULL CHECK (fee_basis_points BETWEEN 0 AND 1000000),
    fee_per_call_nano INTEGER NOT NULL CHECK (fee_per_call_nano >= 0),
    is_enabled INTEGER NOT NULL CHECK (is_enabled IN (0, 1)),
    version INTEGER NOT NULL CHECK (version >= 1),
    created_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE api_keys (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    account BLOB NOT NULL REFERENCES accounts(id),
    label TEXT NOT NULL CHECK (length(label) <= 200),
    mac BLOB NOT NULL CHECK (length(mac) = 32),
    hint TEXT NOT NULL CHECK (length(hint) = 4),
    expires_us INTEGER,
    revoked_us INTEGER,
    version INTEGER NOT NULL CHECK (version >= 1),
    created_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE admin_tokens (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    label TEXT NOT NULL CHECK (length(label) <= 200),
    mac BLOB NOT NULL CHECK (length(mac) = 32),
    revoked_us INTEGER,
    created_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE access_secrets (
    name TEXT PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
)"},
    {"access", 2, R"(
ALTER TABLE admin_tokens ADD COLUMN role TEXT NOT NULL DEFAULT 'admin'
    CHECK (role IN ('member', 'viewer', 'operator', 'admin'));
ALTER TABLE admin_tokens ADD COLUMN account BLOB REFERENCES accounts(id)
    CHECK ((account IS NOT NULL) = (role = 'member'));
ALTER TABLE admin_tokens ADD COLUMN expires_us INTEGER;
)"},
    {"access", 3, R"(
CREATE TABLE users (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    email TEXT NOT NULL UNIQUE CHECK (length(email) BETWEEN 3 AND 254),
    name TEXT NOT NULL CHECK (length(name) <= 200),
    role TEXT NOT NULL CHECK (role IN ('member', 'viewer', 'operator', 'admin')),
    account BLOB REFERENCES accounts(id) CHECK ((account IS NOT NULL) = (role = 'member')),
    password BLOB CHECK (length(password) = 52),
    invitation_mac BLOB CHECK (length(invitation_mac) = 32),
    invitation_expires_us INTEGER CHECK ((invitation_expires_us IS NULL) = (invitation_mac IS NULL)),
    sessions_from_us INTEGER NOT NULL,
    is_enabled INTEGER NOT NULL CHECK (is_enabled IN (0, 1)),
    version INTEGER NOT NULL CHECK (version >= 1),
    created_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE sessions (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    user BLOB NOT NULL REFERENCES users(id),
    mac BLOB NOT NULL CHECK (length(mac) = 32),
    address TEXT NOT NULL,
    expires_us INTEGER NOT NULL,
    created_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)"},
    {"access", 4, R"(
ALTER TABLE accounts ADD COLUMN mode TEXT CHECK (mode IN ('cheap', 'quality', 'latency', 'privacy', 'code'));
ALTER TABLE api_keys ADD COLUMN mode TEXT CHECK (mode IN ('cheap', 'quality', 'latency', 'privacy', 'code'));
)"},
    {"access", 5, R"(
ALTER TABLE access_secrets ADD COLUMN pepper INTEGER CHECK (pepper >= 1);
ALTER TABLE access_secrets ADD COLUMN created_us INTEGER;
UPDATE access_secrets SET pepper = 1 WHERE name = 'pepper';
CREATE UNIQUE INDEX access_secrets_pepper ON access_secrets (pepper) WHERE pepper IS NOT NULL;
ALTER TABLE api_keys ADD COLUMN pepper INTEGER NOT NULL DEFAULT 1 CHECK (pepper >= 1);
ALTER TABLE admin_tokens ADD COLUMN pepper INTEGER NOT NULL DEFAULT 1 CHECK (pepper >= 1);
ALTER TABLE sessions ADD COLUMN pepper INTEGER NOT NULL DEFAULT 1 CHECK (pepper >= 1);
ALTER TABLE users ADD COLUMN invitation_pepper INTEGER CHECK (invitation_pepper >= 1);
UPDATE users SET invitation_pepper = 1 WHERE invitation_mac IS NOT NULL;
)"},
    {"access", 6, R"(
CREATE TABLE plans (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 200),
    fee_basis_points INTEGER NOT NULL CHECK (fee_basis_points BETWEEN 0 AND 1000000),
    fee_per_call_nano INTEGER NOT NULL CHECK (fee_per_call_nano >= 0),
    version INTEGER NOT NULL CHECK (version >= 1),
    created_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
ALTER TABLE accounts ADD COLUMN plan BLOB REFERENCES plans(id);
ALTER TABLE accounts ADD COLUMN has_own_fee INTEGER NOT NULL DEFAULT 1 CHECK (has_own_fee IN (0, 1));
)"},
    {"access", 7, R"(
ALTER TABLE accounts ADD COLUMN low_balance_nano INTEGER CHECK (low_balance_nano > -credit_limit_nano);
)"},
    {"access", 8, R"(
ALTER TABLE api_keys ADD COLUMN models TEXT CHECK (length(models) > 0);
)"},
};

Result<std::optional<RoutingMode>> modeOrNull(const storage::Statement& row, int column)
{
    if (row.isNull(column))
        return std::optional<RoutingMode>();
    const auto mode = routingModeFromWord(row.text(column));
    if (!mode)
        return failure(ErrorCode::Corrupt, "a mode cannot be read");
    return mode;
}

// One a line; null: every model.
Result<AllowedModels> modelsOrEvery(const storage::Statement& row, int column)
{
    if (row.isNull(column))
        return AllowedModels();
    std::vector<std::string> patterns;
    for (std::string_view rest = row.text(column); !rest.empty();) {
        const auto end = std::min(rest.find('\n'), rest.size());
        patterns.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return AllowedModels::make(std::move(patterns));
}

void bindModels(storage::Statement& statement, int position, const AllowedModels& models)
{
    std::string text;
    for (const std::string& pattern : models.patterns())
        text += text.empty() ? pattern : '\n' + pattern;
    if (models.isEvery())
        statement.bind(position, std::nullopt);
    else
        statement.bind(position, text);
}

void bindMode(storage::Statement& statement, int position, const std::optional<RoutingMode>& mode)
{
    if (mode)
        statement.bind(position, routingModeWord(*mode));
    else
        statement.bind(position, std::nullopt);
}

std::optional<std::int64_t> toColumn(const std::optional<Money>& amount)
{
    return amount ? std::optional(amount->nano()) : std::nullopt;
}

Result<Account> accountOf(const storage::Statement& row)
{
    const auto id = AccountId::fromBytes(row.blob(0));
    const auto mode = modeOrNull(row, 8);
    const auto plan = idOrNull<PlanId>(row, 9);
    if (!id || !mode || !plan)
        return failure(ErrorCode::Corrupt, "a row of accounts cannot be read");
    Account account;
    account.id = *id;
    account.name = row.text(1);
    account.creditLimit = Money::fromNano(row.integer(2));
    if (row.integer(10) != 0)
        account.ownFee = FeePolicy{static_cast<std::int32_t>(row.integer(3)), Money::fromNano(row.integer(4))};
    account.plan = *plan;
    account.isEnabled = row.integer(5) != 0;
    account.version = row.integer(6);
    account.createdAt = fromMicroseconds(row.integer(7));
    account.mode = *mode;
    if (!row.isNull(11))
        account.lowBalance = Money::fromNano(row.integer(11));
    return account;
}

Result<ApiKey> keyOf(const storage::Statement& row)
{
    const auto id = KeyId::fromBytes(row.blob(0));
    const auto account = AccountId::fromBytes(row.blob(1));
    const auto mac = macOf(row.blob(3));
    const auto mode = modeOrNull(row, 9);
    auto models = modelsOrEvery(row, 11);
    if (!id || !account || !mac || !mode || !models)
        return failure(ErrorCode::Corrupt, "a row of api_keys cannot be read");
    return ApiKey{*id,
                  *account,
                  std::string(row.text(2)),
                  {*mac, row.integer(10)},
                  std::string(row.text(4)),
                  instantOrNull(row, 5),
                  instantOrNull(row, 6),
                  row.integer(7),
                  fromMicroseconds(row.integer(8)),
                  *mode,
                  *std::move(models)};
}

Result<AdminToken> adminTokenOf(const storage::Statement& row)
{
    const auto id = AdminTokenId::fromBytes(row.blob(0));
    const auto mac = macOf(row.blob(2));
    const auto role = roleFromWord(row.text(5));
    const auto account = idOrNull<AccountId>(row, 6);
    if (!id || !mac || !role || !account)
        return failure(ErrorCode::Corrupt, "a row of admin_tokens cannot be read");
    return AdminToken{.id = *id,
                      .label = std::string(row.text(1)),
                      .role = *role,
                      .account = *account,
                      .mac = {*mac, row.integer(8)},
                      .expiresAt = instantOrNull(row, 7),
                      .revokedAt = instantOrNull(row, 3),
                      .createdAt = fromMicroseconds(row.integer(4))};
}

template<class Credential>
Result<void> requirePepper(const Peppers& peppers, const std::vector<Credential>& credentials)
{
    for (const Credential& one : credentials) {
        if (!one.revokedAt && !peppers.has(one.mac.pepper))
            return failure(ErrorCode::Corrupt, "the pepper of " + one.id.toString() + " is missing");
    }
    return {};
}

} // namespace

std::span<const storage::Migration> accessMigrations() { return kMigrations; }

Result<void> insertAccount(storage::Database& database, const Account& account)
{
    auto insert = database.cached(
        "INSERT INTO accounts (id, name, credit_limit_nano, fee_basis_points, fee_per_call_nano, is_enabled, version,"
        " created_us, mode, plan, has_own_fee, low_balance_nano)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)");
    if (!insert)
        return std::move(insert).error();
    bindMode(**insert, 9, account.mode);
    const FeePolicy own = account.ownFee.value_or(FeePolicy());
    return (*insert)
        ->bind(10, toColumn(account.plan))
        .bind(11, std::int64_t{account.ownFee.has_value()})
        .bind(1, std::span(account.id.bytes()))
        .bind(2, account.name)
        .bind(3, account.creditLimit.nano())
        .bind(4, std::int64_t{own.basisPoints})
        .bind(5, own.perCall.nano())
        .bind(6, std::int64_t{account.isEnabled})
        .bind(7, account.version)
        .bind(8, toMicroseconds(account.createdAt))
        .bind(12, toColumn(account.lowBalance))
        .run();
}

Result<void> updateAccount(storage::Database& database, const Account& next)
{
    auto update = database.cached(
        "UPDATE accounts SET name = ?2, credit_limit_nano = ?3, fee_basis_points = ?4, fee_per_call_nano = ?5,"
        " is_enabled = ?6, version = ?7, mode = ?8, plan = ?9, has_own_fee = ?10, low_balance_nano = ?11"
        " WHERE id = ?1 AND version = ?7 - 1");
    if (!update)
        return std::move(update).error();
    const FeePolicy own = next.ownFee.value_or(FeePolicy());
    (*update)
        ->bind(1, std::span(next.id.bytes()))
        .bind(2, next.name)
        .bind(3, next.creditLimit.nano())
        .bind(4, std::int64_t{own.basisPoints})
        .bind(5, own.perCall.nano())
        .bind(6, std::int64_t{next.isEnabled})
        .bind(7, next.version)
        .bind(9, toColumn(next.plan))
        .bind(10, std::int64_t{next.ownFee.has_value()})
        .bind(11, toColumn(next.lowBalance));
    bindMode(**update, 8, next.mode);
    return storage::runOnOneRow(database, **update);
}

Result<void> insertKey(storage::Database& database, const ApiKey& key)
{
    auto insert = database.cached(
        "INSERT INTO api_keys (id, account, label, mac, hint, expires_us, revoked_us, version, created_us, mode,"
        " pepper, models) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)");
    if (!insert)
        return std::move(insert).error();
    bindMode(**insert, 10, key.mode);
    bindModels(**insert, 12, key.models);
    return (*insert)
        ->bind(1, std::span(key.id.bytes()))
        .bind(2, std::span(key.account.bytes()))
        .bind(3, key.label)
        .bind(4, std::span(key.mac.mac))
        .bind(5, key.hint)
        .bind(6, toColumn(key.expiresAt))
        .bind(7, toColumn(key.revokedAt))
        .bind(8, key.version)
        .bind(9, toMicroseconds(key.createdAt))
        .bind(11, key.mac.pepper)
        .run();
}

Result<void> updateKey(storage::Database& database, const ApiKey& next)
{
    auto update = database.cached("UPDATE api_keys SET label = ?2, expires_us = ?3, revoked_us = ?4, version = ?5,"
                                  " mode = ?6, models = ?7 WHERE id = ?1 AND version = ?5 - 1");
    if (!update)
        return std::move(update).error();
    (*update)
        ->bind(1, std::span(next.id.bytes()))
        .bind(2, next.label)
        .bind(3, toColumn(next.expiresAt))
        .bind(4, toColumn(next.revokedAt))
        .bind(5, next.version);
    bindMode(**update, 6, next.mode);
    bindModels(**update, 7, next.models);
    return storage::runOnOneRow(database, **update);
}

Result<void> insertAdminToken(storage::Database& database, const AdminToken& token)
{
    auto insert =
        database.cached("INSERT INTO admin_tokens (id, label, mac, revoked_us, created_us, role, account, expires_us,"
                        " pepper) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    if (!insert)
        return std::move(insert).error();
    return (*insert)
        ->bind(1, std::span(token.id.bytes()))
        .bind(2, token.label)
        .bind(3, std::span(token.mac.mac))
        .bind(4, toColumn(token.revokedAt))
        .bind(5, toMicroseconds(token.createdAt))
        .bind(6, roleWord(token.role))
        .bind(7, toColumn(token.account))
        .bind(8, toColumn(token.expiresAt))
        .bind(9, token.mac.pepper)
        .run();
}

Result<void> markRevoked(storage::Database& database, const AdminToken& token)
{
    auto update = database.cached("UPDATE admin_tokens SET revoked_us = ?2 WHERE id = ?1 AND revoked_us IS NULL");
    if (!update)
        return std::move(update).error();
    return (*update)->bind(1, std::span(token.id.bytes())).bind(2, toColumn(token.revokedAt)).run();
}

Result<AccessRows> loadAccess(storage::Database& database, const crypto::KeyRing& ring, Instant now)
{
    auto accounts = loadAll(database,
                            "SELECT id, name, credit_limit_nano, fee_basis_points, fee_per_call_nano, is_enabled,"
                            " version, created_us, mode, plan, has_own_fee, low_balance_nano FROM accounts",
                            &accountOf);
    if (!accounts)
        return std::move(accounts).error();
    auto keys = loadAll(database,
                        "SELECT id, account, label, mac, hint, expires_us, revoked_us, version, created_us, mode,"
                        " pepper, models FROM api_keys",
                        &keyOf);
    if (!keys)
        return std::move(keys).error();
    auto tokens = loadAll(database,
                          "SELECT id, label, mac, revoked_us, created_us, role, account, expires_us, pepper"
                          " FROM admin_tokens",
                          &adminTokenOf);
    if (!tokens)
        return std::move(tokens).error();
    if (auto deleted = deleteUnusedPeppers(database, now); !deleted)
        return std::move(deleted).error();
    auto peppers = loadPeppers(database, ring, now);
    if (!peppers)
        return std::move(peppers).error();
    if (auto has = requirePepper(*peppers, *keys); !has)
        return std::move(has).error();
    if (auto has = requirePepper(*peppers, *tokens); !has)
        return std::move(has).error();
    auto transcriptKey = loadTranscriptKey(database, ring, *peppers);
    if (!transcriptKey)
        return std::move(transcriptKey).error();
    auto plans = loadPlans(database);
    if (!plans)
        return std::move(plans).error();
    return AccessRows{*std::move(accounts), *std::move(keys),          *std::move(tokens),
                      *std::move(peppers),  *std::move(transcriptKey), *std::move(plans)};
}

} // namespace gotoai::hypercore
