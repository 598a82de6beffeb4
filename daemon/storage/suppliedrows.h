// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

struct sqlite3;
struct sqlite3_context;

namespace gotoai::storage {

// The place of one column's value. Set once; null when it is not. Texts and blobs are not copied: they stay in place
// until the statement has ended.
class Cell
{
public:
    explicit Cell(sqlite3_context* context)
        : m_context(context)
    {}
    void set(std::int64_t value);
    void set(std::string_view text);
    void set(std::span<const std::uint8_t> blob);
    void set(const std::optional<std::int64_t>& value)
    {
        if (value)
            set(*value);
    }

private:
    sqlite3_context* m_context;
};

// Rows in memory that a statement reads.
class RowSource
{
public:
    virtual ~RowSource() = default;
    virtual std::size_t size() const = 0;
    virtual void fill(std::size_t row, int column, Cell cell) const = 0;
};

// The table `supplied_rows`, columns c0 to c31, of one connection: what `INSERT INTO t(…) SELECT c0, … FROM
// supplied_rows` reads, so that many rows go in by one statement that keeps its cursors, about twice as fast as one
// statement a row. A virtual table, https://www.sqlite.org/vtab.html. Used by the connection's thread.
class SuppliedRows
{
public:
    static constexpr int kMaxColumns = 32;

    // Makes the table known to the connection, which it outlives.
    explicit SuppliedRows(sqlite3* connection);
    SuppliedRows(const SuppliedRows&) = delete;
    SuppliedRows& operator=(const SuppliedRows&) = delete;

    // What the table holds from now on; null for nothing. Not owned.
    void supply(const RowSource* source) { m_source = source; }
    const RowSource* source() const { return m_source; }

private:
    const RowSource* m_source = nullptr;
};

} // namespace gotoai::storage
