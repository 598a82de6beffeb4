// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "clearinghouse/ledgerstore.h"
#include "hypercore/doubt/doubtcase.h"
#include "hypercore/doubt/doubtfigures.h"
#include "hypercore/doubt/generationquery.h"
#include "supply/catalog.h"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace gotoai::hypercore {

// Ends the doubts that a start has found, by what is known of them: the provider's own record where it can be asked,
// else what had been delivered. A record that cannot be believed is told of, and is as good as none. Asks again after
// 1, 2, 4 … 30 s, until a quarter of the time to the deadline is left (30 s at most); then the evidence has to do.
// Lives on one thread, which drains `queue`.
class DoubtResolver
{
public:
    using Work = std::function<Result<std::vector<DoubtCase>>(storage::Database&)>;
    using Reply = std::function<void(Result<std::vector<DoubtCase>>)>;

    // What is referred to outlives the resolver.
    struct Parts
    {
        clearinghouse::LedgerStore& ledger;
        storage::CompletionQueue& queue;
        std::function<void(Work, Reply)> read; // over a read-only connection; replies on this thread
        std::function<std::shared_ptr<const supply::Catalog>()> catalog;
        std::function<std::unique_ptr<supply::Transport>()> makeTransport;
        const Clock& clock;
        DoubtFigures& figures;
        // Of the order the endpoint's provider keeps a record that has this fault; once a doubt.
        std::function<void(const OrderId&, const EndpointId&, UsageFault)> faulted;
        std::function<void()> settled; // a doubt has ended
    };

    explicit DoubtResolver(Parts parts);

    // Once a second or so.
    void tick();
    // Nothing is left to do for it.
    bool isIdle() const { return m_isLoaded && m_cases.empty(); }

    static constexpr std::size_t kCasesAtOnce = 500;  // read
    static constexpr std::size_t kQueriesAtOnce = 16; // asked of providers

private:
    struct Case
    {
        DoubtCase doubtCase;
        Tick nextQuery{};
        int queries = 0;
        std::unique_ptr<GenerationQuery> query{};
        std::shared_ptr<const supply::Endpoint> asked{};
        bool isFaultTold = false;
        bool isSettling = false;
    };

    void load();
    void dropDone();
    void loaded(Result<std::vector<DoubtCase>> cases);
    void advance(clearinghouse::OrderNumber number, Case& open);
    bool mayAsk(const Case& open) const;
    void ask(clearinghouse::OrderNumber number, Case& open, std::shared_ptr<const supply::Endpoint> endpoint);
    void answered(clearinghouse::OrderNumber number, const Result<std::optional<supply::GenerationRecord>>& answer);
    bool isBelieved(Case& open, const supply::GenerationRecord& record);
    void settle(clearinghouse::OrderNumber number, Case& open, const std::optional<supply::GenerationRecord>& record);
    void settled(clearinghouse::OrderNumber number, DoubtProof proof,
                 const Result<clearinghouse::SettlementReceipt>& receipt);

    Parts m_parts;
    json::Parser m_parser;
    std::unique_ptr<supply::Transport> m_transport; // while somebody is asked
    std::map<clearinghouse::OrderNumber, Case> m_cases;
    std::vector<clearinghouse::OrderNumber> m_done; // to be dropped, outside of their own calls
    std::size_t m_running = 0;                      // queries
    std::optional<clearinghouse::OrderNumber> m_before;
    bool m_isLoading = false;
    bool m_isLoaded = false;
};

} // namespace gotoai::hypercore
