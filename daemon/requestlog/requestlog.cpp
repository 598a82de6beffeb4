// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/requestlog.h"

#include "base/log.h"
#include "requestlog/mending.h"
#include "requestlog/schema.h"
#include "storage/functionunit.h"
#include "storage/logsyncer.h"
#include "storage/migration.h"

#include <cstdio>
#include <functional>

namespace gotoai::requestlog {
namespace {

using namespace std::chrono_literals;

constexpr auto kSyncInterval = 1s;
constexpr auto kSweepInterval = 10s;
constexpr auto kOpeningInterval = 30s;

// Freed pages can be given back only by a database that was made for it, and one is made for it while it is empty.
Result<void> prepareVacuum(storage::Database& database)
{
    auto statement = database.prepare("PRAGMA auto_vacuum");
    if (!statement)
        return std::move(statement).error();
    const auto row = statement->step();
    if (!row)
        return row.error();
    const bool isIncremental = *row && statement->integer(0) == 2;
    statement->reset();
    return isIncremental ? Result<void>() : database.execute("PRAGMA auto_vacuum=INCREMENTAL; VACUUM");
}

Result<storage::Database> openDatabase(const std::string& path)
{
    auto database = storage::Database::open(path, storage::Access::ReadWrite, storage::Durability::Normal);
    if (!database)
        return database;
    if (auto prepared = prepareVacuum(*database); !prepared)
        return std::move(prepared).error();
    if (auto migrated = storage::migrate(*database, requestLogMigrations()); !migrated)
        return std::move(migrated).error();
    return database;
}

// Empty where rows were written before places were.
Result<std::optional<LedgerPlace>> readPlace(storage::Database& database)
{
    auto statement = database.prepare("SELECT transition_number, order_number FROM backfill");
    if (!statement)
        return std::move(statement).error();
    const auto row = statement->step();
    if (!row)
        return row.error();
    return *row ? std::optional(LedgerPlace{statement->integer(0), statement->integer(1)}) : std::nullopt;
}

Result<void> writePlace(storage::Database& database, const LedgerPlace& place)
{
    auto statement = database.cached("INSERT OR REPLACE INTO backfill VALUES(1, ?1, ?2)");
    if (!statement)
        return std::move(statement).error();
    (*statement)->bind(1, place.transition).bind(2, place.order);
    return (*statement)->run();
}

// Syncs at most once an interval, so that the disk is the ledger's.
std::function<Result<void>()> rareSync(const std::string& path, storage::FileSystem& files, const Clock& clock)
{
    return [sync = storage::syncOfLog(path, files), &clock, last = Tick{}]() mutable -> Result<void> {
        if (clock.tick() - last < kSyncInterval)
            return {};
        last = clock.tick();
        return sync();
    };
}

void setAside(const std::string& path, const Error& error, const Clock& clock)
{
    const std::string kept = path + ".unusable-" + std::to_string(toMicroseconds(clock.now()) / 1'000'000);
    writeLog(LogLevel::Error, "request_log_unusable", {{"kept_as", kept}, {"reason", error.detail}});
    for (const char* suffix : {"", "-wal", "-shm"})
        std::rename((path + suffix).c_str(), (kept + suffix).c_str());
}

} // namespace

// A batch of orders on its way into the database.
class RequestLog::RecordUnit final : public storage::Unit
{
public:
    RecordUnit(RequestLog& log, Orders orders, RequestLines lines)
        : m_log(log)
        , m_orders(std::move(orders))
        , m_lines(lines)
        , m_count(m_orders.size())
    {}

    Result<void> apply(storage::Database& database) override
    {
        for (const auto& order : m_orders)
            writeRequestLine(*order, m_lines);
        auto recorded = m_log.m_recorder->record(database, m_orders);
        m_orders.clear();
        m_log.m_waiting.fetch_sub(m_count, std::memory_order_relaxed);
        m_isApplied = true;
        return recorded;
    }

