// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include "alerts/alerttable.h"
#include "audit/auditlog.h"
#include "clearinghouse/schema.h"
#include "control/idempotency.h"
#include "hypercore/access/peppertable.h"
#include "hypercore/access/usertable.h"
#include "hypercore/budgets/budgettable.h"
#include "hypercore/risk/killswitchtable.h"
#include "storage/migration.h"
#include "supply/registry/providertable.h"
#include "supply/upstream/curltransport.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace gotoai::test {
namespace {

template<class T>
T orAbort(Result<T> result)
{
    if (!result)
        qFatal("%s", result.error().detail.c_str());
    return *std::move(result);
}

std::vector<storage::Migration> allMigrations()
{
    std::vector<storage::Migration> all;
    for (const auto owner :
         {clearinghouse::ledgerMigrations(), hypercore::accessMigrations(), hypercore::budgetMigrations(),
          supply::catalogMigrations(), hypercore::riskMigrations(), control::controlMigrations(),
          audit::auditMigrations(), alerts::alertMigrations(), webhooks::webhookMigrations(),
          reconciliation::guardMigrations(), reconciliation::reconciliationMigrations()})
        all.insert(all.end(), owner.begin(), owner.end());
    return all;
}

} // namespace

QByteArray AdminAnswer::header(const char* name) const
{
    for (const auto& [headerName, value] : headers) {
        if (headerName.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

AdminDaemon::AdminDaemon()
{
    auto database = orAbort(storage::Database::open(path("ledger.db"), storage::Access::ReadWrite));
    const auto migrations = allMigrations();
    if (auto migrated = storage::migrate(database, migrations); !migrated)
        qFatal("%s", migrated.error().detail.c_str());
    auto access = orAbort(hypercore::loadAccess(database, m_ring, m_clock.now()));
    auto people = orAbort(hypercore::loadUsers(database));
    auto killSwitches = orAbort(hypercore::loadKillSwitches(database));
    const auto catalog = orAbort(supply::loadCatalog(database, m_ring));
    m_ledger = orAbort(clearinghouse::SqliteLedgerStore::open(std::move(database), {}, m_clock));

    m_notifier = std::make_unique<QSocketNotifier>(m_queue.descriptor(), QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] { m_queue.drain(); });
    m_directory = std::make_unique<hypercore::Directory>(std::move(access), m_ledger->writer(), m_queue, m_clock);
    m_budgets = std::make_unique<hypercore::BudgetStore>(std::vector<hypercore::Budget>(), *m_directory,
                                                         m_ledger->writer(), m_queue, m_clock);
    m_alerts = std::make_unique<alerts::AlertStore>(std::vector<alerts::Alert>(), m_ledger->writer(), m_queue, m_clock);
    m_webhooks =
        std::make_unique<webhooks::WebhookStore>(webhooks::WebhookRows(), m_ring, m_ledger->writer(), m_queue, m_clock);
    m_webhookSender = std::make_unique<webhooks::WebhookSender>(webhooks::WebhookSender::Parts{
        .store = *m_webhooks,
        .makeTransport = [this] { return std::make_unique<supply::CurlTransport>(m_clock); },
        .clock = m_clock});
    m_booksGuard = std::make_unique<reconciliation::BooksGuard>(std::vector<reconciliation::BooksFreeze>(), *m_ledger,
                                                                *m_alerts, m_queue, m_clock);
    using Auditor = reconciliation::BooksAuditor;
    m_booksAuditor = std::make_unique<Auditor>(
        Auditor::Parts{.read =
                           [this](Auditor::Work work, Auditor::PieceReply reply) {
                               m_readers->read<Auditor::Piece>(std::move(work), m_queue, std::move(reply));
                           },
                       .guard = *m_booksGuard,
                       .clock = m_clock,
                       .lastHead = [] { return std::nullopt; },
                       .book = m_ledger->book()});
    m_alerts->setCompanion([this](const alerts::Alert& alert) { return m_webhooks->announce(alert); });
    const auto readBy = [this](auto work, auto reply) {
        using Read = decltype(work(std::declval<storage::Database&>()));
        m_readers->read<std::decay_t<decltype(*std::declval<Read>())>>(std::move(work), m_queue, std::move(reply));
    };
    m_reconciler = std::make_unique<reconciliation::Reconciler>(
        reconciliation::Reconciler::Parts{.ledger = *m_ledger,
                                          .writer = m_ledger->writer(),
                                          .queue = m_queue,
                                          .alerts = *m_alerts,
                                          .clock = m_clock,
                                          .match = readBy,
                                          .readStatement = readBy,
                                          .readDifference = readBy,
                                          .requestLog = path("requests.db"),
                                          .models =
                                              [this] {
                                                  std::unordered_map<EndpointId, std::string> models;
                                                  for (const auto& [id, endpoint] : m_catalog->endpoints())
                                                      models.emplace(id, endpoint->upstreamModel);
                                                  return models;
                                              }},
        reconciliation::defaultThresholds(), 0);
    m_users = std::make_unique<hypercore::UserStore>(std::move(people.users), *m_directory, m_ledger->writer(), m_queue,
                                                     m_clock, hypercore::UserStore::Options{.cost = {4, 1, 1}});
    m_sessions = std::make_unique<hypercore::SessionStore>(std::move(people.sessions), *m_directory, *m_users,
                                                           m_ledger->writer(), m_queue, m_clock, kSessionLifetime);
    m_killSwitches =
        std::make_unique<hypercore::KillSwitchStore>(std::move(killSwitches), m_ledger->writer(), m_queue, m_clock);
    m_catalog = std::make_unique<supply::CatalogStore>(catalog, m_ring, m_ledger->writer(), m_queue, m_clock);
    m_keyRotation = std::make_unique<masterkey::KeyRotation>(
        masterkey::KeyFile::locate(m_directoryOnDisk.path().toStdString(), {}), m_ring,
        std::vector<masterkey::Rewrap>{&hypercore::rewrapAccessSecrets, &supply::rewrapProviderSecrets,
                                       &webhooks::rewrapWebhookSecrets, &control::rewrapAnswers},
        m_ledger->writer(), m_queue);
    control::ReaderPool::Options reading;
    reading.catchUp = [this] { m_ledger->catchUp(std::chrono::seconds(20)); };
    m_readers = orAbort(control::ReaderPool::open(path("ledger.db"), std::move(reading)));
    m_requestLog = orAbort(requestlog::RequestLog::open(path("requests.db"), {}, m_clock));
    m_requestReaders = orAbort(control::ReaderPool::open(path("requests.db"), {}));
    m_prober = std::make_unique<hypercore::Prober>(
        hypercore::Prober::Parts{.clock = m_clock,
                                 .ledger = *m_ledger,
                                 .queue = m_queue,
                                 .health = m_health,
                                 .finishedOrders = m_tests,
                                 .catalog = [this] { return m_catalog->catalog(); },
                                 .killSwitches = [this] { return m_killSwitches->snapshot(); },
                                 .makeTransport = [this] { return std::make_unique<SharedTransport>(m_transport); },
                                 .readPast = [](Instant, const hypercore::Prober::PastReply&) {}},
        hypercore::ProbeAllowance{});
    m_api = std::make_unique<control::AdminApi>(control::Parts{.directory = *m_directory,
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
                                                               .queue = m_queue,
                                                               .doubts = m_doubtFigures,
                                                               .prober = *m_prober,
                                                               .vitals = *this,
                                                               .clock = m_clock,
                                                               .orderFeeds = {&orderFeed}});
    m_listener = std::make_unique<http::Listener>(m_clock, *m_api, control::AdminApi::limits());
    if (auto listening = m_listener->listen("127.0.0.1", 0); !listening)
        qFatal("%s", listening.error().detail.c_str());
    m_token = orAbort(await<hypercore::CreatedAdminToken>([this](auto reply) {
                  m_directory->createAdminToken({.label = "test"}, reply);
              })).text.reveal();
}

AdminDaemon::~AdminDaemon()
{
    m_listener.reset();
    m_readers.reset();
    m_requestReaders.reset();
    m_ledger.reset();
}

AdminAnswer AdminDaemon::call(const char* method, const QString& path, const QByteArray& body, const Headers& headers)
{
    QNetworkRequest request(QUrl(QStringLiteral("http://127.0.0.1:%1%2").arg(port()).arg(path)));
    request.setRawHeader("authorization", "Bearer " + QByteArray::fromStdString(m_token));
    request.setRawHeader("content-type", "application/json");
    if (qstrcmp(method, "PATCH") == 0 || qstrcmp(method, "DELETE") == 0)
        request.setRawHeader("if-match", "*"); // unless the headers say otherwise
    for (const auto& [name, value] : headers)
        request.setRawHeader(name, value);
    const std::unique_ptr<QNetworkReply> reply(m_client.sendCustomRequest(request, method, body));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    if (!reply->isFinished())
        loop.exec();
    AdminAnswer answer;
    answer.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    answer.body = reply->readAll();
    answer.json = QJsonDocument::fromJson(answer.body).object();
    answer.headers = reply->rawHeaderPairs();
    return answer;
}

AdminDaemon::Headers AdminDaemon::bearer(const std::string& token)
{
    return {{"authorization", "Bearer " + QByteArray::fromStdString(token)}};
}

std::string AdminDaemon::makeToken(hypercore::Role role, const QString& account)
{
    hypercore::AdminTokenDraft draft{.label = "made", .role = role};
    if (!account.isEmpty())
        draft.account = orAbort(AccountId::parse(account.toStdString()));
    return std::string(orAbort(await<hypercore::CreatedAdminToken>([&](auto reply) {
                           m_directory->createAdminToken(std::move(draft), reply);
                       })).text.reveal());
}

AdminAnswer AdminDaemon::makeUser(const QByteArray& email, const QByteArray& role, const QString& account)
{
    const QByteArray accountText = account.isEmpty() ? QByteArray("null") : "'" + account.toUtf8() + "'";
    return post(QStringLiteral("/admin/v1/users"), json("{'email':'" + email + "','role':'" + role + "','account':" +
                                                        accountText + ",'password':'" + kPassword + "'}"));
}

AdminAnswer AdminDaemon::signIn(const QByteArray& email, const QByteArray& password)
{
    return post(QStringLiteral("/admin/v1/sessions"), json("{'email':'" + email + "','password':'" + password + "'}"),
                {{"authorization", ""}});
}

QString AdminDaemon::makeAccount()
{
    return post(QStringLiteral("/admin/v1/accounts"), R"({"name":"Acme"})").text("id");
}

QString AdminDaemon::makeProvider()
{
    const QByteArray name = "openai-" + QByteArray::number(static_cast<qint64>(m_catalog->providers().size()));
    return post(QStringLiteral("/admin/v1/providers"), json("{'name':'" + name +
                                                            "','protocol':'openai','secret':'sk-canary-5b1d',"
                                                            "'base_url':'https://api.openai.com/v1'}"))
        .text("id");
}

QString AdminDaemon::makeEndpoint(const QString& provider, const QByteArray& model)
{
    return post(QStringLiteral("/admin/v1/endpoints"),
                json("{'provider':'" + provider.toUtf8() + "','model':'openai/" + model + "','upstream_model':'" +
                     model +
                     "','price':{'prompt_usd_per_1m':'0.05','completion_usd_per_1m':'0.40'},"
                     "'context_tokens':128000,'max_output_tokens':16384}"))
        .text("id");
}

std::string AdminDaemon::bytesOnDisk() const
{
    std::ostringstream all;
    for (const auto& entry : std::filesystem::directory_iterator(m_directoryOnDisk.path().toStdString()))
        all << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    return all.str();
}

} // namespace gotoai::test
