// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/doubt/doubtcase.h"

#include "hypercore/orders/begunanswer.h"
#include "supply/registry/pricetable.h"

namespace gotoai::hypercore {
namespace {

using clearinghouse::AttemptRecord;
using clearinghouse::Doubt;
using clearinghouse::OrderState;
using clearinghouse::Payer;
using clearinghouse::Settlement;

// Evidence whose prices are gone is none.
Result<DoubtCase> caseOf(storage::Database& database, Doubt doubt)
{
    DoubtCase found{.doubt = std::move(doubt), .prices = {}};
    if (!found.doubt.evidence)
        return found;
    for (const clearinghouse::KeptAttempt& attempt : found.doubt.evidence->attempts) {
        auto price = supply::findPrice(database, attempt.price);
        if (!price && price.error().code == ErrorCode::StoreUnavailable)
            return std::move(price).error();
        if (!price) {
            found.doubt.evidence.reset();
            found.prices.clear();
            return found;
        }
        found.prices.push_back(std::make_shared<const Price>(*std::move(price)));
    }
    return found;
}

} // namespace

const AttemptRecord* DoubtCase::lastAttempt() const
{
    return doubt.evidence && !doubt.evidence->attempts.empty() ? &doubt.evidence->attempts.back().record : nullptr;
}

Result<std::vector<DoubtCase>> readDoubtCases(storage::Database& database,
                                              std::optional<clearinghouse::OrderNumber> before, std::size_t limit)
{
    auto doubts = clearinghouse::readDoubts(database, before, limit);
    if (!doubts)
        return std::move(doubts).error();
    std::vector<DoubtCase> cases;
    cases.reserve(doubts->size());
    for (Doubt& doubt : *doubts) {
        auto found = caseOf(database, std::move(doubt));
        if (!found)
            return std::move(found).error();
        cases.push_back(*std::move(found));
    }
    return cases;
}

Result<DoubtCase> readDoubtCase(storage::Database& database, const OrderId& id)
{
    auto doubt = clearinghouse::readDoubt(database, id);
    if (!doubt)
        return std::move(doubt).error();
    return caseOf(database, *std::move(doubt));
}

// The ledger alone knows the order's fee, which makes nothing of a usage that its price can tell.
std::optional<UsageFault> faultOf(const DoubtCase& doubtCase, const supply::GenerationRecord& record,
                                  const supply::Endpoint& endpoint)
{
    if (!doubtCase.lastAttempt())
        return std::nullopt;
    const Price& price = *doubtCase.prices.back();
    const std::int64_t choices = doubtCase.doubt.evidence->choices;
    if (!record.usage)
        return UsageFault::Absurd;
    if (const auto fault = faultOfUsage(*record.usage, endpoint, price, FeePolicy{}, choices))
        return fault;
    const bool isContradicted = record.cost && pricedOtherwise(*record.usage, price, *record.cost);
    return isContradicted ? std::optional(UsageFault::BilledOtherwise) : std::nullopt;
}

std::optional<Settlement> settlementOf(const DoubtCase& doubtCase,
                                       const std::optional<supply::GenerationRecord>& record, Instant now)
{
    if (!doubtCase.lastAttempt())
        return std::nullopt;
    const clearinghouse::KeptEvidence& evidence = *doubtCase.doubt.evidence;
    Settlement settlement;
    settlement.number = doubtCase.doubt.number;
    settlement.reason = record ? "doubt_by_record" : "doubt_by_evidence";
    settlement.at = now;
    for (std::size_t i = 0; i < evidence.attempts.size(); ++i) {
        settlement.attempts.push_back(evidence.attempts[i].record);
        settlement.attempts.back().price = doubtCase.prices[i];
    }
    AttemptRecord& last = settlement.attempts.back();
    if (record) {
        last.usage = *record->usage;
        last.usageSource = UsageSource::Reported;
    }
    const bool isDelivered = last.payer == Payer::User;
    if (last.usageSource == UsageSource::None || (!isDelivered && !record))
        return std::nullopt;
    if (isDelivered && evidence.begun)
        settlement.chargedUsage =
            BegunAnswer(*evidence.begun).asOneAnswer(last.usage, last.usageSource, evidence.begun->promptTokens);
    settlement.outcome = isDelivered ? OrderState::Finalized : OrderState::Released;
    return settlement;
}

} // namespace gotoai::hypercore
