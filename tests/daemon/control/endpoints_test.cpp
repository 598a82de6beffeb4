// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QTest>

using namespace gotoai;

class EndpointsTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    QString m_provider;
    const QString m_endpoints = QStringLiteral("/admin/v1/endpoints");

    QJsonObject draft() const
    {
        return QJsonDocument::fromJson(
                   test::json("{'model':'openai/"
                              "gpt-4o-mini','upstream_model':'gpt-4o-mini','price':{'prompt_usd_per_1m':'0.05',"
                              "'completion_usd_per_1m':'0.40','cache_read_usd_per_1m':'0.025'},'context_tokens':128000,"
                              "'max_output_tokens':16384,'provider':'" +
                              m_provider.toUtf8() + "'}"))
            .object();
    }
    test::AdminAnswer create(const QJsonObject& body)
    {
        return m_daemon->post(m_endpoints, QJsonDocument(body).toJson());
    }

private Q_SLOTS:
    void init()
    {
        m_daemon = std::make_unique<test::AdminDaemon>();
        m_provider = m_daemon->makeProvider();
    }
    void cleanup() { m_daemon.reset(); }

    void createsAndShows()
    {
        const auto created = create(draft());
        QCOMPARE(created.status, 201);
        const QJsonObject price = created.json.value(QLatin1String("price")).toObject();
        QCOMPARE(price.value(QLatin1String("completion_usd_per_1m")).toString(), QLatin1String("0.4"));
        QCOMPARE(price.value(QLatin1String("cache_read_usd_per_1m")).toString(), QLatin1String("0.025"));
        QCOMPARE(price.value(QLatin1String("reasoning_usd_per_1m")).toString(), QLatin1String("0.4"));
        QVERIFY(price.value(QLatin1String("image_usd")).isNull());
        QCOMPARE(price.value(QLatin1String("endpoint")).toString(), created.text("id"));
        QCOMPARE(created.text("state"), QLatin1String("enabled"));
        QCOMPARE(created.json.value(QLatin1String("deadlines")).toObject().value(QLatin1String("idle_ms")).toInt(),
                 30'000);
        QCOMPARE(m_daemon->get(m_endpoints + QLatin1Char('/') + created.text("id")).json, created.json);
    }

    void refusesWhatIsWrong_data()
    {
        QTest::addColumn<QString>("member");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("param");
        const auto row = [](const char* member, const char* value, const char* param) {
            QTest::addRow("%s = %s", member, value)
                << QString::fromLatin1(member) << QByteArray(value) << QString::fromLatin1(param);
        };
        row("provider", R"("prov_0123456789abcdef0123456789abcdef")", "provider");
        row("provider", "1", "provider");
        row("model", R"("two words")", "model");
        row("upstream_model", R"("")", "upstream_model");
        row("price", R"({})", "price.prompt_usd_per_1m");
        row("price", R"({"prompt_usd_per_1m":"-1","completion_usd_per_1m":"1"})", "price.prompt_usd_per_1m");
        row("price", R"({"prompt_usd_per_1m":0.05,"completion_usd_per_1m":"1"})", "price.prompt_usd_per_1m");
        row("price", R"({"prompt_usd_per_1m":"1","completion_usd_per_1m":"1e309"})", "price.completion_usd_per_1m");
        row("context_tokens", "0", "context_tokens");
        row("context_tokens", "-1", "context_tokens");
        row("context_tokens", "9223372036854775807", "context_tokens");
        row("context_tokens", "1.5", "context_tokens");
        row("max_output_tokens", "128001", "max_output_tokens");
        row("image_tokens", "-1", "image_tokens");
        row("state", R"("asleep")", "state");
        row("deadlines", R"({"connect_ms":0})", "deadlines.connect_ms");
        row("deadlines", R"({"first_token_ms":3600001})", "deadlines.first_token_ms");
        row("deadlines", R"({"idle_ms":9223372036854775807})", "deadlines.idle_ms");
        row("features", R"(["telepathy"])", "features");
        row("features", R"("tools")", "features");
        row("quality", "101", "quality");
        row("code_score", "-1", "code_score");
        row("tier", "0", "tier");
        row("weight", "0", "weight");
        row("quantization", R"("fp5")", "quantization");
        row("id", R"("ep_0123456789abcdef0123456789abcdef")", "id");
    }
    void refusesWhatIsWrong()
    {
        QFETCH(QString, member);
        QFETCH(QByteArray, value);
        QFETCH(QString, param);
        QJsonObject body = draft();
        body.insert(member, QJsonDocument::fromJson("[" + value + "]").array().first());
        const auto refused = create(body);
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.param(), param);
        QVERIFY(m_daemon->get(m_endpoints).rows().isEmpty());
    }

    void changesOnlyWhatIsNamed()
    {
        const auto created = create(draft());
        const QString path = m_endpoints + QLatin1Char('/') + created.text("id");
        const auto changed =
            m_daemon->patch(path, R"({"state":"draining","deadlines":{"idle_ms":5}})", {{"if-match", "\"1\""}});
        QCOMPARE(changed.status, 200);
        QJsonObject expected = created.json;
        expected.insert(QLatin1String("state"), QLatin1String("draining"));
        QJsonObject deadlines = expected.value(QLatin1String("deadlines")).toObject();
        deadlines.insert(QLatin1String("idle_ms"), 5);
        expected.insert(QLatin1String("deadlines"), deadlines);
        expected.insert(QLatin1String("version"), 2);
        QCOMPARE(changed.json, expected);
        const auto conflict = m_daemon->patch(path, R"({"state":"enabled"})", {{"if-match", "\"1\""}});
        QCOMPARE(conflict.status, 409);
        QCOMPARE(conflict.json.value(QLatin1String("current")).toObject(), changed.json);
        QCOMPARE(m_daemon->patch(path, R"({"state":"asleep"})").param(), QLatin1String("state"));
        QCOMPARE(m_daemon->patch(path, R"({"price":{}})").param(), QLatin1String("price"));
    }

    void changesWhatRoutingChoosesBy()
    {
        QJsonObject body = draft();
        body.insert(QLatin1String("features"), QJsonArray{QLatin1String("vision"), QLatin1String("tools")});
        body.insert(QLatin1String("quality"), 70);
        const auto created = create(body);
        const auto tools = QJsonArray{QLatin1String("tools"), QLatin1String("vision")};
        QCOMPARE(created.json.value(QLatin1String("features")).toArray(), tools);
        QCOMPARE(created.number("quality"), 70);
        QVERIFY(created.json.value(QLatin1String("code_score")).isNull());
        QCOMPARE(created.number("tier"), 1);
        QCOMPARE(created.number("weight"), 100);
        QCOMPARE(created.text("quantization"), QLatin1String("unknown"));

        const QString path = m_endpoints + QLatin1Char('/') + created.text("id");
        const auto changed = m_daemon->patch(
            path, R"({"upstream_model":"gpt-4o-mini-2","quality":null,"code_score":0,"tier":9,"quantization":"fp8"})",
            {{"if-match", "*"}});
        QCOMPARE(changed.status, 200);
        QCOMPARE(changed.text("upstream_model"), QLatin1String("gpt-4o-mini-2"));
        QVERIFY(changed.json.value(QLatin1String("quality")).isNull());
        QCOMPARE(changed.number("code_score"), 0);
        QCOMPARE(changed.number("tier"), 9);
        QCOMPARE(changed.number("weight"), 100);
        QCOMPARE(changed.json.value(QLatin1String("features")).toArray(), tools);
        const auto cleared = m_daemon->patch(path, R"({"features":null})", {{"if-match", "*"}});
        QVERIFY(cleared.json.value(QLatin1String("features")).isNull());
        QCOMPARE(m_daemon->patch(path, R"({"features":["x"]})", {{"if-match", "*"}}).param(),
                 QLatin1String("features"));
        QCOMPARE(m_daemon->patch(path, R"({"quantization":"x"})", {{"if-match", "*"}}).param(),
                 QLatin1String("quantization"));
    }

    void listsByProviderAndModel()
    {
        const QString other = m_daemon->makeProvider();
        m_daemon->makeEndpoint(m_provider, "a");
        m_daemon->makeEndpoint(m_provider, "b");
        m_daemon->makeEndpoint(other, "a");
        QCOMPARE(m_daemon->get(m_endpoints).rows().size(), 3);
        QCOMPARE(m_daemon->get(m_endpoints + QLatin1String("?provider=") + m_provider).rows().size(), 2);
        QCOMPARE(m_daemon->get(m_endpoints + QLatin1String("?model=openai/a")).rows().size(), 2);
        QCOMPARE(m_daemon->get(m_endpoints + QLatin1String("?model=openai%2Fa&provider=") + other).rows().size(), 1);
    }
};

QTEST_GUILESS_MAIN(EndpointsTest)
#include "endpoints_test.moc"
