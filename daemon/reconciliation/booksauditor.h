// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "clearinghouse/proof/signedhead.h"
#include "reconciliation/booksguard.h"
#include "reconciliation/runningaudit.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace gotoai::reconciliation {

// Goes on holding the books of a running daemon against themselves: what is new every few seconds, and the whole of it,
// from the first row, once a day and whenever it is asked for. What does not hold freezes the books. All reading is
// done by a reader of its own, a bounded piece at a time; on the main thread only what came of it.
class BooksAuditor
{
public:
    struct Progress
    {
        clearinghouse::Counters through{};
        Instant at{};
    };
    // A look at everything.
    struct FullAudit
    {
        Instant beganAt{};
        std::optional<Instant> endedAt{};
        clearinghouse::Counters through{}; // so far
        std::string finding{};             // what did not hold, known or not; empty: all of it did
    };

    using AuditPtr = std::shared_ptr<RunningAudit>;
    // What one piece of reading came to.
    struct Piece
    {
        AuditPtr audit;
        bool isAtEnd = false;
    };
    using Work = std::function<Result<Piece>(storage::Database&)>;
    using PieceReply = std::function<void(Result<Piece>)>;

    struct Parts
    {
        std::function<void(Work, PieceReply)> read;
        BooksGuard& guard;
        const Clock& clock;
        std::function<std::optional<clearinghouse::SignedHead>()> lastHead; // that the tables are to go on from
        IdBytes book{};
    };

    static constexpr std::chrono::seconds kInterval{5};
    static constexpr std::chrono::hours kFullInterval{24};
    static constexpr std::size_t kRowsAPiece = 50'000;

    explicit BooksAuditor(Parts parts);

    // Once a second or so.
    void tick();
    // Begins a look at everything unless one runs.
    void auditAll();
    // What did not hold is known now: goes on with what comes.
    void goOn();

    bool isAuditingAll() const { return m_full && !m_full->endedAt; }
    const std::optional<Progress>& progress() const { return m_progress; }
    const std::optional<FullAudit>& lastFull() const { return m_full; }

private:
    void next();
    void readNew();
    void readWhole();
    void newRead(const Result<Piece>& piece);
    void wholeRead(const Result<Piece>& piece);
    void endWhole(std::string finding);

    const Parts m_parts;
    AuditPtr m_running; // null: begins at the end of the tables
    AuditPtr m_whole;   // null: none runs, or the one that is asked for has read nothing yet
    bool m_isReading = false;
    bool m_isNewDue = true;
    bool m_isBlind = false; // behind a line that does not hold; a look at everything begins anew
    Tick m_newAt{};
    Tick m_wholeAt{};
    std::optional<Progress> m_progress;
    std::optional<FullAudit> m_full;
};

} // namespace gotoai::reconciliation
