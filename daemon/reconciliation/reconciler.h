// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertstore.h"
#include "clearinghouse/ledgerstore.h"
#include "reconciliation/matching.h"
#include "reconciliation/resolver.h"
#include "storage/companion.h"
#include "storage/writer.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace gotoai::reconciliation {

// A piece of a provider's statement, as it was uploaded.
struct ImportDraft
{
    ProviderId provider;
    std::string name; // of the statement: 1…200 bytes, printable
    StatementFormat format = StatementFormat::GenericCsv;
    std::string columns; // of a generic one, see withColumns()
    std::string body;
    std::string by;
};

struct RunDraft
{
    ProviderId provider;
    std::optional<StatementId> statement{};
    std::optional<Instant> from{}; // none: the begin of the statement's first day
    std::optional<Instant> to{};   // none: the end of its last
    std::string by;
};

// Imports statements, compares them with the books, keeps what came of it. Reading is done elsewhere; lives on one
// thread, which drains `queue`; replies come there, exactly once, possibly from within the call (refusals). `also` is
// written in the change's transaction.
class Reconciler
{
public:
    template<class T>
    using Reply = std::function<void(Result<T>)>;
    template<class T>
    using Read = std::function<void(std::function<Result<T>(storage::Database&)>, Reply<T>)>;

    struct Parts
    {
        clearinghouse::LedgerStore& ledger;
        storage::Writer& writer;
        storage::CompletionQueue& queue;
        alerts::AlertStore& alerts;
        const Clock& clock;
        Read<MatchingResult> match; // over a connection to ledger.db, beside everything else
        Read<ProviderStatement> readStatement;
        Read<KnownDifference> readDifference;
        std::string requestLog{};                                            // its path; empty: there is none
        std::function<std::unordered_map<EndpointId, std::string>()> models; // the providers' own names
    };

    Reconciler(Parts parts, Thresholds thresholds, std::int64_t lastNumber);
    Reconciler(const Reconciler&) = delete;
    Reconciler& operator=(const Reconciler&) = delete;

    // InvalidRequest naming the line or the parameter, Conflict.
    void import(const ImportDraft& draft, const Reply<ProviderStatement>& reply,
                const storage::Companion<ProviderStatement>& also = {});

    // Begins one; it goes on by itself, one at a time: Conflict while another runs. InvalidRequest, NotFound.
    void run(RunDraft draft, Reply<Reconciliation> reply, const storage::Companion<Reconciliation>& also = {});
    bool isRunning() const { return m_isRunning; }
    // Told each one that begins and ends.
    void setSubscriber(std::function<void(const Reconciliation&)> subscriber) { m_subscriber = std::move(subscriber); }

    // Of the differences.
    Resolver& resolver() { return m_resolver; }

    const Thresholds& thresholds() const { return m_thresholds; }
    void setThreshold(DifferenceClass what, const Threshold& threshold, const Reply<Threshold>& reply,
                      const storage::Companion<Threshold>& also = {});

private:
    void begin(const RunDraft& draft, const std::optional<ProviderStatement>& statement,
               const Reply<Reconciliation>& reply, const storage::Companion<Reconciliation>& also);
    void match(const Reconciliation& run);
    void matched(Reconciliation run, Result<MatchingResult> result);
    void keep(const Reconciliation& run, std::shared_ptr<const std::vector<Difference>> differences, std::size_t from);
    void end(const Reconciliation& run);
    void judge(const Reconciliation& run);

    const Parts m_parts;
    Resolver m_resolver;
    Thresholds m_thresholds;
    std::int64_t m_lastNumber;
    bool m_isRunning = false;
    std::function<void(const Reconciliation&)> m_subscriber;
};

} // namespace gotoai::reconciliation
