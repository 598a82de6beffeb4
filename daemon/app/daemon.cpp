// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/daemon.h"

#include "alerts/alerttable.h"
#include "app/demoday.h"
#include "app/listensockets.h"
#include "app/migrations.h"
#include "app/startupwait.h"
#include "audit/auditlog.h"
#include "base/log.h"
#include "clearinghouse/proof/headcheck.h"
#include "clearinghouse/proof/headkey.h"
#include "hypercore/access/peppertable.h"
#include "hypercore/access/usertable.h"
#include "hypercore/budgets/budgettable.h"
#include "hypercore/risk/killswitchtable.h"
#include "service/processguard.h"
#include "supply/registry/providertable.h"
#include "supply/upstream/curltransport.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QThread>

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <functional>

namespace gotoai::app {
namespace {

// How long a report waits for the ledger's tables; what they have by then is what it shows.
constexpr std::chrono::milliseconds kCatchUpTimeout{2'000};
constexpr std::string_view kLedgerFile = "ledger.db";

// A sync of the journal whose duration is counted.
std::function<Result<void>(int)> timedSync(const Clock& clock, telemetry::DurationHistogram& histogram)
{
    return [&clock, &histogram](int descriptor) -> Result<void> {
        const Tick begin = clock.tick();
        const int failed = ::fdatasync(descriptor);
        histogram.observe(std::chrono::duration_cast<std::chrono::microseconds>(clock.tick() - begin));
        if (failed != 0)
            return failure(ErrorCode::StoreUnavailable,
                           "the journal cannot be synced: " + std::string(std::strerror(errno)));
        return {};
    };
}

using SwitchesPtr = hypercore::KillSwitchStore::Snapshot;
using CountReply = hypercore::KillSwitchStore::CountReply;

// Asks every lane, and adds their answers up; they come on the main thread.
std::function<void(const SwitchesPtr&, CountReply)> countingOver(const std::vector<std::unique_ptr<Lane>>& lanes,
                                                                 void (Lane::*ask)(SwitchesPtr, CountReply))
{
    return [&lanes, ask](const SwitchesPtr& switches, const CountReply& reply) {
        struct Sum
        {
            hypercore::KillCounts counts;
            std::size_t awaited;
        };
        const auto sum = std::make_shared<Sum>(Sum{{}, lanes.size()});
        for (const auto& lane : lanes) {
            (lane.get()->*ask)(switches, [sum, reply](const hypercore::KillCounts& counts) {
                sum->counts += counts;
                if (--sum->awaited == 0)
                    reply(sum->counts);
            });
        }
    };
}

} // namespace

Daemon::Daemon(Launch launch)
    : m_config(std::move(launch.config))
    , m_sources(std::move(launch.sources))
    , m_inherited(std::move(launch.sockets))
    , m_gatewayAddress(m_config.gatewayListen)
    , m_adminAddress(m_config.adminListen)
    , m_demoClock(std::move(launch.demoClock))
    , m_clock(m_demoClock ? static_cast<const Clock&>(*m_demoClock) : m_systemClock)
    , m_notifier(m_sources.environment)
    , m_watch(m_clock, {.limit = m_config.stallLimit}, [this] { m_notifier.alive(); })
    , m_mainHeartbeat(m_watch.add("main"))
    , m_ledgerHeartbeat(m_watch.add("ledger"))
    , m_rowsHeartbeat(m_watch.add("ledger-rows"))
    , m_completionNotifier(m_completions.descriptor(), QSocketNotifier::Read)
{
    connect(&m_completionNotifier, &QSocketNotifier::activated, this, [this] { m_completions.drain(); });
    connect(&m_signals, &SignalWatch::stopRequested, this, [this] { stop(); });
    connect(&m_signals, &SignalWatch::reloadRequested, this, [this] {
        if (auto reloaded = reload({}); !reloaded)
            writeLog(LogLevel::Error, "reload_refused", {{"reason", reloaded.error().detail}});
    });
}

Daemon::~Daemon()
{
    for (const auto& lane : m_lanes)
        lane->stop();
}

Result<void> Daemon::start()
{
    auto certificates = loadCertificates(m_config, m_clock);
    if (!certificates)
        return std::move(certificates).error();
    m_certificates = std::move(*certificates);
    if (auto checked = checkAuthorities(m_config); !checked)
        return checked;
    logCertificates(m_certificates, m_clock.now());
    auto directory = DataDirectory::acquire(m_config.dataDirectory);
    if (!directory)
        return std::move(directory).error();
    m_directory.emplace(std::move(*directory));
    if (auto isPrivate = m_directory->requirePrivate({kFirstRunFile, kDemoFile}); !isPrivate)
        return isPrivate;
    if (auto local = service::requireLocalFileSystem(m_directory->path()); !local)
        return local;
    m_space.emplace(service::SpaceWatch::Options{.directory = m_directory->path(),
                                                 .ballastBytes = m_config.ballastBytes,
                                                 .leastFree = m_config.leastFreeBytes},
                    [path = m_directory->path()] { return service::freeBytesOf(path); });
    if (auto plausible = service::requirePlausibleClock(m_clock.now()); !plausible)
        return plausible;
    const auto keyFile = masterkey::KeyFile::locate(m_directory->path(), m_config.credentialsDirectory);
    auto ring = masterkey::loadOrMakeRing(keyFile, m_directory->has(kLedgerFile));
    if (!ring)
        return std::move(ring).error();
    m_keyRing.emplace(*std::move(ring));
    if (m_demoClock && !m_directory->has(kLedgerFile))
        m_demoClock->hold(DemoDay::kLength);

    if (auto opened = openLedger(keyFile); !opened)
        return opened;
    if (auto opened = openRequestLog(); !opened)
        return opened;
    if (auto prepared = prepareAccess(); !prepared)
        return prepared;
    if (auto started = startLanes(); !started)
        return started;
    if (auto started = startControl(); !started)
        return started;
    if (auto opened = openControlSocket(); !opened)
        return opened;
    startRequestUpkeep();
    startResolvingDoubts();
    startLookout();
    connectSnapshots();
    for (const auto& lane : m_lanes)
        lane->setSpace(m_space->figures().isLow ? Lane::Space::Low : Lane::Space::Enough);
    startTimers();
    askHead(); // what was written before this start need not wait for the first second
    printReadyLine();
    startDemoGuests();
    m_watch.start();
    m_notifier.ready("Serving " + listenAddressText(m_gatewayAddress) + ".");
    return {};
}

Result<void> Daemon::openLedger(const masterkey::KeyFile& keyFile)
{
    auto database = storage::Database::open(m_directory->file(kLedgerFile), storage::Access::ReadWrite);
    if (!database)
        return std::move(database).error();
    if (auto migrated = storage::migrate(*database, ledgerDatabaseMigrations()); !migrated)
        return migrated;
    auto access = hypercore::loadAccess(*database, *m_keyRing, m_clock.now());
    if (!access)
        return std::move(access).error();
    auto budgets = hypercore::loadBudgets(*database);
    if (!budgets)
        return std::move(budgets).error();
    auto loadedAlerts = alerts::loadAlerts(*database, alerts::AlertStore::kMostAcknowledged);
    if (!loadedAlerts)
        return std::move(loadedAlerts).error();
    auto webhookRows = webhooks::loadWebhooks(*database, *m_keyRing);
    if (!webhookRows)
        return std::move(webhookRows).error();
    auto freezes = reconciliation::loadFreezes(*database);
    if (!freezes)
        return std::move(freezes).error();
    if (auto loaded = loadReconciliations(*database); !loaded)
        return loaded;
    auto people = hypercore::loadUsers(*database);
    if (!people)
        return std::move(people).error();
    auto catalog = supply::loadCatalog(*database, *m_keyRing);
    if (!catalog)
        return std::move(catalog).error();
    m_auditAnchor.emplace(m_directory->file(audit::Anchor::kFileName));
    const auto anchored = audit::checkedAnchor(*database, *m_auditAnchor, *m_keyRing);

    const auto breakers = supply::loadBreakers(*database);
    if (!breakers)
        return breakers.error();
    auto killSwitches = hypercore::loadKillSwitches(*database);
    if (!killSwitches)
        return std::move(killSwitches).error();

    clearinghouse::SqliteLedgerStore::Options options;
    options.settler.maxOpenOrders = static_cast<std::size_t>(m_config.maxOpenOrders);
    options.settler.doubtDeadline = m_config.doubtDeadline;
    options.journal.sync = timedSync(m_clock, m_ledgerSyncs);
    if (m_demoClock) // while a day is made nobody waits for it; what is cut short is made anew
        options.journal.sync = [clock = m_demoClock.get(), sync = options.journal.sync](int descriptor) {
            return clock->isHeld() ? Result<void>() : sync(descriptor);
        };
    auto ledger = clearinghouse::SqliteLedgerStore::open(std::move(*database), options, m_clock);
    if (!ledger)
        return std::move(ledger).error();
    m_ledger = std::move(*ledger);
    m_marks.emplace(m_ledger->writer(), m_completions);
    if (auto opened = openHeads(); !opened)
        return opened;
    m_startFindings.doubted = m_ledger->doubtedAtStart();
    if (m_startFindings.doubted > 0)
        writeLog(LogLevel::Warning, "orders_in_doubt", {{"count", std::uint64_t{m_ledger->doubtedAtStart()}}});
    followAuditLog(anchored);
    m_access = std::make_unique<hypercore::Directory>(std::move(*access), m_ledger->writer(), m_completions, m_clock,
                                                      FeePolicy{m_config.feeBasisPoints, m_config.feePerCall});
    m_budgets = std::make_unique<hypercore::BudgetStore>(*std::move(budgets), *m_access, m_ledger->writer(),
                                                         m_completions, m_clock);
    m_alerts =
        std::make_unique<alerts::AlertStore>(*std::move(loadedAlerts), m_ledger->writer(), m_completions, m_clock);
    m_webhooks = std::make_unique<webhooks::WebhookStore>(*std::move(webhookRows), *m_keyRing, m_ledger->writer(),
                                                          m_completions, m_clock);
    m_booksGuard =
        std::make_unique<reconciliation::BooksGuard>(*std::move(freezes), *m_ledger, *m_alerts, m_completions, m_clock);
    m_alerts->setCompanion([this](const alerts::Alert& alert) { return m_webhooks->announce(alert); });
    m_users = std::make_unique<hypercore::UserStore>(std::move(people->users), *m_access, m_ledger->writer(),
                                                     m_completions, m_clock, hypercore::UserStore::Options());
    m_sessions =
        std::make_unique<hypercore::SessionStore>(std::move(people->sessions), *m_access, *m_users, m_ledger->writer(),
                                                  m_completions, m_clock, m_config.sessionLifetime);
    m_killSwitches = std::make_unique<hypercore::KillSwitchStore>(*std::move(killSwitches), m_ledger->writer(),
                                                                  m_completions, m_clock);
    m_catalog =
        std::make_unique<supply::CatalogStore>(*catalog, *m_keyRing, m_ledger->writer(), m_completions, m_clock);
    m_breakers.emplace(*breakers, *m_catalog, m_health, m_ledger->writer(), m_completions, m_clock);
    m_keyRotation = std::make_unique<masterkey::KeyRotation>(
        keyFile, *m_keyRing,
        std::vector<masterkey::Rewrap>{&hypercore::rewrapAccessSecrets, &supply::rewrapProviderSecrets,
                                       &webhooks::rewrapWebhookSecrets, &control::rewrapAnswers,
                                       [this](storage::Database&, const crypto::KeyRing& ring, std::size_t) {
                                           return m_auditAnchor->rewrap(ring);
                                       }},
        m_ledger->writer(), m_completions);
    m_keyRotation->resume();
    return {};
}

// An anchor that the log does not reach stays as it is, for `gotoaid verify` to find.
void Daemon::followAuditLog(const Result<audit::Head>& anchored)
{
    if (anchored)
        m_auditHead = std::make_unique<audit::HeadWatch>(*m_auditAnchor, *anchored, *m_keyRing, m_ledger->writer(),
                                                         m_completions);
    else
        writeLog(LogLevel::Error, "audit_log_cut", {{"reason", m_startFindings.auditLogCut = anchored.error().detail}});
}

// A ledger that its last signed head is ahead of signs no more, so that the evidence stays as it is.
Result<void> Daemon::openHeads()
{
    auto key = clearinghouse::loadOrMakeHeadKey(m_directory->path());
    if (!key)
        return std::move(key).error();
    auto file = clearinghouse::HeadFile::open(headFilePath(m_config));
    if (!file && file.error().code != ErrorCode::Corrupt)
        return failure(ErrorCode::BadConfiguration, file.error().detail);
    Result<void> goesOn = file ? Result<void>() : file.error();
    if (file && file->last()) {
        auto reader = storage::Database::open(m_directory->file(kLedgerFile), storage::Access::ReadOnly);
        if (!reader)
            return std::move(reader).error();
        (void)m_ledger->catchUp(kCatchUpTimeout);
        goesOn = clearinghouse::requireHead(*reader, m_ledger->book(), *file->last());
    }
    if (goesOn)
        m_heads.emplace(std::move(*file), std::move(*key), m_ledger->book(), m_clock);
    else
        writeLog(LogLevel::Error, "ledger_cut", {{"reason", m_startFindings.ledgerCut = goesOn.error().detail}});
    return {};
}

Result<void> Daemon::openRequestLog()
{
    auto log = requestlog::RequestLog::open(m_directory->file("requests.db"),
                                            {.retention = requestRetention(), .lines = m_config.requestLines}, m_clock);
    if (!log)
        return std::move(log).error();
    m_requestLog = std::move(*log);
    m_transcripts = std::make_unique<requestlog::Transcripts>(*m_requestLog, m_access->transcriptKey(),
                                                              transcriptLimits(), m_clock);
    m_traces = std::make_unique<telemetry::TraceExporter>(
        telemetry::TraceExporter::Options{.url = m_config.otlpEndpoint, .serviceVersion = GOTOAI_VERSION});
    return {};
}

Result<void> Daemon::prepareAccess()
{
    if (m_sources.demo != Demo::None)
        return prepareDemo();
    return m_access->hasAdminTokens() ? Result<void>() : writeFirstToken();
}

Result<void> Daemon::writeFirstToken()
{
    auto token = awaitReply<hypercore::CreatedAdminToken>(
        m_completions, [this](auto reply) { m_access->createAdminToken({.label = "First run"}, std::move(reply)); });
    if (!token)
        return std::move(token).error();
    const std::string_view text = token->text.reveal();
    const QJsonObject object{
        {QStringLiteral("admin_token"), QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()))}};
    return m_directory->writePrivate(kFirstRunFile, QJsonDocument(object).toJson().toStdString());
}

