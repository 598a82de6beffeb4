// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QSet>
#include <QTest>

#include <array>
#include <map>

using namespace gotoai;
using hypercore::Role;

namespace {

// One operation of the OpenAPI document, tried by everybody. What stands in <> is put in for each try: see
// AccessMatrixTest::valueOf. Statuses are those for admin, operator, viewer, a member of the account that the
// operation is about, and a member of another.
struct Row
{
    const char* operation;
    std::array<int, 5> statuses;
    const char* path; // behind /admin/v1; empty: the operation's own
    const char* body = "";
};

constexpr std::array kEverybody{200, 200, 200, 200, 200};
constexpr std::array kNoneThere{404, 404, 404, 403, 403};
constexpr std::array kAdmin{200, 403, 403, 403, 403};
constexpr std::array kStaff{200, 200, 200, 403, 403};
constexpr std::array kSupplyWrite{200, 200, 403, 403, 403};
constexpr std::array kRead{200, 200, 200, 200, 404};

const std::vector<Row> kRows{
    {"GET /healthz", kEverybody, ""},
    {"GET /readyz", {503, 503, 503, 503, 503}, ""}, // no endpoint is routable
    {"GET /metrics", kEverybody, ""},
    {"GET /admin/v1/openapi.json", kEverybody, ""},
    {"GET /admin/v1/enterprise.json", kEverybody, ""},

    {"GET /admin/v1/audit", kStaff, ""},
    {"GET /admin/v1/events", {400, 400, 400, 400, 400}, "/events?topics=none"}, // all get in; a stream would not end
    {"GET /admin/v1/system", kStaff, ""},
    {"GET /admin/v1/system/settings", kStaff, ""},
    {"GET /admin/v1/system/log", kStaff, ""},
    {"GET /admin/v1/system/figures", kStaff, ""},
    {"GET /admin/v1/system/master-keys", {200, 403, 403, 403, 403}, ""},
    {"POST /admin/v1/system/master-keys", {201, 403, 403, 403, 403}, "", "{}"},
    {"GET /admin/v1/system/peppers", {200, 403, 403, 403, 403}, ""},
    {"POST /admin/v1/system/peppers", {201, 403, 403, 403, 403}, "", "{}"},

    {"POST /admin/v1/sessions",
     {201, 201, 201, 201, 201},
     "",
     "{'email':'spare@example.com','password':'correct horse battery'}"},
    {"GET /admin/v1/sessions", kEverybody, ""},
    {"GET /admin/v1/sessions/current", kEverybody, ""},
    {"DELETE /admin/v1/sessions/current", {204, 204, 204, 204, 204}, ""},
    {"DELETE /admin/v1/sessions/{id}", {204, 404, 404, 204, 404}, "/sessions/<session>"},
    {"PUT /admin/v1/sessions/current/password", kEverybody, "",
     "{'current_password':'correct horse battery','password':'correct horse battery'}"},
    {"POST /admin/v1/invitations/accept",
     {201, 201, 201, 201, 201},
     "",
     "{'invitation':'<invitation>','password':'correct horse battery'}"},

    {"GET /admin/v1/users", kStaff, ""},
    {"POST /admin/v1/users", {201, 403, 403, 403, 403}, "", "{'email':'<fresh>@example.com','role':'viewer'}"},
    {"GET /admin/v1/users/{id}", kStaff, "/users/<user>"},
    {"PATCH /admin/v1/users/{id}", {200, 403, 403, 403, 403}, "/users/<user>", "{'name':'x'}"},
    {"POST /admin/v1/users/{id}/invitation", {201, 403, 403, 403, 403}, "/users/<user>/invitation"},
    {"GET /admin/v1/admin-tokens", kStaff, ""},
    {"POST /admin/v1/admin-tokens", {201, 403, 403, 403, 403}, "", "{'role':'admin'}"},
    {"GET /admin/v1/admin-tokens/{id}", kStaff, "/admin-tokens/<token>"},
    {"DELETE /admin/v1/admin-tokens/{id}", {200, 403, 403, 403, 403}, "/admin-tokens/<token>"},

    {"GET /admin/v1/accounts", kEverybody, ""},
    {"POST /admin/v1/accounts", {201, 403, 403, 403, 403}, "", "{'name':'x'}"},
    {"GET /admin/v1/accounts/{id}", kRead, "/accounts/<account>"},
    {"PATCH /admin/v1/accounts/{id}", {200, 403, 403, 403, 403}, "/accounts/<account>", "{'name':'x'}"},
    {"GET /admin/v1/accounts/{id}/statement", kRead, "/accounts/<account>/statement"},
    {"GET /admin/v1/keys", kRead, "/keys?account=<account>"},
    {"POST /admin/v1/keys", {201, 403, 403, 201, 400}, "", "{'account':'<account>'}"},
    {"GET /admin/v1/keys/{id}", kRead, "/keys/<key>"},
    {"PATCH /admin/v1/keys/{id}", {200, 403, 403, 200, 404}, "/keys/<key>", "{'label':'x'}"},
    {"DELETE /admin/v1/keys/{id}", {200, 403, 403, 200, 404}, "/keys/<key>"},
    {"GET /admin/v1/budgets", kRead, "/budgets?account=<account>"},
    {"POST /admin/v1/budgets",
     {201, 403, 403, 403, 403},
     "",
     "{'account':'<account>','name':'x','period':'day','limit_usd':'1'}"},
    {"GET /admin/v1/budgets/{id}", kRead, "/budgets/<budget>"},
    {"PATCH /admin/v1/budgets/{id}", {200, 403, 403, 403, 403}, "/budgets/<budget>", "{'name':'x'}"},
    {"DELETE /admin/v1/budgets/{id}", {204, 403, 403, 403, 403}, "/budgets/<spare budget>"},
    {"GET /admin/v1/plans", kStaff, ""},
    {"POST /admin/v1/plans", {201, 403, 403, 403, 403}, "", "{'name':'<fresh>'}"},
    {"GET /admin/v1/plans/{id}", kStaff, "/plans/<plan>"},
    {"PATCH /admin/v1/plans/{id}", {200, 403, 403, 403, 403}, "/plans/<plan>", "{'fee_basis_points':1}"},
    {"DELETE /admin/v1/plans/{id}", {204, 403, 403, 403, 403}, "/plans/<plan>"},

    {"GET /admin/v1/alerts", kRead, "/alerts?account=<account>"},
    {"GET /admin/v1/alerts/{id}", kRead, "/alerts/<alert>"},
    {"POST /admin/v1/alerts/{id}/acknowledgement", {200, 200, 403, 403, 403}, "/alerts/<alert>/acknowledgement"},

    {"GET /admin/v1/webhooks", kAdmin, ""},
    {"POST /admin/v1/webhooks", {201, 403, 403, 403, 403}, "", "{'name':'x','url':'https://127.0.0.1:1/'}"},
    {"GET /admin/v1/webhooks/{id}", kAdmin, "/webhooks/<webhook>"},
    {"PATCH /admin/v1/webhooks/{id}", kAdmin, "/webhooks/<webhook>", "{'name':'y'}"},
    {"DELETE /admin/v1/webhooks/{id}", {204, 403, 403, 403, 403}, "/webhooks/<webhook>"},
    {"POST /admin/v1/webhooks/{id}/test", kAdmin, "/webhooks/<webhook>/test"}, // to an address that is not allowed

    {"GET /admin/v1/books", kStaff, ""},
    {"POST /admin/v1/books/audit", {202, 403, 403, 403, 403}, ""},
    {"POST /admin/v1/books/release", {409, 403, 403, 403, 403}, "", "{'reason':'x'}"}, // they are not frozen
    {"GET /admin/v1/reconciliations", kStaff, ""},
    {"POST /admin/v1/reconciliations", {400, 403, 403, 403, 403}, "", "{'provider':'<provider>'}"}, // no period
    {"POST /admin/v1/reconciliations/import",
     {201, 403, 403, 403, 403},
     "/reconciliations/import?provider=<provider>&statement=x&format=generic_json",
     "[]"},
    {"GET /admin/v1/reconciliations/statements", kStaff, ""},
    {"GET /admin/v1/reconciliations/thresholds", kStaff, ""},
    {"PUT /admin/v1/reconciliations/thresholds", kAdmin, "", "{'class':'price','count':3}"},
    {"GET /admin/v1/reconciliations/{id}", kNoneThere, "/reconciliations/rec_00000000000000000000000000000001"},
    {"GET /admin/v1/reconciliations/{id}/differences", kNoneThere,
     "/reconciliations/rec_00000000000000000000000000000001/differences"},
    {"POST /admin/v1/differences/{id}/resolution",
     {404, 403, 403, 403, 403},
     "/differences/diff_00000000000000000000000000000001/resolution",
     "{'how':'explained','note':'x'}"},

    {"GET /admin/v1/kill-switches", kStaff, ""},
    {"POST /admin/v1/kill-switches", {201, 201, 403, 403, 403}, "", "{'scope':'key','target':'<newkey>','reason':'x'}"},
    {"GET /admin/v1/kill-switches/preview", kStaff, "/kill-switches/preview?scope=account&target=<account>"},
    {"GET /admin/v1/kill-switches/{id}", kStaff, "/kill-switches/<switch>"},
    {"DELETE /admin/v1/kill-switches/{id}", {200, 200, 403, 403, 403}, "/kill-switches/<switch>"},

    {"GET /admin/v1/providers", kStaff, ""},
    {"POST /admin/v1/providers", {201, 201, 403, 403, 403}, "", "{'name':'<fresh>','protocol':'simulator'}"},
    {"GET /admin/v1/providers/{id}", kStaff, "/providers/<provider>"},
    {"PATCH /admin/v1/providers/{id}", {200, 200, 403, 403, 403}, "/providers/<provider>", "{'enabled':true}"},
    {"GET /admin/v1/endpoints", kStaff, ""},
    {"POST /admin/v1/endpoints",
     {201, 201, 403, 403, 403},
     "",
     "{'provider':'<provider>','model':'<fresh>','upstream_model':'m','state':'disabled','context_tokens':1000,"
     "'max_output_tokens':100,'price':{'prompt_usd_per_1m':'1','completion_usd_per_1m':'1'}}"},
    {"GET /admin/v1/endpoints/{id}", kStaff, "/endpoints/<endpoint>"},
    {"PATCH /admin/v1/endpoints/{id}", {200, 200, 403, 403, 403}, "/endpoints/<endpoint>", "{'state':'disabled'}"},
    {"POST /admin/v1/endpoints/{id}/test",
     {404, 404, 403, 403, 403},
     "/endpoints/ep_00000000000000000000000000000001/test"},
    {"GET /admin/v1/endpoints/{id}/health", kStaff, "/endpoints/<endpoint>/health"},
    {"GET /admin/v1/health", kStaff, ""},
    {"GET /admin/v1/prices", kStaff, ""},
    {"POST /admin/v1/prices",
     {201, 201, 403, 403, 403},
     "",
     "{'endpoint':'<endpoint>','prompt_usd_per_1m':'1','completion_usd_per_1m':'1'}"},
    {"POST /admin/v1/prices/preview", kSupplyWrite, "", "{'endpoints':['<endpoint>'],'percent':'5'}"},
    {"POST /admin/v1/prices/apply",
     {409, 409, 403, 403, 403},
     "",
     "{'endpoints':['<endpoint>'],'percent':'5','preview':'another'}"},
    {"POST /admin/v1/prices/undo",
     {400, 400, 403, 403, 403},
     "",
     "{'prices':[{'endpoint':'<endpoint>','price':'<no-price>','current':'<no-price>'}]}"},
    {"GET /admin/v1/supply", kStaff, ""},
    {"POST /admin/v1/supply/preview", kSupplyWrite, "", "{'supply':{'format':'gotoai-supply-1','providers':[]}}"},
    {"POST /admin/v1/supply/import",
     {409, 409, 403, 403, 403},
     "",
     "{'supply':{'format':'gotoai-supply-1','providers':[]},'preview':'another'}"},
    {"GET /admin/v1/market", kStaff, ""},
    {"POST /admin/v1/market/preview", kSupplyWrite, "", "{'providers':[{'id':'groq'}]}"},
    {"POST /admin/v1/market/import",
     {409, 409, 403, 403, 403},
     "",
     "{'providers':[{'id':'groq'}],'preview':'another'}"},

    {"GET /admin/v1/orders", kRead, "/orders?account=<account>"},
    {"GET /admin/v1/orders/{id}", kRead, "/orders/<order>"},
    {"GET /admin/v1/orders/{id}/route", {404, 404, 404, 404, 404}, "/orders/<order>/route"}, // it runs
    {"POST /admin/v1/routes/explain", kStaff, "", "{'model':'none'}"},
    {"GET /admin/v1/orders/{id}/receipt", {409, 409, 409, 409, 404}, "/orders/<order>/receipt"}, // it runs
    {"GET /admin/v1/transfers", kRead, "/transfers?account=<account>"},
    {"GET /admin/v1/wallets", kEverybody, ""},
    {"GET /admin/v1/wallets/{account}", kRead, "/wallets/<account>"},
    {"GET /admin/v1/usage", kRead, "/usage?account=<account>"},
    {"GET /admin/v1/topups", kRead, "/topups?account=<account>"},
    {"POST /admin/v1/topups", {201, 403, 403, 403, 403}, "", "{'account':'<account>','amount_usd':'1'}"},
    {"GET /admin/v1/bookings", kRead, "/bookings?account=<account>"},
    {"POST /admin/v1/chargebacks", {201, 403, 403, 403, 403}, "", "{'account':'<account>','amount_usd':'1'}"},
    {"POST /admin/v1/grants", {201, 403, 403, 403, 403}, "", "{'account':'<account>','amount_usd':'1'}"},
    {"POST /admin/v1/refunds", {409, 403, 403, 403, 403}, "", "{'order':'<order>','reason':'x'}"}, // it runs
    {"POST /admin/v1/adjustments",
     {201, 403, 403, 403, 403},
     "",
     "{'debit':'suspense:reconcile:<provider>','credit':'revenue:fee','amount_usd':'1','reason':'x'}"},
    {"POST /admin/v1/provider-credits", {201, 403, 403, 403, 403}, "", "{'provider':'<provider>','amount_usd':'1'}"},
    {"POST /admin/v1/payouts",
     {201, 403, 403, 403, 403},
     "",
     "{'provider':'<provider>','amount_usd':'1','prepayment':true}"},
    {"GET /admin/v1/doubts", kStaff, ""},
    {"POST /admin/v1/doubts/{id}/settle", {404, 403, 403, 403, 403}, "/doubts/<order>/settle", "{'reason':'x'}"}, // it
    {"POST /admin/v1/doubts/{id}/release",
     {404, 403, 403, 403, 403},
     "/doubts/<order>/release",
     "{'reason':'x'}"}, // runs
    {"POST /admin/v1/late-costs",
     {409, 403, 403, 403, 403},
     "",
     "{'order':'<order>','provider':'<provider>','amount_usd':'1'}"}, // it runs
};

// What an account has: its id stands for all of it in `ids`.
struct Tenant
{
    QString account;
    QString key;
    QString order;
    QString user;
    QString budget;
    QList<QByteArray> ids() const
    {
        return {account.toUtf8(), key.toUtf8(), order.toUtf8(), user.toUtf8(), budget.toUtf8()};
    }
};

} // namespace

