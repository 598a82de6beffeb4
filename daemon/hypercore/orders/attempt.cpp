// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/orders/attempt.h"

#include "base/log.h"

#include <algorithm>

namespace gotoai::hypercore {
namespace {

using Role = supply::CircuitBreaker::Role;

// A text's cap may have cut a secret at its end; fewer characters than this are none.
constexpr std::size_t kLeastOfSecret = 4;

// A provider may echo the credential that it was sent; neither clients nor logs nor the books are to see it.
void maskSecret(std::string& text, std::string_view secret)
{
    if (secret.empty())
        return;
    for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 3))
        text.replace(at, secret.size(), "***");
    for (std::size_t size = std::min(secret.size(), text.size()); size >= kLeastOfSecret; --size) {
        if (text.ends_with(secret.substr(0, size)))
            return void(text.replace(text.size() - size, size, "***"));
    }
}

// What a fault tells of the endpoint; empty: nothing (it was stopped), or it was never asked (Unsupported).
std::optional<supply::AttemptFate> fateOf(supply::FaultKind kind)
{
    using supply::AttemptFate;
    using supply::FaultKind;
    switch (kind) {
    case FaultKind::Unreachable:
    case FaultKind::Untrusted: return AttemptFate::Unreachable;
    case FaultKind::Timeout: return AttemptFate::TimedOut;
    case FaultKind::Cut: return AttemptFate::Cut;
    case FaultKind::Malformed: return AttemptFate::Malformed;
    case FaultKind::RateLimited: return AttemptFate::RateLimited;
    case FaultKind::Overloaded:
    case FaultKind::Server:
    case FaultKind::Auth:
    case FaultKind::Billing:
    case FaultKind::NotFound: return AttemptFate::Refused;
    case FaultKind::ContextLength:
    case FaultKind::ContentFilter:
    case FaultKind::Empty:
    case FaultKind::InvalidRequest: return AttemptFate::Answered;
    case FaultKind::Unsupported:
    case FaultKind::Stopped: return std::nullopt;
    }
    return std::nullopt;
}

void logBreaker(supply::CircuitBreaker::Change change, const supply::Endpoint& endpoint)
{
    using Change = supply::CircuitBreaker::Change;
    if (change != Change::Opened && change != Change::Closed)
        return;
    writeLog(change == Change::Opened ? LogLevel::Warning : LogLevel::Info,
             change == Change::Opened ? "breaker_opened" : "breaker_closed",
             {{"endpoint", endpoint.id.toString()}, {"provider", endpoint.provider->name}, {"model", endpoint.model}});
}

} // namespace

Attempt::Attempt(std::uint16_t number, Place place, const Surroundings& surroundings, AttemptObserver& observer)
    : m_number(number)
    , m_place(std::move(place))
    , m_surroundings(surroundings)
    , m_observer(observer)
    , m_startedAt(surroundings.clock.now())
    , m_startedTick(surroundings.clock.tick())
{}

Attempt::~Attempt() { m_place.record.abandoned(m_place.role); }

Result<void> Attempt::start(const chat::Request& request, supply::RequestTags tags,
                            const std::optional<supply::Deadlines>& deadlines)
{
    const supply::ProviderAdapter& adapter = supply::adapterOf(m_place.endpoint->provider->protocol);
    auto upstreamRequest = adapter.buildRequest(request, m_place.endpoint);
    if (!upstreamRequest)
        return std::move(upstreamRequest).error();
    upstreamRequest->tags = std::move(tags);
    upstreamRequest->deadlines = deadlines;
    m_isStreamed = request.isStreamed;
    m_choices = static_cast<std::size_t>(request.choices);
    m_reader = adapter.makeReader(request.isStreamed, *this, m_surroundings.parser);
    m_transfer = m_surroundings.transport.start(std::move(*upstreamRequest), *this);
    return {};
}

void Attempt::pause()
{
    if (m_transfer)
        m_transfer->pause();
}

void Attempt::resume()
{
    if (m_transfer)
        m_transfer->resume();
}

std::chrono::microseconds Attempt::age() const
{
    return std::chrono::duration_cast<std::chrono::microseconds>(m_surroundings.clock.tick() - m_startedTick);
}

