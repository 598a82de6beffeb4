// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include "base/log.h"

#include <QTest>

using namespace gotoai;

class SystemTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    const QString m_system = QStringLiteral("/admin/v1/system");

private Q_SLOTS:
    void init() { m_daemon = std::make_unique<test::AdminDaemon>(); }
    void cleanup() { m_daemon.reset(); }

    void showsTheDaemon()
    {
        m_daemon->factsNow = {.version = "1.2.3",
                              .startedAt = m_daemon->clock().now(),
                              .dataDirectory = "/data",
                              .freeBytes = 1'000,
                              .totalBytes = 2'000};
        m_daemon->clock().advance(std::chrono::seconds(90));
        const auto system = m_daemon->get(m_system);
        QCOMPARE(system.text("version"), QLatin1String("1.2.3"));
        QCOMPARE(system.number("uptime_s"), 90);
        QCOMPARE(system.number("free_bytes"), 1'000);
        QCOMPARE(system.number("total_bytes"), 2'000);
        QVERIFY(!system.json.value(QLatin1String("draining")).toBool());
        m_daemon->isDrainingNow = true;
        QVERIFY(m_daemon->get(m_system).json.value(QLatin1String("draining")).toBool());
    }

    void showsSettingsWithTheirOrigin()
    {
        m_daemon->settingsNow = {
            {"log.level", "debug", "/etc/gotoaid.toml:3", "what is logged", "debug, info, warning or error"}};
        const QJsonObject setting = m_daemon->get(m_system + QLatin1String("/settings")).rows().at(0).toObject();
        QCOMPARE(setting.value(QLatin1String("name")).toString(), QLatin1String("log.level"));
        QCOMPARE(setting.value(QLatin1String("value")).toString(), QLatin1String("debug"));
        QCOMPARE(setting.value(QLatin1String("origin")).toString(), QLatin1String("/etc/gotoaid.toml:3"));
        QCOMPARE(setting.value(QLatin1String("purpose")).toString(), QLatin1String("what is logged"));
    }

    void showsTheLogsTail()
    {
        writeLog(LogLevel::Warning, "first_thing", {{"n", 1}});
        writeLog(LogLevel::Info, "second_thing");
        const auto all = m_daemon->get(m_system + QLatin1String("/log?limit=2")).rows();
        QCOMPARE(all.size(), 2);
        QVERIFY(all.at(0).toObject().value(QLatin1String("line")).toString().contains(QLatin1String("second_thing")));
        const auto warnings = m_daemon->get(m_system + QLatin1String("/log?level=warning")).rows();
        QVERIFY(
            warnings.at(0).toObject().value(QLatin1String("line")).toString().contains(QLatin1String("first_thing")));
        QCOMPARE(m_daemon->get(m_system + QLatin1String("/log?level=loud")).param(), QLatin1String("level"));
    }

    void showsFigures()
    {
        m_daemon->figuresNow.ordersOpen = 3;
        m_daemon->figuresNow.charged = Money::fromNano(1'500'000'000);
        const auto figures = m_daemon->get(m_system + QLatin1String("/figures"));
        QCOMPARE(figures.number("orders_open"), 3);
        QCOMPARE(figures.text("charged_usd"), QLatin1String("1.5"));
    }
};

QTEST_GUILESS_MAIN(SystemTest)
#include "system_test.moc"
