// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/ledgerstore.h"
#include "hypercore/orders/attempt.h"
#include "hypercore/orders/continuation.h"
#include "hypercore/orders/dispatchplan.h"
#include "hypercore/orders/finishedorder.h"
#include "hypercore/orders/heldanswer.h"
#include "hypercore/orders/holdguard.h"
#include "hypercore/orders/orderobserver.h"
#include "hypercore/orders/orderrequest.h"
#include "hypercore/risk/killswitches.h"
#include "hypercore/routing/route.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gotoai::hypercore {

class OrderEngine;

// The life of one order, on its lane's thread from the first byte to the last:
//
//   Reserving → Running (attempts and waits, one after another) → Covering (what it cost beyond its hold) → Settling →
//   gone
//
// Nothing leaves for a provider before the hold is durable; the observer hears of the end after the settlement is.
// Owned by its engine. Survives its client, whose leaving cancels the upstream call and settles what was generated
// until then, whether or not it had been delivered, unless the client can come back for the answer.
class Order final : private AttemptObserver
{
public:
    Order(OrderEngine& engine, OrderRequest request, Route route, std::unique_ptr<OrderObserver> observer);
    ~Order() override;

    const OrderId& id() const { return m_request.id; }
    const chat::Request& chat() const { return m_request.chat; }

    // The endpoint that answers (or was tried last); null before the first attempt.
    const supply::Endpoint* endpoint() const;
    std::size_t attemptCount() const { return m_tried.size(); }
    // Where its answer may be recorded; null where it is not to be.
    TranscriptStore* transcripts() const;
    // Time since the request arrived that was not spent on a provider.
    std::chrono::microseconds overhead() const;

    // The observer's side. None of them calls the observer back.
    void clientGone();
    // The process stops before the order has ended: a stream that has begun is settled, anything else released, and the
    // observer hears Draining.
    void abandon();
    // What kill switches would do to it; does it. Where nothing has reached the client, or another may go on with it,
    // only the attempt ends; otherwise a stream that has begun is settled, anything else released, and the observer
    // hears why.
    KillEffect effectOf(const KillSwitches& killSwitches) const;
    void heed(const KillSwitches& killSwitches);
    void pause(); // stop reading from the provider, the client is slow
    void resume();

private:
    friend class OrderEngine;
    enum class Phase { Reserving, Running, Covering, Settling };
    using Reach = clearinghouse::HoldExtension::Reach;

    void endEarly();
    void reserve();
    void reserved(Result<clearinghouse::ReservationReceipt> receipt);
    void begin();
    void follow(const DispatchPlan::Step& step);
    void wake();
    void attempt(const DispatchPlan::Step& step);
    std::optional<Error> objectionTo(const supply::Endpoint& endpoint) const;
    bool isStopped(const DispatchPlan::Step& step);
    std::optional<supply::Deadlines> deadlinesOf(const supply::Endpoint& endpoint) const;
    std::chrono::milliseconds patience() const;
    bool isWithheld() const;
    bool isRepeatable() const { return m_request.identity.has_value(); }
    bool mayContinue() const;
    std::optional<supply::Fault> objectionToAnswer() const;
    void goOn(const supply::Fault& fault);
    void withhold(const chat::Answer& answer);
    void relay(const chat::Answer& answer);
    void relayHeldFrames();
    void dropRepeatedBegin();

    HoldGuard planHold() const;
    Money atMost(const Candidate& candidate, std::int64_t outputBytes) const;
    Money usedAtMost() const;
    void guardHold();
    void extendHold(Money amount, Reach reach);
    void holdExtended(Reach reach, const Result<clearinghouse::BookingReceipt>& receipt);
    void coverUsage();
    std::optional<Money> countedPrice() const;
    void endShort(const Error& error);

    void attemptAnswered(const chat::Answer& answer) override;
    void attemptCompleted() override;
    void attemptFailed(const supply::Fault& fault) override;

    void closeAttempt(std::string outcome, clearinghouse::Payer payer);
    Usage estimatedUsage() const;
    std::optional<UsageFault> judgeUsage(clearinghouse::AttemptRecord& record) const;
    void clearUsageFault(clearinghouse::AttemptRecord& record);
    void finalize(std::string reason);
    void logGaps() const;
    std::int64_t promptAlone() const;
    void chargeAsOneAnswer();
    void release(std::string reason, std::optional<Error> error);
    void settle(clearinghouse::OrderState outcome, std::string reason);
    void settled(Result<clearinghouse::SettlementReceipt> receipt);
    void end();
    void closeTranscript();
    std::chrono::microseconds ledgerTime() const; // since it was asked
    // What its end would have to go by if the process ended now; empty before there is anything to tell.
    std::optional<clearinghouse::OrderEvidence> evidence() const;
    std::shared_ptr<FinishedOrder> finished();
    OrderOutcome outcome() const;

    OrderEngine& m_engine;
    OrderRequest m_request;
    Route m_route;
    std::unique_ptr<OrderObserver> m_observer;
    Phase m_phase = Phase::Reserving;
    bool m_isClientGone = false;
    std::optional<Error> m_stopError; // it is to end early, and why
    bool m_isPaused = false;
    bool m_isRelaying = false;  // output has gone to the observer: no fallback any more
    bool m_isUnsettled = false; // the store could not take its end

    HoldGuard m_hold;
    std::int64_t m_extensions = 0;                     // of the hold
    std::vector<clearinghouse::BudgetClaim> m_budgets; // that it was reserved under
    bool m_isShort = false;                            // what has come costs more than is held: it waits

    DispatchPlan m_plan;
    std::vector<std::size_t> m_tried; // the candidate of each attempt
    std::unique_ptr<Attempt> m_attempt;
    Error m_lastError;                    // of the last failed attempt
    Continuation m_continuation;          // of what was relayed
    std::vector<HeldAnswer> m_heldFrames; // frames that came before the first output, or all of a withheld answer
    std::size_t m_heldBytes = 0;
    std::vector<clearinghouse::AttemptRecord> m_records;
    std::vector<AttemptFacts> m_facts;           // of each attempt that has ended
    std::chrono::microseconds m_upstreamTime{0}; // of the attempts that have ended
    std::optional<Tick> m_firstOutputAt;
    Tick m_ledgerAskedAt{};
    std::chrono::microseconds m_reservationTime{0};
    std::optional<std::chrono::microseconds> m_settlementTime;

    clearinghouse::Settlement m_settlement;
    OrderEnd m_end;
    std::optional<UsageFault> m_usageFault;
    std::shared_ptr<const supply::Endpoint> m_usageFaultEndpoint; // whose it is
    std::optional<clearinghouse::OrderState> m_state;             // in the books
};

} // namespace gotoai::hypercore
