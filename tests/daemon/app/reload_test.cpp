// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/reload.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::app;

class ReloadTest : public QObject
{
    Q_OBJECT

private:
    static Config configOf(const std::map<std::string, std::string, std::less<>>& flags)
    {
        return *loadConfig({.flags = flags});
    }

private Q_SLOTS:
    void appliesWhatMayChange()
    {
        const Reload reload = planReload(configOf({}), configOf({{"http.idle_deadline_ms", "5000"}}));
        QCOMPARE(reload.applied, std::vector<std::string>{"http.idle_deadline_ms"});
        QVERIFY(reload.needRestart.empty());
        QCOMPARE(reload.config.idleDeadline.count(), 5000);
        QCOMPARE(reload.config.origins.at("http.idle_deadline_ms"), "flag");
    }

    void keepsWhatNeedsARestart()
    {
        const Reload reload =
            planReload(configOf({{"lanes.count", "1"}}), configOf({{"lanes.count", "2"}, {"log.level", "error"}}));
        QCOMPARE(reload.applied, std::vector<std::string>{"log.level"});
        QCOMPARE(reload.needRestart, std::vector<std::string>{"lanes.count"});
        QCOMPARE(reload.config.lanes, 1);
        QVERIFY(reload.config.logLevel == LogLevel::Error);
    }

    void goesBackToADefault()
    {
        const Reload reload = planReload(configOf({{"drain.deadline_ms", "1"}}), configOf({}));
        QCOMPARE(reload.applied, std::vector<std::string>{"drain.deadline_ms"});
        QCOMPARE(reload.config.drainDeadline.count(), 30'000);
        QCOMPARE(reload.config.origins.at("drain.deadline_ms"), "default");
    }

    void changesNothingTwice()
    {
        const Config config = configOf({{"drain.deadline_ms", "1"}});
        const Reload reload = planReload(config, config);
        QVERIFY(reload.applied.empty() && reload.needRestart.empty());
    }
};

QTEST_GUILESS_MAIN(ReloadTest)
#include "reload_test.moc"