clearinghouse::AttemptRecord Attempt::record(std::string outcome) const
{
    return {.number = m_number,
            .provider = m_place.endpoint->provider->id,
            .endpoint = m_place.endpoint->id,
            .price = m_place.endpoint->price,
            .payer = clearinghouse::Payer::Platform,
            .usage = m_usage.value_or(Usage{}),
            .usageSource = m_usage ? UsageSource::Reported : UsageSource::None,
            .outcome = std::move(outcome),
            .upstreamId = m_upstreamId,
            .httpStatus = m_httpStatus,
            .startedAt = m_startedAt,
            .firstTokenAt = m_firstOutputAt,
            .endedAt = m_surroundings.clock.now()};
}

void Attempt::headArrived(const supply::UpstreamHead& head)
{
    m_httpStatus = head.status;
    if (head.limits.isTold())
        m_place.record.limitsTold(head.limits, m_surroundings.clock.tick());
    m_reader->head(head);
}

void Attempt::bytesArrived(std::string_view bytes) { m_reader->bytes(bytes); }

// After its finish reason a stream is whole, whatever becomes of its closing.
void Attempt::transferEnded(const supply::UpstreamEnd& end)
{
    using Kind = supply::UpstreamEnd::Kind;
    if (!m_isFinished || (end.kind != Kind::IdleTimeout && end.kind != Kind::Cut))
        return m_reader->end(end);
    supply::UpstreamEnd whole = end;
    whole.kind = Kind::Complete;
    m_reader->end(whole);
}

void Attempt::answerArrived(const chat::Answer& answer)
{
    noteNames(answer);
    m_facts.finishReasons.add(answer.finishReasons);
    if (answer.hasOutput && !m_firstOutputAt)
        noteOutput();
    m_finished |= answer.finished;
    m_isFinished = m_isStreamed && m_finished.count() >= m_choices;
    using Awaited = supply::Transfer::Awaited;
    if (m_firstOutputAt || m_isFinished)
        m_transfer->awaits(m_isFinished ? Awaited::End : Awaited::NextToken);
    m_outputBytes += answer.outputBytes;
    if (answer.usage)
        m_usage = answer.usage;
    m_hasAbsurdUsage = m_hasAbsurdUsage || (answer.hasUsage && !answer.usage);
    m_observer.attemptAnswered(answer);
}

void Attempt::answerCompleted() { m_observer.attemptCompleted(); }

void Attempt::answerFailed(const supply::Fault& fault)
{
    supply::Fault clean = fault;
    maskSecret(clean.error.detail, m_place.endpoint->provider->secret.reveal());
    maskSecret(clean.error.param, m_place.endpoint->provider->secret.reveal());
    m_observer.attemptFailed(clean);
}

// The first ones that it gives.
void Attempt::noteNames(const chat::Answer& answer)
{
    constexpr std::size_t kMostBytes = 128;
    const auto note = [this](std::string& name, std::string_view text) {
        if (!name.empty() || text.empty())
            return;
        name = text.substr(0, kMostBytes);
        maskSecret(name, m_place.endpoint->provider->secret.reveal());
    };
    note(m_upstreamId, answer.id);
    note(m_facts.model, answer.model);
}

void Attempt::noteOutput()
{
    m_firstOutputAt = m_surroundings.clock.now();
    if (m_place.role != Role::Probe)
        return;
    m_place.role = Role::Proven;
    logBreaker(m_place.record.probeAnswered(m_surroundings.clock.tick()), *m_place.endpoint);
}

void Attempt::answered()
{
    const Instant now = m_surroundings.clock.now();
    supply::Observation observation{.role = m_place.role, .promptTokens = m_place.promptTokens};
    if (m_facts.skippedFrames > 0)
        observation.fate = supply::AttemptFate::Malformed;
    if (m_isStreamed && m_firstOutputAt)
        observation.firstToken = *m_firstOutputAt - m_startedAt;
    observation.completionTokens = m_usage ? m_usage->completionTokens() : 0;
    observation.generation = now - (m_isStreamed ? m_firstOutputAt.value_or(now) : m_startedAt);
    observe(observation);
}

void Attempt::failed(const supply::Fault& fault)
{
    m_facts.fault = fault.kind;
    const auto fate = fateOf(fault.kind);
    if (!fate)
        return; // of the request, not of the endpoint
    observe({.fate = *fate, .role = m_place.role, .retryAfter = fault.retryAfter});
}

void Attempt::observe(const supply::Observation& observation)
{
    m_place.role = Role::Ordinary;
    logBreaker(m_place.record.observe(observation, m_surroundings.clock.tick()), *m_place.endpoint);
}

} // namespace gotoai::hypercore
