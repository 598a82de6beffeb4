// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/probes/probeplan.h"

#include "support/catalogfixture.h"
#include "support/manualclock.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;
using namespace std::chrono_literals;

class ProbePlanTest : public QObject
{
    Q_OBJECT

private:
    test::ManualClock m_clock;
    std::unique_ptr<supply::HealthBook> m_health;
    KillSwitches m_none;
    LastProbes m_last;

    supply::TrackRecord& record(const supply::Catalog& catalog, std::size_t place)
    {
        return m_health->recordOf(*catalog.endpoints().at(place));
    }
    void breakDown(supply::TrackRecord& record)
    {
        for (int i = 0; i < supply::CircuitBreaker::kFailuresToOpen; ++i)
            record.observe({.fate = supply::AttemptFate::Refused}, m_clock.tick());
    }
    static std::shared_ptr<const KillSwitch> stop(const supply::Endpoint& endpoint)
    {
        auto killSwitch = std::make_shared<KillSwitch>();
        killSwitch->target = endpoint.id;
        return killSwitch;
    }

private Q_SLOTS:
    void init()
    {
        m_health = std::make_unique<supply::HealthBook>(m_clock);
        m_last.clear();
        m_clock.advance(1h);
    }

    void anOpenBreakerIsProbedOnceItsPauseIsOver()
    {
        const auto catalog = test::makeCatalog({{}, {}});
        breakDown(record(*catalog, 1));
        QVERIFY(!recoveringEndpoint(*catalog, *m_health, m_none, m_clock.tick()));
        m_clock.advance(supply::CircuitBreaker::kFirstPause);
        QCOMPARE(recoveringEndpoint(*catalog, *m_health, m_none, m_clock.tick()), catalog->endpoints()[1]);
        const KillSwitches stopped({stop(*catalog->endpoints()[1])});
        QVERIFY(!recoveringEndpoint(*catalog, *m_health, stopped, m_clock.tick()));
    }

    void whatIsOutOfServiceIsLeftAlone()
    {
        const auto catalog = test::makeCatalog({{.state = supply::EndpointState::Draining},
                                                {.state = supply::EndpointState::Disabled},
                                                {.isProviderEnabled = false}});
        for (std::size_t i = 0; i < 3; ++i)
            breakDown(record(*catalog, i));
        QVERIFY(!unmeasuredEndpoint(*catalog, *m_health, m_none, m_last, m_clock.tick()));
        m_clock.advance(supply::CircuitBreaker::kFirstPause);
        QVERIFY(!recoveringEndpoint(*catalog, *m_health, m_none, m_clock.tick()));
    }

    void whatHasBeenUsedNeedsNoProbe()
    {
        const auto catalog = test::makeCatalog({{}, {}});
        record(*catalog, 0).observe({.promptTokens = 100, .firstToken = 200ms}, m_clock.tick());
        QCOMPARE(unmeasuredEndpoint(*catalog, *m_health, m_none, m_last, m_clock.tick()), catalog->endpoints()[1]);
        record(*catalog, 1).observe({}, m_clock.tick()); // without times, but not long ago
        QVERIFY(!unmeasuredEndpoint(*catalog, *m_health, m_none, m_last, m_clock.tick()));
        m_clock.advance(5min);
        QCOMPARE(unmeasuredEndpoint(*catalog, *m_health, m_none, m_last, m_clock.tick()), catalog->endpoints()[1]);
    }

    void takesTurns()
    {
        const auto catalog = test::makeCatalog({{}, {}, {}});
        std::vector<std::uint32_t> turns;
        for (int i = 0; i < 6; ++i) {
            const auto next = unmeasuredEndpoint(*catalog, *m_health, m_none, m_last, m_clock.tick());
            QVERIFY(next);
            turns.push_back(next->slot);
            m_last[next->slot] = m_clock.tick();
            m_clock.advance(std::chrono::seconds(kProbeAgain) / 3);
        }
        QCOMPARE(turns, (std::vector<std::uint32_t>{0, 1, 2, 0, 1, 2}));
    }

    void waitsBeforeItAsksTheSameAgain()
    {
        const auto catalog = test::makeCatalog({{}});
        m_last[0] = m_clock.tick();
        m_clock.advance(kProbeAgain - 1s);
        QVERIFY(!unmeasuredEndpoint(*catalog, *m_health, m_none, m_last, m_clock.tick()));
        m_clock.advance(1s);
        QVERIFY(unmeasuredEndpoint(*catalog, *m_health, m_none, m_last, m_clock.tick()));
    }
};

QTEST_APPLESS_MAIN(ProbePlanTest)
#include "probeplan_test.moc"
