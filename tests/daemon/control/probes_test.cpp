// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QDateTime>
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

    void isNotReadyWithoutDiskSpace()
    {
        m_daemon->makeEndpoint(m_daemon->makeProvider());
        m_daemon->figuresNow.isStoreLow = true;
        QCOMPARE(reasons(), QStringList(QStringLiteral("store_low_space")));
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
        QVERIFY(!metrics.body.contains("\ngotoai_certificate_expiry_seconds{"));
    }

    void tellsWhenCertificatesEnd()
    {
        using namespace std::chrono;
        m_daemon->figuresNow.certificatesEnd = {{"gateway", sys_days{2027y / January / 1}}};
        QVERIFY(
            probe("/metrics").body.contains("\ngotoai_certificate_expiry_seconds{listener=\"gateway\"} 1798761600\n"));
    }

    void tellsProvidersApart()
    {
        using telemetry::ProviderPlaces;
        auto& figures = m_daemon->figuresNow;
        figures.providerNames = {"openai", "local"};
        figures.requests.providers[0].orders[0] = 5;
        figures.requests.providers[0].chargeNano = 7'100;
        figures.requests.providers[0].meters[static_cast<std::size_t>(Meter::CacheRead)] = 10;
        figures.requests.providers[0].attempts[4] = 2;
        figures.requests.providers[ProviderPlaces::kOthers].orders[5] = 3;
        figures.requests.providers[ProviderPlaces::kNone].orders[3] = 1;
        figures.refusals = {{"invalid_credential", 4}};
        figures.adminRefusals = {{"forbidden", 2}};
        figures.ordersCut = 3;
        figures.killSwitchesOn = {1, 0, 0, 2, 0, 0};
        const QByteArray body = probe("/metrics").body;
        QVERIFY(body.contains("\ngotoai_requests_refused_total{code=\"invalid_credential\"} 4\n"));
        QVERIFY(body.contains("\ngotoai_admin_requests_refused_total{code=\"forbidden\"} 2\n"));
        QVERIFY(body.contains("\ngotoai_orders_cut_total 3\n"));
        QVERIFY(body.contains("\ngotoai_kill_switches_on{scope=\"global\"} 1\n"));
        QVERIFY(body.contains("\ngotoai_kill_switches_on{scope=\"model\"} 2\n"));
        QVERIFY(body.contains("\ngotoai_kill_switches_on{scope=\"key\"} 0\n"));
        QVERIFY(body.contains("\ngotoai_requests_total{provider=\"openai\",outcome=\"completed\"} 5\n"));
        QVERIFY(body.contains("\ngotoai_requests_total{provider=\"other\",outcome=\"upstream\"} 3\n"));
        QVERIFY(body.contains("\ngotoai_requests_total{provider=\"none\",outcome=\"rejected\"} 1\n"));
        QVERIFY(!body.contains("local")); // nothing was asked of it yet
        QVERIFY(
            body.contains("\ngotoai_provider_attempts_total{provider=\"openai\",outcome=\"upstream_timeout\"} 2\n"));
        QVERIFY(body.contains("\ngotoai_usage_total{provider=\"openai\",meter=\"cache_read\"} 10\n"));
        QVERIFY(body.contains("\ngotoai_provider_charge_nanousd_total{provider=\"openai\"} 7100\n"));
    }

    void tellsDurationsInSeconds()
    {
        telemetry::DurationHistogram histogram(telemetry::kOwnBoundsUs);
        histogram.observe(std::chrono::microseconds(90));
        histogram.observe(std::chrono::microseconds(1'500));
        histogram.observe(std::chrono::seconds(3));
        m_daemon->figuresNow.ledgerSync = histogram.figures();
        m_daemon->figuresNow.laneLags = {std::chrono::microseconds(1'250)};
        const QByteArray body = probe("/metrics").body;
        QVERIFY(body.contains("\ngotoai_ledger_sync_seconds_bucket{le=\"0.0001\"} 1\n"));
        QVERIFY(body.contains("\ngotoai_ledger_sync_seconds_bucket{le=\"0.0025\"} 2\n"));
        QVERIFY(body.contains("\ngotoai_ledger_sync_seconds_bucket{le=\"1\"} 2\n"));
        QVERIFY(body.contains("\ngotoai_ledger_sync_seconds_bucket{le=\"+Inf\"} 3\n"));
        QVERIFY(body.contains("\ngotoai_ledger_sync_seconds_sum 3.00159\n"));
        QVERIFY(body.contains("\ngotoai_lane_lag_seconds{lane=\"1\"} 0.00125\n"));
    }

    void tellsOfTheProcess()
    {
        const QByteArray body = probe("/metrics").body;
        const auto value = [&body](const char* name) {
            const auto at = body.indexOf(QByteArray(QByteArray("\n") + name + ' '));
            return at < 0 ? -1.0 : body.mid(at + 2 + qsizetype(qstrlen(name))).split('\n').first().toDouble();
        };
        QVERIFY(value("process_resident_memory_bytes") > 1'000'000);
        QVERIFY(value("process_virtual_memory_bytes") > value("process_resident_memory_bytes"));
        QVERIFY(value("process_open_fds") > 3 && value("process_open_fds") < value("process_max_fds"));
        QVERIFY(value("process_threads") >= 2);
        QVERIFY(value("process_cpu_seconds_total") > 0);
        const double age = double(QDateTime::currentSecsSinceEpoch()) - value("process_start_time_seconds");
        QVERIFY2(age >= -2 && age < 600, qPrintable(QString::number(age)));
    }

    // Every line is a comment or a sample, and every sample's name has been described before.
    void speaksPrometheus()
    {
        static const QRegularExpression sample(QStringLiteral(
            R"(^([a-z_]+)(\{[a-z]+=\x22[^\x22]*\x22(,[a-z]+=\x22[^\x22]*\x22)*\})? -?[0-9]+(\.[0-9]+)?$)"));
        QStringList described;
        const auto lines = QString::fromUtf8(probe("/metrics").body).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QVERIFY(lines.size() > 80);
        for (const QString& line : lines) {
            if (line.startsWith(QLatin1String("# TYPE ")))
                described.append(line.section(QLatin1Char(' '), 2, 2));
            if (line.startsWith(QLatin1Char('#')))
                continue;
            const auto match = sample.match(line);
            QString name = match.captured(1);
            if (!described.contains(name)) // the parts of a histogram
                name.remove(QRegularExpression(QStringLiteral("_(bucket|sum|count)$")));
            QVERIFY2(match.hasMatch() && described.contains(name), qPrintable(line));
        }
    }
};

QTEST_GUILESS_MAIN(ProbesTest)
#include "probes_test.moc"
