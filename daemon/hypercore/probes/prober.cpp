// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/probes/prober.h"

#include "base/log.h"

namespace gotoai::hypercore {

using Role = supply::CircuitBreaker::Role;

Prober::Prober(Parts parts, const ProbeAllowance& allowance)
    : m_parts(std::move(parts))
    , m_budget(allowance)
{}

Prober::~Prober() = default;

void Prober::test(const EndpointPtr& endpoint, EndpointTest::Reply reply)
{
    dropOver();
    const auto killSwitches = m_parts.killSwitches();
    const KillSwitch* stopped = killSwitches->onCustomer(houseAccount(), {}); // all orders, or ours
    if (!stopped)
        stopped = killSwitches->onSupply(*endpoint);
    if (stopped)
        return reply(refusalBy(*stopped));
    if (m_tests.size() >= kMostAtOnce)
        return reply(failure(ErrorCode::Overloaded, "enough tests are running"));
    run({.endpoint = endpoint, .record = m_parts.health.recordOf(*endpoint)}, TestOccasion::Asked, std::move(reply));
}

void Prober::run(Attempt::Place place, TestOccasion occasion, EndpointTest::Reply reply)
{
    if (!m_transport)
        m_transport = m_parts.makeTransport();
    const Money most = EndpointTest::mostCost(*place.endpoint, m_parser).value_or(Money());
    m_budget.began(most, m_parts.clock.now());
    m_last.insert_or_assign(place.endpoint->slot, m_parts.clock.tick());
    const EndpointTest::Parts parts{m_parts.clock, m_parts.ledger, m_parts.queue,
                                    *m_transport,  m_parser,       m_parts.finishedOrders};
    m_tests.push_back(std::make_unique<EndpointTest>(parts, std::move(place), occasion,
                                                     [this, most, reply = std::move(reply)](Result<TestResult> result) {
                                                         note(most, result);
                                                         reply(std::move(result));
                                                     }));
}

void Prober::note(Money most, const Result<TestResult>& result)
{
    m_budget.ended(most, result ? result->cost : Money(), m_parts.clock.now());
    ++(result && !result->error ? m_figures.answered : m_figures.failed);
    if (result)
        m_figures.cost = m_figures.cost.plus(result->cost).value_or(m_figures.cost);
}

void Prober::tick()
{
    for (const auto& test : m_tests)
        test->tick();
    dropOver();
    if (!m_budget.allowance().isOff())
        probeNext();
}

void Prober::dropOver()
{
    m_tests.remove_if([](const auto& test) { return test->isOver(); });
    if (m_tests.empty())
        m_transport.reset();
}

// Before it is known what was spent today, nothing is.
void Prober::loadPast()
{
    m_isLoading = true;
    m_parts.readPast(ProbeBudget::horizon(m_parts.clock.now()), [this](const Result<std::vector<PastTest>>& past) {
        m_isLoading = false;
        if (!past)
            return; // the next tick asks again
        m_budget.restore(*past);
        m_isLoaded = true;
    });
}

void Prober::probeNext()
{
    if (!m_isLoaded && !m_isLoading)
        loadPast();
    if (!m_isLoaded || m_isProbing)
        return;
    const Tick now = m_parts.clock.tick();
    const auto catalog = m_parts.catalog();
    const EndpointPtr endpoint = nextToProbe(*catalog, now);
    const auto most = endpoint ? EndpointTest::mostCost(*endpoint, m_parser) : std::nullopt;
    if (!most || !m_budget.allows(*most, m_parts.clock.now()))
        return;
    supply::TrackRecord& record = m_parts.health.recordOf(*endpoint);
    const auto admission = record.admit(now);
    if (admission == supply::CircuitBreaker::Admission::Denied)
        return;
    const bool isRecovering = admission == supply::CircuitBreaker::Admission::Probe;
    if (!isRecovering)
        m_nextUnmeasured = now + std::chrono::hours(1) / m_budget.allowance().requestsAnHour;
    m_isProbing = true;
    run({.endpoint = endpoint, .record = record, .role = isRecovering ? Role::Probe : Role::Ordinary},
        TestOccasion::Probe, [this, endpoint](const Result<TestResult>& result) {
            m_isProbing = false;
            const auto* error = !result ? &result.error() : result->error ? &*result->error : nullptr;
            writeLog(LogLevel::Info, "probed",
                     {{"endpoint", endpoint->id.toString()}, {"outcome", error ? wordOf(*error) : "answered"}});
        });
}

Prober::EndpointPtr Prober::nextToProbe(const supply::Catalog& catalog, Tick now)
{
    const auto killSwitches = m_parts.killSwitches();
    if (killSwitches->onCustomer(houseAccount(), {}))
        return nullptr;
    if (auto recovering = recoveringEndpoint(catalog, m_parts.health, *killSwitches, now))
        return recovering;
    return now < m_nextUnmeasured ? nullptr : unmeasuredEndpoint(catalog, m_parts.health, *killSwitches, m_last, now);
}

} // namespace gotoai::hypercore
