// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/daemon.h"

#include "app/startupwait.h"
#include "base/log.h"
#include "clearinghouse/schema.h"
#include "control/idempotency.h"
#include "http/listensocket.h"
#include "storage/migration.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QThread>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

namespace gotoai::app {
namespace {

// How long a report waits for the ledger's tables; what they have by then is what it shows.
constexpr std::chrono::milliseconds kCatchUpTimeout{2'000};
constexpr std::string_view kLedgerFile = "ledger.db";
constexpr std::string_view kFirstRunFile = "first-run.json";

QString text(std::string_view utf8) { return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size())); }

QString url(const ListenAddress& address, std::string_view path)
{
    return text("http://" + listenAddressText(address) + std::string(path));
}

// Resident pages, the second figure of /proc/self/statm (proc(5)).
std::uint64_t residentBytes()
{
    std::ifstream statm("/proc/self/statm");
    std::uint64_t total = 0;
    std::uint64_t resident = 0;
    statm >> total >> resident;
    return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

std::vector<storage::Migration> allMigrations()
{
    std::vector<storage::Migration> all;
    for (const auto migrations : {clearinghouse::ledgerMigrations(), hypercore::accessMigrations(),
                                  supply::catalogMigrations(), control::controlMigrations()})
        all.insert(all.end(), migrations.begin(), migrations.end());
    return all;
}

} // namespace

Daemon::Daemon(Config config, Supply supply)
    : m_config(std::move(config))
    , m_supply(supply)
    , m_completionNotifier(m_completions.descriptor(), QSocketNotifier::Read)
{
    connect(&m_completionNotifier, &QSocketNotifier::activated, this, [this] { m_completions.drain(); });
    connect(&m_signals, &SignalWatch::stopRequested, this, [this] { stop(); });
}

Daemon::~Daemon()
{
    for (const auto& lane : m_lanes)
        lane->stop();
}

Result<void> Daemon::start()
{
    auto directory = DataDirectory::acquire(m_config.dataDirectory);
    if (!directory)
        return std::move(directory).error();
    m_directory.emplace(std::move(*directory));
    const auto keyFile = masterkey::KeyFile::locate(m_directory->path(), m_config.credentialsDirectory);
    auto ring = masterkey::loadOrMakeRing(keyFile, m_directory->has(kLedgerFile));
    if (!ring)
        return std::move(ring).error();
    m_keyRing.emplace(*std::move(ring));

    if (auto opened = openLedger(keyFile); !opened)
        return opened;
    if (auto prepared = prepareAccess(); !prepared)
        return prepared;
    if (auto started = startLanes(); !started)
        return started;
    if (auto started = startControl(); !started)
        return started;
    connectSnapshots();
    startTimers();
    printReadyLine();
    return {};
}

Result<void> Daemon::openLedger(const masterkey::KeyFile& keyFile)
{
    auto database = storage::Database::open(m_directory->file(kLedgerFile), storage::Access::ReadWrite);
    if (!database)
        return std::move(database).error();
    if (auto migrated = storage::migrate(*database, allMigrations()); !migrated)
        return migrated;
    auto access = hypercore::loadAccess(*database, *m_keyRing);
    if (!access)
        return std::move(access).error();
    auto catalog = supply::loadCatalog(*database, *m_keyRing);
    if (!catalog)
        return std::move(catalog).error();

    clearinghouse::SqliteLedgerStore::Options options;
    options.settler.maxOpenOrders = static_cast<std::size_t>(m_config.maxOpenOrders);
    options.settler.doubtDeadline = m_config.doubtDeadline;
    auto ledger = clearinghouse::SqliteLedgerStore::open(std::move(*database), options, m_clock);
    if (!ledger)
        return std::move(ledger).error();
    m_ledger = std::move(*ledger);
    if (m_ledger->doubtedAtStart() > 0)
        writeLog(LogLevel::Warning, "orders_in_doubt", {{"count", std::uint64_t{m_ledger->doubtedAtStart()}}});
    m_access = std::make_unique<hypercore::Directory>(std::move(*access), m_ledger->writer(), m_completions, m_clock);
    m_catalog =
        std::make_unique<supply::CatalogStore>(*catalog, *m_keyRing, m_ledger->writer(), m_completions, m_clock);
    m_keyRotation = std::make_unique<masterkey::KeyRotation>(
        keyFile, *m_keyRing,
        std::vector<masterkey::Rewrap>{&hypercore::rewrapAccessSecrets, &supply::rewrapProviderSecrets},
        m_ledger->writer(), m_completions);
    m_keyRotation->resume();
    return {};
}

Result<void> Daemon::prepareAccess()
{
    if (m_supply == Supply::Configured)
        return m_access->hasAdminTokens() ? Result<void>() : writeFirstToken();
    auto demo = prepareDemo(*m_directory, *m_catalog, *m_access, *m_ledger, m_completions, m_clock);
    if (!demo)
        return std::move(demo).error();
    m_demo.emplace(std::move(*demo));
    return {};
}

Result<void> Daemon::writeFirstToken()
{
    auto token = awaitReply<hypercore::CreatedAdminToken>(
        m_completions, [this](auto reply) { m_access->createAdminToken({.label = "First run"}, std::move(reply)); });
    if (!token)
        return std::move(token).error();
    const QJsonObject object{{QStringLiteral("admin_token"), text(token->text.reveal())}};
    return m_directory->writePrivate(kFirstRunFile, QJsonDocument(object).toJson().toStdString());
}

Result<void> Daemon::startLanes()
{
    const ListenAddress& address = m_config.gatewayListen;
    if (auto free = http::requireFreePort(address.host, address.port); !free)
        return free;
    const int count = m_config.lanes > 0 ? static_cast<int>(m_config.lanes) : std::max(1, QThread::idealThreadCount());
    for (int number = 1; number <= count; ++number) {
        m_lanes.push_back(std::make_unique<Lane>(Lane::Parts{m_config, m_clock, *m_ledger, m_figures}, number));
        const auto port = m_lanes.back()->start(m_config.gatewayListen, m_catalog->catalog(), m_access->snapshot());
        if (!port)
            return port.error();
        m_config.gatewayListen.port = *port; // the first lane picks it, the others share it
    }
    return {};
}

Result<void> Daemon::startControl()
{
    control::ReaderPool::Options options;
    options.catchUp = [this] { m_ledger->catchUp(kCatchUpTimeout); };
    auto readers = control::ReaderPool::open(m_directory->file(kLedgerFile), std::move(options));
    if (!readers)
        return std::move(readers).error();
    m_readers = std::move(*readers);
    m_admin = std::make_unique<control::AdminApi>(control::Parts{.directory = *m_access,
                                                                 .catalog = *m_catalog,
                                                                 .ledger = *m_ledger,
                                                                 .writer = m_ledger->writer(),
                                                                 .readers = *m_readers,
                                                                 .queue = m_completions,
                                                                 .vitals = *this,
                                                                 .clock = m_clock});
    const ListenAddress& address = m_config.adminListen;
    if (auto free = http::requireFreePort(address.host, address.port); !free)
        return free;
    m_adminListener = std::make_unique<http::Listener>(m_clock, *m_admin, control::AdminApi::limits());
    if (auto listening = m_adminListener->listen(address.host, address.port); !listening)
        return listening;
    m_config.adminListen.port = m_adminListener->port();
    return {};
}

control::Figures Daemon::figures() const
{
    const clearinghouse::LedgerFigures& ledger = m_ledger->figures();
    control::Figures figures{.ordersOpen = ledger.reserved,
                             .ordersInDoubt = ledger.inDoubt,
                             .ordersFinalized = m_figures.finalized,
                             .ordersReleased = m_figures.released,
                             .ordersRejected = m_figures.rejected,
                             .settlementsWaiting = m_figures.unsettled,
                             .attempts = m_figures.attempts,
                             .failedAttempts = m_figures.failedAttempts,
                             .clientsGone = m_figures.clientsGone,
                             .held = Money::fromNano(ledger.heldNano),
                             .charged = Money::fromNano(m_figures.chargedNano),
                             .residentBytes = residentBytes(),
                             .ledgerWriter = m_ledger->journalFigures()};
    for (const auto& lane : m_lanes)
        figures.gatewayConnections += lane->connectionCount();
    return figures;
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
}

void Daemon::startTimers()
{
    connect(&m_second, &QTimer::timeout, this, [this] {
        m_ledger->expireDoubts(m_clock.now(), m_completions, [](const Result<std::size_t>& closed) {
            if (closed && *closed > 0)
                writeLog(LogLevel::Warning, "doubts_expired", {{"count", std::uint64_t{*closed}}});
        });
    });
    m_second.start(std::chrono::seconds(1));
    m_drainDeadline.setSingleShot(true);
    connect(&m_drainDeadline, &QTimer::timeout, this, [this] {
        writeLog(LogLevel::Warning, "drain_deadline_passed");
        for (const auto& lane : m_lanes)
            lane->abandonOrders();
    });
}

void Daemon::printReadyLine() const
{
    QJsonObject line{{QStringLiteral("event"), QStringLiteral("ready")},
                     {QStringLiteral("version"), QStringLiteral(GOTOAI_VERSION)},
                     {QStringLiteral("gateway"), url(m_config.gatewayListen, "/v1")},
                     {QStringLiteral("admin"), url(m_config.adminListen, "/admin/v1")}};
    if (m_demo) {
        line.insert(QStringLiteral("api_key"), text(m_demo->apiKey.reveal()));
        line.insert(QStringLiteral("admin_token"), text(m_demo->adminToken.reveal()));
    } else if (!m_directory->read(kFirstRunFile).empty()) {
        line.insert(QStringLiteral("first_run"), text(m_directory->file(kFirstRunFile)));
    }
    std::puts(QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
    writeLog(LogLevel::Info, "ready", {{"gateway", url(m_config.gatewayListen, "/v1").toStdString()}});
}

void Daemon::stop()
{
    if (m_isStopping)
        return;
    m_isStopping = true;
    writeLog(LogLevel::Info, "draining");
    m_drainDeadline.start(m_config.drainDeadline);
    m_drainingLanes = m_lanes.size();
    for (const auto& lane : m_lanes)
        lane->drain([this] { laneDrained(); });
}

void Daemon::laneDrained()
{
    if (--m_drainingLanes > 0)
        return;
    writeLog(LogLevel::Info, "stopped");
    QCoreApplication::exit(0);
}

} // namespace gotoai::app
