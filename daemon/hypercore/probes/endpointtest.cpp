// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/probes/endpointtest.h"

#include "base/log.h"
#include "hypercore/risk/killswitches.h"
#include "hypercore/routing/bound.h"
#include "json/textwriter.h"

#include <algorithm>
#include <cstdlib>

namespace gotoai::hypercore {
namespace {

using namespace std::chrono_literals;
using std::chrono::duration_cast;
using std::chrono::microseconds;

constexpr std::int64_t kMostTokens = 16; // of the answer; some models take no lower limit
constexpr supply::Deadlines kLongestDeadlines{.connect = 10s, .firstByte = 20s, .idle = 10s, .firstToken = 20s};

chat::Request requestFor(const supply::Endpoint& endpoint, json::Parser& parser)
{
    json::TextWriter writer;
    writer.beginObject().key("model").string(endpoint.model);
    writer.key("max_tokens").number(std::min(kMostTokens, endpoint.maxOutputTokens));
    writer.key("stream").raw("true").key("messages").beginArray().beginObject();
    writer.key("role").string("user").key("content").string("Answer with the one word: ready");
    writer.endObject().endArray().endObject();
    auto request = chat::parseRequest(writer.take(), parser);
    if (!request)
        std::abort(); // it is ours
    return *std::move(request);
}

supply::Deadlines deadlinesOf(const supply::Endpoint& endpoint)
{
    const supply::Deadlines& own = endpoint.deadlines;
    return {.connect = std::min(own.connect, kLongestDeadlines.connect),
            .firstByte = std::min(own.firstByte, kLongestDeadlines.firstByte),
            .idle = std::min(own.idle, kLongestDeadlines.idle),
            .firstToken = std::min(own.firstToken, kLongestDeadlines.firstToken)};
}

} // namespace

AccountId houseAccount()
{
    // A UUIDv7 of the year 1970, as no clock makes it any more.
    return AccountId(IdBytes{0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 1});
}

std::string_view testOccasionWord(TestOccasion occasion)
{
    switch (occasion) {
    case TestOccasion::Asked: return "test";
    case TestOccasion::Probe: return "probe";
    }
    std::abort();
}

EndpointTest::EndpointTest(const Parts& parts, Attempt::Place place, TestOccasion occasion, Reply reply)
    : m_parts(parts)
    , m_place(std::move(place))
    , m_reply(std::move(reply))
    , m_beganAt(parts.clock.tick())
    , m_arrivedAt(parts.clock.now())
    , m_request(requestFor(*m_place.endpoint, parts.parser))
    , m_bound(usageBound(m_request, *m_place.endpoint))
{
    m_place.promptTokens = m_bound.promptTokens;
    m_result.order = OrderId::make(m_arrivedAt);
    reserve(occasion);
}

// A probe that was never sent told nothing.
EndpointTest::~EndpointTest()
{
    if (!m_attempt && !m_record)
        m_place.record.abandoned(m_place.role);
}

std::optional<Money> EndpointTest::mostCost(const supply::Endpoint& endpoint, json::Parser& parser)
{
    const auto hold = clearinghouse::holdFor(usageBound(requestFor(endpoint, parser), endpoint), *endpoint.price, {});
    return hold ? std::optional(*hold) : std::nullopt;
}

void EndpointTest::reserve(TestOccasion occasion)
{
    m_parts.ledger.reserve({.order = m_result.order,
                            .account = houseAccount(),
                            .key = {},
                            .model = m_place.endpoint->model,
                            .mode = std::string(testOccasionWord(occasion)),
                            .isStreamed = true,
                            .hold = {},
                            .creditLimit = {},
                            .at = m_arrivedAt},
                           m_parts.queue, [this](const Result<clearinghouse::ReservationReceipt>& receipt) {
                               if (!receipt)
                                   return give(receipt.error());
                               m_number = receipt->number;
                               call();
                           });
}

void EndpointTest::call()
{
    m_attempt = std::make_unique<Attempt>(std::uint16_t{1}, m_place,
                                          Attempt::Surroundings{m_parts.clock, m_parts.transport, m_parts.parser},
                                          static_cast<AttemptObserver&>(*this));
    auto started =
        m_attempt->start(m_request, {.requestId = m_result.order.toString(), .traceParent = {}, .traceState = {}},
                         deadlinesOf(*m_place.endpoint));
    if (!started)
        attemptFailed(supply::faultOfRefusal(started.error()));
}

void EndpointTest::tick()
{
    if (m_attempt && m_attempt->age() > kLongest)
        attemptFailed(supply::faultOf(supply::FaultKind::Timeout, "the test takes too long"));
}

// Some models know no limit of their output; what is known by then is enough.
void EndpointTest::attemptAnswered(const chat::Answer&)
{
    if (m_attempt->outputBytes() > kMostOutputBytes)
        attemptCompleted();
}

void EndpointTest::attemptCompleted()
{
    m_attempt->answered();
    const auto& usage = m_attempt->reportedUsage();
    if (!m_attempt->hasOutput() && (!usage || usage->completionTokens() == 0)) {
        m_result.error = failure(ErrorCode::UpstreamMalformed, "the answer is empty");
        closeAttempt("empty");
        return settle("empty_answer");
    }
    closeAttempt("answered");
    settle("completed");
}

void EndpointTest::attemptFailed(const supply::Fault& fault)
{
    const supply::Fault failed = fault; // it may live in the attempt that ends now
    m_attempt->failed(failed);
    m_result.error = failed.error;
    closeAttempt(std::string(wordOf(failed.error)));
    settle(std::string(wordOf(failed.error)));
}

void EndpointTest::closeAttempt(std::string outcome)
{
    auto record = m_attempt->record(std::move(outcome));
    if (record.usageSource == UsageSource::None && m_attempt->hasOutput()) {
        record.usage = estimateUsage(m_request, m_attempt->outputBytes(), m_bound);
        record.usageSource = UsageSource::Estimated;
    }
    auto priced = clearinghouse::chargeFor(record.usage, *record.price, {});
    if (!priced) {
        writeLog(LogLevel::Warning, "usage_without_price",
                 {{"order", m_result.order.toString()}, {"endpoint", record.endpoint.toString()}});
        record.usage = {};
        record.usageSource = UsageSource::None;
    }
    m_result.httpStatus = record.httpStatus;
    if (record.firstTokenAt)
        m_result.firstToken = *record.firstTokenAt - record.startedAt;
    m_result.duration = m_attempt->age();
    m_result.usage = record.usage;
    m_result.usageSource = record.usageSource;
    m_result.cost = priced ? priced->providerCost : Money();
    m_record = std::move(record);
    m_facts = m_attempt->facts();
    m_attempt.reset();
}

// Released: nobody is charged, and what the provider asks for is absorbed.
void EndpointTest::settle(std::string reason)
{
    m_reason = std::move(reason);
    m_parts.ledger.settle({.number = m_number,
                           .outcome = clearinghouse::OrderState::Released,
                           .attempts = {*m_record},
                           .chargedUsage = {},
                           .reason = m_reason,
                           .at = m_parts.clock.now()},
                          m_parts.queue,
                          [this](const Result<clearinghouse::SettlementReceipt>& receipt) { settled(receipt); });
}

void EndpointTest::settled(const Result<clearinghouse::SettlementReceipt>& receipt)
{
    if (!receipt) {
        writeLog(LogLevel::Error, "settlement_failed",
                 {{"order", m_result.order.toString()}, {"code", errorWord(receipt.error().code)}});
        return give(receipt.error());
    }
    m_parts.finishedOrders.orderFinished(finished());
    give(m_result);
}

void EndpointTest::give(Result<TestResult> result)
{
    m_isOver = true;
    const Reply reply = std::move(m_reply);
    reply(std::move(result));
}

std::shared_ptr<const FinishedOrder> EndpointTest::finished() const
{
    auto finished = std::make_shared<FinishedOrder>();
    finished->id = m_result.order;
    finished->account = houseAccount();
    finished->model = m_place.endpoint->model;
    finished->endpoint = m_place.endpoint;
    finished->isStreamed = true;
    finished->maxCompletionTokens = m_request.maxCompletionTokens;
    finished->state = clearinghouse::OrderState::Released;
    finished->outcome = m_reason == "empty_answer" ? OrderOutcome::Empty
                        : m_result.error           ? outcomeOf(m_result.error->code)
                                                   : OrderOutcome::Completed;
    finished->reason = m_reason;
    finished->attempts.push_back({m_place.endpoint, *m_record, m_facts});
    finished->usage = m_result.usage;
    finished->usageSource = m_result.usageSource;
    finished->arrivedAt = m_arrivedAt;
    finished->duration = duration_cast<microseconds>(m_parts.clock.tick() - m_beganAt);
    finished->overhead = finished->duration - m_result.duration;
    finished->firstOutput = m_result.firstToken;
    return finished;
}

} // namespace gotoai::hypercore
