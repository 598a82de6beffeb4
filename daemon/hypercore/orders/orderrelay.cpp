// SPDX-License-Identifier: GPL-3.0-or-later
// What comes of an answer on its way to whoever asked.
#include "hypercore/orders/order.h"
#include "hypercore/orders/orderengine.h"

namespace gotoai::hypercore {
namespace {

// A withheld answer beyond this size is refused.
constexpr std::size_t kMostHeldBytes = 16 * 1024 * 1024;

} // namespace

void Order::attemptAnswered(const chat::Answer& answer)
{
    if (!m_request.chat.isStreamed)
        if (const auto objection = objectionToAnswer())
            return attemptFailed(*objection);
    const bool isEarly = !m_attempt->hasOutput() && m_request.chat.isStreamed;
    if (isEarly || isWithheld()) {
        withhold(answer);
        return;
    }
    const bool isFirst = m_continuation.breakError() && !m_attempt->isBegun();
    m_attempt->setBegun();
    if (isFirst && m_continuation.request()) {
        m_heldFrames.clear(); // the client has had an answer's begin
    } else if (isFirst) {
        m_continuation.beginAnew();
        m_observer->answerRestarted();
    }
    guardHold();
    if (m_isShort)
        return withhold(answer);
    relayHeldFrames();
    relay(answer);
}

void Order::withhold(const chat::Answer& answer)
{
    m_heldBytes += answer.bytes.size();
    if (m_heldBytes > kMostHeldBytes)
        return attemptFailed(supply::faultOf(supply::FaultKind::Malformed, "the provider's answer is too large"));
    m_heldFrames.emplace_back(answer);
}

void Order::relay(const chat::Answer& answer)
{
    if (answer.hasOutput && !m_isRelaying) {
        m_isRelaying = true;
        m_firstOutputAt = m_engine.m_parts.clock.tick();
    }
    if (mayContinue())
        m_continuation.add(answer, m_engine.m_parts.parser);
    m_observer->answerArrived(answer);
}

void Order::relayHeldFrames()
{
    for (const HeldAnswer& frame : m_heldFrames)
        relay(frame.answer());
    m_heldFrames.clear();
    m_heldBytes = 0;
}

// The client has had an answer's begin: nothing of another one's but why it ends and what it used.
void Order::dropRepeatedBegin()
{
    std::erase_if(m_heldFrames, [](const HeldAnswer& frame) {
        const chat::Answer answer = frame.answer();
        return !answer.isFinished && answer.hasChoices;
    });
}

// Why an answer that is whole is none for this client, of which he has seen nothing.
std::optional<supply::Fault> Order::objectionToAnswer() const
{
    using supply::FaultKind;
    const AttemptFacts& facts = m_attempt->facts();
    if (isWithheld() && facts.skippedFrames > 0)
        return supply::faultOf(FaultKind::Malformed, "a frame of the provider's stream cannot be read");
    if (m_attempt->isBegun())
        return std::nullopt;
    using ContentFilter = chat::FailureWishes::ContentFilter;
    const bool mayEvade = m_request.chat.failureWishes.contentFilter == ContentFilter::Fallback;
    const bool takesABrokenOnesPlace = m_continuation.breakError() && !m_continuation.request();
    if (facts.finishReasons.has(chat::FinishReason::ContentFilter) && (mayEvade || takesABrokenOnesPlace))
        return supply::faultOf(FaultKind::ContentFilter, "the provider refuses the content");
    if (takesABrokenOnesPlace)
        return supply::faultOf(FaultKind::Empty, "the provider's answer is empty");
    return std::nullopt;
}

void Order::attemptCompleted()
{
    if (const auto objection = objectionToAnswer())
        return attemptFailed(*objection);
    if (m_continuation.request() && !m_attempt->isBegun())
        dropRepeatedBegin();
    relayHeldFrames();
    finalize("completed");
}

} // namespace gotoai::hypercore
