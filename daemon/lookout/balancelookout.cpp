// SPDX-License-Identifier: GPL-3.0-or-later
#include "lookout/balancelookout.h"

#include <utility>

namespace gotoai::lookout {

using clearinghouse::BalanceCrossing;

BalanceLookout::BalanceLookout(alerts::AlertStore& alerts, const hypercore::Directory& directory,
                               clearinghouse::SqliteLedgerStore& ledger, storage::CompletionQueue& queue)
    : m_alerts(alerts)
    , m_directory(directory)
    , m_ledger(ledger)
    , m_queue(queue)
{}

// One question at a time; what cannot be answered is asked again.
void BalanceLookout::tick()
{
    if (std::exchange(m_isAsked, true))
        return;
    m_ledger.watchBalances(thresholds(), m_queue, [this](const Result<Crossings>& crossings) {
        m_isAsked = false;
        if (crossings)
            answered(*crossings);
    });
}

clearinghouse::BalanceThresholdsPtr BalanceLookout::thresholds()
{
    const auto access = m_directory.snapshot();
    if (access == m_access)
        return m_thresholds;
    m_access = access;
    auto wanted = std::make_shared<clearinghouse::BalanceThresholds>();
    for (const auto& [id, account] : access->accounts()) {
        if (account->lowBalance)
            wanted->emplace(id, *account->lowBalance);
    }
    if (!m_thresholds || *wanted != *m_thresholds)
        m_thresholds = std::move(wanted);
    return m_thresholds;
}

void BalanceLookout::answered(const Crossings& crossings)
{
    if (m_answers < 2 && ++m_answers == 2)
        return begin(crossings);
    for (const BalanceCrossing& crossing : crossings) {
        if (crossing.isLow)
            raise(crossing);
        else
            m_alerts.clear(kKind, crossing.account.toString());
    }
}

void BalanceLookout::begin(const Crossings& low)
{
    std::set<std::string> subjects;
    for (const BalanceCrossing& crossing : low) {
        const std::string subject = crossing.account.toString();
        subjects.insert(subject);
        const auto before = m_alerts.newest(kKind, subject);
        if (!before || before->acknowledgedBy == alerts::AlertStore::kItself)
            raise(crossing);
    }
    std::vector<std::string> over;
    for (const auto& [id, alert] : m_alerts.alerts()) {
        if (alert->isOpen() && alert->finding.kind == kKind && !subjects.contains(alert->finding.subject))
            over.push_back(alert->finding.subject);
    }
    for (const std::string& subject : over)
        m_alerts.clear(kKind, subject);
}

void BalanceLookout::raise(const BalanceCrossing& crossing)
{
    const auto account = m_directory.account(crossing.account);
    m_alerts.raise({.kind = kKind,
                    .severity = alerts::Severity::Warning,
                    .subject = crossing.account.toString(),
                    .account = crossing.account,
                    .facts = "The account " + (account ? account->name : std::string()) + " has $" +
                             crossing.available.toUsd() + " available, less than $" + crossing.threshold.toUsd() +
                             "; open orders hold $" + crossing.held.toUsd() + "."});
}

} // namespace gotoai::lookout
