// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/risk/killswitchstore.h"

#include "hypercore/risk/killswitchtable.h"
#include "support/faultvfs.h"
#include "support/manualclock.h"
#include "support/scratchstore.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;
using namespace std::chrono_literals;

class KillSwitchStoreTest final : public QObject
{
    Q_OBJECT

private:
    using SwitchPtr = KillSwitchStore::SwitchPtr;
    using Thrown = KillSwitchStore::Thrown;

    test::ManualClock m_clock;
    std::unique_ptr<test::ScratchStore> m_store;
    std::unique_ptr<KillSwitchStore> m_switches;
    std::vector<KillSwitchStore::Snapshot> m_applied; // what the lanes were given

    void open()
    {
        auto database = m_store->openDatabase();
        auto rows = loadKillSwitches(database);
        QVERIFY(rows.has_value());
        m_switches = std::make_unique<KillSwitchStore>(*std::move(rows), m_store->writer(), m_store->queue(), m_clock);
        m_switches->setLanes({.apply =
                                  [this](const auto& snapshot, const auto& reply) {
                                      m_applied.push_back(snapshot);
                                      reply({.cut = 2, .rerouted = 1, .untouched = 5});
                                  },
                              .look =
                                  [](const auto& snapshot, const auto& reply) {
                                      reply({.cut = snapshot->isEmpty() ? 0u : 7u, .rerouted = 0, .untouched = 0});
                                  }});
    }
    void reopen()
    {
        m_switches.reset();
        m_store->stopWriter();
        open();
    }
    Result<Thrown> throwOn(KillTarget target, std::optional<Instant> expiresAt = {}, std::string reason = "a drill")
    {
        return m_store->await<Thrown>([&](auto reply) {
            m_switches->throwSwitch(
                {.target = std::move(target), .reason = std::move(reason), .expiresAt = expiresAt, .createdBy = "ann"},
                reply);
        });
    }
    Result<SwitchPtr> release(const KillSwitchId& id)
    {
        return m_store->await<SwitchPtr>([&](auto reply) { m_switches->release(id, "bob", reply); });
    }
    bool stopsAll() const
    {
        return m_switches->snapshot()->onCustomer(AccountId::make(m_clock.now()), KeyId::make(m_clock.now())) !=
               nullptr;
    }

private Q_SLOTS:
    void init()
    {
        m_store = std::make_unique<test::ScratchStore>(riskMigrations());
        m_applied.clear();
        open();
    }
    void cleanup()
    {
        m_switches.reset();
        m_store.reset();
    }

    void worksBeforeItIsWritten()
    {
        std::optional<Result<Thrown>> answer;
        m_switches->throwSwitch({.target = Everything{}, .reason = "a drill", .expiresAt = {}, .createdBy = "ann"},
                                [&](Result<Thrown> thrown) { answer.emplace(std::move(thrown)); });
        QCOMPARE(m_applied.size(), 1u); // nothing has been drained yet
        QVERIFY(!m_applied[0]->isEmpty());
        QVERIFY(stopsAll());
        QVERIFY(!answer);
        while (!answer)
            m_store->queue().drain();
        QVERIFY(answer->has_value());
        QCOMPARE((*answer)->orders.cut, 2u);
        QCOMPARE((*answer)->orders.rerouted, 1u);
        QCOMPARE((*answer)->killSwitch->createdBy, std::string("ann"));
    }

    void survivesARestart()
    {
        const auto provider = ProviderId::make(m_clock.now());
        const auto expiry = m_clock.now() + 1h;
        QVERIFY(throwOn(provider, expiry));
        const auto released = throwOn(ModelName{"a/one"});
        QVERIFY(release(released->killSwitch->id));
        reopen();
        QCOMPARE(m_switches->switches().size(), 2u);
        const auto kept = m_switches->on(provider);
        QVERIFY(kept);
        QCOMPARE(kept->reason, std::string("a drill"));
        QCOMPARE(*kept->expiresAt, expiry);
        QVERIFY(!m_switches->on(ModelName{"a/one"}));
        const auto over = m_switches->killSwitch(released->killSwitch->id);
        QVERIFY(over && over->releasedAt);
        QCOMPARE(over->releasedBy, std::string("bob"));
        QVERIFY(!m_switches->snapshot()->isEmpty());
    }

    void aReleaseLetsPassAgain()
    {
        const auto thrown = throwOn(Everything{});
        QVERIFY(stopsAll());
        const auto released = release(thrown->killSwitch->id);
        QVERIFY(released && (*released)->releasedBy == "bob");
        QVERIFY(!stopsAll());
        QVERIFY(m_applied.back()->isEmpty());
        const std::size_t told = m_applied.size();
        m_clock.advance(1s);
        const auto again = release(thrown->killSwitch->id); // stays as it is
        QCOMPARE((*again)->releasedAt, (*released)->releasedAt);
        QCOMPARE(m_applied.size(), told);
        QCOMPARE(release(KillSwitchId::make(m_clock.now())).error().code, ErrorCode::NotFound);
    }

