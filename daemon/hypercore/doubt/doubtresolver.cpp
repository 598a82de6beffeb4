// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/doubt/doubtresolver.h"

#include "base/log.h"
#include "supply/adapters/adapter.h"

#include <algorithm>
#include <utility>

namespace gotoai::hypercore {
namespace {

using namespace std::chrono_literals;
using clearinghouse::OrderNumber;

constexpr std::chrono::seconds kLongestPause{30};

// The provider is asked until then.
Instant lastQuestion(const clearinghouse::Doubt& doubt)
{
    const auto time = std::chrono::duration_cast<std::chrono::microseconds>(doubt.deadline - doubt.since);
    return doubt.deadline - std::min<std::chrono::microseconds>(time / 4, 30s);
}

} // namespace

DoubtResolver::DoubtResolver(Parts parts)
    : m_parts(std::move(parts))
{}

void DoubtResolver::tick()
{
    if (!m_isLoaded)
        return load();
    dropDone();
    for (auto& [number, open] : m_cases)
        advance(number, open);
    dropDone();
    if (m_cases.empty())
        m_transport.reset();
}

void DoubtResolver::dropDone()
{
    for (const OrderNumber number : std::exchange(m_done, {}))
        m_cases.erase(number);
}

void DoubtResolver::load()
{
    if (std::exchange(m_isLoading, true))
        return;
    m_parts.read(
        [before = m_before](storage::Database& database) { return readDoubtCases(database, before, kCasesAtOnce); },
        [this](Result<std::vector<DoubtCase>> cases) { loaded(std::move(cases)); });
}

void DoubtResolver::loaded(Result<std::vector<DoubtCase>> cases)
{
    m_isLoading = false;
    if (!cases)
        return writeLog(LogLevel::Warning, "doubts_unread", {{"reason", cases.error().detail}}); // the next tick tries
    m_isLoaded = cases->size() < kCasesAtOnce;
    for (DoubtCase& doubtCase : *cases) {
        m_before = doubtCase.doubt.number;
        if (doubtCase.lastAttempt())
            m_cases.emplace(doubtCase.doubt.number, Case{.doubtCase = std::move(doubtCase)});
    }
}

void DoubtResolver::advance(OrderNumber number, Case& open)
{
    if (open.query || open.isSettling)
        return;
    const auto* const last = open.doubtCase.lastAttempt();
    auto endpoint = m_parts.catalog()->endpoint(last->endpoint);
    const bool isAsked = endpoint && !last->upstreamId.empty() &&
                         supply::adapterOf(endpoint->provider->protocol).lookup() && mayAsk(open);
    if (!isAsked)
        return settle(number, open, std::nullopt);
    if (m_running < kQueriesAtOnce && m_parts.clock.tick() >= open.nextQuery)
        ask(number, open, std::move(endpoint));
}

bool DoubtResolver::mayAsk(const Case& open) const { return m_parts.clock.now() < lastQuestion(open.doubtCase.doubt); }

void DoubtResolver::ask(OrderNumber number, Case& open, std::shared_ptr<const supply::Endpoint> endpoint)
{
    if (!m_transport)
        m_transport = m_parts.makeTransport();
    const supply::GenerationLookup& lookup = *supply::adapterOf(endpoint->provider->protocol).lookup();
    ++m_running;
    ++open.queries;
    open.asked = endpoint;
    open.query = std::make_unique<GenerationQuery>(
        lookup, std::move(endpoint), open.doubtCase.lastAttempt()->upstreamId, *m_transport, m_parser,
        [this, number](const Result<std::optional<supply::GenerationRecord>>& answer) { answered(number, answer); });
}

void DoubtResolver::answered(OrderNumber number, const Result<std::optional<supply::GenerationRecord>>& answer)
{
    --m_running;
    Case& open = m_cases.at(number);
    open.query.reset();
    if (answer && *answer && isBelieved(open, **answer))
        return settle(number, open, *answer);
    const auto pause = std::min<std::chrono::seconds>(1s * (1 << std::min(open.queries - 1, 10)), kLongestPause);
    open.nextQuery = m_parts.clock.tick() + pause;
    if (!answer)
        writeLog(LogLevel::Info, "doubt_record_unread",
                 {{"order", open.doubtCase.doubt.id.toString()}, {"reason", answer.error().detail}});
}

bool DoubtResolver::isBelieved(Case& open, const supply::GenerationRecord& record)
{
    const auto fault = faultOf(open.doubtCase, record, *open.asked);
    if (fault && !std::exchange(open.isFaultTold, true)) {
        writeLog(LogLevel::Warning, usageFaultWord(*fault),
                 {{"order", open.doubtCase.doubt.id.toString()}, {"endpoint", open.asked->id.toString()}});
        m_parts.faulted(open.doubtCase.doubt.id, open.asked->id, *fault);
    }
    return !fault || *fault == UsageFault::BilledOtherwise;
}

// What nothing is known of waits for its deadline.
void DoubtResolver::settle(OrderNumber number, Case& open, const std::optional<supply::GenerationRecord>& record)
{
    auto settlement = settlementOf(open.doubtCase, record, m_parts.clock.now());
    if (!settlement)
        return m_done.push_back(number);
    open.isSettling = true;
    const DoubtProof proof = record ? DoubtProof::Record : DoubtProof::Evidence;
    m_parts.ledger.settle(*std::move(settlement), m_parts.queue,
                          [this, number, proof](const Result<clearinghouse::SettlementReceipt>& receipt) {
                              settled(number, proof, receipt);
                          });
}

void DoubtResolver::settled(OrderNumber number, DoubtProof proof,
                            const Result<clearinghouse::SettlementReceipt>& receipt)
{
    Case& open = m_cases.at(number);
    open.isSettling = false;
    if (!receipt && receipt.error().code == ErrorCode::StoreUnavailable)
        return; // the next tick tries again
    m_done.push_back(number);
    const std::string order = open.doubtCase.doubt.id.toString();
    if (!receipt)
        return writeLog(LogLevel::Warning, "doubt_not_settled", {{"order", order}, {"reason", receipt.error().detail}});
    (proof == DoubtProof::Record ? m_parts.figures.byRecord : m_parts.figures.byEvidence)
        .fetch_add(1, std::memory_order_relaxed);
    writeLog(LogLevel::Warning, "doubt_settled",
             {{"order", order},
              {"by", proof == DoubtProof::Record ? "record" : "evidence"},
              {"charge_usd", receipt->charge.toUsd()}});
    m_parts.settled();
}

} // namespace gotoai::hypercore
