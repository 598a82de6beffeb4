// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QTest>

using namespace gotoai;

class SupplyMetricsTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;

    QString makeProvider(const QByteArray& name)
    {
        return m_daemon
            ->post(QStringLiteral("/admin/v1/providers"), test::json("{'name':'" + name + "','protocol':'simulator'}"))
            .text("id");
    }
    QByteArray metrics() { return m_daemon->get(QStringLiteral("/metrics")).body; }
    void fail(int times)
    {
        const auto& endpoint = *m_daemon->catalog().endpoints().begin()->second;
        for (int i = 0; i < times; ++i)
            m_daemon->health().recordOf(endpoint).observe({.fate = supply::AttemptFate::Unreachable},
                                                          m_daemon->clock().tick());
    }

private Q_SLOTS:
    void init() { m_daemon = std::make_unique<test::AdminDaemon>(); }
    void cleanup() { m_daemon.reset(); }

    void tellsOfBreakersAndScores()
    {
        const QString provider = makeProvider("one");
        m_daemon->makeEndpoint(provider, "a");
        m_daemon->makeEndpoint(provider, "b");
        QVERIFY(metrics().contains("\ngotoai_endpoints{provider=\"one\",breaker=\"closed\"} 2\n"));
        QVERIFY(metrics().contains("\ngotoai_endpoint_health_lowest{provider=\"one\"} 100\n"));
        fail(5);
        QVERIFY(metrics().contains("\ngotoai_endpoints{provider=\"one\",breaker=\"closed\"} 1\n"));
        QVERIFY(metrics().contains("\ngotoai_endpoints{provider=\"one\",breaker=\"open\"} 1\n"));
        QVERIFY(!metrics().contains("\ngotoai_endpoint_health_lowest{provider=\"one\"} 100\n"));
    }

    void whatIsOffIsNotInService()
    {
        const QString endpoint = m_daemon->makeEndpoint(makeProvider("one"));
        m_daemon->patch(QLatin1String("/admin/v1/endpoints/") + endpoint, R"({"state":"draining"})");
        QVERIFY(metrics().contains("\ngotoai_endpoints{provider=\"one\",breaker=\"closed\"} 0\n"));
    }

    // However many providers there are, labels are bounded.
    void gathersTheRest()
    {
        for (int i = 0; i < 35; ++i)
            m_daemon->makeEndpoint(makeProvider("p" + QByteArray::number(i)));
        const QByteArray text = metrics();
        QVERIFY(text.contains("\ngotoai_endpoints{provider=\"p31\",breaker=\"closed\"} 1\n"));
        QVERIFY(!text.contains("\"p32\""));
        QVERIFY(text.contains("\ngotoai_endpoints{provider=\"other\",breaker=\"closed\"} 3\n"));
    }
};

QTEST_GUILESS_MAIN(SupplyMetricsTest)
#include "supplymetrics_test.moc"
