// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hypercore/probes/endpointtest.h"
#include "hypercore/probes/probebudget.h"
#include "hypercore/probes/probefigures.h"
#include "hypercore/probes/probeplan.h"

#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <vector>

namespace gotoai::hypercore {

// Tests endpoints: those that people ask for, and by itself those that want a probe, within an allowance that lasts
// through restarts. Probes of endpoints that nobody has measured are spread over the hour; one whose breaker may be
// tried again is probed at once. Lives on one thread, which drains `queue`.
class Prober
{
public:
    using EndpointPtr = std::shared_ptr<const supply::Endpoint>;
    using PastReply = std::function<void(Result<std::vector<PastTest>>)>;

    // What is referred to outlives the prober.
    struct Parts
    {
        const Clock& clock;
        clearinghouse::LedgerStore& ledger;
        storage::CompletionQueue& queue;
        const supply::HealthBook& health;
        FinishedOrderSink& finishedOrders;
        std::function<std::shared_ptr<const supply::Catalog>()> catalog;
        std::function<std::shared_ptr<const KillSwitches>()> killSwitches;
        std::function<std::unique_ptr<supply::Transport>()> makeTransport;
        // The tests of the ledger since then; replies on this thread, if at all.
        std::function<void(Instant since, PastReply reply)> readPast;
    };

    static constexpr std::size_t kMostAtOnce = 8; // that people ask for

    Prober(Parts parts, const ProbeAllowance& allowance);
    ~Prober();
    Prober(const Prober&) = delete;
    Prober& operator=(const Prober&) = delete;

    // Now, whatever the allowance says. What a kill switch stops is refused as by refusalBy(), beyond kMostAtOnce it is
    // Overloaded.
    void test(const EndpointPtr& endpoint, EndpointTest::Reply reply);

    // Once a second or so.
    void tick();
    void setAllowance(const ProbeAllowance& allowance) { m_budget.setAllowance(allowance); }
    const ProbeFigures& figures() const { return m_figures; }

private:
    void loadPast();
    void probeNext();
    EndpointPtr nextToProbe(const supply::Catalog& catalog, Tick now);
    void run(Attempt::Place place, TestOccasion occasion, EndpointTest::Reply reply);
    void note(Money most, const Result<TestResult>& result);
    void dropOver();

    Parts m_parts;
    ProbeBudget m_budget;
    ProbeFigures m_figures;
    json::Parser m_parser;
    std::unique_ptr<supply::Transport> m_transport; // while something is tested
    std::list<std::unique_ptr<EndpointTest>> m_tests;
    LastProbes m_last;
    Tick m_nextUnmeasured{}; // when one may be probed
    bool m_isProbing = false;
    bool m_isLoading = false;
    bool m_isLoaded = false;
};

} // namespace gotoai::hypercore
