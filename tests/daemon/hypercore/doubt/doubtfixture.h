// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hypercore/doubt/doubtcase.h"
#include "support/catalogfixture.h"

namespace gotoai::test {

enum class Delivered { No, Yes };

// An order in doubt that had used 30 and 14 tokens at the example's prices: $0.0000071.
inline hypercore::DoubtCase makeDoubtCase(clearinghouse::OrderNumber number, const supply::Endpoint& endpoint,
                                          Delivered delivered, Instant now)
{
    clearinghouse::AttemptRecord attempt;
    attempt.provider = endpoint.provider->id;
    attempt.endpoint = endpoint.id;
    attempt.outcome = "interrupted";
    attempt.upstreamId = "gen-1";
    if (delivered == Delivered::Yes) {
        attempt.payer = clearinghouse::Payer::User;
        attempt.usage[Meter::Prompt] = 30;
        attempt.usage[Meter::Completion] = 14;
        attempt.usageSource = UsageSource::Estimated;
    }
    clearinghouse::KeptEvidence evidence{.attempts = {{.record = attempt, .price = endpoint.price->id()}},
                                         .seenAt = now};
    hypercore::DoubtCase doubtCase;
    doubtCase.doubt.number = number;
    doubtCase.doubt.hold = Money::fromNano(900'000);
    doubtCase.doubt.since = now;
    doubtCase.doubt.deadline = now + std::chrono::minutes(10);
    doubtCase.doubt.evidence = std::move(evidence);
    doubtCase.prices = {endpoint.price};
    return doubtCase;
}

inline supply::GenerationRecord makeRecord(std::int64_t prompt, std::int64_t completion)
{
    Usage usage;
    usage[Meter::Prompt] = prompt;
    usage[Meter::Completion] = completion;
    return {.usage = usage, .cost = {}};
}

} // namespace gotoai::test
