// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "hypercore/access/directory.h"
#include "hypercore/budgets/budgetsnapshot.h"
#include "storage/companion.h"
#include "storage/writer.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gotoai::hypercore {

struct BudgetDraft
{
    AccountId account;
    std::optional<KeyId> key; // of this account
    std::string name;         // 1…200 bytes, printable
    BudgetPeriod period = BudgetPeriod::Month;
    std::string timeZone = "UTC"; // an IANA name
    Money limit;                  // ≥ 0
};

// Empty members stay as they are.
struct BudgetChange
{
    std::optional<std::string> name;
    std::optional<Money> limit;
};

// The book of budgets, at most one a period of each account and key. Keeps the committed state in memory and a snapshot
// of it for the lanes; every change is a unit of the ledger's writer and visible only after its commit. A budget counts
// the orders that begin after it was made.
// Lives on one thread, which drains `queue`; replies come there, exactly once, possibly from within the call
// (refusals). NotFound for unknown ids, InvalidRequest naming the field, VersionConflict, Conflict when there is a
// budget of this period. `also` is written in the change's transaction.
class BudgetStore
{
public:
    using Budgets = std::map<BudgetId, BudgetPtr>; // by age
    using SnapshotPtr = std::shared_ptr<const BudgetSnapshot>;
    using Reply = std::function<void(Result<BudgetPtr>)>;

    // All but `budgets` outlive the store.
    BudgetStore(std::vector<Budget> budgets, const Directory& directory, storage::Writer& writer,
                storage::CompletionQueue& queue, const Clock& clock);
    BudgetStore(const BudgetStore&) = delete;
    BudgetStore& operator=(const BudgetStore&) = delete;

    const Budgets& budgets() const { return m_budgets; }
    BudgetPtr budget(const BudgetId& id) const;

    SnapshotPtr snapshot() const { return m_snapshot; }
    // Told each new snapshot, before the reply of the change that made it.
    void setSubscriber(std::function<void(SnapshotPtr)> subscriber) { m_subscriber = std::move(subscriber); }

    void create(BudgetDraft draft, Reply reply, const storage::Companion<Budget>& also = {});
    void change(const BudgetId& id, std::int64_t version, const BudgetChange& change, Reply reply,
                const storage::Companion<Budget>& also = {});
    // For good; replies what it was.
    void remove(const BudgetId& id, std::int64_t version, Reply reply, const storage::Companion<Budget>& also = {});

private:
    Result<void> check(const Budget& budget) const;
    Result<BudgetPtr> atVersion(const BudgetId& id, std::int64_t version) const;
    void publish();

    const Directory& m_directory;
    storage::Writer& m_writer;
    storage::CompletionQueue& m_queue;
    const Clock& m_clock;
    Budgets m_budgets;
    SnapshotPtr m_snapshot;
    std::function<void(SnapshotPtr)> m_subscriber;
};

} // namespace gotoai::hypercore
