// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/database.h"

#include "storage/failuretext.h"
#include "storage/suppliedrows.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <mutex>
#include <unordered_map>

namespace gotoai::storage {
namespace {

constexpr int kBusyTimeoutMs = 5'000;

Error unavailable(const std::string& path, const std::string& reason)
{
    return failure(ErrorCode::StoreUnavailable, "the database " + path + " cannot be used: " + reason);
}

// The allocation statistics cost a process-wide lock an allocation.
void configureLibraryOnce()
{
    static std::once_flag s_once;
    std::call_once(s_once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

// SQLite would create the file by the umask; its -wal and -shm inherit the mode of the file. A file that exists is not
// even opened: closing it would drop the POSIX locks of every other connection of the process.
Result<void> createPrivately(const std::string& path)
{
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor >= 0) {
        ::close(descriptor);
        return {};
    }
    if (errno == EEXIST)
        return {};
    return unavailable(path, std::strerror(errno));
}

std::string pragmas(Access access, Durability durability)
{
    std::string sql = "PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON; PRAGMA temp_store=MEMORY;";
    if (access == Access::ReadOnly)
        return sql + "PRAGMA query_only=ON;";
    sql += "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-16384;";
    sql += durability == Durability::Full ? "PRAGMA synchronous=FULL;" : "PRAGMA synchronous=NORMAL;";
    return sql;
}

} // namespace

struct Database::State
{
    std::string path;
    sqlite3* handle = nullptr;
    std::unordered_map<const char*, Statement> statements;
    std::unique_ptr<SuppliedRows> supplied; // once it is needed

    ~State()
    {
        statements.clear();
        sqlite3_close(handle);
    }
};

Database::Database(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}

Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const std::string& path, Access access, Durability durability)
{
    configureLibraryOnce();
    if (access == Access::ReadWrite) {
        if (auto created = createPrivately(path); !created)
            return std::move(created).error();
    }
    auto state = std::make_unique<State>();
    state->path = path;
    const int mode = access == Access::ReadWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    if (sqlite3_open_v2(path.c_str(), &state->handle, mode | SQLITE_OPEN_NOMUTEX, nullptr) != SQLITE_OK)
        return unavailable(path, failureText(state->handle));
    sqlite3_extended_result_codes(state->handle, 1);
    sqlite3_busy_timeout(state->handle, kBusyTimeoutMs);
    if (access == Access::ReadWrite && sqlite3_db_readonly(state->handle, "main") == 1)
        return unavailable(path, "it is read-only");

    Database database(std::move(state));
    if (auto prepared = database.execute(pragmas(access, durability)); !prepared)
        return unavailable(path, prepared.error().detail);
    // Touches the file, so that what is no database, or cannot be read, is refused here.
    if (auto read = database.execute("SELECT count(*) FROM sqlite_schema"); !read)
        return unavailable(path, read.error().detail);
    return database;
}

Result<void> Database::execute(std::string_view sql)
{
    while (!sql.empty()) {
        sqlite3_stmt* raw = nullptr;
        const char* rest = nullptr;
        if (sqlite3_prepare_v2(m_state->handle, sql.data(), static_cast<int>(sql.size()), &raw, &rest) != SQLITE_OK)
            return failure(ErrorCode::StoreUnavailable, "the database failed: " + failureText(m_state->handle));
        sql.remove_prefix(static_cast<std::size_t>(rest - sql.data()));
        if (!raw)
            continue; // blanks or a comment
        Statement statement(raw);
        if (auto ran = statement.run(); !ran)
            return ran;
    }
    return {};
}

Result<Statement> Database::prepare(std::string_view sql)
{
    sqlite3_stmt* raw = nullptr;
    if (sqlite3_prepare_v3(m_state->handle, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &raw,
                           nullptr) != SQLITE_OK)
        return failure(ErrorCode::StoreUnavailable, "the database failed: " + failureText(m_state->handle));
    return Statement(raw);
}

Result<Statement*> Database::cached(const char* sql)
{
    const auto found = m_state->statements.find(sql);
    if (found != m_state->statements.end()) {
        found->second.reset();
        return &found->second;
    }
    auto statement = prepare(sql);
    if (!statement)
        return std::move(statement).error();
    return &m_state->statements.emplace(sql, std::move(*statement)).first->second;
}

Result<void> Database::runOver(const char* sql, const RowSource& rows)
{
    if (!m_state->supplied)
        m_state->supplied = std::make_unique<SuppliedRows>(m_state->handle);
    auto statement = cached(sql);
    if (!statement)
        return std::move(statement).error();
    m_state->supplied->supply(&rows);
    auto ran = (*statement)->run();
    m_state->supplied->supply(nullptr);
    return ran;
}

std::int64_t Database::lastInsertId() const { return sqlite3_last_insert_rowid(m_state->handle); }
std::int64_t Database::changes() const { return sqlite3_changes64(m_state->handle); }
const std::string& Database::path() const { return m_state->path; }
sqlite3* Database::handle() const { return m_state->handle; }

} // namespace gotoai::storage