Result<void> Daemon::startLanes()
{
    const std::size_t wanted =
        static_cast<std::size_t>(m_config.lanes > 0 ? m_config.lanes : std::max(1, QThread::idealThreadCount()));
    const std::size_t count = std::max(wanted, m_inherited.gateway.size());
    auto sockets = m_inherited.gateway.empty() ? openSockets(m_gatewayAddress, count)
                                               : shareSockets(std::move(m_inherited.gateway), count);
    if (!sockets)
        return std::move(sockets).error();
    auto receiptReaders = openReaders();
    if (!receiptReaders)
        return std::move(receiptReaders).error();
    m_receiptReaders = std::move(*receiptReaders);
    const std::vector<hypercore::FinishedOrderSink*> finishedOrders{m_requestLog.get(), m_traces.get(), &m_usageFaults};
    const auto connections = std::make_shared<http::ConnectionCounts>();
    for (http::Descriptor& socket : *sockets) {
        const int number = static_cast<int>(m_lanes.size()) + 1;
        service::Heartbeat& heartbeat = m_watch.add("lane-" + std::to_string(number));
        m_orderFeeds.push_back(std::make_unique<control::OrderFeed>());
        auto sinks = finishedOrders;
        sinks.push_back(m_orderFeeds.back().get());
        m_lanes.push_back(std::make_unique<Lane>(
            Lane::Parts{m_config, m_clock, *m_ledger, m_health, m_figures, heartbeat, connections, m_places, m_refusals,
                        m_transcripts.get(), sinks, m_certificates.gateway, *m_receiptReaders},
            number));
        if (auto started = m_lanes.back()->start(std::move(socket), m_catalog->catalog(), m_access->snapshot(),
                                                 m_killSwitches->snapshot(), m_budgets->snapshot());
            !started)
            return started;
    }
    return {};
}