    void completed(Result<void> result) override
    {
        if (!m_isApplied)
            m_log.m_waiting.fetch_sub(m_count, std::memory_order_relaxed);
        (result ? m_log.m_recorded : m_log.m_dropped).fetch_add(m_count, std::memory_order_relaxed);
    }

private:
    RequestLog& m_log;
    Orders m_orders;
    const RequestLines m_lines;
    const std::size_t m_count;
    bool m_isApplied = false;
};

class RequestLog::BackfillUnit final : public storage::Unit
{
public:
    BackfillUnit(RequestLog& log, Orders orders, const LedgerPlace& through, std::function<void(bool)> done)
        : m_log(log)
        , m_orders(std::move(orders))
        , m_through(through)
        , m_done(std::move(done))
    {}

    Isolation isolation() const override { return Isolation::Savepoint; }

    Result<void> apply(storage::Database& database) override
    {
        if (auto recorded = m_log.m_recorder->record(database, m_orders); !recorded)
            return recorded;
        return writePlace(database, m_through);
    }

    void completed(Result<void> result) override
    {
        if (result)
            m_log.m_place = m_through;
        m_done(result.has_value());
    }

private:
    RequestLog& m_log;
    const Orders m_orders;
    const LedgerPlace m_through;
    const std::function<void(bool)> m_done;
};

class RequestLog::SweepUnit final : public storage::Unit
{
public:
    SweepUnit(RequestLog& log, const Retention& retention)
        : m_log(log)
        , m_retention(retention)
    {}

    Result<void> apply(storage::Database& database) override
    {
        const auto swept = sweep(database, m_retention, m_log.m_clock.now(), m_log.m_options.sweepRows);
        if (!swept)
            return swept.error();
        m_hasMoreToDo = swept->hasMoreToDo;
        return {};
    }

