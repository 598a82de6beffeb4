// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/schemaaudit.h"

#include "clearinghouse/bookfault.h"
#include "clearinghouse/schema.h"
#include "storage/eachrow.h"

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace gotoai::clearinghouse {
namespace {

using storage::Database;
using storage::Statement;

using Triggers = std::map<std::string, std::string>; // their statements, by name

// The word behind `mark`; empty where there is none.
std::string wordBehind(std::string_view sql, std::string_view mark)
{
    const auto at = sql.find(mark);
    if (at == std::string_view::npos)
        return {};
    const auto rest = sql.substr(at + mark.size());
    return std::string(rest.substr(0, rest.find(' ')));
}

// As the migrations make them, each in a line of its own. SQLite keeps a statement word for word, without its end.
Triggers triggersOfTheProgram()
{
    constexpr std::string_view kCreate = "CREATE TRIGGER ";
    Triggers triggers;
    for (const storage::Migration& step : ledgerMigrations()) {
        for (auto at = step.sql.find(kCreate); at != std::string_view::npos; at = step.sql.find(kCreate, at + 1)) {
            const auto line = step.sql.substr(at, step.sql.find('\n', at) - at);
            triggers[wordBehind(line, kCreate)] = line.substr(0, line.rfind(';'));
        }
    }
    return triggers;
}

Error broken(const std::string& trigger, const char* what)
{
    return failure(ErrorCode::Corrupt, "the trigger " + trigger + " " + what,
                   std::string(bookFaultWord(BookFault::Chain)));
}

} // namespace

Result<void> auditTriggers(Database& readOnly)
{
    const Triggers wanted = triggersOfTheProgram();
    std::set<std::string> tables;
    Triggers found;
    std::map<std::string, std::string> alien; // tables, by trigger
    auto read = storage::forEachRow(
        readOnly, "SELECT type, name, tbl_name, sql FROM main.sqlite_schema WHERE type IN ('table', 'trigger')",
        [&](const Statement& row) -> Result<void> {
            const std::string name(row.text(1));
            if (row.text(0) == "table")
                tables.insert(name);
            else if (wanted.contains(name))
                found.emplace(name, row.text(3));
            else
                alien.emplace(name, row.text(2));
            return {};
        });
    if (!read)
        return read;
    for (const auto& [name, sql] : wanted) {
        const std::string table = wordBehind(sql, " ON ");
        const auto same = found.find(name);
        if (tables.contains(table) && same == found.end())
            return broken(name, "is missing: the table takes changes");
        if (same != found.end() && same->second != sql)
            return broken(name, "is not what it was");
        for (const auto& [stranger, at] : alien) {
            if (at == table)
                return broken(stranger, "is none of the ledger's");
        }
    }
    return {};
}

Result<void> auditFile(Database& readOnly)
{
    std::string first;
    auto checked =
        storage::forEachRow(readOnly, "PRAGMA integrity_check(1)", [&first](const Statement& row) -> Result<void> {
            first = row.text(0);
            return {};
        });
    if (!checked)
        return checked;
    if (first == "ok")
        return {};
    return failure(ErrorCode::Corrupt, "the file is damaged: " + first, std::string(bookFaultWord(BookFault::Fold)));
}

} // namespace gotoai::clearinghouse
