// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertstore.h"
#include "app/certificates.h"
#include "app/config.h"
#include "app/datadirectory.h"
#include "app/demo.h"
#include "app/demoguests.h"
#include "app/drain.h"
#include "app/lane.h"
#include "app/launch.h"
#include "app/localaudit.h"
#include "app/reload.h"
#include "app/signalwatch.h"
#include "audit/headwatch.h"
#include "base/clock.h"
#include "clearinghouse/markkeeper.h"
#include "clearinghouse/proof/headsigner.h"
#include "clearinghouse/sqliteledgerstore.h"
#include "control/adminapi.h"
#include "control/readerpool.h"
#include "control/vitals.h"
#include "http/listener.h"
#include "hypercore/access/directory.h"
#include "hypercore/access/sessionstore.h"
#include "hypercore/access/userstore.h"
#include "hypercore/budgets/budgetstore.h"
#include "hypercore/doubt/doubtresolver.h"
#include "hypercore/orders/orderfigures.h"
#include "hypercore/probes/prober.h"
#include "localcontrol/controlserver.h"
#include "lookout/lookout.h"
#include "masterkey/keyrotation.h"
#include "reconciliation/booksauditor.h"
#include "reconciliation/reconciler.h"
#include "requestlog/backfill.h"
#include "requestlog/requestlog.h"
#include "requestlog/transcripts.h"
#include "requestlog/usagekeeper.h"
#include "service/servicenotifier.h"
#include "service/spacewatch.h"
#include "service/stallwatch.h"
#include "storage/completionqueue.h"
#include "supply/health/healthbook.h"
#include "supply/registry/breakerkeeper.h"
#include "supply/registry/catalogstore.h"
#include "telemetry/requestfigures.h"
#include "telemetry/traceexporter.h"
#include "webhooks/webhooksender.h"

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gotoai::app {

// The running daemon: owns the parts, connects them, starts and stops them in order. On the main thread.
class Daemon final : public QObject, private control::Vitals
{
    Q_OBJECT

public:
    explicit Daemon(Launch launch);
    ~Daemon() override;

    // Everything up to the ready line on stdout. BadConfiguration when an address, a file or the data directory cannot
    // be used, Conflict when another daemon holds it, Corrupt when the ledger contradicts itself.
    Result<void> start();

private:
    Result<void> openLedger(const masterkey::KeyFile& keyFile);
    void followAuditLog(const Result<audit::Head>& anchored);
    Result<void> openHeads();
    Result<void> openRequestLog();
    Result<void> prepareAccess();
    Result<void> prepareDemo();
    Result<DemoAccess> playDemoDay();
    void startDemoGuests();
    Result<void> writeFirstToken();
    Result<void> startLanes();
    // Of the ledger: they see what was answered before they were asked.
    Result<std::unique_ptr<control::ReaderPool>> openReaders();
    Result<void> startControl();
    void startRequestUpkeep();
    void startResolvingDoubts();
    void makeProber();
    hypercore::ProbeAllowance probeAllowance() const;
    void startLookout();
    void makeWebhookSender();
    Result<void> makeBooksAuditor();
    Result<void> loadReconciliations(storage::Database& database);
    void makeReconciler();
    void connectSnapshots();
    http::Limits adminLimits() const;
    control::HostRule hostRule() const;
    requestlog::Retention requestRetention() const;
    requestlog::TranscriptLimits transcriptLimits() const;
    void startTimers();
    void askLedger();
    void askRows();
    void askHead(std::function<void()> offered = [] {});
    void noticeEndedDoubts();
    void lookAtSpace();
    void printReadyLine() const;
    Result<Reload> reload(const LocalUser& by);
    Result<Reload> readConfigAgain();
    void apply(const Reload& plan, Certificates certificates);
    Result<void> openControlSocket();
    using TokenReply = std::function<void(Result<Secret>)>;
    void createToken(const LocalUser& by, const TokenReply& reply);
    QJsonObject status() const;
    std::string chainText() const;
    void stop();
    void finish();

    bool isDraining() const override { return m_isStopping; }
    std::vector<std::string> stalledParts() const override { return m_watch.stalled(); }
    control::Figures figures() const override;
    control::SystemFacts system() const override;
    control::ChainFacts chain() const;
    std::vector<control::SettingInForce> settings() const override;

    static constexpr std::string_view kFirstRunFile = "first-run.json";

    Config m_config;
    const ConfigSources m_sources;
    service::InheritedSockets m_inherited;
    ListenAddress m_gatewayAddress; // with the ports that were picked
    ListenAddress m_adminAddress;
    const SystemClock m_systemClock;
    const std::unique_ptr<DemoClock> m_demoClock; // null: time is the system's
    const Clock& m_clock;
    Certificates m_certificates;
    const Instant m_beganAt = m_clock.now();
    SignalWatch m_signals; // before any thread starts
    const service::ServiceNotifier m_notifier;
    service::StallWatch m_watch;
    service::Heartbeat& m_mainHeartbeat;
    service::Heartbeat& m_ledgerHeartbeat;
    service::Heartbeat& m_rowsHeartbeat;
    std::optional<DataDirectory> m_directory;
    std::optional<service::SpaceWatch> m_space;
    std::optional<crypto::KeyRing> m_keyRing;
    storage::CompletionQueue m_completions;
    QSocketNotifier m_completionNotifier;
    supply::HealthBook m_health{m_clock};
    hypercore::OrderFigures m_figures;
    hypercore::DoubtFigures m_doubtFigures;
    std::uint64_t m_doubtsSeenEnd = 0;                      // by operators
    std::unique_ptr<requestlog::Transcripts> m_transcripts; // destroyed after the log, which still writes them
    std::unique_ptr<requestlog::RequestLog> m_requestLog;
    std::unique_ptr<telemetry::TraceExporter> m_traces;
    telemetry::ProviderPlaces m_places;
    gateway::RefusalFigures m_refusals;
    telemetry::DurationHistogram m_ledgerSyncs{telemetry::kOwnBoundsUs};
    std::vector<std::unique_ptr<control::OrderFeed>> m_orderFeeds; // one a lane
    lookout::UsageFeed m_usageFaults;
    std::vector<std::unique_ptr<Lane>> m_lanes; // stopped before, destroyed after the ledger
    std::optional<audit::Anchor> m_auditAnchor;
    std::unique_ptr<clearinghouse::SqliteLedgerStore> m_ledger;
    std::optional<clearinghouse::HeadSigner> m_heads; // none: the ledger does not go on from its last signed head
    std::optional<clearinghouse::MarkKeeper> m_marks;
    std::unique_ptr<audit::HeadWatch> m_auditHead; // null: the log does not go on from its anchor
    std::unique_ptr<hypercore::Directory> m_access;
    std::unique_ptr<hypercore::BudgetStore> m_budgets;
    std::unique_ptr<alerts::AlertStore> m_alerts;
    std::unique_ptr<webhooks::WebhookStore> m_webhooks;
    std::unique_ptr<reconciliation::BooksGuard> m_booksGuard;
    std::unique_ptr<reconciliation::BooksAuditor> m_booksAuditor;
    std::unique_ptr<reconciliation::Reconciler> m_reconciler;
    std::unique_ptr<hypercore::UserStore> m_users;
    std::unique_ptr<hypercore::SessionStore> m_sessions;
    std::unique_ptr<hypercore::KillSwitchStore> m_killSwitches;
    std::unique_ptr<supply::CatalogStore> m_catalog;
    std::optional<supply::BreakerKeeper> m_breakers;
    std::unique_ptr<masterkey::KeyRotation> m_keyRotation;
    std::optional<DemoAccess> m_demo;
    std::unique_ptr<DemoGuests> m_demoGuests;
    std::unique_ptr<control::ReaderPool> m_receiptReaders; // for customers, beside those of the operators
    std::unique_ptr<control::ReaderPool> m_readers;
    std::unique_ptr<control::ReaderPool> m_requestReaders;
    std::unique_ptr<control::ReaderPool> m_auditReaders; // by which the books are looked at
    std::optional<hypercore::DoubtResolver> m_doubts;
    std::optional<hypercore::Prober> m_prober;
    lookout::Lookout::StartFindings m_startFindings;
    reconciliation::Thresholds m_reconciliationThresholds{};
    std::int64_t m_lastReconciliation = 0;
    std::optional<lookout::Lookout> m_lookout;
    std::optional<requestlog::Backfill> m_backfill;
    std::optional<requestlog::UsageKeeper> m_usageKeeper;
    std::unique_ptr<control::AdminApi> m_admin;
    std::unique_ptr<webhooks::WebhookSender> m_webhookSender; // before the API, which some of its replies go to
    std::unique_ptr<http::Listener> m_adminListener;
    std::optional<localcontrol::ControlServer> m_controlSocket;
    Tick m_startedAt = m_clock.tick();
    QTimer m_second;
    QTimer m_day;
    std::optional<Drain> m_drain;
    bool m_isLedgerAsked = false;
    bool m_areRowsAsked = false;
    bool m_isHeadAsked = false;
    bool m_isStopping = false;
};

} // namespace gotoai::app
