// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QTest>

using namespace gotoai;
using namespace std::chrono_literals;

class HealthTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    QString m_endpoint;

    supply::TrackRecord& record()
    {
        return m_daemon->health().recordOf(*m_daemon->catalog().endpoint(*EndpointId::parse(m_endpoint.toStdString())));
    }
    QJsonObject shown()
    {
        return m_daemon->get(QLatin1String("/admin/v1/endpoints/") + m_endpoint + QLatin1String("/health")).json;
    }

private Q_SLOTS:
    void init()
    {
        m_daemon = std::make_unique<test::AdminDaemon>();
        m_endpoint = m_daemon->makeEndpoint(m_daemon->makeProvider());
    }
    void cleanup() { m_daemon.reset(); }

    void isGoodWhileNothingIsKnown()
    {
        const QJsonObject health = shown();
        QCOMPARE(health.value(QLatin1String("endpoint")).toString(), m_endpoint);
        QCOMPARE(health.value(QLatin1String("score")).toInt(), 100);
        QCOMPARE(health.value(QLatin1String("first_token")).toArray().size(), 3);
        QVERIFY(health.value(QLatin1String("rate_limit")).toObject().value(QLatin1String("tokens_left")).isNull());
    }

    void showsItsParts()
    {
        const Tick now = m_daemon->clock().tick();
        record().observe({.promptTokens = 100, .firstToken = 250ms, .completionTokens = 80, .generation = 1s}, now);
        record().observe({.fate = supply::AttemptFate::TimedOut}, now);
        record().limitsTold({.requestsLimit = 100, .requestsLeft = 10}, now);
        const QJsonObject health = shown();
        const QJsonObject parts = health.value(QLatin1String("parts")).toObject();
        const qint64 availability = parts.value(QLatin1String("availability_per_mille")).toInteger();
        const qint64 promptness = parts.value(QLatin1String("promptness_per_mille")).toInteger();
        const qint64 headroom = parts.value(QLatin1String("headroom_per_mille")).toInteger();
        QCOMPARE(headroom, 500);
        QCOMPARE(health.value(QLatin1String("score")).toInteger(),
                 (70 * availability + 15 * promptness + 15 * headroom) / 1'000);
        const QJsonObject fates = health.value(QLatin1String("last_minute")).toObject();
        QCOMPARE(fates.value(QLatin1String("answered")).toInt(), 1);
        QCOMPARE(fates.value(QLatin1String("timed_out")).toInt(), 1);
        const QJsonObject small = health.value(QLatin1String("first_token")).toArray().at(0).toObject();
        QCOMPARE(small.value(QLatin1String("max_prompt_tokens")).toInt(), 4'096);
        QVERIFY(std::abs(small.value(QLatin1String("p50_ms")).toInt() - 250) <= 32);
    }

    void showsAnOpenBreaker()
    {
        for (int i = 0; i < supply::CircuitBreaker::kFailuresToOpen; ++i)
            record().observe({.fate = supply::AttemptFate::Refused}, m_daemon->clock().tick());
        const QJsonObject health = shown();
        QCOMPARE(health.value(QLatin1String("score")).toInt(), 0);
        const QJsonObject breaker = health.value(QLatin1String("breaker")).toObject();
        QCOMPARE(breaker.value(QLatin1String("state")).toString(), QLatin1String("open"));
        QCOMPARE(breaker.value(QLatin1String("probe_in_ms")).toInt(), 1'000);
    }

    void listsAllEndpoints()
    {
        const QString other = m_daemon->makeEndpoint(m_daemon->makeProvider(), "another");
        QCOMPARE(m_daemon->get(QStringLiteral("/admin/v1/health")).rows().size(), 2);
        const QString model = m_daemon->get(QLatin1String("/admin/v1/endpoints/") + other).text("model");
        const auto one = m_daemon->get(QLatin1String("/admin/v1/health?model=") + model);
        QCOMPARE(one.rows().size(), 1);
        QCOMPARE(one.rows().at(0).toObject().value(QLatin1String("endpoint")).toString(), other);
        QCOMPARE(m_daemon->get(QStringLiteral("/admin/v1/health?provider=5")).status, 400);
    }

    void knowsNoOtherEndpoint()
    {
        QCOMPARE(m_daemon->get(QStringLiteral("/admin/v1/endpoints/ep_0123456789abcdef0123456789abcdef/health")).status,
                 404);
    }
};

QTEST_GUILESS_MAIN(HealthTest)
#include "health_test.moc"
