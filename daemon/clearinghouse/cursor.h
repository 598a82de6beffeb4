// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/database.h"

#include <utility>

namespace gotoai::clearinghouse {

// A table read once from a row to its last: for selects whose ?1 is the first number.
class Cursor
{
public:
    static Result<Cursor> open(storage::Database& database, const char* sql, std::int64_t from = 1)
    {
        auto statement = database.prepare(sql);
        if (!statement)
            return std::move(statement).error();
        statement->bind(1, from);
        return Cursor(std::move(*statement));
    }

    Result<bool> next() { return m_statement.step(); }
    const storage::Statement& row() const { return m_statement; }

private:
    explicit Cursor(storage::Statement statement)
        : m_statement(std::move(statement))
    {}

    storage::Statement m_statement;
};

} // namespace gotoai::clearinghouse
