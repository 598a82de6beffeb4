// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QRegularExpression>
#include <QTest>

using namespace gotoai;

class ProbesTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;

    test::AdminAnswer probe(const char* path)
    {
        return m_daemon->call("GET", QString::fromLatin1(path), {}, {{"authorization", ""}});
    }
    QStringList reasons()
    {
        QStringList reasons;
        const auto answer = probe("/readyz");
        const auto array = answer.json.value(QLatin1String("reasons")).toArray();
        for (const auto& reason : array)
            reasons.append(reason.toString());
        return answer.status == (reasons.isEmpty() ? 200 : 503) ? reasons : QStringList(QStringLiteral("wrong status"));
    }

private Q_SLOTS:
    void init() { m_daemon = std::make_unique<test::AdminDaemon>(); }
    void cleanup() { m_daemon.reset(); }

    void livesWithoutAToken()
    {
        QCOMPARE(probe("/healthz").status, 200);
        QCOMPARE(probe("/healthz").text("status"), QLatin1String("alive"));
    }

    void tellsWhatHasStalled()
    {
        m_daemon->stalledNow = {"lane-2", "ledger"};
        const auto answer = probe("/healthz");
        QCOMPARE(answer.status, 503);
        QCOMPARE(answer.text("status"), QLatin1String("stalled"));
        QCOMPARE(answer.json.value(QLatin1String("parts")).toArray(),
                 (QJsonArray{QStringLiteral("lane-2"), QStringLiteral("ledger")}));
    }

    void isReadyOnceThereIsARoute()
    {
        QCOMPARE(reasons(), QStringList(QStringLiteral("no_route")));
        const QString endpoint = m_daemon->makeEndpoint(m_daemon->makeProvider());
        QCOMPARE(reasons(), QStringList());
        m_daemon->patch(QLatin1String("/admin/v1/endpoints/") + endpoint, R"({"state":"disabled"})");
        QCOMPARE(reasons(), QStringList(QStringLiteral("no_route")));
    }

    void isNotReadyWhileDraining()
    {
        m_daemon->makeEndpoint(m_daemon->makeProvider());
        m_daemon->isDrainingNow = true;
        QCOMPARE(reasons(), QStringList(QStringLiteral("draining")));
        QCOMPARE(probe("/healthz").status, 200);
    }

    void tellsItsFigures()
    {
        m_daemon->figuresNow.ordersOpen = 3;
        m_daemon->figuresNow.ordersFinalized = 12'345'678'901;
        m_daemon->figuresNow.failedAttempts = 7;
        m_daemon->figuresNow.settlementsWaiting = 2;
        m_daemon->figuresNow.held = Money::fromNano(900'000);
        m_daemon->figuresNow.ledgerWriter.hasFailed = true;
        const auto metrics = probe("/metrics");
        QCOMPARE(metrics.status, 200);
        QVERIFY(metrics.header("content-type").startsWith("text/plain; version=0.0.4"));
        QVERIFY(metrics.body.contains("\ngotoai_orders{state=\"reserved\"} 3\n"));
        QVERIFY(metrics.body.contains("\ngotoai_orders_ended_total{state=\"finalized\"} 12345678901\n"));
        QVERIFY(metrics.body.contains("\ngotoai_held_nanousd 900000\n"));
        QVERIFY(metrics.body.contains("\ngotoai_attempts_failed_total 7\n"));
        QVERIFY(metrics.body.contains("\ngotoai_settlements_waiting 2\n"));
        QVERIFY(metrics.body.contains("\ngotoai_ledger_failed 1\n"));
    }

    // Every line is a comment or a sample, and every sample's name has been described before.
    void speaksPrometheus()
    {
        static const QRegularExpression sample(QStringLiteral(R"(^([a-z_]+)(\{[a-z]+="[a-z_]+"\})? -?[0-9]+$)"));
        QStringList described;
        const auto lines = QString::fromUtf8(probe("/metrics").body).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QVERIFY(lines.size() > 20);
        for (const QString& line : lines) {
            if (line.startsWith(QLatin1String("# TYPE ")))
                described.append(line.section(QLatin1Char(' '), 2, 2));
            if (line.startsWith(QLatin1Char('#')))
                continue;
            const auto match = sample.match(line);
            QVERIFY2(match.hasMatch() && described.contains(match.captured(1)), qPrintable(line));
        }
    }
};

QTEST_GUILESS_MAIN(ProbesTest)
#include "probes_test.moc"
