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

    void longerPromptsHaveTheirOwn()
    {
        const auto created = m_daemon->post(
            m_prices, test::json("{'endpoint':'" + m_endpoint.toUtf8() +
                                 "','prompt_usd_per_1m':'2','completion_usd_per_1m':'12','tiers':[{"
                                 "'above_prompt_tokens':2000,'prompt_usd_per_1m':'4','completion_usd_per_1m':'18'}]}"));
        QCOMPARE(created.status, 201);
        const QJsonArray tiers = created.json.value(QLatin1String("tiers")).toArray();
        QCOMPARE(tiers.size(), 1);
        const QJsonObject tier = tiers[0].toObject();
        QCOMPARE(tier.value(QLatin1String("above_prompt_tokens")).toInteger(), 2'000);
        QCOMPARE(tier.value(QLatin1String("cache_read_usd_per_1m")).toString(), QLatin1String("4"));
        QCOMPARE(m_daemon->get(m_prices).rows().at(0).toObject(), created.json);
    }

    void countsFromWhenItSays()
    {
        const auto timed = [&](const QByteArray& members) {
            return m_daemon->post(m_prices,
                                  test::json("{'endpoint':'" + m_endpoint.toUtf8() +
                                             "','prompt_usd_per_1m':'7','completion_usd_per_1m':'9'," + members + "}"));
        };
        const QByteArray later = QByteArray::fromStdString(toRfc3339(m_daemon->clock().now() + std::chrono::hours(1)));
        const QByteArray past = QByteArray::fromStdString(toRfc3339(m_daemon->clock().now() - std::chrono::hours(1)));
        const auto created = timed("'valid_from':'" + later + "'");
        QCOMPARE(created.status, 201);
        QCOMPARE(created.text("valid_from"), QString::fromUtf8(later));
        QVERIFY(created.json.value(QLatin1String("valid_until")).isNull());
        const auto endpoint = m_daemon->get(QLatin1String("/admin/v1/endpoints/") + m_endpoint);
        QCOMPARE(endpoint.json.value(QLatin1String("price")).toObject().value(QLatin1String("prompt_usd_per_1m")),
                 QLatin1String("0.05"));
        const auto audit = m_daemon->get(QStringLiteral("/admin/v1/audit?limit=1")).rows().at(0).toObject();
        QVERIFY(QJsonDocument(audit).toJson().contains(later)); // who raised a price ahead of time is on record
        QCOMPARE(timed("'valid_from':'" + past + "'").param(), QLatin1String("valid_from"));
        QCOMPARE(timed("'valid_until':'" + past + "'").param(), QLatin1String("valid_until"));
    }

    void refusesAPriceThatBoundsNoCall()
    {
        const auto refused = reprice("1000000000000");
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.param(), QLatin1String("price"));
        const auto tiers = [&](const QByteArray& above) {
            return m_daemon
                ->post(m_prices, test::json("{'endpoint':'" + m_endpoint.toUtf8() +
                                            "','prompt_usd_per_1m':'2','completion_usd_per_1m':'12','tiers':[{"
                                            "'above_prompt_tokens':" +
                                            above + ",'prompt_usd_per_1m':'4','completion_usd_per_1m':'18'}]}"))
                .status;
        };
        for (const char* above : {"0", "-1", "2147483648", "9007199254740992", "1e309", "1.5", "'5'", "null"})
            QCOMPARE(tiers(above), 400);
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
