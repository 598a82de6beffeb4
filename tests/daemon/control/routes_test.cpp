// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include "support/finishedorders.h"

#include <QTest>

using namespace gotoai;

// Why orders go where they go, and where others would.
class RoutesTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;

    test::AdminAnswer explain(const QByteArray& question)
    {
        return m_daemon->post(QStringLiteral("/admin/v1/routes/explain"), test::json(question));
    }
    QString makeEndpoint(const char* provider, const char* completion, const QByteArray& more = {})
    {
        const QString id =
            m_daemon
                ->post(QStringLiteral("/admin/v1/providers"),
                       test::json("{'name':'" + QByteArray(provider) + "','protocol':'simulator'" + more + "}"))
                .text("id");
        return m_daemon
            ->post(QStringLiteral("/admin/v1/endpoints"),
                   test::json("{'provider':'" + id.toUtf8() +
                              "','model':'m','upstream_model':'m','context_tokens':100000,'max_output_tokens':1000,"
                              "'price':{'prompt_usd_per_1m':'1','completion_usd_per_1m':'" +
                              completion + "'}}"))
            .text("id");
    }
    static QJsonArray endpointsOf(const test::AdminAnswer& answer)
    {
        const auto route = answer.json.value(QLatin1String("route")).toObject();
        return (route.isEmpty() ? answer.json : route).value(QLatin1String("endpoints")).toArray();
    }
    static QString member(const QJsonArray& rows, qsizetype i, const char* name)
    {
        return rows.at(i).toObject().value(QLatin1String(name)).toString();
    }

