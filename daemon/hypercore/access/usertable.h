// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "hypercore/access/user.h"
#include "storage/database.h"

#include <vector>

namespace gotoai::hypercore {

// The tables users and sessions, which accessMigrations() makes. Functions of one connection; on the writer's thread
// once there is one. StoreUnavailable when the database fails, Corrupt on rows that cannot be.
struct UserRows
{
    std::vector<User> users;
    std::vector<Session> sessions;
};
Result<UserRows> loadUsers(storage::Database& database);

// Conflict when the e-mail address is taken.
Result<void> insertUser(storage::Database& database, const User& user);
// Writes what may change, if the row is still at the version before. VersionConflict otherwise.
Result<void> updateUser(storage::Database& database, const User& next);

Result<void> insertSession(storage::Database& database, const Session& session);
Result<void> deleteSession(storage::Database& database, const SessionId& id);

} // namespace gotoai::hypercore
