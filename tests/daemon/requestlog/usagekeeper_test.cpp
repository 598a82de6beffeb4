// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/usagekeeper.h"

#include "support/finishedorders.h"
#include "support/manualclock.h"

#include <QTemporaryDir>
#include <QTest>

using namespace gotoai;
using namespace gotoai::requestlog;
using namespace std::chrono_literals;

class UsageKeeperTest : public QObject
{
    Q_OBJECT

private:
    // Four days of orders, one an hour, the last of them today; the first two days may have lost rows.
    struct World
    {
        QTemporaryDir directory;
        test::ManualClock clock;
        std::shared_ptr<const supply::Endpoint> endpoint = test::makeEndpoint({});
        AccountId account = AccountId::make(clock.now());
        KeyId key = KeyId::make(clock.now());
        std::unique_ptr<RequestLog> log;
        std::unique_ptr<UsageKeeper> keeper;

        explicit World(RequestLog::Options options = {})
        {
            open(options);
            for (int hour = 0; hour < 5 * 24; ++hour) {
                clock.advance(1h);
                log->orderFinished(std::make_shared<const hypercore::FinishedOrder>(
                    test::makeFinishedOrder(endpoint, account, key, clock.now())));
            }
            log.reset();
        }

        std::string path() const { return directory.filePath(QStringLiteral("requests.db")).toStdString(); }
        void open(RequestLog::Options options = {}) { log = *RequestLog::open(path(), options, clock); }
        void damage(const QByteArray& sql)
        {
            auto database = *storage::Database::open(path(), storage::Access::ReadWrite);
            QVERIFY(database.execute(sql.toStdString()));
        }
        // Opens it and lets the keeper go through all days.
        bool keep(RequestLog::Options options = {})
        {
            open(options);
            keeper = std::make_unique<UsageKeeper>(UsageKeeper::Parts{*log,
                                                                      [this](auto work, auto reply) {
                                                                          auto database = *storage::Database::open(
                                                                              path(), storage::Access::ReadOnly);
                                                                          reply(work(database));
                                                                      },
                                                                      clock});
            const bool isDone = QTest::qWaitFor([&] {
                log->tick();
                keeper->tick();
                return keeper->isDone();
            });
            log.reset();
            return isDone;
        }
        QByteArray contents(const char* table) const
        {
            auto database = *storage::Database::open(path(), storage::Access::ReadOnly);
            auto statement =
                *database.prepare(std::string("SELECT at_s, series, requests, attempts, prompt, charge_nano, "
                                              "hex(total), hex(first_output) FROM ") +
                                  table + " ORDER BY 1, 2");
            QByteArray all;
            while (*statement.step()) {
                for (int column = 0; column < 8; ++column)
                    all += QByteArray(statement.text(column).data(), qsizetype(statement.text(column).size())) + ' ';
                all += '\n';
            }
            return all;
        }
        QByteArray contents() const
        {
            return contents("usage_minute") + contents("usage_hour") + contents("usage_day");
        }
    };

private Q_SLOTS:
    void leavesSoundRollupsAlone()
    {
        World world;
        const QByteArray before = world.contents();
        QVERIFY(!before.isEmpty());
        QVERIFY(world.keep());
        QCOMPARE(world.contents(), before);
    }

    void makesDamagedOnesAnew_data()
    {
        QTest::addColumn<QByteArray>("sql");
        const QByteArray recent = " WHERE at_s > (SELECT max(at_s) - 150000 FROM usage_hour)";
        QTest::newRow("lost hours") << QByteArray("DELETE FROM usage_hour" + recent);
        QTest::newRow("lost days") << QByteArray("DELETE FROM usage_day" + recent);
        QTest::newRow("lost minutes") << QByteArray("DELETE FROM usage_minute" + recent);
        QTest::newRow("wrong sums") << QByteArray("UPDATE usage_day SET requests = requests + 1" + recent);
        QTest::newRow("histogram that is none") << QByteArray("UPDATE usage_hour SET total = x'ff'" + recent);
        QTest::newRow("too many") << QByteArray(
            "INSERT INTO usage_minute SELECT at_s + 60, series, requests, failures, "
            "estimated, attempts, prompt, cache_read, cache_write, completion, "
            "reasoning, image, audio, request, charge_nano, cost_nano, fee_nano, "
            "total, first_output FROM usage_minute" +
            recent);
    }
    void makesDamagedOnesAnew()
    {
        QFETCH(QByteArray, sql);
        World world;
        const QByteArray before = world.contents();
        world.damage(sql);
        QVERIFY(world.contents() != before);
        QVERIFY(world.keep());
        QCOMPARE(world.contents(), before);
    }

    // What its age has taken away does not come back.
    void leavesOldMinutesAway()
    {
        const Retention brief{.minutes = 30h};
        World world;
        world.damage("DELETE FROM usage_minute WHERE at_s <= (SELECT max(at_s) - 30 * 3600 FROM usage_minute)");
        const QByteArray before = world.contents();
        QVERIFY(world.keep({.retention = brief}));
        QCOMPARE(world.contents(), before);
    }

    void hasNothingToDoInANewLog()
    {
        World world;
        world.damage("DELETE FROM requests; DELETE FROM usage_day; DELETE FROM usage_hour; DELETE FROM usage_minute");
        QVERIFY(world.keep());
        QVERIFY(world.contents().isEmpty());
    }
};

QTEST_GUILESS_MAIN(UsageKeeperTest)
#include "usagekeeper_test.moc"
