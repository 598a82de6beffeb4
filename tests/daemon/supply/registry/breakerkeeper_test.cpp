// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/registry/breakerkeeper.h"

#include "support/catalogfixture.h"
#include "support/manualclock.h"
#include "support/scratchstore.h"

#include <QTest>

#include <memory>

using namespace gotoai;
using namespace gotoai::supply;
using namespace std::chrono_literals;

class BreakerKeeperTest : public QObject
{
    Q_OBJECT

private:
    // A daemon's life: its catalogue of two endpoints, its health book and the keeper.
    struct Life
    {
        Life(test::ScratchStore& scratch, const CatalogRows& rows, const std::vector<KeptBreaker>& kept,
             const Clock& clock)
            : store(scratch)
            , catalog(rows, scratch.ring(), scratch.writer(), scratch.queue(), clock)
            , health(clock)
            , keeper(kept, catalog, health, scratch.writer(), scratch.queue(), clock)
        {}

        TrackRecord& record(const EndpointId& id) { return health.recordOf(*catalog.endpoint(id)); }
        void tickAndWait()
        {
            keeper.tick();
            pollfd watched{store.queue().descriptor(), POLLIN, 0};
            QCOMPARE(poll(&watched, 1, 30'000), 1);
            store.queue().drain();
        }

        test::ScratchStore& store;
        CatalogStore catalog;
        HealthBook health;
        BreakerKeeper keeper;
    };

    test::ManualClock m_clock;
    std::unique_ptr<test::ScratchStore> m_store;
    CatalogRows m_rows;

    std::unique_ptr<Life> live()
    {
        m_store->stopWriter();
        auto database = m_store->openDatabase();
        const auto kept = loadBreakers(database);
        return std::make_unique<Life>(*m_store, m_rows, *kept, m_clock);
    }
    static void open(TrackRecord& record, Tick now)
    {
        for (int i = 0; i < CircuitBreaker::kFailuresToOpen; ++i)
            record.observe({.fate = AttemptFate::Refused}, now);
    }

private Q_SLOTS:
    void init()
    {
        m_store = std::make_unique<test::ScratchStore>(breakerMigrations());
        m_rows = {};
        for (int number : {1, 2}) {
            const auto endpoint = test::makeEndpoint({}, number);
            m_rows.providers.push_back(endpoint->provider);
            m_rows.endpoints.push_back(endpoint);
        }
    }
    void cleanup() { m_store.reset(); }

    void carriesAnOpenBreakerOver()
    {
        const EndpointId failing = m_rows.endpoints[0]->id;
        auto life = live();
        open(life->record(failing), m_clock.tick());
        life->tickAndWait();
        life.reset();

        m_clock.advance(400ms);
        life = live();
        const auto breaker = life->record(failing).breaker(m_clock.tick());
        QVERIFY(breaker.state == CircuitBreaker::State::Open);
        QCOMPARE(breaker.pause.count(), 600);
        QCOMPARE(breaker.openings, 1);
        QCOMPARE(life->record(failing).score(), 0);
        QVERIFY(life->record(m_rows.endpoints[1]->id).isCalm());
        m_clock.advance(600ms);
        QVERIFY(life->record(failing).admit(m_clock.tick()) == CircuitBreaker::Admission::Probe);
    }

    void forgetsAClosedOne()
    {
        const EndpointId failing = m_rows.endpoints[0]->id;
        auto life = live();
        open(life->record(failing), m_clock.tick());
        life->tickAndWait();
        m_clock.advance(CircuitBreaker::kFirstPause);
        for (int i = 0; i < CircuitBreaker::kProbesToClose; ++i)
            life->record(failing).observe({}, m_clock.tick());
        QVERIFY(life->record(failing).isCalm());
        life->tickAndWait();
        life.reset();
        QVERIFY(live()->record(failing).isCalm());
    }

    void writesOnlyWhatHasChanged()
    {
        auto life = live();
        life->keeper.tick();
        open(life->record(m_rows.endpoints[0]->id), m_clock.tick());
        life->tickAndWait();
        life->keeper.tick();
        pollfd watched{m_store->queue().descriptor(), POLLIN, 0};
        QCOMPARE(poll(&watched, 1, 0), 0);
    }

    void forgetsEndpointsThatHaveGone()
    {
        const EndpointId failing = m_rows.endpoints[0]->id;
        auto life = live();
        open(life->record(failing), m_clock.tick());
        life->tickAndWait();
        life.reset();
        m_rows.endpoints.erase(m_rows.endpoints.begin());
        life = live();
        QVERIFY(life->record(m_rows.endpoints[0]->id).isCalm());
    }
};

QTEST_GUILESS_MAIN(BreakerKeeperTest)
#include "breakerkeeper_test.moc"
