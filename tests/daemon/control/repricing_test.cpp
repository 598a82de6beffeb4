// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QTest>

using namespace gotoai;

// Many endpoints repriced at once, and taken back.
class RepricingTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    QStringList m_endpoints;

    QJsonObject request(const QByteArray& what) const
    {
        QJsonObject body = QJsonDocument::fromJson(test::json("{" + what + "}")).object();
        body.insert(QLatin1String("endpoints"), QJsonArray::fromStringList(m_endpoints));
        return body;
    }
    test::AdminAnswer post(const char* path, const QJsonObject& body)
    {
        return m_daemon->post(QLatin1String("/admin/v1/prices/") + QString::fromLatin1(path),
                              QJsonDocument(body).toJson());
    }
    test::AdminAnswer apply(QJsonObject body)
    {
        body.insert(QLatin1String("preview"), post("preview", body).text("preview"));
        return post("apply", body);
    }
    QString promptPrice(qsizetype i)
    {
        return m_daemon->get(QLatin1String("/admin/v1/endpoints/") + m_endpoints[i])
            .json.value(QLatin1String("price"))
            .toObject()
            .value(QLatin1String("prompt_usd_per_1m"))
            .toString();
    }
    static QJsonObject restorations(const QJsonArray& applied)
    {
        QJsonArray prices;
        for (const auto& each : applied) {
            const QJsonObject row = each.toObject();
            prices.append(QJsonObject{{QLatin1String("endpoint"), row.value(QLatin1String("endpoint"))},
                                      {QLatin1String("price"), row.value(QLatin1String("replaced"))},
                                      {QLatin1String("current"), row.value(QLatin1String("price"))}});
        }
        return {{QLatin1String("prices"), prices}};
    }

private Q_SLOTS:
    void init()
    {
        m_daemon = std::make_unique<test::AdminDaemon>();
        const QString provider = m_daemon->makeProvider();
        m_endpoints = QStringList{m_daemon->makeEndpoint(provider, "one"), m_daemon->makeEndpoint(provider, "two")};
    }
    void cleanup() { m_daemon.reset(); }

    void repricesAfterAPreviewAndTakesItBack()
    {
        const auto body = request("'percent':'10'");
        const auto preview = post("preview", body);
        QCOMPARE(preview.status, 200);
        QCOMPARE(promptPrice(0), QLatin1String("0.05"));
        const auto applied = apply(body);
        QCOMPARE(applied.status, 200);
        QCOMPARE(promptPrice(0), QLatin1String("0.055"));
        QCOMPARE(promptPrice(1), QLatin1String("0.055"));
        const QJsonArray rows = applied.json.value(QLatin1String("endpoints")).toArray();
        QCOMPARE(rows.size(), 2);
        QCOMPARE(rows[0]
                     .toObject()
                     .value(QLatin1String("before"))
                     .toObject()
                     .value(QLatin1String("prompt_usd_per_1m"))
                     .toString(),
                 QLatin1String("0.05"));

        const auto undone = post("undo", restorations(rows));
        QCOMPARE(undone.status, 200);
        QCOMPARE(promptPrice(0), QLatin1String("0.05"));
        const auto history = m_daemon->get(QLatin1String("/admin/v1/prices?endpoint=") + m_endpoints[0]).rows();
        QCOMPARE(history.size(), 3); // new versions, nothing is deleted
        QCOMPARE(post("undo", restorations(rows)).status, 409);
    }

    void setsTheSameFigures()
    {
        const auto applied = apply(request("'price':{'prompt_usd_per_1m':'1','completion_usd_per_1m':'2'}"));
        QCOMPARE(applied.status, 200);
        QCOMPARE(promptPrice(1), QLatin1String("1"));
        const auto again = post("preview", request("'price':{'prompt_usd_per_1m':'1','completion_usd_per_1m':'2'}"));
        QCOMPARE(again.number("unchanged"), 2);
        QVERIFY(again.json.value(QLatin1String("endpoints")).toArray().isEmpty());
    }

    void whoHasRepricedSinceIsNotOverruled()
    {
        auto body = request("'percent':'10'");
        body.insert(QLatin1String("preview"), post("preview", body).text("preview"));
        const auto other = m_daemon->post(QStringLiteral("/admin/v1/prices"),
                                          test::json("{'endpoint':'" + m_endpoints[1].toUtf8() +
                                                     "','prompt_usd_per_1m':'7','completion_usd_per_1m':'9'}"));
        QCOMPARE(other.status, 201);
        const auto late = post("apply", body);
        QCOMPARE(late.status, 409);
        QVERIFY(late.json.value(QLatin1String("current")).isObject());
        QCOMPARE(promptPrice(0), QLatin1String("0.05"));
        QCOMPARE(promptPrice(1), QLatin1String("7"));
    }

    void refusesWhatIsWrong()
    {
        QCOMPARE(post("preview", request("")).param(), QLatin1String("percent"));
        QCOMPARE(post("preview", request("'percent':'ten'")).param(), QLatin1String("percent"));
        QCOMPARE(post("preview", request("'percent':'-100.0001'")).param(), QLatin1String("percent"));
        QCOMPARE(post("preview", request("'percent':'1.00001'")).param(), QLatin1String("percent"));
        QCOMPARE(post("apply", request("'percent':'1'")).status, 428);
        m_endpoints.append(m_endpoints[0]);
        QCOMPARE(post("preview", request("'percent':'1'")).param(), QLatin1String("endpoints"));
        m_endpoints = QStringList{QStringLiteral("ep_0123456789abcdef0123456789abcdef")};
        QCOMPARE(post("preview", request("'percent':'1'")).param(), QLatin1String("endpoints"));
        m_endpoints.clear();
        QCOMPARE(post("preview", request("'percent':'1'")).param(), QLatin1String("endpoints"));
    }

    void isRecordedOnce()
    {
        const auto before = m_daemon->get(QStringLiteral("/admin/v1/audit")).rows().size();
        QCOMPARE(apply(request("'percent':'10'")).status, 200);
        QCOMPARE(m_daemon->get(QStringLiteral("/admin/v1/audit")).rows().size(), before + 1);
    }
};

QTEST_GUILESS_MAIN(RepricingTest)
#include "repricing_test.moc"