    void completed(Result<void> result) override
    {
        m_log.m_isSweeping = false;
        if (!result)
            writeLog(LogLevel::Warning, "request_log_sweep_failed", {{"reason", result.error().detail}});
        else if (m_hasMoreToDo)
            m_log.m_nextSweep = m_log.m_clock.tick();
    }

private:
    RequestLog& m_log;
    const Retention m_retention;
    bool m_hasMoreToDo = false;
};

Result<std::unique_ptr<RequestLog>> RequestLog::open(std::string path, Options options, const Clock& clock)
{
    std::unique_ptr<RequestLog> log(new RequestLog(std::move(path), options, clock));
    auto opened = log->openWriter();
    if (!opened) {
        setAside(log->m_path, opened.error(), clock);
        opened = log->openWriter();
    }
    if (!opened)
        return std::move(opened).error();
    return log;
}

RequestLog::RequestLog(std::string path, Options options, const Clock& clock)
    : m_path(std::move(path))
    , m_options(options)
    , m_clock(clock)
    , m_recorder(std::make_unique<Recorder>())
{}

RequestLog::~RequestLog()
{
    {
        const std::lock_guard lock(m_mutex);
        submitWaiting();
    }
    m_writer.reset(); // applies what waits
    m_completions.drain();
}

Result<void> RequestLog::openWriter()
{
    auto database = openDatabase(m_path);
    if (!database)
        return std::move(database).error();
    auto place = readPlace(*database);
    if (!place)
        return std::move(place).error();
    m_place = *place;
    ++m_openings;
    m_recorder = std::make_unique<Recorder>();
    auto writer =
        std::make_unique<storage::Writer>(std::move(*database),
                                          storage::Writer::Options{.threadName = "requests",
                                                                   .checkpointPages = 1'000,
                                                                   .niceness = 10,
                                                                   .sync = rareSync(m_path, m_options.files, m_clock)},
                                          m_recorder.get());
    const std::lock_guard lock(m_mutex);
    m_writer = std::move(writer);
    return {};
}

void RequestLog::orderFinished(std::shared_ptr<const hypercore::FinishedOrder> order)
{
    const std::lock_guard lock(m_mutex);
    if (!m_writer || m_waiting.load(std::memory_order_relaxed) >= m_options.maxWaiting) {
        m_dropped.fetch_add(1, std::memory_order_relaxed);
        return;
    }
    m_waiting.fetch_add(1, std::memory_order_relaxed);
    m_orders.push_back(std::move(order));
    if (m_orders.size() >= m_options.batch)
        submitWaiting();
}

void RequestLog::submitWaiting()
{
    if (m_orders.empty())
        return;
    const std::size_t count = m_orders.size();
    std::unique_ptr<storage::Unit> unit =
        std::make_unique<RecordUnit>(*this, std::exchange(m_orders, {}), m_options.lines);
    if (m_writer && m_writer->submit(std::move(unit), m_completions))
        return;
    m_waiting.fetch_sub(count, std::memory_order_relaxed);
    m_dropped.fetch_add(count, std::memory_order_relaxed);
}

void RequestLog::backfill(Orders orders, const LedgerPlace& through, std::function<void(bool)> done)
{
    std::unique_ptr<storage::Unit> unit = std::make_unique<BackfillUnit>(*this, std::move(orders), through, done);
    bool isTaken = false;
    {
        const std::lock_guard lock(m_mutex);
        isTaken = m_writer && m_writer->submit(std::move(unit), m_completions);
    }
    if (!isTaken)
        done(false);
}

void RequestLog::mend(Instant day, const std::function<void(Result<void>)>& done)
{
    std::unique_ptr<storage::Unit> unit = std::make_unique<storage::FunctionUnit>(
        [day, retention = m_options.retention, now = m_clock.now()](storage::Database& database) {
            return mendDay(database, day, retention, now);
        },
        done);
    Result<void> taken = failure(ErrorCode::StoreUnavailable, "the request log is not open");
    {
        const std::lock_guard lock(m_mutex);
        if (m_writer)
            taken = m_writer->submit(std::move(unit), m_completions);
    }
    if (!taken)
        done(std::move(taken));
}

bool RequestLog::submit(std::unique_ptr<storage::Unit>& unit, storage::CompletionQueue& queue)
{
    const std::lock_guard lock(m_mutex);
    return m_writer && m_writer->submit(std::move(unit), queue);
}

void RequestLog::adopt(const Retention& retention, RequestLines lines)
{
    m_options.retention = retention;
    m_nextSweep = m_clock.tick();
    const std::lock_guard lock(m_mutex);
    m_options.lines = lines;
}

void RequestLog::tick()
{
    m_completions.drain();
    reopenIfFailed();
    {
        const std::lock_guard lock(m_mutex);
        submitWaiting();
    }
    sweepIfDue();
}

// The writer ends outside the lock: a disk that hangs must not hold up who comes with an order.
void RequestLog::reopenIfFailed()
{
    std::unique_ptr<storage::Writer> failed;
    {
        const std::lock_guard lock(m_mutex);
        if (m_writer && !m_writer->hasFailed())
            return;
        failed = std::move(m_writer);
    }
    if (failed) {
        failed.reset();
        m_completions.drain();
        m_nextOpening = m_clock.tick() + kOpeningInterval;
    }
    if (m_clock.tick() < m_nextOpening)
        return;
    m_nextOpening = m_clock.tick() + kOpeningInterval;
    const auto opened = openWriter();
    if (opened)
        writeLog(LogLevel::Info, "request_log_open_again");
    else
        writeLog(LogLevel::Warning, "request_log_unavailable", {{"reason", opened.error().detail}});
}

void RequestLog::sweepIfDue()
{
    if (m_isSweeping || m_clock.tick() < m_nextSweep)
        return;
    const std::lock_guard lock(m_mutex);
    if (!m_writer || !m_writer->submit(std::make_unique<SweepUnit>(*this, m_options.retention), m_completions))
        return;
    m_isSweeping = true;
    m_nextSweep = m_clock.tick() + kSweepInterval;
}

RequestLogFigures RequestLog::figures() const
{
    const std::lock_guard lock(m_mutex);
    return {m_recorded, m_dropped, m_waiting, m_openings, m_writer != nullptr && !m_writer->hasFailed()};
}

} // namespace gotoai::requestlog