Result<std::unique_ptr<control::ReaderPool>> Daemon::openReaders()
{
    control::ReaderPool::Options options;
    options.catchUp = [this] { m_ledger->catchUp(kCatchUpTimeout); };
    return control::ReaderPool::open(m_directory->file(kLedgerFile), std::move(options));
}

Result<void> Daemon::startControl()
{
    auto readers = openReaders();
    if (!readers)
        return std::move(readers).error();
    m_readers = std::move(*readers);
    auto requestReaders = control::ReaderPool::open(m_directory->file("requests.db"), {});
    if (!requestReaders)
        return std::move(requestReaders).error();
    m_requestReaders = std::move(*requestReaders);
    std::vector<control::OrderFeed*> feeds;
    for (const auto& feed : m_orderFeeds)
        feeds.push_back(feed.get());
    makeProber();
    makeWebhookSender();
    if (auto made = makeBooksAuditor(); !made)
        return made;
    makeReconciler();
    m_admin = std::make_unique<control::AdminApi>(control::Parts{.directory = *m_access,
                                                                 .budgets = *m_budgets,
                                                                 .alerts = *m_alerts,
                                                                 .webhooks = *m_webhooks,
                                                                 .webhookSender = *m_webhookSender,
                                                                 .booksGuard = *m_booksGuard,
                                                                 .booksAuditor = *m_booksAuditor,
                                                                 .reconciler = *m_reconciler,
                                                                 .users = *m_users,
                                                                 .sessions = *m_sessions,
                                                                 .killSwitches = *m_killSwitches,
                                                                 .catalog = *m_catalog,
                                                                 .health = m_health,
                                                                 .keyRotation = *m_keyRotation,
                                                                 .ledger = *m_ledger,
                                                                 .writer = m_ledger->writer(),
                                                                 .readers = *m_readers,
                                                                 .requests = *m_requestReaders,
                                                                 .queue = m_completions,
                                                                 .doubts = m_doubtFigures,
                                                                 .prober = *m_prober,
                                                                 .vitals = *this,
                                                                 .clock = m_clock,
                                                                 .orderFeeds = std::move(feeds),
                                                                 .headFile = headFilePath(m_config)});
    auto sockets = m_inherited.admin.empty() ? openSockets(m_adminAddress, 1) : std::move(m_inherited.admin);
    if (!sockets)
        return std::move(sockets).error();
    m_adminListener = std::make_unique<http::Listener>(m_clock, *m_admin, adminLimits());
    m_adminListener->setTls(m_certificates.admin);
    m_admin->setHostRule(hostRule());
    if (auto listening = m_adminListener->listen(std::move(sockets->front())); !listening)
        return listening;
    m_drain.emplace(m_lanes, *m_adminListener);
    connect(&*m_drain, &Drain::finished, this, &Daemon::finish);
    return {};
}

