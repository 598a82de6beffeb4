// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/orders/order.h"

#include "base/log.h"
#include "hypercore/orders/orderengine.h"
#include "hypercore/routing/bound.h"

#include <algorithm>

namespace gotoai::hypercore {
namespace {

// Attempts that are younger are not told of: most orders have ended before that.
constexpr std::chrono::milliseconds kUnnoted{500};

void count(std::atomic<std::uint64_t>& figure) { figure.fetch_add(1, std::memory_order_relaxed); }

} // namespace

// What a provider cannot have counted is not believed, neither of it nor against it: it counts as not reported.
std::optional<UsageFault> Order::judgeUsage(clearinghouse::AttemptRecord& record) const
{
    std::optional<UsageFault> fault;
    if (m_attempt->hasAbsurdUsage())
        fault = UsageFault::Absurd;
    else if (record.usageSource == UsageSource::Reported)
        fault = faultOfUsage(record.usage, *m_attempt->endpoint(), *record.price, m_request.customer.account->fee,
                             m_request.chat.choices);
    if (fault) {
        record.usage = {};
        record.usageSource = UsageSource::None;
    }
    return fault;
}

// Clears the record of the attempt that ends of usage that cannot be taken; what is wrong is logged, and kept for those
// who hear of the order's end.
void Order::clearUsageFault(clearinghouse::AttemptRecord& record)
{
    const std::string order = m_request.id.toString();
    const std::string endpoint = record.endpoint.toString();
    const auto fault = judgeUsage(record);
    const auto billed = record.usageSource == UsageSource::Reported ? m_attempt->reportedCost() : std::nullopt;
    const auto priced = billed ? pricedOtherwise(record.usage, *record.price, *billed) : std::nullopt;
    if (fault)
        writeLog(LogLevel::Warning, usageFaultWord(*fault), {{"order", order}, {"endpoint", endpoint}});
    if (priced)
        writeLog(LogLevel::Warning, usageFaultWord(UsageFault::BilledOtherwise),
                 {{"order", order},
                  {"endpoint", endpoint},
                  {"reported_usd", billed->toUsd()},
                  {"priced_usd", priced->toUsd()}});
    if (!fault && !priced)
        return;
    m_usageFault = fault.value_or(UsageFault::BilledOtherwise);
    m_usageFaultEndpoint = m_attempt->endpoint();
}

// Of the running attempt, if nobody counts: of what was sent, which may be the client's request with an answer's begin.
Usage Order::estimatedUsage() const
{
    const Candidate& candidate = m_route.candidates[m_tried.back()];
    const chat::Request* const continued = m_continuation.request();
    if (!continued)
        return estimateUsage(m_request.chat, m_attempt->outputBytes(), candidate.bound);
    return estimateUsage(*continued, m_attempt->outputBytes(), usageBound(*continued, *candidate.endpoint));
}

// Ends the running attempt and keeps its record. What the provider has sent is estimated, however the attempt ended,
// where the provider reported nothing, or nothing that its endpoint has a price for.
void Order::closeAttempt(std::string outcome, clearinghouse::Payer payer)
{
    auto record = m_attempt->record(std::move(outcome));
    const bool isUsers = payer == clearinghouse::Payer::User;
    record.payer = payer;
    clearUsageFault(record);
    logGaps();
    if (record.usageSource == UsageSource::None && (isUsers || m_attempt->hasOutput())) {
        record.usage = estimatedUsage();
        record.usageSource = UsageSource::Estimated;
    }
    m_upstreamTime += m_attempt->age();
    m_end.usage = record.usage;
    m_end.usageSource = record.usageSource;
    m_records.push_back(std::move(record));
    m_facts.push_back(m_attempt->facts());
    m_attempt.reset();
}

void Order::logGaps() const
{
    if (m_attempt->facts().skippedFrames > 0)
        writeLog(LogLevel::Warning, "frames_skipped",
                 {{"order", m_request.id.toString()},
                  {"endpoint", m_attempt->endpoint()->id.toString()},
                  {"count", std::int64_t{m_attempt->facts().skippedFrames}}});
}

// The attempt's answer went to the client, whole or as far as the client stayed. An answer without any output and
// without any token is empty: it costs the user nothing. One that goes on with another is not, which had its output
// already.
void Order::finalize(std::string reason)
{
    m_attempt->answered();
    const auto& usage = m_attempt->reportedUsage();
    const bool hasOutput = m_attempt->hasOutput() || m_continuation.request();
    if (!hasOutput && (!usage || usage->completionTokens() == 0)) {
        closeAttempt("empty", clearinghouse::Payer::Platform);
        settle(clearinghouse::OrderState::Released, "empty_answer");
        return;
    }
    closeAttempt("answered", clearinghouse::Payer::User);
    if (m_continuation.request())
        chargeAsOneAnswer();
    m_settlement.reason = std::move(reason);
    m_phase = Phase::Covering;
    coverUsage();
}

// As estimated, without an answer's begin.
std::int64_t Order::promptAlone() const
{
    return estimateUsage(m_request.chat, 0, m_route.candidates[m_tried.back()].bound)[Meter::Prompt];
}

// The provider that went on bills the begin of the answer as prompt; the user pays for it as the output that it was.
void Order::chargeAsOneAnswer()
{
    m_end.usage = m_continuation.begun().asOneAnswer(m_end.usage, m_end.usageSource, promptAlone());
    m_settlement.chargedUsage = m_end.usage;
    m_end.usageSource = UsageSource::Estimated;
}

// The user pays nothing. An attempt that still runs is cancelled and, if a provider bills it, the platform's.
void Order::release(std::string reason, std::optional<Error> error)
{
    m_end.error = std::move(error);
    if (m_attempt)
        closeAttempt(reason, clearinghouse::Payer::Platform);
    settle(clearinghouse::OrderState::Released, std::move(reason));
}

void Order::settle(clearinghouse::OrderState outcome, std::string reason)
{
    m_phase = Phase::Settling;
    m_settlement.outcome = outcome;
    m_settlement.attempts = std::move(m_records);
    m_settlement.reason = std::move(reason);
    m_settlement.at = m_engine.m_parts.clock.now();
    m_ledgerAskedAt = m_engine.m_parts.clock.tick();
    m_engine.m_parts.ledger.settle(
        m_settlement, m_engine.m_parts.completions,
        [this](Result<clearinghouse::SettlementReceipt> receipt) { settled(std::move(receipt)); });
}

void Order::settled(Result<clearinghouse::SettlementReceipt> receipt)
{
    auto& figures = m_engine.m_parts.figures;
    m_settlementTime = ledgerTime();
    if (receipt) {
        m_end.isSettled = true;
        m_state = m_settlement.outcome;
        m_end.cost = {.charge = receipt->charge, .providerCost = receipt->providerCost, .platformFee = receipt->fee};
        figures.chargedNano.fetch_add(receipt->charge.nano(), std::memory_order_relaxed);
        count(m_settlement.outcome == clearinghouse::OrderState::Finalized ? figures.finalized : figures.released);
        end();
        return;
    }
    writeLog(LogLevel::Error, "settlement_failed",
             {{"order", m_request.id.toString()},
              {"code", errorWord(receipt.error().code)},
              {"detail", receipt.error().detail}});
    const ErrorCode code = receipt.error().code;
    if (!m_end.error)
        m_end.error = std::move(receipt).error();
    const bool isRefused = code != ErrorCode::StoreUnavailable && code != ErrorCode::Conflict;
    if (isRefused && !m_settlement.attempts.empty()) {
        settle(clearinghouse::OrderState::Released, "settlement_refused"); // no hold may outlive its order
        return;
    }
    m_isUnsettled = code == ErrorCode::StoreUnavailable;
    end();
}

// Destroys this order.
void Order::end()
{
    m_observer->orderEnded(m_end);
    closeTranscript();
    if (m_end.earlier) {
        count(m_engine.m_parts.figures.repeated);
    } else if (m_isUnsettled) {
        clearinghouse::Settlement settlement = m_settlement;
        m_engine.keepUnsettled({std::move(settlement), finished()});
    } else {
        m_engine.m_parts.finishedOrders.orderFinished(finished());
    }
    m_engine.retire(*this);
}

// Only what was charged is kept: anything else may run again.
void Order::closeTranscript()
{
    TranscriptStore* const store = transcripts();
    if (!store)
        return;
    auto transcript = m_state == clearinghouse::OrderState::Finalized ? m_observer->takeTranscript() : std::nullopt;
    if (transcript)
        store->keep(m_request.id, *std::move(transcript));
    else
        store->drop(m_request.id);
}

std::optional<clearinghouse::OrderEvidence> Order::evidence() const
{
    if (m_phase != Phase::Running || !m_attempt || m_attempt->age() < kUnnoted)
        return std::nullopt;
    clearinghouse::OrderEvidence evidence{.order = m_settlement.number,
                                          .attempts = m_records,
                                          .choices = m_request.chat.choices,
                                          .seenAt = m_engine.m_parts.clock.now()};
    auto running = m_attempt->record("interrupted");
    judgeUsage(running);
    if (running.usageSource == UsageSource::None && m_attempt->hasOutput()) {
        running.usage = estimatedUsage();
        running.usageSource = UsageSource::Estimated;
    }
    if (m_isRelaying && m_attempt->isBegun() && m_attempt->hasOutput())
        running.payer = clearinghouse::Payer::User;
    evidence.attempts.push_back(std::move(running));
    if (m_continuation.request())
        evidence.begun = m_continuation.begun().part(promptAlone());
    return evidence;
}

std::chrono::microseconds Order::ledgerTime() const
{
    return std::chrono::duration_cast<std::chrono::microseconds>(m_engine.m_parts.clock.tick() - m_ledgerAskedAt);
}

// Takes from the order what it needs no longer.
std::shared_ptr<FinishedOrder> Order::finished()
{
    using std::chrono::duration_cast;
    using std::chrono::microseconds;
    const Clock& clock = m_engine.m_parts.clock;
    auto finished = std::make_shared<FinishedOrder>();
    finished->id = m_request.id;
    finished->account = m_request.customer.account->id;
    finished->key = m_request.customer.key->id;
    finished->model = std::move(m_request.chat.model);
    finished->isStreamed = m_request.chat.isStreamed;
    finished->maxCompletionTokens = m_request.chat.maxCompletionTokens;
    finished->state = m_state;
    finished->outcome = outcome();
    finished->reason = m_settlement.reason.empty() && m_end.error ? std::string(errorWord(m_end.error->code))
                                                                  : std::move(m_settlement.reason);
    finished->clientStatus = m_observer->answeredStatus();
    finished->usage = m_end.usage;
    finished->usageSource = m_end.usageSource;
    finished->usageFault = m_usageFault;
    finished->hold = m_hold.held();
    finished->cost = m_end.cost;
    finished->duration = duration_cast<microseconds>(clock.tick() - m_request.arrivedAt);
    finished->arrivedAt = clock.now() - finished->duration;
    finished->overhead = finished->duration - m_upstreamTime;
    if (m_firstOutputAt && m_request.chat.isStreamed)
        finished->firstOutput = duration_cast<microseconds>(*m_firstOutputAt - m_request.arrivedAt);
    finished->reservation = m_reservationTime;
    finished->settlement = m_settlementTime;
    finished->clientAddress = std::move(m_request.clientAddress);
    finished->trace = std::move(m_request.trace);
    finished->route = m_route.reasons;
    for (clearinghouse::AttemptRecord& record : m_settlement.attempts) {
        const std::size_t index = record.number - 1u;
        finished->attempts.push_back(
            {m_route.candidates[m_tried[index]].endpoint, std::move(record), std::move(m_facts[index])});
    }
    finished->usageFaultEndpoint = m_usageFaultEndpoint;
    if (!m_tried.empty())
        finished->endpoint = m_route.candidates[m_tried.back()].endpoint;
    return finished;
}

OrderOutcome Order::outcome() const
{
    if (m_end.error)
        return outcomeOf(m_end.error->code);
    if (m_isClientGone)
        return OrderOutcome::ClientGone;
    return m_state == clearinghouse::OrderState::Released ? OrderOutcome::Empty : OrderOutcome::Completed;
}

} // namespace gotoai::hypercore
