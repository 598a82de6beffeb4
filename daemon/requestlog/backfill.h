// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "requestlog/ledgerorders.h"
#include "requestlog/requestlog.h"

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace gotoai::requestlog {

// Puts into requests.db what the ledger knows and it does not: everything after the file was lost or set aside, the
// last moments before a crash, orders that were dropped, orders whose end came without them (doubts). Goes through the
// ledger in pieces, each with its place in one transaction, so it goes on where it was, adds nothing twice and never
// holds up what comes live. While nothing was missed, the place follows the ledger without reading it. On the log's
// thread.
class Backfill
{
public:
    // Work for a thread that reads the ledger, and what to do with its answer on this one.
    template<class T>
    using Reading = std::function<void(std::function<Result<T>(storage::Database&)>, std::function<void(Result<T>)>)>;

    // All of it outlives the backfill.
    struct Parts
    {
        RequestLog& log;
        Reading<LedgerPlace> readPlace;
        Reading<LedgerPiece> readPiece;
        std::function<std::shared_ptr<const supply::Catalog>()> catalog;
        const Clock& clock;
    };

    static constexpr std::size_t kPiece = 500; // orders
    // Orders that ended so long ago are in the log by now if they ever will be.
    static constexpr std::chrono::seconds kSettled{60};

    explicit Backfill(Parts parts);
    Backfill(const Backfill&) = delete;
    Backfill& operator=(const Backfill&) = delete;

    // Once a second, the first time before there are orders.
    void tick();
    // Orders have ended that nobody told the log of.
    void lookAgain() { ++m_misses; }

private:
    void note();
    void noted(const Result<LedgerPlace>& place);
    void advance(const LedgerPlace& goal);
    void readOn();
    void read(Result<LedgerPiece> piece);
    void written(bool isWritten);
    void end();

    // An answer may come when there is nobody left to take it.
    template<class T>
    std::function<void(T)> whileAlive(std::function<void(T)> take) const
    {
        return [life = std::weak_ptr<const int>(m_life), take = std::move(take)](T answer) {
            if (!life.expired())
                take(std::move(answer));
        };
    }

    const Parts m_parts;
    const std::shared_ptr<const int> m_life = std::make_shared<const int>(0);
    std::optional<LedgerPlace> m_noted; // the ledger's end, some time ago
    Tick m_notedAt{};
    std::optional<LedgerPlace> m_goal; // while it goes there
    std::uint64_t m_found = 0;         // orders gone through on this way
    bool m_isBusy = false;             // an answer is awaited
    bool m_isFirst = true;
    std::uint64_t m_misses = 1;      // occasions to miss something; the first is the time before the start
    std::uint64_t m_missesNoted = 0; // before m_noted and m_goal
    std::uint64_t m_missesMended = 0;
    std::uint64_t m_seenDropped = 0;
    std::uint64_t m_seenOpenings = 0;
};

} // namespace gotoai::requestlog
