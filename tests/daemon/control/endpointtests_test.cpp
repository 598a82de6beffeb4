// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QTest>
#include <QTimer>

using namespace gotoai;

// "Test now": a real call to one endpoint, asked for by a person.
class EndpointTestsTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    QString m_endpoint;

    // Asks, and speaks as the provider once it is called.
    test::AdminAnswer ask(const std::function<void(test::ScriptedTransport::Call&)>& speak)
    {
        QTimer watch;
        connect(&watch, &QTimer::timeout, &watch, [&] {
            if (m_daemon->transport().callCount() == 0)
                return;
            watch.stop();
            speak(m_daemon->transport().call(0));
        });
        watch.start(0);
        return m_daemon->post(QStringLiteral("/admin/v1/endpoints/%1/test").arg(m_endpoint), {});
    }

private Q_SLOTS:
    void init()
    {
        m_daemon = std::make_unique<test::AdminDaemon>();
        m_endpoint = m_daemon->makeEndpoint(m_daemon->makeProvider());
    }
    void cleanup() { m_daemon.reset(); }

    void showsOutcomeTimesAndCost()
    {
        const auto answer = ask([](test::ScriptedTransport::Call& call) {
            call.head(200);
            call.event(R"({"id":"u","choices":[{"index":0,"delta":{"content":"ready"},"finish_reason":"stop"}]})");
            call.event(R"({"id":"u","choices":[],"usage":{"prompt_tokens":30,"completion_tokens":14}})");
            call.bytes("data: [DONE]\n\n");
        });
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.text("outcome"), QLatin1String("answered"));
        QVERIFY(answer.json.value(QLatin1String("detail")).isNull());
        QCOMPARE(answer.text("endpoint"), m_endpoint);
        QCOMPARE(answer.number("http_status"), 200);
        QCOMPARE(answer.number("first_token_ms"), 0); // the clock stands still
        QCOMPARE(answer.text("cost_usd"), QLatin1String("0.0000071"));
        const auto order = m_daemon->get(QStringLiteral("/admin/v1/orders/%1").arg(answer.text("order")));
        QCOMPARE(order.text("state"), QLatin1String("released"));
        QCOMPARE(order.text("charge_usd"), QLatin1String("0"));
        QCOMPARE(order.text("mode"), QLatin1String("test"));
        const auto transfers = m_daemon->get(QStringLiteral("/admin/v1/transfers?order=%1").arg(answer.text("order")));
        QCOMPARE(transfers.rows().size(), 1);
        QCOMPARE(transfers.rows().at(0).toObject().value(QLatin1String("kind")).toString(), QLatin1String("absorb"));
    }

    void showsWhatWentWrong()
    {
        const auto answer = ask([](test::ScriptedTransport::Call& call) {
            call.head(401, "application/json");
            call.bytes(R"({"error":{"message":"no such key","type":"t","param":null,"code":"invalid_api_key"}})");
            call.end();
        });
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.text("outcome"), QLatin1String("upstream_refused"));
        QVERIFY(!answer.text("detail").isEmpty());
        QCOMPARE(answer.number("http_status"), 401);
        QVERIFY(answer.json.value(QLatin1String("first_token_ms")).isNull());
        QCOMPARE(answer.text("cost_usd"), QLatin1String("0"));
    }

    void isInTheAuditLog()
    {
        ask([](test::ScriptedTransport::Call& call) { call.end(supply::UpstreamEnd::Kind::Unreachable); });
        const auto rows = m_daemon->get(QStringLiteral("/admin/v1/audit?limit=1")).rows();
        QCOMPARE(rows.at(0).toObject().value(QLatin1String("route")).toString(),
                 QLatin1String("/admin/v1/endpoints/{id}/test"));
        QCOMPARE(rows.at(0).toObject().value(QLatin1String("status")).toInt(), 200);
    }

    void killSwitchesStopIt()
    {
        m_daemon->post(QStringLiteral("/admin/v1/kill-switches"),
                       test::json("{'scope':'endpoint','target':'" + m_endpoint.toUtf8() + "','reason':'it leaks'}"));
        const auto answer = m_daemon->post(QStringLiteral("/admin/v1/endpoints/%1/test").arg(m_endpoint), {});
        QCOMPARE(answer.status, 503);
        QCOMPARE(m_daemon->transport().callCount(), 0u);
    }

    void knowsNoOther()
    {
        const auto answer =
            m_daemon->post(QStringLiteral("/admin/v1/endpoints/ep_00000000000000000000000000000001/test"), {});
        QCOMPARE(answer.status, 404);
    }
};

QTEST_GUILESS_MAIN(EndpointTestsTest)
#include "endpointtests_test.moc"
