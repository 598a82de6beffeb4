// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/orders/order.h"

#include "base/log.h"
#include "hypercore/orders/orderengine.h"

#include <algorithm>

namespace gotoai::hypercore {
namespace {

// A provider's own words may repeat the prompt; only what we found out ourselves is for the log.
std::string_view loggableDetail(const Error& error)
{
    switch (error.code) {
    case ErrorCode::UpstreamUnreachable:
    case ErrorCode::UpstreamTimeout:
    case ErrorCode::UpstreamMalformed:
    case ErrorCode::UpstreamCut: return error.detail;
    default: return "the provider refused";
    }
}

void count(std::atomic<std::uint64_t>& figure) { figure.fetch_add(1, std::memory_order_relaxed); }

} // namespace

Order::Order(OrderEngine& engine, OrderRequest request, Route route, std::unique_ptr<OrderObserver> observer)
    : m_engine(engine)
    , m_request(std::move(request))
    , m_route(std::move(route))
    , m_observer(std::move(observer))
    , m_hold(planHold())
    , m_plan(m_route, m_request.chat.failureWishes, m_request.arrivedAt + patience())
{}

Order::~Order() = default;

const supply::Endpoint* Order::endpoint() const
{
    return m_tried.empty() ? nullptr : m_route.candidates[m_tried.back()].endpoint.get();
}

TranscriptStore* Order::transcripts() const { return isRepeatable() ? m_engine.m_parts.transcripts : nullptr; }

std::chrono::milliseconds Order::patience() const
{
    return m_request.chat.failureWishes.deadlines.total.value_or(kPatience);
}

std::chrono::microseconds Order::overhead() const
{
    const auto total =
        std::chrono::duration_cast<std::chrono::microseconds>(m_engine.m_parts.clock.tick() - m_request.arrivedAt);
    return total - m_upstreamTime - (m_attempt ? m_attempt->age() : std::chrono::microseconds{0});
}

void Order::clientGone()
{
    if (m_isClientGone)
        return;
    count(m_engine.m_parts.figures.clientsGone);
    if (isRepeatable())
        return resume();
    m_isClientGone = true;
    endEarly();
}

void Order::abandon()
{
    m_stopError = failure(ErrorCode::Draining, "The gateway stopped before the answer was complete.");
    endEarly();
}

// Nobody waits for the answer any more, or nobody will be there to give it.
void Order::endEarly()
{
    if (m_phase != Phase::Running)
        return; // reserved() will see it; what is being settled ends by itself
    if (m_isClientGone && m_attempt && m_attempt->hasOutput())
        return finalize("client_gone");
    if (m_isClientGone)
        return release("client_gone", failure(ErrorCode::Cancelled, "The client left before the answer began."));
    std::string reason = m_stopError->code == ErrorCode::Draining ? "stopped" : "kill_switch";
    if (!m_isRelaying || !m_attempt || !m_attempt->hasOutput())
        return release(std::move(reason), m_stopError);
    m_end.error = m_stopError;
    finalize(std::move(reason));
}

void Order::pause()
{
    m_isPaused = true;
    if (m_attempt)
        m_attempt->pause();
}

void Order::resume()
{
    m_isPaused = false;
    if (m_attempt && !m_isShort)
        m_attempt->resume();
}

void Order::reserve()
{
    const Account& account = *m_request.customer.account;
    const ApiKey& key = *m_request.customer.key;
    const Instant now = m_engine.m_parts.clock.now();
    m_budgets = m_engine.m_budgets->claims(account.id, key.id, now, m_engine.m_calendar);
    clearinghouse::Reservation reservation{.order = m_request.id,
                                           .account = account.id,
                                           .key = key.id,
                                           .model = m_request.chat.model,
                                           .mode = std::string(routingModeWord(m_route.mode)),
                                           .isStreamed = m_request.chat.isStreamed,
                                           .hold = m_hold.held(),
                                           .creditLimit = account.creditLimit,
                                           .fee = account.fee,
                                           .budgets = m_budgets,
                                           .at = now,
                                           .request = m_request.identity};
    if (TranscriptStore* const store = transcripts())
        store->expect(m_request.id);
    m_ledgerAskedAt = m_engine.m_parts.clock.tick();
    m_engine.m_holdsAwaited.push_back(m_ledgerAskedAt);
    m_engine.m_parts.ledger.reserve(
        std::move(reservation), m_engine.m_parts.completions,
        [this](Result<clearinghouse::ReservationReceipt> receipt) { reserved(std::move(receipt)); });
}

void Order::reserved(Result<clearinghouse::ReservationReceipt> receipt)
{
    m_engine.m_holdsAwaited.pop_front();
    m_reservationTime = ledgerTime();
    if (!receipt) {
        if (receipt.error().code == ErrorCode::InsufficientFunds) {
            count(m_engine.m_parts.figures.rejected);
            m_state = clearinghouse::OrderState::Rejected;
        }
        m_end.error = std::move(receipt).error();
        end();
        return;
    }
    if (receipt->earlier) {
        m_end.earlier = receipt->earlier;
        end();
        return;
    }
    m_settlement.number = receipt->number;
    m_state = clearinghouse::OrderState::Reserved;
    m_phase = Phase::Running;
    if (m_isClientGone || m_stopError)
        endEarly();
    else
        begin();
}

void Order::begin() { follow(m_plan.first(m_engine.dispatchMeans(), m_engine.m_parts.clock.tick())); }

void Order::follow(const DispatchPlan::Step& step)
{
    switch (step.kind) {
    case DispatchPlan::Step::Kind::Try: return attempt(step);
    case DispatchPlan::Step::Kind::Wait: return m_engine.wakeAfter(*this, step.delay);
    case DispatchPlan::Step::Kind::Stop: break;
    }
    if (m_tried.empty()) { // the providers have asked to be left alone since the route was planned
        m_lastError = askedToWait(m_request.chat.model);
        m_end.retryAfter = std::chrono::ceil<std::chrono::seconds>(step.delay);
    }
    const Error error = m_continuation.breakError().value_or(m_lastError); // whoever was to go on is not to blame
    release(std::string(wordOf(error)), error);
}

void Order::wake()
{
    if (m_phase == Phase::Running && !m_attempt)
        follow(m_plan.afterWait(m_engine.dispatchMeans(), m_engine.m_parts.clock.tick()));
}

void Order::attempt(const DispatchPlan::Step& step)
{
    if (isStopped(step))
        return;
    const Candidate& candidate = m_route.candidates[step.candidate];
    m_tried.push_back(step.candidate);
    count(m_engine.m_parts.figures.attempts);
    if (step.isLastResort)
        writeLog(LogLevel::Warning, "last_resort",
                 {{"order", m_request.id.toString()}, {"endpoint", candidate.endpoint->id.toString()}});
    const Attempt::Surroundings surroundings{m_engine.m_parts.clock, m_engine.m_parts.transport,
                                             m_engine.m_parts.parser};
    const auto number = static_cast<std::uint16_t>(m_tried.size());
    Attempt::Place place{.endpoint = candidate.endpoint,
                         .record = m_engine.m_parts.health.recordOf(*candidate.endpoint),
                         .role = step.role,
                         .promptTokens = candidate.bound.promptTokens};
    m_attempt = std::make_unique<Attempt>(number, std::move(place), surroundings, static_cast<AttemptObserver&>(*this));
    const trace::Context& trace = m_request.trace;
    supply::RequestTags tags{
        .requestId = m_request.id.toString(), .traceParent = trace.attemptParent(number), .traceState = trace.state};
    m_continuation.plan(m_request.chat, *candidate.endpoint, m_engine.m_parts.parser);
    const chat::Request& asked = m_continuation.request() ? *m_continuation.request() : m_request.chat;
    if (auto started = m_attempt->start(asked, std::move(tags), deadlinesOf(*candidate.endpoint)); !started) {
        attemptFailed(supply::faultOfRefusal(started.error()));
        return;
    }
    if (m_isPaused)
        m_attempt->pause();
}

// The client's wishes over the endpoint's own deadlines; empty where it has none.
std::optional<supply::Deadlines> Order::deadlinesOf(const supply::Endpoint& endpoint) const
{
    const auto& wishes = m_request.chat.failureWishes.deadlines;
    if (!wishes.connect && !wishes.firstByte && !wishes.firstToken && !wishes.idle && !wishes.total)
        return std::nullopt;
    supply::Deadlines deadlines{.connect = wishes.connect.value_or(endpoint.deadlines.connect),
                                .firstByte = wishes.firstByte.value_or(endpoint.deadlines.firstByte),
                                .idle = wishes.idle.value_or(endpoint.deadlines.idle),
                                .firstToken = wishes.firstToken.value_or(endpoint.deadlines.firstToken)};
    if (wishes.total && !m_isRelaying) {
        const auto passed =
            std::chrono::duration_cast<std::chrono::milliseconds>(m_engine.m_parts.clock.tick() - m_request.arrivedAt);
        deadlines.total = std::max(*wishes.total - passed, std::chrono::milliseconds{1});
        deadlines.connect = std::min(deadlines.connect, *deadlines.total);
    }
    return deadlines;
}

bool Order::isWithheld() const
{
    return m_request.chat.isStreamed &&
           m_request.chat.failureWishes.recovery == chat::FailureWishes::Recovery::Buffered;
}

// Only a stream of one choice can be gone on with.
bool Order::mayContinue() const
{
    return m_request.chat.isStreamed && m_request.chat.choices == 1 &&
           m_request.chat.failureWishes.recovery == chat::FailureWishes::Recovery::Continue;
}

void Order::attemptFailed(const supply::Fault& fault)
{
    count(m_engine.m_parts.figures.failedAttempts);
    const supply::Fault failed = fault; // it may live in the attempt that ends now
    m_lastError = failed.error;
    m_end.retryAfter = failed.retryAfter;
    writeLog(LogLevel::Info, "attempt_failed",
             {{"order", m_request.id.toString()},
              {"endpoint", m_attempt->endpoint()->id.toString()},
              {"code", wordOf(m_lastError)},
              {"fault", supply::faultKindWord(failed.kind)},
              {"detail", loggableDetail(m_lastError)}});
    m_attempt->failed(failed);
    closeAttempt(std::string(wordOf(m_lastError)), clearinghouse::Payer::Platform);
    m_continuation.attemptFailed(m_records.back());
    m_heldFrames.clear();
    m_heldBytes = 0;
    m_isShort = false;
    if (m_isRelaying && mayContinue())
        goOn(failed);
    else if (m_isRelaying)
        release(std::string(wordOf(m_lastError)), m_lastError);
    else
        follow(m_plan.afterFault(failed, m_engine.dispatchMeans(), m_engine.m_parts.clock.tick()));
}

// An endpoint that does not take the begin of an answer is asked for all of it instead.
void Order::goOn(const supply::Fault& fault)
{
    const Tick now = m_engine.m_parts.clock.tick();
    const bool isAboutPrefill = m_continuation.request() && (fault.faultClass() == supply::FaultClass::ClientFault ||
                                                             fault.kind == supply::FaultKind::Unsupported);
    if (!m_continuation.breakError())
        m_plan.extend(now + kPatience);
    m_continuation.broke(fault.error);
    if (!isAboutPrefill)
        return follow(m_plan.afterFault(fault, m_engine.dispatchMeans(), now));
    m_continuation.prefillRefused();
    follow(m_plan.again(m_engine.dispatchMeans(), now));
}

} // namespace gotoai::hypercore
