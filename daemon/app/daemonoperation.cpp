// SPDX-License-Identifier: GPL-3.0-or-later
// What the daemon does while it runs: its beat, and what operators ask of it.
#include "app/daemon.h"

#include "app/localcommands.h"
#include "app/settings.h"
#include "app/upstreamtransports.h"
#include "audit/auditlog.h"
#include "base/hex.h"
#include "base/log.h"
#include "storage/functionunit.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <unistd.h>

#include <cstdio>
#include <utility>

namespace gotoai::app {
namespace {

QString text(std::string_view utf8) { return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size())); }

QString url(const ListenAddress& address, const std::shared_ptr<const http::TlsContext>& tls, std::string_view path)
{
    return text((tls ? "https://" : "http://") + listenAddressText(address) + std::string(path));
}

// Asks a writer for nothing else.
class SignOfLife final : public storage::Unit
{
public:
    explicit SignOfLife(std::function<void()> given)
        : m_given(std::move(given))
    {}

    bool isRepeatable() const override { return true; }
    Result<void> apply(storage::Database&) override { return {}; }
    void completed(Result<void>) override { m_given(); }

private:
    const std::function<void()> m_given;
};

} // namespace

hypercore::ProbeAllowance Daemon::probeAllowance() const
{
    return {.requestsAnHour = m_config.probesAnHour, .costADay = m_config.probeCostADay};
}

void Daemon::makeProber()
{
    using Past = std::vector<hypercore::PastTest>;
    m_prober.emplace(
        hypercore::Prober::Parts{
            .clock = m_clock,
            .ledger = *m_ledger,
            .queue = m_completions,
            .health = m_health,
            .finishedOrders = *m_requestLog,
            .catalog = [this] { return m_catalog->catalog(); },
            .killSwitches = [this] { return m_killSwitches->snapshot(); },
            .makeTransport = [this] { return std::make_unique<UpstreamTransports>(m_clock, m_config.upstreamCaFile); },
            .readPast =
                [this](Instant since, const hypercore::Prober::PastReply& reply) {
                    m_readers->read<Past>(
                        [since](storage::Database& database) { return hypercore::readPastTests(database, since); },
                        m_completions, reply);
                }},
        probeAllowance());
}

void Daemon::startTimers()
{
    connect(&m_second, &QTimer::timeout, this, [this] {
        m_mainHeartbeat.beat(m_clock.tick());
        askLedger();
        askRows();
        askHead();
        lookAtSpace();
        m_requestLog->tick();
        m_transcripts->tick();
        noticeEndedDoubts();
        m_backfill->tick();
        m_usageKeeper->tick();
        m_doubts->tick();
        if (!m_isStopping)
            m_prober->tick();
        m_marks->beat();
        m_health.refresh();
        m_breakers->tick();
        m_lookout->tick();
        m_booksGuard->tick();
        m_booksAuditor->tick();
        m_webhookSender->tick();
        m_killSwitches->tick();
        m_catalog->tick();
        if (m_auditHead && !m_auditHead->isLooking())
            m_auditHead->look();
    });
    m_second.start(std::chrono::seconds(1));
    connect(&m_day, &QTimer::timeout, this, [this] {
        warnOfExpiry(m_certificates, m_clock.now());
        m_access->forgetUnusedPeppers();
    });
    m_day.start(std::chrono::days(1));
}

// What operators end, the request log hears of by the ledger alone.
void Daemon::noticeEndedDoubts()
{
    const std::uint64_t ended = m_doubtFigures.byOperator.load(std::memory_order_relaxed);
    if (std::exchange(m_doubtsSeenEnd, ended) != ended)
        m_backfill->lookAgain();
}

void Daemon::lookAtSpace()
{
    const bool wasLow = m_space->figures().isLow;
    m_space->look();
    if (m_space->figures().isLow == wasLow)
        return;
    for (const auto& lane : m_lanes)
        lane->setSpace(wasLow ? Lane::Space::Enough : Lane::Space::Low);
}

// An answer, whatever it says, is the writer's sign of life; only a full queue tells nothing about it.
void Daemon::askLedger()
{
    if (std::exchange(m_isLedgerAsked, true))
        return;
    m_ledger->expireDoubts(m_clock.now(), m_completions, [this](const Result<std::size_t>& closed) {
        m_isLedgerAsked = false;
        if (closed || closed.error().code != ErrorCode::Overloaded)
            m_ledgerHeartbeat.beat(m_clock.tick());
        if (!closed || *closed == 0)
            return;
        m_doubtFigures.byDeadline.fetch_add(*closed, std::memory_order_relaxed);
        writeLog(LogLevel::Warning, "doubts_expired", {{"count", std::uint64_t{*closed}}});
        m_backfill->lookAgain();
        askLedger(); // for the rest
    });
    m_ledger->expireGrants(m_clock.now(), m_completions, [](const Result<std::size_t>& expired) {
        if (expired && *expired > 0)
            writeLog(LogLevel::Info, "grants_expired", {{"count", std::uint64_t{*expired}}});
    });
}

