// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/database.h"

#include "storage/failuretext.h"

#include <sqlite3.h>

#include <utility>

namespace gotoai::storage {
namespace {

// A null pointer would bind NULL instead of what is empty.
template<class Range>
const char* firstOf(const Range& range)
{
    return range.data() ? reinterpret_cast<const char*>(range.data()) : "";
}

Error stepError(sqlite3_stmt* statement, int code)
{
    sqlite3* const database = sqlite3_db_handle(statement);
    const std::string reason = code == SQLITE_TOOBIG ? "a value is too long" : failureText(database);
    if ((code & 0xff) == SQLITE_CONSTRAINT)
        return failure(ErrorCode::Conflict, "the database refuses the row: " + reason);
    return failure(ErrorCode::StoreUnavailable, "the database failed: " + reason);
}

} // namespace

Statement::Statement(sqlite3_stmt* statement)
    : m_statement(statement)
{}

Statement::Statement(Statement&& other) noexcept
    : m_statement(std::exchange(other.m_statement, nullptr))
    , m_bindCode(other.m_bindCode)
{}

Statement& Statement::operator=(Statement&& other) noexcept
{
    std::swap(m_statement, other.m_statement);
    std::swap(m_bindCode, other.m_bindCode);
    return *this;
}

Statement::~Statement() { sqlite3_finalize(m_statement); }

Statement& Statement::bound(int code)
{
    if (code != SQLITE_OK)
        m_bindCode = code;
    return *this;
}

Statement& Statement::bind(int position, std::int64_t value)
{
    return bound(sqlite3_bind_int64(m_statement, position, value));
}

Statement& Statement::bind(int position, std::string_view text)
{
    return bound(sqlite3_bind_text64(m_statement, position, firstOf(text), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

Statement& Statement::bind(int position, std::span<const std::uint8_t> blob)
{
    return bound(sqlite3_bind_blob64(m_statement, position, firstOf(blob), blob.size(), SQLITE_TRANSIENT));
}

Statement& Statement::bindInPlace(int position, std::string_view text)
{
    return bound(sqlite3_bind_text64(m_statement, position, firstOf(text), text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

Statement& Statement::bindInPlace(int position, std::span<const std::uint8_t> blob)
{
    return bound(sqlite3_bind_blob64(m_statement, position, firstOf(blob), blob.size(), SQLITE_STATIC));
}

Statement& Statement::bind(int position, std::nullopt_t) { return bound(sqlite3_bind_null(m_statement, position)); }

Result<bool> Statement::step()
{
    const int code = m_bindCode == SQLITE_OK ? sqlite3_step(m_statement) : m_bindCode;
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE)
        return false;
    Error error = stepError(m_statement, code);
    reset();
    return error;
}

Result<void> Statement::run()
{
    for (;;) {
        auto row = step();
        if (!row)
            return std::move(row).error();
        if (!*row)
            break;
    }
    reset();
    return {};
}

void Statement::reset()
{
    sqlite3_reset(m_statement);
    m_bindCode = SQLITE_OK;
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(m_statement, column); }

std::string_view Statement::text(int column) const
{
    const auto* const first = reinterpret_cast<const char*>(sqlite3_column_text(m_statement, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column));
    return first ? std::string_view(first, size) : std::string_view();
}

std::span<const std::uint8_t> Statement::blob(int column) const
{
    const auto* const first = static_cast<const std::uint8_t*>(sqlite3_column_blob(m_statement, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column));
    return first ? std::span(first, size) : std::span<const std::uint8_t>();
}

bool Statement::isNull(int column) const { return sqlite3_column_type(m_statement, column) == SQLITE_NULL; }

} // namespace gotoai::storage
