// SPDX-License-Identifier: GPL-3.0-or-later
// What the daemon tells its operators by itself.
#include "app/daemon.h"

#include "supply/upstream/curltransport.h"

#include <sys/resource.h>

namespace gotoai::app {
namespace {

// Gives way to everything else on the machine; of the calling thread alone, as Linux has it.
void giveWay()
{
    constexpr int kLowest = 19;
    setpriority(PRIO_PROCESS, 0, kLowest);
}

} // namespace

void Daemon::makeWebhookSender()
{
    m_webhookSender = std::make_unique<webhooks::WebhookSender>(webhooks::WebhookSender::Parts{
        .store = *m_webhooks,
        .makeTransport = [this] { return std::make_unique<supply::CurlTransport>(m_clock, m_config.upstreamCaFile); },
        .clock = m_clock});
}

Result<void> Daemon::makeBooksAuditor()
{
    control::ReaderPool::Options options;
    options.catchUp = [this] {
        giveWay();
        (void)m_ledger->catchUp(std::chrono::seconds(2));
    };
    auto readers = control::ReaderPool::open(m_directory->file("ledger.db"), std::move(options));
    if (!readers)
        return std::move(readers).error();
    m_auditReaders = std::move(*readers);
    using Auditor = reconciliation::BooksAuditor;
    m_booksAuditor = std::make_unique<Auditor>(
        Auditor::Parts{.read =
                           [this](Auditor::Work work, Auditor::PieceReply reply) {
                               m_auditReaders->read<Auditor::Piece>(std::move(work), m_completions, std::move(reply));
                           },
                       .guard = *m_booksGuard,
                       .clock = m_clock,
                       .lastHead = [this]() -> std::optional<clearinghouse::SignedHead> {
                           return m_heads ? m_heads->figures().last : std::nullopt;
                       },
                       .book = m_ledger->book()});
    return {};
}

Result<void> Daemon::loadReconciliations(storage::Database& database)
{
    if (auto failed = reconciliation::failInterrupted(database, m_clock.now()); !failed)
        return failed;
    const auto thresholds = reconciliation::loadThresholds(database);
    if (!thresholds)
        return thresholds.error();
    const auto last = reconciliation::lastReconciliation(database);
    if (!last)
        return last.error();
    m_reconciliationThresholds = *thresholds;
    m_lastReconciliation = *last;
    return {};
}

void Daemon::makeReconciler()
{
    using reconciliation::Reconciler;
    const auto reading = [](control::ReaderPool& readers, storage::CompletionQueue& queue) {
        return [&readers, &queue](auto work, auto reply) {
            using Read = decltype(work(std::declval<storage::Database&>()));
            readers.read<std::decay_t<decltype(*std::declval<Read>())>>(std::move(work), queue, std::move(reply));
        };
    };
    m_reconciler = std::make_unique<Reconciler>(
        Reconciler::Parts{.ledger = *m_ledger,
                          .writer = m_ledger->writer(),
                          .queue = m_completions,
                          .alerts = *m_alerts,
                          .clock = m_clock,
                          .match = reading(*m_auditReaders, m_completions),
                          .readStatement = reading(*m_readers, m_completions),
                          .readDifference = reading(*m_readers, m_completions),
                          .requestLog = m_directory->file("requests.db"),
                          .models =
                              [this] {
                                  std::unordered_map<EndpointId, std::string> models;
                                  for (const auto& endpoint : m_catalog->catalog()->endpoints())
                                      models.emplace(endpoint->id, endpoint->upstreamModel);
                                  return models;
                              }},
        m_reconciliationThresholds, m_lastReconciliation);
    m_reconciler->resolver().settleClaims();
}

void Daemon::startLookout()
{
    m_lookout.emplace(lookout::Lookout::Parts{.alerts = *m_alerts,
                                              .directory = *m_access,
                                              .catalog = *m_catalog,
                                              .health = m_health,
                                              .ledger = *m_ledger,
                                              .queue = m_completions,
                                              .space = *m_space,
                                              .usage = m_usageFaults,
                                              .clock = m_clock});
    m_lookout->begin(m_startFindings);
    if (!m_startFindings.ledgerCut.empty())
        m_booksGuard->freeze(clearinghouse::BookFault::Chain, m_startFindings.ledgerCut);
}

} // namespace gotoai::app
