// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/listquery.h"
#include "control/recording.h"
#include "control/resources.h"
#include "control/wire.h"
#include "hypercore/budgets/budgetcalendar.h"

#include <algorithm>
#include <memory>

namespace gotoai::control {
namespace {

using clearinghouse::BudgetTally;
using hypercore::BudgetPtr;
using Tallies = std::vector<BudgetTally>;

Error noBudget() { return failure(ErrorCode::NotFound, "there is no such budget"); }

// As the ledger knows it, whose window may be a later one than the clock says.
protocol::Budget withTally(const hypercore::Budget& budget, const BudgetTally& tally)
{
    protocol::Budget wire;
    wire.settings = toWire(budget);
    wire.spent = tally.spent;
    wire.held = tally.held;
    const Money used = tally.spent.plus(tally.held).value_or(budget.limit);
    wire.remaining = std::max(budget.limit.minus(used).value_or(Money()), Money());
    if (budget.period != hypercore::BudgetPeriod::Total) {
        wire.startedAt = tally.from;
        wire.resetsAt = hypercore::windowOf(budget.period, budget.timeZone, tally.from).until;
    }
    return wire;
}

// Calls `take` with what the present windows have seen, or refuses.
template<class Take>
void askTallies(const CallPtr& call, const Parts& parts, const std::vector<BudgetPtr>& budgets, Take take)
{
    std::vector<clearinghouse::BudgetHold> asked;
    for (const BudgetPtr& budget : budgets)
        asked.push_back({budget->id, hypercore::windowOf(budget->period, budget->timeZone, parts.clock.now()).from});
    parts.ledger.budgets(std::move(asked), parts.queue, [call, take](const Result<Tallies>& tallies) {
        if (!tallies)
            return call->refuse(tallies.error());
        take(*tallies);
    });
}

void answerWith(const CallPtr& call, const Parts& parts, int status, const BudgetPtr& budget)
{
    askTallies(call, parts, {budget}, [call, status, budget](const Tallies& tallies) {
        std::vector<http::Header> headers;
        if (status == 201)
            headers.push_back({"location", "/admin/v1/budgets/" + budget->id.toString()});
        call->answerVersioned(status, protocol::toJson(withTally(*budget, tallies.front())), budget->version,
                              std::move(headers));
    });
}

void list(const CallPtr& call, const Parts& parts)
{
    const auto query = call->query({"limit", "cursor", "account", "key"});
    const auto paging = query ? ListQuery::parse("budgets", *query) : query.error();
    if (!paging)
        return call->refuse(paging.error());
    const auto key = idFilter<KeyId>(*query, "key");
    const auto asked = idFilter<AccountId>(*query, "account");
    const auto account = asked ? call->confine(*asked) : asked;
    if (!key || !account)
        return call->refuse(key ? account.error() : key.error());
    std::vector<BudgetPtr> budgets;
    const auto page = paging->pageOf(
        parts.budgets.budgets(),
        [&](const hypercore::Budget& budget) {
            return (!*account || budget.account == **account) && (!*key || budget.key == *key);
        },
        [&budgets](const BudgetPtr& budget) {
            budgets.push_back(budget);
            return toWire(*budget);
        });
    if (!page)
        return call->refuse(page.error());
    askTallies(call, parts, budgets, [call, budgets, next = page->nextCursor](const Tallies& tallies) {
        protocol::Page<protocol::Budget> answer{{}, next};
        for (std::size_t i = 0; i < budgets.size(); ++i)
            answer.data.push_back(withTally(*budgets[i], tallies[i]));
        call->answer(200, protocol::toJson(answer));
    });
}

// Null when there is none that the caller may know of.
BudgetPtr budgetOf(const CallPtr& call, const Parts& parts)
{
    const auto id = call->id<BudgetId>();
    auto budget = id ? parts.budgets.budget(*id) : nullptr;
    return budget && call->maySee(budget->account) ? budget : nullptr;
}

void get(const CallPtr& call, const Parts& parts)
{
    const auto budget = budgetOf(call, parts);
    if (!budget)
        return call->refuse(noBudget());
    answerWith(call, parts, 200, budget);
}

void create(const CallPtr& call, const Parts& parts)
{
    auto draft = call->body<protocol::BudgetDraft>();
    if (!draft)
        return call->refuse(draft.error());
    const auto period = hypercore::budgetPeriodFromWord(draft->period);
    if (!period)
        return call->refuse(
            failure(ErrorCode::InvalidRequest, "a period is hour, day, week, month or total", "period"));
    parts.budgets.create(
        {draft->account, draft->key, std::move(draft->name), *period, std::move(draft->timeZone), draft->limit},
        [call, parts](const Result<BudgetPtr>& budget) {
            if (!budget)
                return call->refuse(budget.error());
            answerWith(call, parts, 201, *budget);
        },
        recording<hypercore::Budget>(call, 201));
}

void change(const CallPtr& call, const Parts& parts)
{
    const auto current = budgetOf(call, parts);
    if (!current)
        return call->refuse(noBudget());
    const auto version = call->expectedVersion(current->version);
    if (!version)
        return call->refuse(version.error());
    auto wire = call->body<protocol::BudgetChange>();
    if (!wire)
        return call->refuse(wire.error());
    call->setBefore(protocol::toJson(toWire(*current)));
    parts.budgets.change(
        current->id, *version, {std::move(wire->name), wire->limit},
        [call, parts, current](const Result<BudgetPtr>& budget) {
            if (!budget)
                return call->refuse(budget.error(), protocol::toJson(toWire(*current)));
            answerWith(call, parts, 200, *budget);
        },
        recording<hypercore::Budget>(call, 200));
}

void remove(const CallPtr& call, const Parts& parts)
{
    const auto current = budgetOf(call, parts);
    if (!current)
        return call->refuse(noBudget());
    const auto version = call->expectedVersion(current->version);
    if (!version)
        return call->refuse(version.error());
    call->setBefore(protocol::toJson(toWire(*current)));
    parts.budgets.remove(
        current->id, *version,
        [call](const Result<BudgetPtr>& budget) {
            if (!budget)
                return call->refuse(budget.error());
            call->answerEmpty();
        },
        [call](const hypercore::Budget& removed) { return call->record(204, removed.id.toString(), {}); });
}

} // namespace

std::vector<Route> budgetRoutes(const Parts& parts)
{
    return {
        {"GET", "/admin/v1/budgets", [parts](const CallPtr& call) { list(call, parts); }},
        {"POST", "/admin/v1/budgets", [parts](const CallPtr& call) { create(call, parts); }},
        {"GET", "/admin/v1/budgets/{id}", [parts](const CallPtr& call) { get(call, parts); }},
        {"PATCH", "/admin/v1/budgets/{id}", [parts](const CallPtr& call) { change(call, parts); }},
        {"DELETE", "/admin/v1/budgets/{id}", [parts](const CallPtr& call) { remove(call, parts); }},
    };
}

} // namespace gotoai::control