// Likewise for the tables that follow it.
void Daemon::askRows()
{
    if (std::exchange(m_areRowsAsked, true))
        return;
    const auto answered = [this] {
        m_areRowsAsked = false;
        m_rowsHeartbeat.beat(m_clock.tick());
    };
    const auto submitted = m_ledger->writer().submit(std::make_unique<SignOfLife>(answered), m_completions);
    if (submitted)
        return;
    m_areRowsAsked = false;
    if (submitted.error().code != ErrorCode::Overloaded)
        answered();
}

// Each second while the chain moves its head is signed.
void Daemon::askHead(std::function<void()> offered)
{
    if (!m_heads)
        return offered();
    if (std::exchange(m_isHeadAsked, true) && !m_isStopping)
        return;
    m_ledger->head(m_completions, [this, offered = std::move(offered)](const Result<clearinghouse::ChainHead>& head) {
        m_isHeadAsked = false;
        if (head)
            m_heads->offer(*head);
        offered();
    });
}

void Daemon::printReadyLine() const
{
    QJsonObject line{{QStringLiteral("event"), QStringLiteral("ready")},
                     {QStringLiteral("version"), QStringLiteral(GOTOAI_VERSION)},
                     {QStringLiteral("gateway"), url(m_gatewayAddress, m_certificates.gateway, "/v1")},
                     {QStringLiteral("admin"), url(m_adminAddress, m_certificates.admin, "/admin/v1")}};
    if (m_demo) {
        line.insert(QStringLiteral("api_key"), text(m_demo->apiKey.reveal()));
        line.insert(QStringLiteral("admin_token"), text(m_demo->adminToken.reveal()));
    } else if (!m_directory->read(kFirstRunFile).empty()) {
        line.insert(QStringLiteral("first_run"), text(m_directory->file(kFirstRunFile)));
    }
    std::puts(QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
    writeLog(LogLevel::Info, "ready",
             {{"gateway", url(m_gatewayAddress, m_certificates.gateway, "/v1").toStdString()}});
}

http::Limits Daemon::adminLimits() const
{
    http::Limits limits = control::AdminApi::limits();
    limits.trustedProxies = m_config.trustedProxies;
    return limits;
}

control::HostRule Daemon::hostRule() const
{
    return {.names = m_config.adminHostNames,
            .proxies = m_config.trustedProxies,
            .isEncrypted = m_certificates.admin != nullptr};
}

requestlog::Retention Daemon::requestRetention() const
{
    return {.rows = m_config.requestRetention,
            .minutes = m_config.minutesRetention,
            .hours = m_config.hoursRetention,
            .days = m_config.daysRetention,
            .maxBytes = m_config.requestMaxBytes};
}

requestlog::TranscriptLimits Daemon::transcriptLimits() const
{
    return {.answerBytes = m_config.keptAnswerBytes, .totalBytes = m_config.keptTotalBytes};
}

Result<Reload> Daemon::reload(const LocalUser& by)
{
    if (m_isStopping)
        return failure(ErrorCode::Draining, "the daemon is stopping");
    auto reloaded = readConfigAgain();
    storage::submitFunctions(
        m_ledger->writer(), m_completions,
        [record = recordOfReload(m_clock.now(), by, reloaded)](storage::Database& database) {
            return audit::append(database, record);
        },
        [](const Result<void>& kept) {
            if (!kept)
                writeLog(LogLevel::Error, "audit_record_lost",
                         {{"route", "gotoaid reload"}, {"detail", kept.error().detail}});
        });
    return reloaded;
}

Result<Reload> Daemon::readConfigAgain()
{
    m_notifier.reloading();
    const auto refuse = [this](Error error) {
        m_notifier.ready("Serving; the last reload was refused.");
        return error;
    };
    const auto read = loadConfig(m_sources);
    if (!read)
        return refuse(read.error());
    Reload plan = planReload(m_config, *read);
    if (const auto fits = checkTogether(plan.config); !fits) // a listener keeps its address until a restart
        return refuse(fits.error());
    auto certificates = loadCertificates(plan.config, m_clock);
    if (!certificates)
        return refuse(certificates.error());
    for (const std::string& name : plan.needRestart)
        writeLog(LogLevel::Warning, "setting_needs_restart", {{"setting", name}, {"origin", read->origins.at(name)}});
    apply(plan, std::move(*certificates));
    m_notifier.ready("Serving " + listenAddressText(m_gatewayAddress) + ".");
    return plan;
}

void Daemon::apply(const Reload& plan, Certificates certificates)
{
    m_config = plan.config;
    m_certificates = std::move(certificates);
    setLogLevel(m_config.logLevel);
    m_requestLog->adopt(requestRetention(), m_config.requestLines);
    m_transcripts->adopt(transcriptLimits());
    m_prober->setAllowance(probeAllowance());
    m_traces->setUrl(m_config.otlpEndpoint);
    m_access->setDefaultFee({m_config.feeBasisPoints, m_config.feePerCall});
    for (const auto& lane : m_lanes) {
        lane->adopt(m_config);
        lane->setTls(m_certificates.gateway);
    }
    m_adminListener->setLimits(adminLimits());
    m_adminListener->setTls(m_certificates.admin);
    m_admin->setHostRule(hostRule());
    logCertificates(m_certificates, m_clock.now());
    for (const std::string& name : plan.applied)
        writeLog(LogLevel::Info, "setting_changed", {{"setting", name}, {"value", findSetting(name)->text(m_config)}});
    writeLog(
        LogLevel::Info, "reloaded",
        {{"applied", std::uint64_t{plan.applied.size()}}, {"need_restart", std::uint64_t{plan.needRestart.size()}}});
}

Result<void> Daemon::openControlSocket()
{
    constexpr std::chrono::seconds kCatchUpTime{2};
    m_controlSocket.emplace(
        serveLocally({.status = [this] { return status(); },
                      .reload = [this](const LocalUser& by) { return reload(by); },
                      .stop = [this] { stop(); },
                      .createToken = [this](const LocalUser& by, const TokenReply& reply) { createToken(by, reply); },
                      .catchUp = [this, kCatchUpTime] { return m_ledger->catchUp(kCatchUpTime); }}));
    return m_controlSocket->listen(m_directory->path());
}

void Daemon::createToken(const LocalUser& by, const TokenReply& reply)
{
    m_access->createAdminToken(
        {.label = "gotoaid token"},
        [reply](Result<hypercore::CreatedAdminToken> made) {
            reply(made ? Result<Secret>(std::move(made->text)) : std::move(made).error());
        },
        [at = m_clock.now(), by](const hypercore::AdminToken& token) {
            return [record = recordOfToken(at, by, token)](storage::Database& database) {
                return audit::append(database, record);
            };
        });
}

QJsonObject Daemon::status() const
{
    const control::Figures now = figures();
    QJsonArray stalled;
    for (const std::string& part : stalledParts())
        stalled.append(text(part));
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(m_clock.tick() - m_startedAt).count();
    return {{QStringLiteral("version"), QStringLiteral(GOTOAI_VERSION)},
            {QStringLiteral("process"), getpid()},
            {QStringLiteral("up_seconds"), qint64{seconds}},
            {QStringLiteral("state"), m_isStopping ? QStringLiteral("draining") : QStringLiteral("serving")},
            {QStringLiteral("stalled"), stalled},
            {QStringLiteral("gateway"), url(m_gatewayAddress, m_certificates.gateway, "/v1")},
            {QStringLiteral("admin"), url(m_adminAddress, m_certificates.admin, "/admin/v1")},
            {QStringLiteral("data_directory"), text(m_directory->path())},
            {QStringLiteral("connections"), static_cast<qint64>(now.gatewayConnections)},
            {QStringLiteral("orders_open"), static_cast<qint64>(now.ordersOpen)},
            {QStringLiteral("orders_in_doubt"), static_cast<qint64>(now.ordersInDoubt)},
            {QStringLiteral("free_bytes"), static_cast<qint64>(now.storeFreeBytes)},
            {QStringLiteral("low_on_space"), now.isStoreLow},
            {QStringLiteral("chain"), text(chainText())},
            {QStringLiteral("ledger_writable"), !now.ledgerWriter.hasFailed}};
}

std::string Daemon::chainText() const
{
    const control::ChainFacts facts = chain();
    if (!facts.head)
        return facts.state == control::ChainState::Cut ? "does not go on from its last signed head; see the log"
                                                       : "not signed yet";
    const auto age = std::chrono::duration_cast<std::chrono::seconds>(m_clock.now() - facts.head->at).count();
    const clearinghouse::ChainHead& head = facts.head->head;
    return std::string(facts.state == control::ChainState::Failing ? "CANNOT BE SIGNED; " : "") + "signed " +
           std::to_string(age) + " s ago: batch " + std::to_string(head.batch) + ", transfer " +
           std::to_string(head.transfers) + ", " + toHex(head.hash);
}

// Each further request of a stop goes on to the drain's next step.
void Daemon::stop()
{
    if (std::exchange(m_isStopping, true))
        return m_drain->hasten();
    writeLog(LogLevel::Info, "draining");
    if (m_demoGuests)
        m_demoGuests->stop();
    constexpr std::chrono::seconds kClosing{30}; // of the ledger
    m_notifier.stopping(m_config.drainDeadline + Drain::kEndingTime + Drain::kAdminTime + kClosing);
    m_drain->begin(m_config.drainDeadline);
}

void Daemon::finish()
{
    const auto end = [] {
        writeLog(LogLevel::Info, "stopped");
        QCoreApplication::exit(0);
    };
    askHead([this, end] {
        if (m_auditHead)
            m_auditHead->look(end);
        else
            end();
    });
}

} // namespace gotoai::app
