// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/rules.h"
#include "control/idempotency.h"
#include "control/listquery.h"
#include "control/resources.h"
#include "hypercore/doubt/doubtcase.h"
#include "protocol/doubt.h"

namespace gotoai::control {
namespace {

using clearinghouse::OrderState;
using clearinghouse::Settlement;
using clearinghouse::SettlementReceipt;
using hypercore::DoubtCase;
using DoubtPage = clearinghouse::Page<DoubtCase>;

constexpr std::size_t kMaxReasonSize = 500;

// What the books would make of the evidence.
Money chargeOf(const DoubtCase& doubtCase, Instant now)
{
    const auto settlement = hypercore::settlementOf(doubtCase, std::nullopt, now);
    if (!settlement)
        return {};
    const auto verdict = clearinghouse::settle(
        {.account = doubtCase.doubt.account, .hold = doubtCase.doubt.hold, .state = OrderState::InDoubt}, *settlement);
    return verdict ? verdict->amounts.charge : Money();
}

protocol::DoubtEvidence evidenceOf(const DoubtCase& doubtCase, Instant now)
{
    const clearinghouse::AttemptRecord& last = *doubtCase.lastAttempt();
    return {.seenAt = doubtCase.doubt.evidence->seenAt,
            .attempts = static_cast<std::int32_t>(doubtCase.doubt.evidence->attempts.size()),
            .provider = last.provider,
            .endpoint = last.endpoint,
            .upstreamId = last.upstreamId,
            .isDelivered = last.payer == clearinghouse::Payer::User,
            .promptTokens = last.usage.promptTokens(),
            .completionTokens = last.usage.completionTokens(),
            .usageSource = std::string(usageSourceWord(last.usageSource)),
            .charge = chargeOf(doubtCase, now)};
}

protocol::Doubt toWire(const DoubtCase& doubtCase, Instant now)
{
    const clearinghouse::Doubt& doubt = doubtCase.doubt;
    return {.order = doubt.id,
            .number = doubt.number,
            .account = doubt.account,
            .model = doubt.model,
            .hold = doubt.hold,
            .since = doubt.since,
            .deadline = doubt.deadline,
            .evidence = doubtCase.lastAttempt() ? std::optional(evidenceOf(doubtCase, now)) : std::nullopt};
}

Result<DoubtPage> pageOf(storage::Database& database, const clearinghouse::PageRequest& request)
{
    auto cases = hypercore::readDoubtCases(database, request.before, request.limit + 1);
    if (!cases)
        return std::move(cases).error();
    DoubtPage page;
    if (cases->size() > request.limit) {
        cases->pop_back();
        page.next = cases->back().doubt.number;
    }
    page.rows = *std::move(cases);
    return page;
}

void list(const CallPtr& call, const Parts& parts)
{
    const auto query = call->query({"limit", "cursor"});
    const auto paging = query ? ListQuery::parse("doubts", *query) : query.error();
    const auto request = paging ? paging->onward() : paging.error();
    if (!request)
        return call->refuse(request.error());
    parts.readers.read<DoubtPage>(
        [request = *request](storage::Database& database) { return pageOf(database, request); }, parts.queue,
        [call, parts, paging = *paging](Result<DoubtPage> doubts) {
            if (!doubts)
                return call->refuse(doubts.error());
            const auto turn = [now = parts.clock.now()](const DoubtCase& row) { return toWire(row, now); };
            call->answer(200, protocol::toJson(paging.pageOf(*doubts, turn)));
        });
}

// How an operator ends a doubt; empty where that cannot be done.
using Ending = std::function<std::optional<Settlement>(const DoubtCase&, Instant now)>;

std::optional<Settlement> byEvidence(const DoubtCase& doubtCase, Instant now)
{
    return hypercore::settlementOf(doubtCase, std::nullopt, now);
}

// What a provider bills for it is the platform's, if it ever appears.
std::optional<Settlement> byRelease(const DoubtCase& doubtCase, Instant now)
{
    Settlement settlement;
    settlement.number = doubtCase.doubt.number;
    settlement.outcome = OrderState::Released;
    settlement.at = now;
    return settlement;
}

void settle(const CallPtr& call, const Parts& parts, const OrderId& order, Settlement settlement)
{
    const OrderState outcome = settlement.outcome;
    parts.ledger.settle(
        std::move(settlement), parts.queue, [call, parts, order, outcome](const Result<SettlementReceipt>& receipt) {
            if (!receipt)
                return call->refuse(receipt.error());
            parts.doubts.byOperator.fetch_add(1, std::memory_order_relaxed);
            call->answer(
                200, protocol::toJson(protocol::DoubtEnd{.order = order,
                                                         .state = std::string(clearinghouse::orderStateWord(outcome)),
                                                         .charge = receipt->charge,
                                                         .released = receipt->released}));
        });
}

// An order ends once, whoever is first: a repetition finds no doubt any more, or is given the first answer by its key.
void end(const CallPtr& call, const Parts& parts, const Ending& ending)
{
    if (const auto claim = claimOf(*call); !claim)
        return call->refuse(claim.error());
    const auto order = call->id<OrderId>();
    if (!order)
        return call->refuse(order.error());
    auto draft = call->body<protocol::DoubtDraft>();
    if (!draft)
        return call->refuse(draft.error());
    if (draft->reason.empty() || draft->reason.size() > kMaxReasonSize)
        return call->refuse(failure(ErrorCode::InvalidRequest, "a reason has 1 to 500 bytes", "reason"));
    parts.readers.read<DoubtCase>(
        [order = *order](storage::Database& database) { return hypercore::readDoubtCase(database, order); },
        parts.queue,
        [call, parts, order = *order, ending, reason = std::move(draft->reason)](const Result<DoubtCase>& doubtCase) {
            if (!doubtCase)
                return call->refuse(doubtCase.error());
            auto settlement = ending(*doubtCase, parts.clock.now());
            if (!settlement)
                return call->refuse(
                    failure(ErrorCode::Conflict, "nothing is known to have been used: it can be released"));
            settlement->reason = "doubt_by_operator: " + reason;
            settle(call, parts, order, *std::move(settlement));
        });
}

Route ending(const char* pattern, const Parts& parts, Ending how)
{
    return {.method = "POST",
            .pattern = pattern,
            .serve = [parts, how = std::move(how)](const CallPtr& call) { end(call, parts, how); },
            .repetition = Repetition::NeedsKey};
}

} // namespace

std::vector<Route> doubtRoutes(const Parts& parts)
{
    return {
        {"GET", "/admin/v1/doubts", [parts](const CallPtr& call) { list(call, parts); }},
        ending("/admin/v1/doubts/{id}/settle", parts, byEvidence),
        ending("/admin/v1/doubts/{id}/release", parts, byRelease),
    };
}

} // namespace gotoai::control
