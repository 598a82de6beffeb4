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
    const bool isEarly = !m_attempt->hasOutput() && m_request.chat.isStreamed;
    if (isEarly || isWithheld()) {
        withhold(answer);
        return;
    }
    const bool isFirst = m_breakError && !m_attempt->isBegun();
    m_attempt->setBegun();
    if (isFirst && m_continuation) {
        m_heldFrames.clear(); // the client has had an answer's begin
    } else if (isFirst) {
        m_partial.clear();
        m_begun.clear();
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
        m_partial.add(answer, m_engine.m_parts.parser);
    m_observer->answerArrived(answer);
}

void Order::relayHeldFrames()
{
    for (const HeldAnswer& frame : m_heldFrames)
        relay(frame.answer());
    m_heldFrames.clear();
    m_heldBytes = 0;
}

// A withheld answer with a gap is none; somebody else can give it whole.
void Order::attemptCompleted()
{
    if (isWithheld() && m_attempt->skippedFrames() > 0) {
        attemptFailed(supply::faultOf(supply::FaultKind::Malformed, "a frame of the provider's stream cannot be read"));
        return;
    }
    relayHeldFrames();
    finalize("completed");
}

} // namespace gotoai::hypercore
