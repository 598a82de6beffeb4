// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/usertable.h"

#include "hypercore/access/columns.h"
#include "storage/onerow.h"

namespace gotoai::hypercore {
namespace {

using namespace columns;

Result<std::optional<crypto::PasswordHash>> passwordOf(const storage::Statement& row, int column)
{
    if (row.isNull(column))
        return std::optional<crypto::PasswordHash>();
    auto hash = crypto::PasswordHash::fromBytes(row.blob(column));
    if (!hash)
        return std::move(hash).error();
    return std::optional(*hash);
}

Result<std::optional<Invitation>> invitationOf(const storage::Statement& row, int column)
{
    if (row.isNull(column))
        return std::optional<Invitation>();
    const auto mac = macOf(row.blob(column));
    if (!mac)
        return mac.error();
    return std::optional(Invitation{{*mac, row.integer(column + 2)}, fromMicroseconds(row.integer(column + 1))});
}

Result<User> userOf(const storage::Statement& row)
{
    const auto id = UserId::fromBytes(row.blob(0));
    const auto role = roleFromWord(row.text(3));
    const auto account = idOrNull<AccountId>(row, 4);
    const auto password = passwordOf(row, 5);
    const auto invitation = invitationOf(row, 6);
    if (!id || !role || !account || !password || !invitation)
        return failure(ErrorCode::Corrupt, "a row of users cannot be read");
    return User{.id = *id,
                .email = std::string(row.text(1)),
                .name = std::string(row.text(2)),
                .role = *role,
                .account = *account,
                .password = *password,
                .invitation = *invitation,
                .sessionsFrom = fromMicroseconds(row.integer(9)),
                .isEnabled = row.integer(10) != 0,
                .version = row.integer(11),
                .createdAt = fromMicroseconds(row.integer(12))};
}

Result<Session> sessionOf(const storage::Statement& row)
{
    const auto id = SessionId::fromBytes(row.blob(0));
    const auto user = UserId::fromBytes(row.blob(1));
    const auto mac = macOf(row.blob(2));
    if (!id || !user || !mac)
        return failure(ErrorCode::Corrupt, "a row of sessions cannot be read");
    return Session{.id = *id,
                   .user = *user,
                   .mac = {*mac, row.integer(6)},
                   .address = std::string(row.text(3)),
                   .expiresAt = fromMicroseconds(row.integer(4)),
                   .createdAt = fromMicroseconds(row.integer(5))};
}

// ?1 and from ?4 on: the columns that an insertion and an update have in common.
storage::Statement& bindUser(storage::Statement& statement, const User& user)
{
    statement.bind(1, std::span(user.id.bytes()))
        .bind(4, user.name)
        .bind(5, roleWord(user.role))
        .bind(6, toColumn(user.account))
        .bind(10, toMicroseconds(user.sessionsFrom))
        .bind(11, std::int64_t{user.isEnabled})
        .bind(12, user.version);
    if (user.password)
        statement.bind(7, std::span<const std::uint8_t>(user.password->toBytes()));
    else
        statement.bind(7, std::nullopt);
    if (user.invitation)
        statement.bind(8, std::span(user.invitation->mac.mac))
            .bind(9, toMicroseconds(user.invitation->expiresAt))
            .bind(13, user.invitation->mac.pepper);
    else
        statement.bind(8, std::nullopt).bind(9, std::nullopt).bind(13, std::nullopt);
    return statement;
}

} // namespace

Result<UserRows> loadUsers(storage::Database& database)
{
    auto users = loadAll(database,
                         "SELECT id, email, name, role, account, password, invitation_mac, invitation_expires_us,"
                         " invitation_pepper, sessions_from_us, is_enabled, version, created_us FROM users",
                         &userOf);
    if (!users)
        return std::move(users).error();
    auto sessions =
        loadAll(database, "SELECT id, user, mac, address, expires_us, created_us, pepper FROM sessions", &sessionOf);
    if (!sessions)
        return std::move(sessions).error();
    return UserRows{*std::move(users), *std::move(sessions)};
}

Result<void> insertUser(storage::Database& database, const User& user)
{
    auto insert =
        database.cached("INSERT INTO users (id, email, created_us, name, role, account, password, invitation_mac,"
                        " invitation_expires_us, sessions_from_us, is_enabled, version, invitation_pepper)"
                        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)");
    if (!insert)
        return std::move(insert).error();
    return bindUser(**insert, user).bind(2, user.email).bind(3, toMicroseconds(user.createdAt)).run();
}

Result<void> updateUser(storage::Database& database, const User& next)
{
    auto update =
        database.cached("UPDATE users SET name = ?4, role = ?5, account = ?6, password = ?7, invitation_mac = ?8,"
                        " invitation_expires_us = ?9, sessions_from_us = ?10, is_enabled = ?11, version = ?12,"
                        " invitation_pepper = ?13"
                        " WHERE id = ?1 AND version = ?12 - 1");
    if (!update)
        return std::move(update).error();
    return storage::runOnOneRow(database, bindUser(**update, next));
}

Result<void> insertSession(storage::Database& database, const Session& session)
{
    auto insert = database.cached("INSERT INTO sessions (id, user, mac, address, expires_us, created_us, pepper)"
                                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    if (!insert)
        return std::move(insert).error();
    return (*insert)
        ->bind(1, std::span(session.id.bytes()))
        .bind(2, std::span(session.user.bytes()))
        .bind(3, std::span(session.mac.mac))
        .bind(4, session.address)
        .bind(5, toMicroseconds(session.expiresAt))
        .bind(6, toMicroseconds(session.createdAt))
        .bind(7, session.mac.pepper)
        .run();
}

Result<void> deleteSession(storage::Database& database, const SessionId& id)
{
    auto remove = database.cached("DELETE FROM sessions WHERE id = ?1");
    if (!remove)
        return std::move(remove).error();
    return (*remove)->bind(1, std::span(id.bytes())).run();
}

} // namespace gotoai::hypercore
