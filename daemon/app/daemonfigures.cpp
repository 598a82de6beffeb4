// SPDX-License-Identifier: GPL-3.0-or-later
// What the daemon tells of itself: figures, facts and settings in force.
#include "app/daemon.h"
#include "app/settings.h"

#include <filesystem>
#include <system_error>

namespace gotoai::app {

control::SystemFacts Daemon::system() const
{
    std::error_code unknown;
    const auto space = std::filesystem::space(m_config.dataDirectory, unknown);
    return {.version = GOTOAI_VERSION,
            .startedAt = m_beganAt,
            .isDemo = m_demo.has_value(),
            .dataDirectory = m_config.dataDirectory,
            .freeBytes = unknown ? 0 : space.available,
            .totalBytes = unknown ? 0 : space.capacity,
            .chain = chain()};
}

control::ChainFacts Daemon::chain() const
{
    using control::ChainState;
    if (!m_heads)
        return {.state = ChainState::Cut};
    const auto figures = m_heads->figures();
    return {.state = figures.hasFailed ? ChainState::Failing
                     : figures.last    ? ChainState::Signed
                                       : ChainState::Unsigned,
            .head = figures.last};
}

std::vector<control::SettingInForce> Daemon::settings() const
{
    std::vector<control::SettingInForce> inForce;
    for (const Setting& setting : app::settings()) {
        const auto origin = m_config.origins.find(setting.name);
        inForce.push_back({std::string(setting.name), setting.text(m_config),
                           origin == m_config.origins.end() ? "default" : origin->second, std::string(setting.purpose),
                           std::string(setting.help)});
    }
    return inForce;
}

control::Figures Daemon::figures() const
{
    const clearinghouse::LedgerFigures& ledger = m_ledger->figures();
    control::Figures figures{.ordersOpen = ledger.reserved,
                             .ordersInDoubt = ledger.inDoubt,
                             .ordersFinalized = m_figures.finalized,
                             .ordersReleased = m_figures.released,
                             .ordersRejected = m_figures.rejected,
                             .doubtsByRecord = m_doubtFigures.byRecord,
                             .doubtsByEvidence = m_doubtFigures.byEvidence,
                             .doubtsByDeadline = m_doubtFigures.byDeadline,
                             .doubtsByOperator = m_doubtFigures.byOperator,
                             .repeatedRequests = m_figures.repeated,
                             .settlementsWaiting = m_figures.unsettled,
                             .attempts = m_figures.attempts,
                             .failedAttempts = m_figures.failedAttempts,
                             .clientsGone = m_figures.clientsGone,
                             .ordersCut = m_figures.cut,
                             .held = Money::fromNano(ledger.heldNano),
                             .charged = Money::fromNano(m_figures.chargedNano),
                             .ledgerWriter = m_ledger->journalFigures(),
                             .ledgerSync = m_ledgerSyncs.figures(),
                             .requestLog = m_requestLog->figures(),
                             .probes = m_prober->figures(),
                             .storeFreeBytes = m_space->figures().freeBytes,
                             .storeBallastBytes = m_space->figures().ballastBytes,
                             .isStoreLow = m_space->figures().isLow,
                             .version = GOTOAI_VERSION};
    figures.adminConnections = m_adminListener->connectionCount();
    for (const auto& lane : m_lanes) {
        figures.gatewayConnections += lane->connectionCount();
        figures.laneLags.push_back(lane->lag());
        figures.requests.add(lane->figures());
    }
    for (const ProviderId& id : m_places.providers()) {
        const auto provider = m_catalog->catalog()->provider(id);
        figures.providerNames.push_back(provider ? provider->name : id.toString());
    }
    const gateway::RefusalFigures::Counts refusals = m_refusals.counts();
    figures.refusals.assign(refusals.begin(), refusals.end());
    figures.adminRefusals.assign(m_admin->refusals().begin(), m_admin->refusals().end());
    if (m_certificates.gateway)
        figures.certificatesEnd.emplace_back("gateway", m_certificates.gateway->expiresAt());
    if (m_certificates.admin)
        figures.certificatesEnd.emplace_back("admin", m_certificates.admin->expiresAt());
    for (const auto& [id, killSwitch] : m_killSwitches->switches())
        figures.killSwitchesOn[killSwitch->target.index()] += killSwitch->isOn(m_clock.now()) ? 1 : 0;
    figures.traces = m_traces->figures();
    return figures;
}

} // namespace gotoai::app
