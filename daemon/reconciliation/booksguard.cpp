// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/booksguard.h"

#include "base/log.h"
#include "storage/eachrow.h"
#include "storage/functionunit.h"
#include "storage/onerow.h"

#include <algorithm>
#include <utility>

namespace gotoai::reconciliation {
namespace {

using clearinghouse::BookFault;

constexpr const char* kSubject = "ledger";

constexpr storage::Migration kMigrations[] = {
    {"books_guard", 1, R"(
CREATE TABLE book_freezes (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    fault TEXT NOT NULL CHECK (fault IN ('sum', 'fold', 'chain')),
    finding TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    lifted_us INTEGER,
    lifted_by TEXT NOT NULL CHECK ((lifted_by = '') = (lifted_us IS NULL)),
    reason TEXT NOT NULL
) STRICT;
)"},
};

Result<void> insertFreeze(storage::Database& database, const BooksFreeze& freeze)
{
    auto insert = database.cached("INSERT INTO book_freezes (number, fault, finding, at_us, lifted_by, reason)"
                                  " VALUES (?1, ?2, ?3, ?4, '', '') ON CONFLICT(number) DO NOTHING");
    if (!insert)
        return std::move(insert).error();
    return (*insert)
        ->bind(1, freeze.number)
        .bind(2, clearinghouse::bookFaultWord(freeze.fault))
        .bind(3, freeze.finding)
        .bind(4, toMicroseconds(freeze.at))
        .run();
}

Result<void> markLifted(storage::Database& database, const BooksFreeze& freeze)
{
    if (auto inserted = insertFreeze(database, freeze); !inserted)
        return inserted;
    auto update = database.cached("UPDATE book_freezes SET lifted_us = ?2, lifted_by = ?3, reason = ?4"
                                  " WHERE number = ?1 AND lifted_us IS NULL");
    if (!update)
        return std::move(update).error();
    (*update)
        ->bind(1, freeze.number)
        .bind(2, toMicroseconds(*freeze.liftedAt))
        .bind(3, freeze.liftedBy)
        .bind(4, freeze.reason);
    return storage::runOnOneRow(database, **update);
}

BookFault faultOf(const Error& error)
{
    return clearinghouse::bookFaultFromWord(error.param).value_or(BookFault::Fold);
}

bool hasFrozen(std::span<const BooksFreeze> freezes, BookFault fault, const std::string& finding)
{
    return std::ranges::any_of(
        freezes, [&](const BooksFreeze& freeze) { return freeze.fault == fault && freeze.finding == finding; });
}

} // namespace

bool isKnown(std::span<const BooksFreeze> freezes, const Error& error)
{
    return error.code == ErrorCode::Corrupt && hasFrozen(freezes, faultOf(error), error.detail);
}

std::span<const storage::Migration> guardMigrations() { return kMigrations; }

Result<std::vector<BooksFreeze>> loadFreezes(storage::Database& database)
{
    std::vector<BooksFreeze> freezes;
    auto loaded = storage::forEachRow(
        database,
        "SELECT number, fault, finding, at_us, lifted_us, lifted_by, reason FROM book_freezes ORDER BY number",
        [&freezes](const storage::Statement& row) -> Result<void> {
            const auto fault = clearinghouse::bookFaultFromWord(row.text(1));
            if (!fault)
                return failure(ErrorCode::Corrupt, "a row of book_freezes cannot be read");
            BooksFreeze freeze{.number = row.integer(0),
                               .fault = *fault,
                               .finding = std::string(row.text(2)),
                               .at = fromMicroseconds(row.integer(3))};
            if (!row.isNull(4))
                freeze.liftedAt = fromMicroseconds(row.integer(4));
            freeze.liftedBy = row.text(5);
            freeze.reason = row.text(6);
            freezes.push_back(std::move(freeze));
            return {};
        });
    if (!loaded)
        return std::move(loaded).error();
    return freezes;
}

BooksGuard::BooksGuard(std::vector<BooksFreeze> freezes, clearinghouse::SqliteLedgerStore& ledger,
                       alerts::AlertStore& alerts, storage::CompletionQueue& queue, const Clock& clock)
    : m_ledger(ledger)
    , m_alerts(alerts)
    , m_queue(queue)
    , m_clock(clock)
    , m_freezes(std::move(freezes))
{
    if (!current())
        return;
    m_ledger.setFrozen(true);
    writeLog(LogLevel::Error, "books_frozen", {{"finding", std::string_view(current()->finding)}});
}

const BooksFreeze* BooksGuard::current() const
{
    return m_freezes.empty() || !m_freezes.back().isOn() ? nullptr : &m_freezes.back();
}

void BooksGuard::freeze(BookFault fault, const std::string& finding)
{
    if (current() || hasFrozen(m_freezes, fault, finding))
        return;
    m_ledger.setFrozen(true);
    const std::int64_t number = m_freezes.empty() ? 1 : m_freezes.back().number + 1;
    m_freezes.push_back({.number = number, .fault = fault, .finding = finding, .at = m_clock.now()});
    writeLog(LogLevel::Error, "books_frozen",
             {{"fault", clearinghouse::bookFaultWord(fault)}, {"finding", std::string_view(finding)}});
    m_alerts.raise({.kind = kAlert,
                    .severity = alerts::Severity::Critical,
                    .subject = kSubject,
                    .account = std::nullopt,
                    .facts = "The books are broken (" + std::string(clearinghouse::bookFaultWord(fault)) +
                             "): " + finding + ". Nothing that moves money begins until an operator lifts this."});
    m_isUnwritten = true;
    write();
}

void BooksGuard::freeze(const Error& error)
{
    if (error.code == ErrorCode::Corrupt)
        freeze(faultOf(error), error.detail);
}

void BooksGuard::tick() { write(); }

void BooksGuard::write()
{
    if (!m_isUnwritten || std::exchange(m_isWriting, true))
        return;
    storage::submitFunctions(
        m_ledger.writer(), m_queue,
        [freeze = m_freezes.back()](storage::Database& database) { return insertFreeze(database, freeze); },
        [this](const Result<void>& done) {
            m_isWriting = false;
            m_isUnwritten = !done;
        });
}

void BooksGuard::lift(std::string by, std::string reason, Reply reply, const storage::Companion<BooksFreeze>& also)
{
    if (!current())
        return reply(failure(ErrorCode::Conflict, "the books are not frozen"));
    BooksFreeze lifted = *current();
    lifted.liftedAt = m_clock.now();
    lifted.liftedBy = std::move(by);
    lifted.reason = std::move(reason);
    storage::submitFunctions(
        m_ledger.writer(), m_queue,
        storage::accompanied<BooksFreeze>(
            [lifted](storage::Database& database) { return markLifted(database, lifted); }, also, lifted),
        [this, lifted, reply = std::move(reply)](Result<void> done) {
            if (!done)
                return reply(std::move(done).error());
            m_isUnwritten = m_isUnwritten && m_freezes.back().number != lifted.number;
            m_freezes[static_cast<std::size_t>(lifted.number - m_freezes.front().number)] = lifted;
            if (!current()) {
                m_ledger.setFrozen(false);
                m_alerts.clear(kAlert, kSubject);
            }
            writeLog(LogLevel::Warning, "books_thawed", {{"by", std::string_view(lifted.liftedBy)}});
            reply(lifted);
        });
}

} // namespace gotoai::reconciliation
