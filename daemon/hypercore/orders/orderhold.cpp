// SPDX-License-Identifier: GPL-3.0-or-later
// What an order holds while its answer streams.
#include "hypercore/orders/order.h"

#include "base/log.h"
#include "hypercore/orders/orderengine.h"

#include <algorithm>

namespace gotoai::hypercore {

// Only what streams to its client can end in the middle; anything else is held whole.
HoldGuard Order::planHold() const
{
    const Money step = m_engine.m_holdStep;
    if (step.isZero() || !m_request.chat.isStreamed || isWithheld())
        return HoldGuard(m_route.hold);
    Money prompt;
    for (const Candidate& candidate : m_route.candidates)
        prompt = std::max(prompt, atMost(candidate, 0));
    return HoldGuard(prompt.plus(step).value_or(m_route.hold), m_route.hold, step);
}

// The most that so many bytes of output can cost there: a token covers at least one byte.
Money Order::atMost(const Candidate& candidate, std::int64_t outputBytes) const
{
    UsageBound bound = candidate.bound;
    bound.completionTokens = std::min(bound.completionTokens, outputBytes);
    const auto cost = clearinghouse::holdFor(bound, *candidate.endpoint->price, m_request.customer.account->fee);
    return cost ? *cost : candidate.hold;
}

Money Order::usedAtMost() const
{
    const std::int64_t before = m_continuation.request() ? m_continuation.textBytes() : 0;
    return atMost(m_route.candidates[m_tried.back()], before + m_attempt->outputBytes());
}

// Asks for more before it is used up; what it does not cover waits, and so does the provider.
void Order::guardHold()
{
    if (!m_hold.isPartial())
        return;
    const Money used = usedAtMost();
    if (const auto wish = m_hold.wish(used))
        extendHold(*wish, Reach::Whole);
    if (m_isShort || m_hold.covers(used))
        return;
    m_isShort = true;
    m_attempt->pause();
}

// The ledger answers in the order in which it is asked, so that no order ends before this reply.
void Order::extendHold(Money amount, Reach reach)
{
    const Account& account = *m_request.customer.account;
    clearinghouse::Booking booking{.purpose = clearinghouse::HoldExtension{.order = m_settlement.number,
                                                                           .step = ++m_extensions,
                                                                           .amount = amount,
                                                                           .creditLimit = account.creditLimit,
                                                                           .budgets = m_budgets,
                                                                           .reach = reach},
                                   .at = m_engine.m_parts.clock.now()};
    m_engine.m_parts.ledger.book(
        std::move(booking), m_engine.m_parts.completions,
        [this, reach](const Result<clearinghouse::BookingReceipt>& receipt) { holdExtended(reach, receipt); });
}

void Order::holdExtended(Reach reach, const Result<clearinghouse::BookingReceipt>& receipt)
{
    if (receipt) {
        m_hold.granted(receipt->booking.amount);
    } else {
        m_hold.refused();
        --m_extensions;
        writeLog(LogLevel::Info, "hold_not_extended",
                 {{"order", m_request.id.toString()}, {"code", errorWord(receipt.error().code)}});
    }
    if (m_phase == Phase::Covering && reach == Reach::AsFarAsItGoes)
        return settle(clearinghouse::OrderState::Finalized, std::move(m_settlement.reason));
    if (m_phase == Phase::Covering)
        return coverUsage();
    if (m_phase != Phase::Running || !m_isShort)
        return;
    if (!receipt)
        return endShort(receipt.error());
    const Money used = usedAtMost();
    if (const auto wish = m_hold.wish(used))
        extendHold(*wish, Reach::Whole);
    if (!m_hold.covers(used))
        return;
    m_isShort = false;
    relayHeldFrames();
    if (!m_isPaused)
        m_attempt->resume();
}

// What has been used need not have been seen: reasoning, tokens of little text. Before the order ends its hold is
// brought to the price of what the provider counted, as far as wallet and budgets carry it; the rest is absorbed. Its
// earlier wish is answered first.
void Order::coverUsage()
{
    const auto price = countedPrice();
    if (!price || m_hold.covers(*price))
        settle(clearinghouse::OrderState::Finalized, std::move(m_settlement.reason));
    else if (const auto wish = m_hold.lastWish(*price))
        extendHold(*wish, Reach::AsFarAsItGoes);
}

// Of the answer that is to be charged; empty where the provider counted nothing.
std::optional<Money> Order::countedPrice() const
{
    const clearinghouse::AttemptRecord& paid = m_records.back();
    if (paid.usageSource != UsageSource::Reported)
        return std::nullopt;
    const auto charge = clearinghouse::chargeFor(m_settlement.chargedUsage.value_or(paid.usage), *paid.price,
                                                 m_request.customer.account->fee);
    return charge ? std::optional(charge->userPrice) : std::nullopt;
}

// The wallet cannot carry any more: what has gone out is charged, and the client is told why there is no more of it.
void Order::endShort(const Error& error)
{
    m_heldFrames.clear();
    m_end.error = error;
    finalize("hold_exhausted");
}

} // namespace gotoai::hypercore
