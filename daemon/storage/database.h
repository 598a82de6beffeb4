// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace gotoai::storage {

class Database;
class RowSource;

// A prepared statement. Belongs to its Database and that connection's thread. Bind positions count from 1, columns
// from 0, as in SQLite. Text and blobs that are bound are copied; columns are valid until the next step or reset.
class Statement
{
public:
    Statement(Statement&&) noexcept;
    Statement& operator=(Statement&&) noexcept;
    ~Statement();

    Statement& bind(int position, std::int64_t value);
    Statement& bind(int position, std::string_view text);
    Statement& bind(int position, std::span<const std::uint8_t> blob);
    Statement& bind(int position, std::nullopt_t);
    // The same, not copied: what is bound stays in place until the next run() or reset() has returned.
    Statement& bindInPlace(int position, std::string_view text);
    Statement& bindInPlace(int position, std::span<const std::uint8_t> blob);
    template<class T>
    Statement& bind(int position, const std::optional<T>& value)
    {
        return value ? bind(position, *value) : bind(position, std::nullopt);
    }

    // True: a row stands ready. False: done. StoreUnavailable on I/O, full disk, corruption; Conflict on a constraint.
    Result<bool> step();
    // For statements without rows: step to the end and reset, ready to be bound again.
    Result<void> run();
    void reset();

    std::int64_t integer(int column) const;
    std::string_view text(int column) const;
    std::span<const std::uint8_t> blob(int column) const;
    bool isNull(int column) const;

private:
    friend class Database;
    explicit Statement(sqlite3_stmt* statement);
    Statement& bound(int code);

    sqlite3_stmt* m_statement = nullptr;
    int m_bindCode = 0; // what the last refused bind said; the next step reports it
};

enum class Access { ReadWrite, ReadOnly };
enum class Durability {
    Full,   // synchronous=FULL: a commit is on disk
    Normal, // a crash of the machine may lose the last commits, never the file's integrity
};

// One SQLite connection in WAL mode: foreign keys on, recursive_triggers on, automatic checkpoints off (the writer does
// them). Movable; used by one thread at a time.
class Database
{
public:
    // Creates the file (0600) when opened for writing. StoreUnavailable with SQLite's reason.
    static Result<Database> open(const std::string& path, Access access, Durability durability = Durability::Full);

    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;
    ~Database();

    Result<void> execute(std::string_view sql); // any number of statements, no rows
    Result<Statement> prepare(std::string_view sql);
    // The statement for a text that lives as long as the program (keyed by address): prepared once, reset each time.
    Result<Statement*> cached(const char* sql);

    // Runs a statement without rows that reads `supplied_rows` (suppliedrows.h); its text lives as long as the program.
    Result<void> runOver(const char* sql, const RowSource& rows);

    std::int64_t lastInsertId() const;
    std::int64_t changes() const;
    const std::string& path() const;
    sqlite3* handle() const;

private:
    struct State;
    explicit Database(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace gotoai::storage