private Q_SLOTS:
    void init() { m_daemon = std::make_unique<test::AdminDaemon>(); }
    void cleanup() { m_daemon.reset(); }

    void explainsWithoutMakingAnOrder()
    {
        const QString dear = makeEndpoint("dear", "9");
        const QString cheap = makeEndpoint("cheap", "2");
        const QString off = makeEndpoint("off", "1", ",'enabled':false");
        const auto answer = explain("{'model':'m','max_completion_tokens':100}");
        QCOMPARE(answer.status, 200);
        const auto rows = endpointsOf(answer);
        QCOMPARE(rows.size(), 3);
        QCOMPARE(member(rows, 0, "endpoint"), cheap);
        QCOMPARE(member(rows, 0, "standing"), QLatin1String("candidate"));
        QCOMPARE(member(rows, 0, "provider"), QLatin1String("cheap"));
        QCOMPARE(member(rows, 1, "endpoint"), dear);
        QCOMPARE(member(rows, 2, "endpoint"), off);
        QCOMPARE(member(rows, 2, "standing"), QLatin1String("provider_off"));
        QVERIFY(rows.at(2).toObject().value(QLatin1String("hold_usd")).isNull());
        QCOMPARE(answer.text("hold_usd"), member(rows, 1, "hold_usd")); // of the dearest candidate
        QVERIFY(answer.json.value(QLatin1String("refusal")).isNull());
        QVERIFY(m_daemon->get(QStringLiteral("/admin/v1/orders")).rows().isEmpty());
        QVERIFY(QJsonDocument(m_daemon->get(QStringLiteral("/admin/v1/audit")).json).toJson().indexOf("explain") < 0);
    }

    void saysWhyItWouldBeRefused()
    {
        makeEndpoint("open", "1");
        const auto secretive = explain("{'model':'m','mode':'privacy'}");
        QCOMPARE(secretive.status, 200);
        QVERIFY(secretive.json.value(QLatin1String("hold_usd")).isNull());
        const auto refusal = secretive.json.value(QLatin1String("refusal")).toObject();
        QCOMPARE(refusal.value(QLatin1String("code")).toString(), QLatin1String("invalid_request"));
        QCOMPARE(member(endpointsOf(secretive), 0, "standing"), QLatin1String("not_private"));
        const auto unknown = explain("{'model':'nobody/none'}");
        QVERIFY(unknown.json.value(QLatin1String("route")).isNull());
        QCOMPARE(unknown.json.value(QLatin1String("refusal")).toObject().value(QLatin1String("code")).toString(),
                 QLatin1String("model_not_found"));
    }

    void saysWhatAKillSwitchStops_data()
    {
        QTest::addColumn<QByteArray>("scope");
        QTest::addColumn<bool>("isOnSupply");
        QTest::newRow("model") << QByteArray("model") << true;
        QTest::newRow("endpoint") << QByteArray("endpoint") << true;
        QTest::newRow("provider") << QByteArray("provider") << true;
        QTest::newRow("global") << QByteArray("global") << false;
        QTest::newRow("account") << QByteArray("account") << false;
        QTest::newRow("key") << QByteArray("key") << false;
    }
    void saysWhatAKillSwitchStops()
    {
        QFETCH(QByteArray, scope);
        QFETCH(bool, isOnSupply);
        const QByteArray endpoint = makeEndpoint("one", "1").toUtf8();
        const QByteArray account = m_daemon->makeAccount().toUtf8();
        const QByteArray key =
            m_daemon->post(QStringLiteral("/admin/v1/keys"), test::json("{'account':'" + account + "'}"))
                .text("id")
                .toUtf8();
        const QByteArray provider = m_daemon->get(QStringLiteral("/admin/v1/providers"))
                                        .rows()
                                        .at(0)
                                        .toObject()
                                        .value(QLatin1String("id"))
                                        .toString()
                                        .toUtf8();
        const std::map<QByteArray, QByteArray> targets{
            {"model", "m"}, {"endpoint", endpoint}, {"provider", provider}, {"account", account}, {"key", key}};
        const auto target = targets.find(scope);
        const QByteArray named = target == targets.end() ? QByteArray() : "'target':'" + target->second + "',";
        const auto thrown = m_daemon->post(QStringLiteral("/admin/v1/kill-switches"),
                                           test::json("{'scope':'" + scope + "'," + named + "'reason':'x'}"));
        QCOMPARE(thrown.status, 201);
        const auto answer = explain("{'model':'m','key':'" + key + "'}");
        QCOMPARE(member(endpointsOf(answer), 0, "standing"),
                 isOnSupply ? QLatin1String("kill_switch") : QLatin1String("candidate"));
        QVERIFY(answer.json.value(QLatin1String("hold_usd")).isNull());
        const auto refusal = answer.json.value(QLatin1String("refusal")).toObject();
        QCOMPARE(refusal.value(QLatin1String("code")).toString(), QLatin1String("kill_switch"));
        m_daemon->call("DELETE", QLatin1String("/admin/v1/kill-switches/") + thrown.text("id"));
        QVERIFY(explain("{'model':'m','key':'" + key + "'}").json.value(QLatin1String("refusal")).isNull());
    }

    void saysWhenAProviderWantsToBeLeftAlone()
    {
        const QString id = makeEndpoint("one", "1");
        const auto endpoint = m_daemon->catalog().endpoint(*EndpointId::parse(id.toStdString()));
        m_daemon->health().recordOf(*endpoint).observe(
            {.fate = supply::AttemptFate::RateLimited, .retryAfter = std::chrono::seconds(30)},
            m_daemon->clock().tick());
        const auto answer = explain("{'model':'m'}");
        QCOMPARE(member(endpointsOf(answer), 0, "standing"), QLatin1String("rate_limited"));
        const auto refusal = answer.json.value(QLatin1String("refusal")).toObject();
        QCOMPARE(refusal.value(QLatin1String("code")).toString(), QLatin1String("upstream_rate_limited"));
        QCOMPARE(refusal.value(QLatin1String("status")).toInt(), 429);
    }

    void asksAsAKeyWould()
    {
        makeEndpoint("open", "1");
        const QByteArray account =
            m_daemon->post(QStringLiteral("/admin/v1/accounts"), R"({"name":"a","mode":"privacy"})")
                .text("id")
                .toUtf8();
        const QByteArray key =
            m_daemon
                ->post(QStringLiteral("/admin/v1/keys"), test::json("{'account':'" + account + "','mode':'quality'}"))
                .text("id")
                .toUtf8();
        const auto answer = explain("{'model':'m','key':'" + key + "'}");
        const auto route = answer.json.value(QLatin1String("route")).toObject();
        QCOMPARE(route.value(QLatin1String("mode")).toString(), QLatin1String("quality"));
        QVERIFY(route.value(QLatin1String("private_only")).toBool()); // the account's, whatever the key says
        QCOMPARE(member(endpointsOf(answer), 0, "standing"), QLatin1String("not_private"));
        QCOMPARE(explain("{'model':'m','mode':'code'}")
                     .json.value(QLatin1String("route"))
                     .toObject()
                     .value(QLatin1String("mode"))
                     .toString(),
                 QLatin1String("code"));
    }

    void readsTheProviderObjectAndFeatures()
    {
        makeEndpoint("one", "1");
        const QString two = makeEndpoint("two", "2");
        const auto only = explain("{'model':'m','provider':{'only':['two']},'features':['tools','vision']}");
        QCOMPARE(member(endpointsOf(only), 0, "endpoint"), two);
        QCOMPARE(member(endpointsOf(only), 1, "standing"), QLatin1String("not_among_only"));
        QCOMPARE(explain("{'model':'m','provider':{'onyl':['two']}}").param(), QLatin1String("provider.onyl"));
    }

    void refusesWhatIsWrong()
    {
        QCOMPARE(explain("{'model':'m','mode':'fast'}").param(), QLatin1String("mode"));
        QCOMPARE(explain("{'model':'m','features':['wings']}").param(), QLatin1String("features"));
        QCOMPARE(explain("{'model':'m','prompt_tokens':0}").param(), QLatin1String("prompt_tokens"));
        QCOMPARE(explain("{'model':'m','prompt_tokens':2000001}").param(), QLatin1String("prompt_tokens"));
        QCOMPARE(explain("{'model':'m','account':'acct_0123456789abcdef0123456789abcdef'}").param(),
                 QLatin1String("account"));
        QCOMPARE(explain("{'model':'m','key':'key_0123456789abcdef0123456789abcdef'}").param(), QLatin1String("key"));
    }

    void showsWhyAnOrderWentWhereItWent()
    {
        const QString endpoint = makeEndpoint("one", "1");
        const QString account = m_daemon->makeAccount();
        const QString other = m_daemon->makeAccount();
        const Instant now = m_daemon->clock().now();
        auto order = test::makeFinishedOrder(m_daemon->catalog().endpoints().begin()->second,
                                             *AccountId::parse(account.toStdString()), KeyId::make(now), now);
        auto reasons = std::make_shared<hypercore::RouteReasons>();
        hypercore::ConsideredEndpoint considered;
        considered.endpoint = order.endpoint->id;
        considered.hold = Money::fromNano(900'000);
        reasons->endpoints.push_back(considered);
        reasons->counts[0] = 1;
        order.route = reasons;
        const QString path =
            QLatin1String("/admin/v1/orders/") + QString::fromStdString(order.id.toString()) + QLatin1String("/route");
        QCOMPARE(m_daemon->get(path).status, 404);
        m_daemon->requestLog().orderFinished(std::make_shared<const hypercore::FinishedOrder>(std::move(order)));
        m_daemon->requestLog().tick();
        QTRY_COMPARE(m_daemon->get(path).status, 200);
        const auto shown = m_daemon->get(path);
        QCOMPARE(member(endpointsOf(shown), 0, "endpoint"), endpoint);
        QCOMPARE(member(endpointsOf(shown), 0, "hold_usd"), QLatin1String("0.0009"));
        QCOMPARE(shown.json.value(QLatin1String("counts")).toArray().size(), 1);
        const auto as = [&](const QString& member) {
            return m_daemon
                ->call("GET", path, {}, test::AdminDaemon::bearer(m_daemon->makeToken(hypercore::Role::Member, member)))
                .status;
        };
        QCOMPARE(as(account), 200);
        QCOMPARE(as(other), 404);
    }
};

QTEST_GUILESS_MAIN(RoutesTest)
#include "routes_test.moc"