    void endsByItself()
    {
        QVERIFY(throwOn(Everything{}, m_clock.now() + 60s));
        QVERIFY(throwOn(ModelName{"a/one"}, m_clock.now() + 90s));
        const std::size_t told = m_applied.size();
        m_clock.advance(59s);
        m_switches->tick();
        QVERIFY(stopsAll());
        QCOMPARE(m_applied.size(), told); // nothing is new
        m_clock.advance(1s);
        m_switches->tick();
        QVERIFY(!stopsAll());
        QVERIFY(!m_applied.back()->isEmpty()); // the other one stays
        m_clock.advance(30s);
        m_switches->tick();
        QVERIFY(m_applied.back()->isEmpty());
        QVERIFY(throwOn(Everything{})); // its place is free again
    }

    void anExpiredOneDoesNotComeBackWithARestart()
    {
        QVERIFY(throwOn(Everything{}, m_clock.now() + 60s));
        m_clock.advance(61s);
        reopen();
        QVERIFY(!stopsAll());
        QCOMPARE(m_switches->switches().size(), 1u);
    }

    void oneTargetHasOneSwitch()
    {
        QVERIFY(throwOn(ModelName{"a/one"}));
        const auto second = throwOn(ModelName{"a/one"});
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::Conflict);
        QVERIFY(throwOn(ModelName{"b/two"}));
    }

    void refusesWhatIsNoReasonOrTime_data()
    {
        QTest::addColumn<QByteArray>("reason");
        QTest::addColumn<int>("seconds");
        QTest::addColumn<QByteArray>("param");
        QTest::newRow("no reason") << QByteArray() << 60 << QByteArray("reason");
        QTest::newRow("long reason") << QByteArray(501, 'x') << 60 << QByteArray("reason");
        QTest::newRow("control character") << QByteArray("a\nb") << 60 << QByteArray("reason");
        QTest::newRow("now") << QByteArray("x") << 0 << QByteArray("expires_at");
        QTest::newRow("the past") << QByteArray("x") << -60 << QByteArray("expires_at");
    }
    void refusesWhatIsNoReasonOrTime()
    {
        QFETCH(QByteArray, reason);
        QFETCH(int, seconds);
        QFETCH(QByteArray, param);
        const auto refused = throwOn(Everything{}, m_clock.now() + std::chrono::seconds(seconds), reason.toStdString());
        QVERIFY(!refused);
        QCOMPARE(QByteArray::fromStdString(refused.error().param), param);
        QVERIFY(!stopsAll());
        QVERIFY(m_applied.empty());
    }

    void previewsWithoutStopping()
    {
        KillCounts counted;
        m_switches->preview(Everything{}, [&](const KillCounts& counts) { counted = counts; });
        QCOMPARE(counted.cut, 7u);
        QVERIFY(!stopsAll());
        QVERIFY(m_applied.empty());
    }

    void staysInForceUntilItCanBeKept()
    {
        const QTemporaryDir place;
        test::FaultDisk disk(place.path().toStdString());
        const test::FaultVfs vfs(disk);
        m_store->stopWriter();
        m_switches.reset();
        open(); // on the failing disk
        disk.arm(test::FaultDisk::Fault::Full, 1);
        const auto thrown = throwOn(Everything{});
        QVERIFY(disk.hasStruck());
        QVERIFY(!thrown);
        QCOMPARE(thrown.error().code, ErrorCode::StoreUnavailable);
        QVERIFY(QByteArray::fromStdString(thrown.error().detail).contains("in force, but not kept"));
        QVERIFY(stopsAll());
        const auto killSwitch = m_switches->on(Everything{});
        QVERIFY(killSwitch && !m_switches->isKept(killSwitch->id));
        QCOMPARE(m_applied.size(), 1u); // the lanes never heard otherwise
        disk.revive();
        m_switches->tick();
        while (!m_switches->isKept(killSwitch->id))
            m_store->queue().drain();
        reopen();
        QVERIFY(stopsAll());
        QVERIFY(m_switches->isKept(killSwitch->id));
        m_switches.reset();
        m_store->stopWriter();
    }

    void oneThatIsNotKeptCanBeReleased()
    {
        const QTemporaryDir place;
        test::FaultDisk disk(place.path().toStdString());
        const test::FaultVfs vfs(disk);
        m_store->stopWriter();
        m_switches.reset();
        open();
        disk.arm(test::FaultDisk::Fault::Full, 1);
        QVERIFY(!throwOn(Everything{}));
        disk.revive();
        const auto id = m_switches->on(Everything{})->id;
        QVERIFY(release(id));
        QVERIFY(!stopsAll());
        QVERIFY(m_switches->isKept(id));
        reopen();
        QVERIFY(m_switches->killSwitch(id)->releasedAt);
        m_switches.reset();
        m_store->stopWriter();
    }
};

QTEST_GUILESS_MAIN(KillSwitchStoreTest)
#include "killswitchstore_test.moc"