void Daemon::startRequestUpkeep()
{
    using requestlog::LedgerPiece;
    using requestlog::LedgerPlace;
    m_backfill.emplace(requestlog::Backfill::Parts{
        .log = *m_requestLog,
        .readPlace = [this](auto work, auto reply) { m_readers->read<LedgerPlace>(work, m_completions, reply); },
        .readPiece = [this](auto work, auto reply) { m_readers->read<LedgerPiece>(work, m_completions, reply); },
        .catalog = [this] { return m_catalog->catalog(); },
        .clock = m_clock});
    m_backfill->tick();
    m_usageKeeper.emplace(requestlog::UsageKeeper::Parts{
        .log = *m_requestLog,
        .read = [this](auto work,
                       auto reply) { m_requestReaders->read<requestlog::DayVerdict>(work, m_completions, reply); },
        .clock = m_clock});
}

void Daemon::startResolvingDoubts()
{
    m_doubts.emplace(hypercore::DoubtResolver::Parts{
        .ledger = *m_ledger,
        .queue = m_completions,
        .read = [this](auto work,
                       auto reply) { m_readers->read<std::vector<hypercore::DoubtCase>>(work, m_completions, reply); },
        .catalog = [this] { return m_catalog->catalog(); },
        .makeTransport = [this] { return std::make_unique<supply::CurlTransport>(m_clock, m_config.upstreamCaFile); },
        .clock = m_clock,
        .figures = m_doubtFigures,
        .faulted =
            [this](const OrderId& order, const EndpointId& endpoint, hypercore::UsageFault fault) {
                m_usageFaults.note({.order = order, .endpoint = endpoint, .fault = fault});
            },
        .settled = [this] { m_backfill->lookAgain(); }});
}

void Daemon::connectSnapshots()
{
    m_catalog->setSubscriber([this](const std::shared_ptr<const supply::Catalog>& catalog) {
        for (const auto& lane : m_lanes)
            lane->setCatalog(catalog);
    });
    m_access->setSubscriber([this](const std::shared_ptr<const hypercore::AccessSnapshot>& access) {
        for (const auto& lane : m_lanes)
            lane->setAccess(access);
    });
    m_killSwitches->setLanes(
        {.apply = countingOver(m_lanes, &Lane::setKillSwitches), .look = countingOver(m_lanes, &Lane::countStopped)});
    m_budgets->setSubscriber([this](const hypercore::BudgetStore::SnapshotPtr& budgets) {
        for (const auto& lane : m_lanes)
            lane->setBudgets(budgets);
    });
}

} // namespace gotoai::app
