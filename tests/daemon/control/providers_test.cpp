// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QTest>

using namespace gotoai;

class ProvidersTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    const QString m_providers = QStringLiteral("/admin/v1/providers");

private Q_SLOTS:
    void init() { m_daemon = std::make_unique<test::AdminDaemon>(); }
    void cleanup() { m_daemon.reset(); }

    void takesASecretAndNeverGivesItBack()
    {
        const auto created =
            m_daemon->post(m_providers, test::json("{'name':'openai','protocol':'openai','base_url':'https://"
                                                   "api.openai.com/v1/','secret':'sk-canary-1'}"));
        QCOMPARE(created.status, 201);
        QCOMPARE(created.text("base_url"), QLatin1String("https://api.openai.com/v1"));
        QCOMPARE(created.json.value(QLatin1String("has_secret")), QJsonValue(true));
        const QString path = m_providers + QLatin1Char('/') + created.text("id");
        const test::AdminDaemon::Headers onFirst{{"if-match", "1"}};
        const std::vector<test::AdminAnswer> answers{
            created,
            m_daemon->get(path),
            m_daemon->get(m_providers),
            m_daemon->patch(path, test::json("{'secret':'sk-canary-2'}")),
            m_daemon->patch(path, test::json("{'secret':'sk-canary-3'}"), onFirst),
            m_daemon->patch(path, test::json("{'secret':'sk-canary 4'}")),
        };
        for (const auto& answer : answers)
            QVERIFY2(!answer.body.contains("canary"), answer.body.constData());
        QCOMPARE(answers[4].status, 409);
        QCOMPARE(answers[5].status, 400);
        QVERIFY(m_daemon->bytesOnDisk().find("api.openai.com") != std::string::npos);
        QVERIFY(m_daemon->bytesOnDisk().find("canary") == std::string::npos);
        QCOMPARE(
            m_daemon->patch(path, test::json("{'secret':'','enabled':false}")).json.value(QLatin1String("has_secret")),
            QJsonValue(false));
    }

    void enablesOnlyWithASecret()
    {
        const QByteArray bare = "{'name':'openai','protocol':'openai','base_url':'https://api.openai.com/v1'";
        const auto refused = m_daemon->post(m_providers, test::json(bare + '}'));
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.text("param"), QLatin1String("secret"));
        const auto made = m_daemon->post(m_providers, test::json(bare + ",'enabled':false}"));
        QCOMPARE(made.status, 201);
        const QString path = m_providers + QLatin1Char('/') + made.text("id");
        QCOMPARE(m_daemon->patch(path, test::json("{'enabled':true}")).text("param"), QLatin1String("secret"));
        QCOMPARE(m_daemon->patch(path, test::json("{'enabled':true,'secret':'sk-1'}")).status, 200);
        QCOMPARE(m_daemon->patch(path, test::json("{'secret':''}")).text("param"), QLatin1String("secret"));
        QCOMPARE(m_daemon->get(path).json.value(QLatin1String("has_secret")), QJsonValue(true));
    }

    void refusesWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("param");
        const auto row = [](const char* name, const QByteArray& body, const char* param) {
            QTest::newRow(name) << body << QString::fromLatin1(param);
        };
        row("no name", test::json("{'protocol':'openai','base_url':'https://a.example'}"), "name");
        row("bad name", test::json("{'name':'Open AI','protocol':'openai','base_url':'https://a.example'}"), "name");
        row("no protocol", test::json("{'name':'a','base_url':'https://a.example'}"), "protocol");
        row("unknown protocol", test::json("{'name':'a','protocol':'telex','base_url':'https://a.example'}"),
            "protocol");
        row("no URL", test::json("{'name':'a','protocol':'openai'}"), "base_url");
        row("user in URL", test::json("{'name':'a','protocol':'openai','base_url':'https://u:p@a.example'}"),
            "base_url");
        row("query in URL", test::json("{'name':'a','protocol':'openai','base_url':'https://a.example?x'}"),
            "base_url");
        row("plain http", test::json("{'name':'a','protocol':'openai','base_url':'http://a.example'}"), "base_url");
        row("file", test::json("{'name':'a','protocol':'openai','base_url':'file:///etc/passwd'}"), "base_url");
        row("secret breaks a header",
            test::json("{'name':'a','protocol':'openai','base_url':'https://a.example','secret':'a\\u000ab'}"),
            "secret");
        row("settings of another protocol",
            test::json("{'name':'a','protocol':'openai','base_url':'https://a.example','simulator':{}}"), "simulator");
        row("simulator out of range",
            test::json("{'name':'a','protocol':'simulator','simulator':{'errors_per_mille':1001}}"),
            "simulator.errors_per_mille");
        row("simulator unknown field", test::json("{'name':'a','protocol':'simulator','simulator':{'speed':1}}"),
            "simulator.speed");
        row("a header that carries a credential",
            test::json("{'name':'a','protocol':'openai','base_url':'https://a.example','headers':[{'name':"
                       "'Authorization','value':'Bearer x'}]}"),
            "headers");
        row("a header without a value",
            test::json("{'name':'a','protocol':'openai','base_url':'https://a.example','headers':[{'name':'x-a'}]}"),
            "headers[0].value");
        row("endless retention",
            test::json("{'name':'a','protocol':'openai','base_url':'https://a.example','data_policy':"
                       "{'retention_days':36501}}"),
            "data_policy.retention_days");
        row("string for true",
            test::json(
                "{'name':'a','protocol':'openai','base_url':'https://a.example','allow_private_addresses':'true'}"),
            "allow_private_addresses");
    }
    void refusesWhatIsWrong()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, param);
        const auto refused = m_daemon->post(m_providers, body);
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.param(), param);
        QVERIFY(m_daemon->get(m_providers).rows().isEmpty());
    }

    void refusesANameThatIsTaken()
    {
        const QByteArray body = test::json("{'name':'a','protocol':'ollama','base_url':'https://a.example'}");
        QCOMPARE(m_daemon->post(m_providers, body).status, 201);
        const auto refused = m_daemon->post(m_providers, body);
        QCOMPARE(refused.status, 409);
        QCOMPARE(refused.code(), QLatin1String("conflict"));
    }

    void keepsTheSimulatorsSettings()
    {
        const auto created = m_daemon->post(
            m_providers, test::json("{'name':'sim','protocol':'simulator','simulator':{'first_token_ms':5,'seed':7}}"));
        QCOMPARE(created.status, 201);
        const QJsonObject settings = created.json.value(QLatin1String("simulator")).toObject();
        QCOMPARE(settings.value(QLatin1String("first_token_ms")).toInt(), 5);
        QCOMPARE(settings.value(QLatin1String("seed")).toInt(), 7);
        QCOMPARE(settings.value(QLatin1String("tokens_per_second")).toInt(), 80);
    }

    void keepsWhatIsSaidOfAProvider()
    {
        const auto created = m_daemon->post(
            m_providers, test::json("{'name':'a','protocol':'ollama','base_url':'https://a.example','region':'eu',"
                                    "'headers':[{'name':'X-Title','value':'a'}],"
                                    "'data_policy':{'logs_prompts':false,'retention_days':0}}"));
        QCOMPARE(created.status, 201);
        QCOMPARE(created.text("region"), QLatin1String("eu"));
        QJsonObject policy = created.json.value(QLatin1String("data_policy")).toObject();
        QCOMPARE(policy.value(QLatin1String("logs_prompts")), QJsonValue(false));
        QVERIFY(policy.value(QLatin1String("trains_on_prompts")).isNull());
        const QString path = m_providers + QLatin1Char('/') + created.text("id");
        const auto changed = m_daemon->patch(
            path, test::json("{'headers':[],'data_policy':{'trains_on_prompts':true,'logs_prompts':null}}"),
            {{"if-match", "*"}});
        QCOMPARE(changed.status, 200);
        QVERIFY(changed.json.value(QLatin1String("headers")).toArray().isEmpty());
        policy = changed.json.value(QLatin1String("data_policy")).toObject();
        QVERIFY(policy.value(QLatin1String("logs_prompts")).isNull());
        QCOMPARE(policy.value(QLatin1String("trains_on_prompts")), QJsonValue(true));
        QCOMPARE(policy.value(QLatin1String("retention_days")), QJsonValue(0));
        QCOMPARE(changed.text("region"), QLatin1String("eu"));
    }

    void changesByVersion()
    {
        const QString path = m_providers + QLatin1Char('/') + m_daemon->makeProvider();
        const auto changed = m_daemon->patch(path, test::json("{'enabled':false}"), {{"if-match", "\"1\""}});
        QCOMPARE(changed.status, 200);
        QCOMPARE(changed.json.value(QLatin1String("enabled")), QJsonValue(false));
        QCOMPARE(changed.json.value(QLatin1String("has_secret")), QJsonValue(true));
        const auto conflict = m_daemon->patch(path, test::json("{'enabled':true}"), {{"if-match", "\"1\""}});
        QCOMPARE(conflict.status, 409);
        QCOMPARE(conflict.json.value(QLatin1String("current")).toObject(), changed.json);
        QCOMPARE(m_daemon->patch(path, test::json("{'protocol':'simulator'}")).param(), QLatin1String("protocol"));
    }
};

QTEST_GUILESS_MAIN(ProvidersTest)
#include "providers_test.moc"
