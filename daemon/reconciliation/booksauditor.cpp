// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/booksauditor.h"

#include "base/log.h"
#include "clearinghouse/proof/headcheck.h"

#include <utility>

namespace gotoai::reconciliation {
namespace {

using AuditPtr = BooksAuditor::AuditPtr;
using Piece = BooksAuditor::Piece;

Result<Piece> readPiece(storage::Database& database, const AuditPtr& audit)
{
    const auto more = audit->step(database, BooksAuditor::kRowsAPiece);
    if (!more)
        return more.error();
    return Piece{audit, !*more};
}

} // namespace

BooksAuditor::BooksAuditor(Parts parts)
    : m_parts(std::move(parts))
    , m_wholeAt(m_parts.clock.tick())
{}

void BooksAuditor::tick()
{
    const Tick now = m_parts.clock.tick();
    m_isNewDue = m_isNewDue || now - m_newAt >= kInterval;
    if (now - m_wholeAt >= kFullInterval)
        auditAll();
    next();
}

void BooksAuditor::auditAll()
{
    if (!isAuditingAll())
        m_full = {.beganAt = m_parts.clock.now()};
    m_wholeAt = m_parts.clock.tick();
    next();
}

void BooksAuditor::goOn()
{
    m_isBlind = false;
    m_running = nullptr;
}

// One piece at a time; what is new goes first, so that a long look at everything does not hold it up.
void BooksAuditor::next()
{
    if (m_isReading)
        return;
    if (m_isNewDue && !m_isBlind)
        readNew();
    else if (isAuditingAll())
        readWhole();
}

void BooksAuditor::readNew()
{
    m_isReading = true;
    m_isNewDue = false;
    m_newAt = m_parts.clock.tick();
    m_parts.read(
        [audit = m_running, head = m_parts.lastHead(),
         book = m_parts.book](storage::Database& database) -> Result<Piece> {
            AuditPtr running = audit;
            if (!running) {
                auto begun = RunningAudit::fromEnd(database);
                if (!begun)
                    return std::move(begun).error();
                running = *std::move(begun);
            }
            auto piece = readPiece(database, running);
            if (!piece || !piece->isAtEnd)
                return piece;
            const bool isReached = head && head->head.batch <= running->through().batches;
            const auto goesOn = isReached ? clearinghouse::requireHead(database, book, *head) : Result<void>();
            if (!goesOn)
                return failure(goesOn.error().code, goesOn.error().detail,
                               std::string(clearinghouse::bookFaultWord(clearinghouse::BookFault::Chain)));
            return piece;
        },
        [this](const Result<Piece>& piece) { newRead(piece); });
}

void BooksAuditor::newRead(const Result<Piece>& piece)
{
    m_isReading = false;
    if (piece) {
        m_running = piece->audit;
        m_progress = {m_running->through(), m_parts.clock.now()};
        m_isNewDue = m_isNewDue || !piece->isAtEnd;
        return next();
    }
    if (piece.error().code != ErrorCode::Corrupt)
        return writeLog(LogLevel::Warning, "books_unread", {{"reason", std::string_view(piece.error().detail)}});
    m_isBlind = true;
    m_running = nullptr;
    m_parts.guard.freeze(piece.error());
    next();
}

void BooksAuditor::readWhole()
{
    m_isReading = true;
    m_parts.read(
        [audit = m_whole, known = m_parts.guard.freezes()](storage::Database& database) -> Result<Piece> {
            if (audit)
                return readPiece(database, audit);
            auto begun =
                RunningAudit::fromBeginning(database, [known](const Error& error) { return isKnown(known, error); });
            if (!begun)
                return std::move(begun).error();
            return Piece{*std::move(begun), false};
        },
        [this](const Result<Piece>& piece) { wholeRead(piece); });
}

// A look at everything that holds, but for what is known, is what goes on from then on.
void BooksAuditor::wholeRead(const Result<Piece>& piece)
{
    m_isReading = false;
    if (piece) {
        m_whole = piece->audit;
        m_full->through = m_whole->through();
        if (piece->isAtEnd) {
            m_running = std::exchange(m_whole, nullptr);
            m_isBlind = false;
            endWhole(m_running->forgiven());
        }
        return next();
    }
    if (piece.error().code != ErrorCode::Corrupt) {
        writeLog(LogLevel::Warning, "books_unread", {{"reason", std::string_view(piece.error().detail)}});
        return; // the next tick tries again
    }
    m_whole = nullptr;
    endWhole(piece.error().detail);
    m_parts.guard.freeze(piece.error());
    next();
}

void BooksAuditor::endWhole(std::string finding)
{
    m_full->endedAt = m_parts.clock.now();
    m_full->finding = std::move(finding);
    writeLog(m_full->finding.empty() ? LogLevel::Info : LogLevel::Error, "books_audited",
             {{"transfers", static_cast<std::uint64_t>(m_full->through.transfers)},
              {"finding", std::string_view(m_full->finding)}});
}

} // namespace gotoai::reconciliation
