// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "storage/database.h"

#include <span>
#include <string_view>

namespace gotoai::storage {

// One step of a schema. Owners of tables keep theirs beside the tables; numbers of one owner count from 1 without gaps.
// A step that has shipped never changes: what it does wrong, a later one mends.
struct Migration
{
    std::string_view owner; // "clearinghouse", "access", "catalog"
    int number = 1;
    std::string_view sql;
};

// Brings the database to the newest step of every owner, each step in a transaction of its own, and records it.
// Corrupt when the database knows a step that the program does not (it is newer than the program).
Result<void> migrate(Database& database, std::span<const Migration> migrations);

} // namespace gotoai::storage
