// SPDX-License-Identifier: GPL-3.0-or-later
#include "lookout/lookout.h"

#include "hypercore/routing/usagejudgement.h"

#include <utility>

namespace gotoai::lookout {
namespace {

using alerts::Severity;
using hypercore::UsageFault;

constexpr const char* kLedger = "ledger";
constexpr const char* kDisk = "data_directory";
constexpr const char* kInDoubt = "orders_in_doubt";

const char* sentenceOf(UsageFault fault)
{
    switch (fault) {
    case UsageFault::Absurd: return "reported a usage that is none; it counts as not reported.";
    case UsageFault::WithoutPrice: return "reported a usage that it has no price for; it counts as not reported.";
    case UsageFault::BilledOtherwise: return "says that it bills something else than its price makes of the usage.";
    }
    return "";
}

} // namespace

Lookout::Lookout(const Parts& parts)
    : m_parts(parts)
    , m_balances(parts.alerts, parts.directory, parts.ledger, parts.queue)
    , m_breakers(parts.alerts, parts.catalog, parts.health, parts.clock)
    , m_hadBallast(parts.space.figures().ballastBytes > 0)
{}

void Lookout::begin(const StartFindings& findings)
{
    if (!findings.ledgerCut.empty())
        raise("ledger_cut", Severity::Critical, kLedger,
              "The ledger does not go on from its last signed head: " + findings.ledgerCut + ".");
    if (!findings.auditLogCut.empty())
        raise("audit_log_cut", Severity::Critical, "audit",
              "The audit log does not go on from its anchor: " + findings.auditLogCut + ".");
    if (findings.doubted > 0)
        raise(kInDoubt, Severity::Warning, kLedger,
              "The process ended while " + std::to_string(findings.doubted) + " orders ran; they are in doubt.");
}

void Lookout::tick()
{
    m_balances.tick();
    m_breakers.tick();
    lookAtSpace();
    lookAtUsage();
    lookAtDoubts();
}

void Lookout::lookAtSpace()
{
    const service::SpaceWatch::Figures& space = m_parts.space.figures();
    if (space.isLow && !std::exchange(m_isSpaceLow, true))
        raise("space_low", Severity::Critical, kDisk,
              "The disk has " + std::to_string(space.freeBytes) + " bytes left: new orders are refused.");
    if (!space.isLow) {
        m_isSpaceLow = false;
        m_parts.alerts.clear("space_low", kDisk);
    }
    const bool hasBallast = space.ballastBytes > 0;
    if (std::exchange(m_hadBallast, hasBallast) && !hasBallast)
        raise("ballast_given_up", Severity::Critical, kDisk,
              "The last reserve of the disk has been given up, so that running orders can end.");
    if (hasBallast)
        m_parts.alerts.clear("ballast_given_up", kDisk);
}

void Lookout::lookAtUsage()
{
    for (const UsageFinding& finding : m_parts.usage.take()) {
        m_parts.alerts.raise(
            {.kind = std::string(hypercore::usageFaultWord(finding.fault)),
             .severity = Severity::Warning,
             .subject = finding.endpoint.toString(),
             .account = std::nullopt,
             .facts = "Of the order " + finding.order.toString() + " the endpoint " + sentenceOf(finding.fault)});
    }
}

void Lookout::lookAtDoubts()
{
    if (m_parts.ledger.figures().inDoubt.load(std::memory_order_relaxed) == 0)
        m_parts.alerts.clear(kInDoubt, kLedger);
}

void Lookout::raise(const char* kind, Severity severity, const char* subject, std::string facts)
{
    m_parts.alerts.raise(
        {.kind = kind, .severity = severity, .subject = subject, .account = std::nullopt, .facts = std::move(facts)});
}

} // namespace gotoai::lookout
