// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/database.h"

#include <utility>

namespace gotoai::clearinghouse {

// A table read once from its row 1 to its last: for selects whose ?1 is the first number.
class Cursor
{
public:
    static Result<Cursor> open(storage::Database& database, const char* sql)
    {
        auto statement = database.prepare(sql);
        if (!statement)
            return std::move(statement).error();
        statement->bind(1, std::int64_t{1});
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
