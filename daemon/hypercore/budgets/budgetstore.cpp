// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/budgets/budgetstore.h"

#include "hypercore/access/textrules.h"
#include "hypercore/budgets/budgettable.h"
#include "storage/functionunit.h"

namespace gotoai::hypercore {
namespace {

Error invalid(const char* why, const char* field) { return failure(ErrorCode::InvalidRequest, why, field); }

} // namespace

BudgetStore::BudgetStore(std::vector<Budget> budgets, const Directory& directory, storage::Writer& writer,
                         storage::CompletionQueue& queue, const Clock& clock)
    : m_directory(directory)
    , m_writer(writer)
    , m_queue(queue)
    , m_clock(clock)
{
    for (Budget& budget : budgets)
        m_budgets.emplace(budget.id, std::make_shared<const Budget>(std::move(budget)));
    publish();
}

BudgetPtr BudgetStore::budget(const BudgetId& id) const
{
    const auto found = m_budgets.find(id);
    return found == m_budgets.end() ? nullptr : found->second;
}

void BudgetStore::publish()
{
    std::vector<BudgetPtr> all;
    all.reserve(m_budgets.size());
    for (const auto& [id, budget] : m_budgets)
        all.push_back(budget);
    m_snapshot = std::make_shared<const BudgetSnapshot>(all);
    if (m_subscriber)
        m_subscriber(m_snapshot);
}

Result<void> BudgetStore::check(const Budget& budget) const
{
    if (!m_directory.account(budget.account))
        return invalid("there is no such account", "account");
    const auto key = budget.key ? m_directory.key(*budget.key) : nullptr;
    if (budget.key && (!key || key->account != budget.account))
        return invalid("the account has no such key", "key");
    if (budget.name.empty() || budget.name.size() > kMaxTextBytes || !isPrintable(budget.name))
        return invalid("a name has 1 to 200 bytes without control characters", "name");
    if (!isTimeZone(budget.timeZone))
        return invalid("a time zone is the IANA name of one, such as Europe/Warsaw", "time_zone");
    if (budget.limit.isNegative())
        return invalid("a limit is not negative", "limit_usd");
    return {};
}

void BudgetStore::create(BudgetDraft draft, Reply reply, const storage::Companion<Budget>& also)
{
    const Instant now = m_clock.now();
    const auto budget = std::make_shared<const Budget>(Budget{.id = BudgetId::make(now),
                                                              .account = draft.account,
                                                              .key = draft.key,
                                                              .name = std::move(draft.name),
                                                              .period = draft.period,
                                                              .timeZone = std::move(draft.timeZone),
                                                              .limit = draft.limit,
                                                              .version = 1,
                                                              .createdAt = now});
    if (auto checked = check(*budget); !checked)
        return reply(std::move(checked).error());
    storage::submitFunctions(
        m_writer, m_queue,
        storage::accompanied<Budget>([budget](storage::Database& database) { return insertBudget(database, *budget); },
                                     also, *budget),
        [this, budget, reply = std::move(reply)](Result<void> done) {
            if (!done && done.error().code == ErrorCode::Conflict)
                return reply(failure(ErrorCode::Conflict, "there is a budget of this period already", "period"));
            if (!done)
                return reply(std::move(done).error());
            m_budgets.emplace(budget->id, budget);
            publish();
            reply(budget);
        });
}

Result<BudgetPtr> BudgetStore::atVersion(const BudgetId& id, std::int64_t version) const
{
    auto current = budget(id);
    if (!current)
        return failure(ErrorCode::NotFound, "there is no such budget");
    if (current->version != version)
        return failure(ErrorCode::VersionConflict, "it was changed by somebody else in the meantime");
    return current;
}

void BudgetStore::change(const BudgetId& id, std::int64_t version, const BudgetChange& change, Reply reply,
                         const storage::Companion<Budget>& also)
{
    const auto current = atVersion(id, version);
    if (!current)
        return reply(current.error());
    auto changed = std::make_shared<Budget>(**current);
    changed->name = change.name.value_or(changed->name);
    changed->limit = change.limit.value_or(changed->limit);
    ++changed->version;
    if (auto checked = check(*changed); !checked)
        return reply(std::move(checked).error());
    const BudgetPtr next = std::move(changed);
    storage::submitFunctions(
        m_writer, m_queue,
        storage::accompanied<Budget>([next](storage::Database& database) { return updateBudget(database, *next); },
                                     also, *next),
        [this, next, reply = std::move(reply)](Result<void> done) {
            if (!done)
                return reply(std::move(done).error());
            m_budgets[next->id] = next;
            publish();
            reply(next);
        });
}

void BudgetStore::remove(const BudgetId& id, std::int64_t version, Reply reply, const storage::Companion<Budget>& also)
{
    const auto current = atVersion(id, version);
    if (!current)
        return reply(current.error());
    const BudgetPtr removed = *current;
    storage::submitFunctions(
        m_writer, m_queue,
        storage::accompanied<Budget>(
            [removed](storage::Database& database) { return deleteBudget(database, *removed); }, also, *removed),
        [this, removed, reply = std::move(reply)](Result<void> done) {
            if (!done)
                return reply(std::move(done).error());
            m_budgets.erase(removed->id);
            publish();
            reply(removed);
        });
}

} // namespace gotoai::hypercore
