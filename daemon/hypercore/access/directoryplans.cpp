// SPDX-License-Identifier: GPL-3.0-or-later
// Plans, and what accounts are charged by them.
#include "hypercore/access/directory.h"
#include "hypercore/access/feerules.h"
#include "hypercore/access/plantable.h"
#include "hypercore/access/textrules.h"
#include "storage/functionunit.h"

#include <algorithm>

namespace gotoai::hypercore {
namespace {

Error ofWriting(Error error)
{
    return error.code == ErrorCode::Conflict
               ? failure(ErrorCode::Conflict, "there is a plan of this name already", "name")
               : error;
}

} // namespace

PlanPtr Directory::plan(const PlanId& id) const
{
    const auto found = m_plans.find(id);
    return found == m_plans.end() ? nullptr : found->second;
}

std::shared_ptr<const Account> Directory::priced(const Account& account) const
{
    auto priced = std::make_shared<Account>(account);
    const PlanPtr followed = account.plan ? plan(*account.plan) : nullptr;
    priced->fee = account.ownFee ? *account.ownFee : followed ? followed->fee : m_defaultFee;
    return priced;
}

void Directory::priceAll()
{
    for (auto& [id, account] : m_accounts)
        account = priced(*account);
    publish();
}

void Directory::setDefaultFee(const FeePolicy& fee)
{
    if (fee == m_defaultFee)
        return;
    m_defaultFee = fee;
    priceAll();
}

Result<void> Directory::checkPlan(const Plan& plan) const
{
    if (plan.name.empty() || plan.name.size() > kMaxTextBytes || !isPrintable(plan.name))
        return failure(ErrorCode::InvalidRequest, "a name has 1 to 200 bytes without control characters", "name");
    return checkFee(plan.fee);
}

void Directory::createPlan(PlanDraft draft, Reply<PlanPtr> reply, const storage::Companion<Plan>& also)
{
    const Instant now = m_clock.now();
    const auto plan = std::make_shared<const Plan>(
        Plan{.id = PlanId::make(now), .name = std::move(draft.name), .fee = draft.fee, .version = 1, .createdAt = now});
    if (auto checked = checkPlan(*plan); !checked)
        return reply(std::move(checked).error());
    storage::submitFunctions(
        m_writer, m_queue,
        storage::accompanied<Plan>([plan](storage::Database& database) { return insertPlan(database, *plan); }, also,
                                   *plan),
        [this, plan, reply = std::move(reply)](Result<void> done) {
            if (!done)
                return reply(ofWriting(std::move(done).error()));
            m_plans.emplace(plan->id, plan);
            reply(plan);
        });
}

void Directory::changePlan(const PlanId& id, std::int64_t version, const PlanChange& change, Reply<PlanPtr> reply,
                           const storage::Companion<Plan>& also)
{
    const auto current = plan(id);
    if (!current)
        return reply(failure(ErrorCode::NotFound, "there is no such plan"));
    if (current->version != version)
        return reply(failure(ErrorCode::VersionConflict, "it was changed by somebody else in the meantime"));
    auto changed = std::make_shared<Plan>(*current);
    changed->name = change.name.value_or(current->name);
    changed->fee.basisPoints = change.feeBasisPoints.value_or(current->fee.basisPoints);
    changed->fee.perCall = change.feePerCall.value_or(current->fee.perCall);
    ++changed->version;
    if (auto checked = checkPlan(*changed); !checked)
        return reply(std::move(checked).error());
    const PlanPtr next = std::move(changed);
    storage::submitFunctions(
        m_writer, m_queue,
        storage::accompanied<Plan>([next](storage::Database& database) { return updatePlan(database, *next); }, also,
                                   *next),
        [this, next, reply = std::move(reply)](Result<void> done) {
            if (!done)
                return reply(ofWriting(std::move(done).error()));
            m_plans[next->id] = next;
            priceAll();
            reply(next);
        });
}

void Directory::removePlan(const PlanId& id, std::int64_t version, Reply<PlanPtr> reply,
                           const storage::Companion<Plan>& also)
{
    const auto current = plan(id);
    if (!current)
        return reply(failure(ErrorCode::NotFound, "there is no such plan"));
    if (current->version != version)
        return reply(failure(ErrorCode::VersionConflict, "it was changed by somebody else in the meantime"));
    const auto inUse = [] { return failure(ErrorCode::Conflict, "accounts are on this plan", "plan"); };
    if (std::ranges::any_of(m_accounts, [&id](const auto& entry) { return entry.second->plan == id; }))
        return reply(inUse());
    storage::submitFunctions(
        m_writer, m_queue,
        storage::accompanied<Plan>([current](storage::Database& database) { return deletePlan(database, *current); },
                                   also, *current),
        [this, current, inUse, reply = std::move(reply)](Result<void> done) {
            if (!done && done.error().code == ErrorCode::Conflict)
                return reply(inUse()); // one was put on it meanwhile
            if (!done)
                return reply(std::move(done).error());
            m_plans.erase(current->id);
            reply(current);
        });
}

} // namespace gotoai::hypercore