// Two tenants and all roles against every operation: who gets in, and who gets to see what.
class AccessMatrixTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    Tenant m_own;
    Tenant m_foreign;
    std::array<QByteArray, 5> m_emails{"admin@example.com", "operator@example.com", "viewer@example.com",
                                       "own@example.com", "foreign@example.com"};
    QString m_spareUser;
    QString m_provider;
    QString m_endpoint;
    QString m_webhook;
    std::string m_expiredToken;
    int m_fresh = 0;

    static QString admin(const char* path) { return QLatin1String("/admin/v1") + QString::fromLatin1(path); }

    Tenant makeTenant(const QByteArray& email)
    {
        Tenant tenant;
        tenant.account = m_daemon->makeAccount();
        tenant.user = m_daemon->makeUser(email, "member", tenant.account).text("id");
        const QByteArray account = tenant.account.toUtf8();
        tenant.key = m_daemon->post(admin("/keys"), test::json("{'account':'" + account + "'}")).text("id");
        tenant.budget = m_daemon
                            ->post(admin("/budgets"), test::json("{'account':'" + account +
                                                                 "','name':'x','period':'month','limit_usd':'1'}"))
                            .text("id");
        m_daemon->post(admin("/topups"), test::json("{'account':'" + account + "','amount_usd':'5'}"),
                       {{"idempotency-key", email}});
        clearinghouse::Reservation reservation;
        reservation.order = OrderId::make(m_daemon->clock().now());
        reservation.account = *AccountId::parse(tenant.account.toStdString());
        reservation.key = *KeyId::parse(tenant.key.toStdString());
        reservation.model = "test-model";
        reservation.hold = Money::fromNano(1'000);
        reservation.at = m_daemon->clock().now();
        const auto reserved = m_daemon->await<clearinghouse::ReservationReceipt>(
            [&](auto reply) { m_daemon->ledger().reserve(reservation, m_daemon->queue(), reply); });
        if (!reserved)
            qFatal("%s", reserved.error().detail.c_str());
        tenant.order = QString::fromStdString(reservation.order.toString());
        return tenant;
    }

    // What belongs to the account "own" but for <provider>, <endpoint> and what is made anew for each try.
    QByteArray valueOf(const QByteArray& name)
    {
        const std::map<QByteArray, QString> known{
            {"account", m_own.account}, {"key", m_own.key},       {"order", m_own.order},  {"user", m_spareUser},
            {"provider", m_provider},   {"endpoint", m_endpoint}, {"budget", m_own.budget}};
        if (const auto found = known.find(name); found != known.end())
            return found->second.toUtf8();
        if (name == "alert") { // open
            m_daemon->alertStore().raise({.kind = "low_balance",
                                          .severity = alerts::Severity::Warning,
                                          .subject = "a",
                                          .account = *AccountId::parse(m_own.account.toStdString()),
                                          .facts = {}});
            return QByteArray::fromStdString(m_daemon->alertStore().alerts().rbegin()->first.toString());
        }
        if (name == "plan")
            return m_daemon->post(admin("/plans"), test::json("{'name':'p" + QByteArray::number(++m_fresh) + "'}"))
                .text("id")
                .toUtf8();
        if (name == "spare budget") // one of its own for each try, as only one may be of a period
            return m_daemon
                ->post(admin("/budgets"), test::json("{'account':'" + m_daemon->makeAccount().toUtf8() +
                                                     "','name':'x','period':'day','limit_usd':'1'}"))
                .text("id")
                .toUtf8();
        if (name == "webhook") {
            if (m_webhook.isEmpty() || m_daemon->get(admin("/webhooks/") + m_webhook).status != 200)
                m_webhook = m_daemon->post(admin("/webhooks"), test::json("{'name':'x','url':'https://127.0.0.1:1/'}"))
                                .text("id");
            return m_webhook.toUtf8();
        }
        if (name == "fresh")
            return "fresh" + QByteArray::number(++m_fresh);
        if (name == "newkey")
            return m_daemon->post(admin("/keys"), test::json("{'account':'" + m_own.account.toUtf8() + "'}"))
                .text("id")
                .toUtf8();
        if (name == "switch")
            return m_daemon
                ->post(admin("/kill-switches"),
                       test::json("{'scope':'key','reason':'x','target':'" + valueOf("newkey") + "'}"))
                .text("id")
                .toUtf8();
        if (name == "no-price")
            return "price_" + QByteArray(32, '0');
        if (name == "session")
            return m_daemon->signIn(m_emails[3]).text("credential").toUtf8();
        if (name == "token")
            return m_daemon->post(admin("/admin-tokens"), R"({"role":"viewer"})").text("id").toUtf8();
        if (name == "invitation")
            return m_daemon
                ->post(admin("/users"), test::json("{'role':'viewer','email':'" + valueOf("fresh") + "@example.com'}"))
                .text("invitation")
                .toUtf8();
        qFatal("nothing is called %s", name.constData());
        return {};
    }
    QByteArray filledIn(const char* text)
    {
        QByteArray filled;
        for (const QByteArray& part : QByteArray(text).split('<')) {
            const auto end = part.indexOf('>');
            filled += end < 0 ? part : valueOf(part.left(end)) + part.mid(end + 1);
        }
        return filled;
    }
    test::AdminAnswer attempt(const Row& row, const QByteArray& credential)
    {
        const QByteArrayList operation = QByteArray(row.operation).split(' ');
        const QByteArray path = *row.path != '\0' ? "/admin/v1" + filledIn(row.path) : operation[1];
        const QByteArray body = test::json(filledIn(row.body));
        return m_daemon->call(operation[0].constData(), QString::fromUtf8(path), body,
                              {{"authorization", credential},
                               {"if-match", "*"},
                               {"idempotency-key", "try" + QByteArray::number(++m_fresh)}});
    }
    QByteArray signedIn(const QByteArray& email) { return "Bearer " + m_daemon->signIn(email).text("token").toUtf8(); }
    static const Row* rowOf(const QByteArray& operation)
    {
        for (const Row& row : kRows) {
            if (operation == row.operation)
                return &row;
        }
        return nullptr;
    }
    // The document's operations, "GET /healthz", and whether they are open.
    std::map<QByteArray, bool> operations()
    {
        std::map<QByteArray, bool> found;
        const auto document = m_daemon->get(admin("/openapi.json")).json;
        const QJsonObject paths = document.value(QLatin1String("paths")).toObject();
        for (auto path = paths.begin(); path != paths.end(); ++path) {
            const QJsonObject methods = path->toObject();
            for (auto method = methods.begin(); method != methods.end(); ++method)
                found.emplace(method.key().toUpper().toUtf8() + ' ' + path.key().toUtf8(),
                              method->toObject().contains(QLatin1String("security")));
        }
        return found;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_daemon = std::make_unique<test::AdminDaemon>();
        for (std::size_t i = 0; i < 3; ++i)
            QCOMPARE(m_daemon->makeUser(m_emails[i], m_emails[i].split('@')[0]).status, 201);
        m_spareUser = m_daemon->makeUser("spare@example.com", "viewer").text("id");
        m_own = makeTenant(m_emails[3]);
        m_foreign = makeTenant(m_emails[4]);
        m_provider = m_daemon->post(admin("/providers"), R"({"name":"p","protocol":"simulator"})").text("id");
        m_endpoint = m_daemon->makeEndpoint(m_provider);
        m_daemon->patch(admin("/endpoints/") + m_endpoint, R"({"state":"disabled"})", {{"if-match", "*"}});
        m_expiredToken =
            m_daemon->post(admin("/admin-tokens"), R"({"role":"admin","expires_at":"2023-11-14T22:13:21Z"})")
                .text("token")
                .toStdString();
        m_daemon->clock().advance(std::chrono::seconds(1));
        for (const Tenant& tenant : {m_own, m_foreign}) {
            for (const QByteArray& id : tenant.ids())
                QVERIFY(!id.isEmpty());
        }
    }
    void cleanupTestCase() { m_daemon.reset(); }

    void everyOperationHasARow()
    {
        QByteArrayList missing;
        std::map<QByteArray, bool> documented = operations();
        for (const auto& [operation, isOpen] : documented) {
            if (!rowOf(operation))
                missing.append(operation);
        }
        QVERIFY2(missing.isEmpty(), QByteArray("without a row: " + missing.join(", ")).constData());
        QCOMPARE(kRows.size(), documented.size());
    }

    void admits_data()
    {
        QTest::addColumn<QByteArray>("operation");
        QTest::addColumn<bool>("isOpen");
        for (const auto& [operation, isOpen] : operations())
            QTest::newRow(operation.constData()) << operation << isOpen;
    }
    void admits()
    {
        QFETCH(QByteArray, operation);
        QFETCH(bool, isOpen);
        const Row* const row = rowOf(operation);
        QVERIFY(row != nullptr);
        QByteArray forged = signedIn(m_emails[0]);
        forged[forged.size() - 20] = forged[forged.size() - 20] == 'a' ? 'b' : 'a';
        const QByteArrayList nobodies{"", "Bearer nonsense", forged,
                                      QByteArray("Bearer " + QByteArray::fromStdString(m_expiredToken))};
        for (const QByteArray& nobody : nobodies)
            QCOMPARE(attempt(*row, nobody).status, isOpen ? row->statuses[0] : 401);
        for (std::size_t i = m_emails.size(); i-- > 0;) {
            const auto answer = attempt(*row, signedIn(m_emails[i]));
            QVERIFY2(
                answer.status == row->statuses[i],
                QByteArray(m_emails[i] + ": " + QByteArray::number(answer.status) + ' ' + answer.body).constData());
            if (answer.status == 403)
                QVERIFY2(answer.text("detail").contains(QLatin1String("role")), answer.body.constData());
            if (answer.status >= 300 || i < 3)
                continue;
            const auto ids = (i == 3 ? m_foreign : m_own).ids();
            const auto holds = [&answer](const QByteArray& id) { return answer.body.contains(id); };
            QVERIFY2(std::none_of(ids.begin(), ids.end(), holds), answer.body.constData());
        }
    }

    // Without a filter, a member's lists hold his own things and no other.
    void listsAreTheMembersOwn_data()
    {
        QTest::addColumn<QString>("list");
        for (const char* list : {"/accounts", "/keys", "/orders", "/transfers", "/wallets", "/topups", "/sessions"})
            QTest::newRow(list) << admin(list);
    }
    void listsAreTheMembersOwn()
    {
        QFETCH(QString, list);
        const auto everybodys = m_daemon->get(list).body;
        for (const std::size_t i : {std::size_t{3}, std::size_t{4}}) {
            const Tenant& mine = i == 3 ? m_own : m_foreign;
            const Tenant& theirs = i == 3 ? m_foreign : m_own;
            const auto answer = m_daemon->call("GET", list, {}, {{"authorization", signedIn(m_emails[i])}});
            QCOMPARE(answer.status, 200);
            QVERIFY(!answer.rows().isEmpty());
            const auto holds = [&answer](const QByteArray& id) { return answer.body.contains(id); };
            const auto ids = theirs.ids();
            QVERIFY2(std::none_of(ids.begin(), ids.end(), holds), answer.body.constData());
            const auto own = mine.ids();
            QVERIFY2(std::any_of(own.begin(), own.end(), holds), answer.body.constData());
        }
    }

    // A stranger cannot tell what is another's from what does not exist.
    void whatIsAnothersLooksLikeNothing_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("id");
        QTest::newRow("account") << admin("/accounts/") << m_own.account;
        QTest::newRow("wallet") << admin("/wallets/") << m_own.account;
        QTest::newRow("key") << admin("/keys/") << m_own.key;
        QTest::newRow("order") << admin("/orders/") << m_own.order;
        QTest::newRow("keys") << admin("/keys?account=") << m_own.account;
        QTest::newRow("orders") << admin("/orders?account=") << m_own.account;
        QTest::newRow("transfers") << admin("/transfers?account=") << m_own.account;
        QTest::newRow("top-ups") << admin("/topups?account=") << m_own.account;
        QTest::newRow("bookings") << admin("/bookings?account=") << m_own.account;
    }
    void whatIsAnothersLooksLikeNothing()
    {
        QFETCH(QString, path);
        QFETCH(QString, id);
        const QString unknown = id.left(id.indexOf(QLatin1Char('_')) + 1) + QString(32, QLatin1Char('f'));
        const QByteArray stranger = signedIn(m_emails[4]);
        const auto nothing = m_daemon->call("GET", path + unknown, {}, {{"authorization", stranger}});
        const auto anothers = m_daemon->call("GET", path + id, {}, {{"authorization", stranger}});
        QCOMPARE(nothing.status, 404);
        QCOMPARE(anothers.status, nothing.status);
        QCOMPARE(QByteArray(anothers.body).replace(id.toUtf8(), unknown.toUtf8()), nothing.body);
    }

    void transfersOfAnothersOrderLookLikeNone()
    {
        const auto answer = m_daemon->call("GET", admin("/transfers?order=") + m_own.order, {},
                                           {{"authorization", signedIn(m_emails[4])}});
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.rows().isEmpty());
        QCOMPARE(m_daemon->get(admin("/transfers?order=") + m_own.order).rows().size(), 1);
    }
};

QTEST_GUILESS_MAIN(AccessMatrixTest)
#include "accessmatrix_test.moc"
