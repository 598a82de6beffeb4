// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertstore.h"
#include "clearinghouse/bookfault.h"
#include "clearinghouse/sqliteledgerstore.h"
#include "storage/companion.h"
#include "storage/migration.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gotoai::reconciliation {

// One time that the books were frozen.
struct BooksFreeze
{
    std::int64_t number = 0;
    clearinghouse::BookFault fault = clearinghouse::BookFault::Fold;
    std::string finding; // "transfers 7: …"
    Instant at{};
    std::optional<Instant> liftedAt{};
    std::string liftedBy{};
    std::string reason{}; // why it was lifted

    bool isOn() const { return !liftedAt; }
};

// Whether the books were frozen for it before.
bool isKnown(std::span<const BooksFreeze> freezes, const Error& error);

std::span<const storage::Migration> guardMigrations();
// By number.
Result<std::vector<BooksFreeze>> loadFreezes(storage::Database& database);

// Freezes the books when somebody finds them broken, through restarts, until an operator lifts it. Whoever lifts it
// takes the finding as known: the same one freezes nothing again, any other does, also behind it. Lives on one thread,
// which drains `queue`.
class BooksGuard
{
public:
    static constexpr const char* kAlert = "books_broken";

    // All but `freezes` outlive it. Frozen at once where one of them is on.
    BooksGuard(std::vector<BooksFreeze> freezes, clearinghouse::SqliteLedgerStore& ledger, alerts::AlertStore& alerts,
               storage::CompletionQueue& queue, const Clock& clock);
    BooksGuard(const BooksGuard&) = delete;
    BooksGuard& operator=(const BooksGuard&) = delete;

    // The one that is on; null: none is.
    const BooksFreeze* current() const;
    const std::vector<BooksFreeze>& freezes() const { return m_freezes; }

    // Counts at once; the row follows, and is tried again with each tick until it stands.
    void freeze(clearinghouse::BookFault fault, const std::string& finding);
    // Of an audit: what is not Corrupt freezes nothing.
    void freeze(const Error& error);
    void tick();

    // Conflict when none is on. Durable before the reply; `also` is written with it.
    using Reply = std::function<void(Result<BooksFreeze>)>;
    void lift(std::string by, std::string reason, Reply reply, const storage::Companion<BooksFreeze>& also = {});

private:
    void write();

    clearinghouse::SqliteLedgerStore& m_ledger;
    alerts::AlertStore& m_alerts;
    storage::CompletionQueue& m_queue;
    const Clock& m_clock;
    std::vector<BooksFreeze> m_freezes;
    bool m_isUnwritten = false; // the last of them
    bool m_isWriting = false;
};

} // namespace gotoai::reconciliation
