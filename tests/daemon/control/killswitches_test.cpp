// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QTest>

using namespace gotoai;
using namespace std::chrono_literals;

class KillSwitchesTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    const QString m_switches = QStringLiteral("/admin/v1/kill-switches");

    QString place(const test::AdminAnswer& killSwitch) const
    {
        return m_switches + QLatin1Char('/') + killSwitch.text("id");
    }
    test::AdminAnswer throwOn(const QByteArray& scope, const QByteArray& target = {})
    {
        return m_daemon->post(m_switches,
                              test::json("{'scope':'" + scope + "','target':'" + target + "','reason':'a drill'}"));
    }
    test::AdminAnswer release(const test::AdminAnswer& killSwitch)
    {
        return m_daemon->call("DELETE", place(killSwitch));
    }

private Q_SLOTS:
    void init() { m_daemon = std::make_unique<test::AdminDaemon>(); }
    void cleanup() { m_daemon.reset(); }

    void isThrownShownAndReleased()
    {
        m_daemon->killSwitches().setLanes(
            {.apply = [](const auto&, const auto& reply) { reply({.cut = 3, .rerouted = 2, .untouched = 1}); },
             .look = {}});
        const auto thrown = throwOn("global");
        QCOMPARE(thrown.status, 201);
        QCOMPARE(thrown.header("location"), place(thrown).toUtf8());
        QVERIFY(thrown.text("id").startsWith(QLatin1String("kill_")));
        QCOMPARE(thrown.text("state"), QLatin1String("on"));
        QCOMPARE(thrown.text("created_by"), QLatin1String("test")); // the token's label
        const QJsonObject orders = thrown.json.value(QLatin1String("orders")).toObject();
        QCOMPARE(orders.value(QLatin1String("cut")).toInt(), 3);
        QCOMPARE(orders.value(QLatin1String("rerouted")).toInt(), 2);
        QCOMPARE(orders.value(QLatin1String("untouched")).toInt(), 1);

        QJsonObject shown = thrown.json;
        shown.remove(QLatin1String("orders"));
        QCOMPARE(m_daemon->get(place(thrown)).json, shown);
        QCOMPARE(m_daemon->get(m_switches).rows(), QJsonArray{shown});

        m_daemon->clock().advance(1s);
        const auto released = release(thrown);
        QCOMPARE(released.status, 200);
        QCOMPARE(released.text("state"), QLatin1String("released"));
        QCOMPARE(released.text("released_by"), QLatin1String("test"));
        QCOMPARE(release(thrown).json, released.json); // for good
        QCOMPARE(m_daemon->get(m_switches + QLatin1String("?state=on")).rows().size(), 0);
        QCOMPARE(m_daemon->get(m_switches + QLatin1String("?state=released")).rows().size(), 1);
    }

    void standsOnWhatExists()
    {
        const QByteArray account = m_daemon->makeAccount().toUtf8();
        const QByteArray provider = m_daemon->makeProvider().toUtf8();
        const QByteArray endpoint = m_daemon->makeEndpoint(QString::fromUtf8(provider)).toUtf8();
        const QByteArray key =
            m_daemon->post(QStringLiteral("/admin/v1/keys"), test::json("{'account':'" + account + "'}"))
                .text("id")
                .toUtf8();
        const std::vector<std::pair<QByteArray, QByteArray>> targets{
            {"provider", provider}, {"endpoint", endpoint}, {"model", "openai/gpt-4o-mini"},
            {"account", account},   {"key", key},           {"global", {}}};
        for (const auto& [scope, target] : targets) {
            const auto thrown = throwOn(scope, target);
            QVERIFY2(thrown.status == 201, thrown.body.constData());
            QCOMPARE(thrown.text("target").toUtf8(), target);
            QCOMPARE(m_daemon->get(m_switches + QLatin1String("?scope=") + QString::fromUtf8(scope)).rows().size(), 1);
        }
        QCOMPARE(m_daemon->get(m_switches + QLatin1String("?limit=4")).rows().size(), 4);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("param");
        QTest::newRow("no reason") << QByteArray("{'scope':'global'}") << QStringLiteral("reason");
        QTest::newRow("an empty reason") << QByteArray("{'scope':'global','reason':''}") << QStringLiteral("reason");
        QTest::newRow("no scope") << QByteArray("{'reason':'x'}") << QStringLiteral("scope");
        QTest::newRow("another scope") << QByteArray("{'scope':'planet','reason':'x'}") << QStringLiteral("scope");
        QTest::newRow("no such model") << QByteArray("{'scope':'model','target':'a/none','reason':'x'}")
                                       << QStringLiteral("target");
        QTest::newRow("no such account")
            << QByteArray("{'scope':'account','target':'acct_0123456789abcdef0123456789abcdef','reason':'x'}")
            << QStringLiteral("target");
        QTest::newRow("the past") << QByteArray("{'scope':'global','reason':'x','expires_at':'2020-01-01T00:00:00Z'}")
                                  << QStringLiteral("expires_at");
        QTest::newRow("an unknown field")
            << QByteArray("{'scope':'global','reason':'x','on':true}") << QStringLiteral("on");
    }
    void refuses()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, param);
        const auto refused = m_daemon->post(m_switches, test::json(body));
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.param(), param);
        QCOMPARE(m_daemon->get(m_switches).rows().size(), 0);
    }

    void aSecondOneIsShownTheFirst()
    {
        const auto first = throwOn("global");
        const auto second = throwOn("global");
        QCOMPARE(second.status, 409);
        QCOMPARE(second.json.value(QLatin1String("current")).toObject().value(QLatin1String("id")).toString(),
                 first.text("id"));
    }

    void expires()
    {
        const auto thrown = m_daemon->post(
            m_switches, test::json("{'scope':'global','reason':'x','expires_at':'2023-11-14T22:14:20Z'}"));
        QCOMPARE(thrown.status, 201);
        QVERIFY(!m_daemon->killSwitches().snapshot()->isEmpty());
        m_daemon->clock().advance(60s);
        m_daemon->killSwitches().tick();
        QVERIFY(m_daemon->killSwitches().snapshot()->isEmpty());
        QCOMPARE(m_daemon->get(place(thrown)).text("state"), QLatin1String("expired"));
        QCOMPARE(release(thrown).text("state"), QLatin1String("expired"));
    }

    void previews()
    {
        m_daemon->killSwitches().setLanes({.apply = {}, .look = [](const auto&, const auto& reply) {
                                               reply({.cut = 4, .rerouted = 0, .untouched = 9});
                                           }});
        const auto preview = m_daemon->get(m_switches + QLatin1String("/preview?scope=global"));
        QCOMPARE(preview.status, 200);
        QCOMPARE(preview.number("cut"), 4);
        QCOMPARE(preview.number("untouched"), 9);
        QCOMPARE(m_daemon->get(m_switches).rows().size(), 0);
        QCOMPARE(m_daemon->get(m_switches + QLatin1String("/preview?scope=model&target=none")).param(),
                 QLatin1String("target"));
        QCOMPARE(m_daemon->get(m_switches + QLatin1String("/preview")).param(), QLatin1String("scope"));
    }

    void everyChangeIsOnRecord()
    {
        const auto thrown = throwOn("global");
        release(thrown);
        const auto rows = m_daemon->get(QStringLiteral("/admin/v1/audit")).rows();
        QCOMPARE(rows.size(), 2);
        for (int i = 0; i < 2; ++i)
            QCOMPARE(rows.at(i).toObject().value(QLatin1String("resource")).toString(), thrown.text("id"));
        const QJsonObject released = rows.at(0).toObject();
        QCOMPARE(released.value(QLatin1String("before")).toObject().value(QLatin1String("state")).toString(),
                 QLatin1String("on"));
        QCOMPARE(released.value(QLatin1String("after")).toObject().value(QLatin1String("state")).toString(),
                 QLatin1String("released"));
    }
};

QTEST_GUILESS_MAIN(KillSwitchesTest)
#include "killswitches_test.moc"
