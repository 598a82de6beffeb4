// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QTest>

using namespace gotoai;

class PricesTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    QString m_endpoint;
    const QString m_prices = QStringLiteral("/admin/v1/prices");

    test::AdminAnswer reprice(const QByteArray& prompt, const test::AdminDaemon::Headers& headers = {})
    {
        return m_daemon->post(m_prices,
                              test::json("{'endpoint':'" + m_endpoint.toUtf8() + "','prompt_usd_per_1m':'" + prompt +
                                         "','completion_usd_per_1m':'0.5','request_usd':'0.001'}"),
                              headers);
    }

private Q_SLOTS:
    void init()
    {
        m_daemon = std::make_unique<test::AdminDaemon>();
        m_endpoint = m_daemon->makeEndpoint(m_daemon->makeProvider());
    }
    void cleanup() { m_daemon.reset(); }

    void aNewPriceIsANewVersion()
    {
        const auto created = reprice("0.06");
        QCOMPARE(created.status, 201);
        QCOMPARE(created.text("prompt_usd_per_1m"), QLatin1String("0.06"));
        QCOMPARE(created.text("request_usd"), QLatin1String("0.001"));
        const auto endpoint = m_daemon->get(QLatin1String("/admin/v1/endpoints/") + m_endpoint);
        QCOMPARE(endpoint.json.value(QLatin1String("price")).toObject(), created.json);
        QCOMPARE(endpoint.number("version"), 2);

        const auto history = m_daemon->get(m_prices + QLatin1String("?endpoint=") + m_endpoint);
        QCOMPARE(history.rows().size(), 2);
        QCOMPARE(history.rows().at(0).toObject(), created.json);
        QCOMPARE(history.rows().at(1).toObject().value(QLatin1String("prompt_usd_per_1m")).toString(),
                 QLatin1String("0.05"));
    }

    void pagesThroughTheHistory()
    {
        reprice("0.06");
        reprice("0.07");
        const QString list = m_prices + QLatin1String("?limit=2&endpoint=") + m_endpoint;
        const auto first = m_daemon->get(list);
        QCOMPARE(first.rows().size(), 2);
        const auto second = m_daemon->get(list + QLatin1String("&cursor=") + first.text("next_cursor"));
        QCOMPARE(second.rows().size(), 1);
        QVERIFY(second.json.value(QLatin1String("next_cursor")).isNull());
    }

    void refusesWhatIsWrong()
    {
        QCOMPARE(reprice("-1").param(), QLatin1String("prompt_usd_per_1m"));
        QCOMPARE(reprice("0.0000001").param(), QLatin1String("prompt_usd_per_1m"));
        QCOMPARE(reprice("0.06", {{"if-match", "\"7\""}}).status, 409);
        m_endpoint = QStringLiteral("ep_0123456789abcdef0123456789abcdef");
        QCOMPARE(reprice("0.06").param(), QLatin1String("endpoint"));
        QCOMPARE(m_daemon->get(m_prices).rows().size(), 1);
    }
};

QTEST_GUILESS_MAIN(PricesTest)
#include "prices_test.moc"
