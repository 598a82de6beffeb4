// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/suppliedrows.h"

#include <sqlite3.h>

#include <cstdlib>
#include <new>

namespace gotoai::storage {
namespace {

constexpr char kDeclaration[] = "CREATE TABLE supplied_rows(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, "
                                "c13, c14, c15, c16, c17, c18, c19, c20, c21, c22, c23, c24, c25, c26, c27, c28, c29, "
                                "c30, c31)";

// SQLite's structures come first, so that its pointers are ours.
struct Table
{
    sqlite3_vtab base{};
    const SuppliedRows* rows = nullptr;
};

struct Cursor
{
    sqlite3_vtab_cursor base{};
    const RowSource* source = nullptr;
    std::size_t row = 0;
};

Cursor& cursorOf(sqlite3_vtab_cursor* cursor) { return *reinterpret_cast<Cursor*>(cursor); }

int connect(sqlite3* connection, void* rows, int, const char* const*, sqlite3_vtab** table, char**)
{
    if (const int code = sqlite3_declare_vtab(connection, kDeclaration); code != SQLITE_OK)
        return code;
    auto* made = new (std::nothrow) Table{.rows = static_cast<const SuppliedRows*>(rows)};
    *table = reinterpret_cast<sqlite3_vtab*>(made);
    return made ? SQLITE_OK : SQLITE_NOMEM;
}

int disconnect(sqlite3_vtab* table)
{
    delete reinterpret_cast<Table*>(table);
    return SQLITE_OK;
}

int planAScan(sqlite3_vtab*, sqlite3_index_info*) { return SQLITE_OK; }

int open(sqlite3_vtab* table, sqlite3_vtab_cursor** cursor)
{
    auto* made = new (std::nothrow) Cursor{.source = reinterpret_cast<Table*>(table)->rows->source()};
    *cursor = reinterpret_cast<sqlite3_vtab_cursor*>(made);
    return made ? SQLITE_OK : SQLITE_NOMEM;
}

int close(sqlite3_vtab_cursor* cursor)
{
    delete reinterpret_cast<Cursor*>(cursor);
    return SQLITE_OK;
}

int rewind(sqlite3_vtab_cursor* cursor, int, const char*, int, sqlite3_value**)
{
    cursorOf(cursor).row = 0;
    return SQLITE_OK;
}

int next(sqlite3_vtab_cursor* cursor)
{
    ++cursorOf(cursor).row;
    return SQLITE_OK;
}

int isAtEnd(sqlite3_vtab_cursor* cursor)
{
    const Cursor& at = cursorOf(cursor);
    return !at.source || at.row >= at.source->size();
}

int column(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int number)
{
    const Cursor& at = cursorOf(cursor);
    at.source->fill(at.row, number, Cell(context));
    return SQLITE_OK;
}

int rowId(sqlite3_vtab_cursor* cursor, sqlite3_int64* id)
{
    *id = static_cast<sqlite3_int64>(cursorOf(cursor).row);
    return SQLITE_OK;
}

const sqlite3_module& module()
{
    static const sqlite3_module s_module = [] {
        sqlite3_module made{};
        // Without xCreate the table needs no CREATE VIRTUAL TABLE.
        made.xConnect = connect;
        made.xBestIndex = planAScan;
        made.xDisconnect = disconnect;
        made.xOpen = open;
        made.xClose = close;
        made.xFilter = rewind;
        made.xNext = next;
        made.xEof = isAtEnd;
        made.xColumn = column;
        made.xRowid = rowId;
        return made;
    }();
    return s_module;
}

} // namespace

void Cell::set(std::int64_t value) { sqlite3_result_int64(m_context, value); }

void Cell::set(std::string_view text)
{
    sqlite3_result_text64(m_context, text.data() ? text.data() : "", text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

void Cell::set(std::span<const std::uint8_t> blob)
{
    // Without an address it would be null.
    static constexpr std::uint8_t kNothing = 0;
    sqlite3_result_blob64(m_context, blob.empty() ? &kNothing : blob.data(), blob.size(), SQLITE_STATIC);
}

SuppliedRows::SuppliedRows(sqlite3* connection)
{
    if (sqlite3_create_module_v2(connection, "supplied_rows", &module(), this, nullptr) != SQLITE_OK)
        std::abort(); // out of memory
}

} // namespace gotoai::storage
