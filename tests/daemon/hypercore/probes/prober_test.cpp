// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/probes/prober.h"

#include "support/catalogfixture.h"
#include "support/finishedorders.h"
#include "support/ledgerfixture.h"
#include "support/scriptedtransport.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;
using namespace std::chrono_literals;

namespace {

constexpr ProbeAllowance kAmple{.requestsAnHour = 60, .costADay = Money::fromNano(1'000'000'000)};

struct World
{
    test::ManualClock clock;
    test::LedgerFixture ledger{clock};
    test::ScriptedTransport transport;
    test::FinishedOrders finished;
    supply::HealthBook health{clock};
    std::shared_ptr<const supply::Catalog> catalog;
    std::shared_ptr<const KillSwitches> killSwitches = std::make_shared<KillSwitches>();
    Result<std::vector<PastTest>> past = std::vector<PastTest>();
    Prober prober;

    World(const ProbeAllowance& allowance, const std::vector<test::EndpointSketch>& endpoints)
        : catalog(test::makeCatalog(endpoints))
        , prober({.clock = clock,
                  .ledger = ledger.store(),
                  .queue = ledger.queue(),
                  .health = health,
                  .finishedOrders = finished,
                  .catalog = [this] { return catalog; },
                  .killSwitches = [this] { return killSwitches; },
                  .makeTransport = [this] { return std::make_unique<test::SharedTransport>(transport); },
                  .readPast = [this](Instant, const Prober::PastReply& reply) { reply(past); }},
                 allowance)
    {}

    // A second goes by; whether that brought a call.
    bool tick(std::chrono::seconds seconds = 1s)
    {
        const std::size_t before = finished.orders.size() + running();
        clock.advance(seconds);
        prober.tick();
        // The order path answers in the order in which it is asked: whatever was reserved has been called then.
        (void)ledger.wallet(houseAccount());
        return finished.orders.size() + running() > before;
    }
    std::size_t running() const { return transport.callCount() - finished.orders.size(); }
    test::ScriptedTransport::Call& lastCall() { return transport.call(transport.callCount() - 1); }
    void refuse()
    {
        const std::size_t before = finished.orders.size();
        lastCall().head(503, "application/json");
        lastCall().end();
        ledger.waitUntil([&] { return finished.orders.size() > before; });
    }
    void answer()
    {
        const std::size_t before = finished.orders.size();
        lastCall().head(200);
        lastCall().event(R"({"id":"u","choices":[{"index":0,"delta":{"content":"ready"},"finish_reason":"stop"}]})");
        lastCall().event(R"({"id":"u","choices":[],"usage":{"prompt_tokens":30,"completion_tokens":14}})");
        lastCall().bytes("data: [DONE]\n\n");
        ledger.waitUntil([&] { return finished.orders.size() > before; });
    }
    supply::TrackRecord& record(std::size_t place) { return health.recordOf(*catalog->endpoints().at(place)); }
    void breakDown(std::size_t place)
    {
        for (int i = 0; i < supply::CircuitBreaker::kFailuresToOpen; ++i)
            record(place).observe({.fate = supply::AttemptFate::Refused}, clock.tick());
    }
    void stop(KillTarget target)
    {
        auto killSwitch = std::make_shared<KillSwitch>();
        killSwitch->target = std::move(target);
        killSwitches = std::make_shared<KillSwitches>(std::vector<KillSwitches::SwitchPtr>{killSwitch});
    }
};

} // namespace

class ProberTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void probesNothingByDefault()
    {
        World world({}, {{}, {}});
        world.breakDown(0);
        for (int i = 0; i < 20; ++i)
            QVERIFY(!world.tick(1h));
    }

    void spreadsProbesOverTheHour()
    {
        World world(kAmple, {{}, {}, {}});
        QVERIFY(world.tick());
        world.answer();
        int probes = 0;
        for (int i = 0; i < 120; ++i) {
            if (!world.tick())
                continue;
            ++probes;
            world.answer();
        }
        QCOMPARE(probes, 2); // one a minute, and each endpoint once
        QCOMPARE(world.prober.figures().answered, 3u);
        QCOMPARE(world.prober.figures().cost.toUsd(), "0.0000213");
    }

    void oneProbeRunsAtATime()
    {
        World world(kAmple, {{}, {}});
        QVERIFY(world.tick());
        QVERIFY(!world.tick(50s));
    }

    // Without a caller: back to closed by two good probes.
    void bringsARecoveringEndpointBack()
    {
        World world(kAmple, {{}});
        world.breakDown(0);
        QVERIFY(!world.tick(0s));
        QVERIFY(world.tick(supply::CircuitBreaker::kFirstPause / 1s * 1s));
        world.answer();
        QVERIFY(world.tick());
        world.answer();
        QVERIFY(world.record(0).isCalm());
        QCOMPARE(world.finished.orders.size(), 2u);
    }

    void aBadProbeOpensItAgain()
    {
        World world(kAmple, {{}});
        world.breakDown(0);
        QVERIFY(world.tick(1s));
        world.refuse();
        QVERIFY(world.record(0).standing(world.clock.tick()) == supply::TrackRecord::Standing::Ejected);
        QVERIFY(!world.tick(1s));
        QVERIFY(world.tick(1s));
        QCOMPARE(world.prober.figures().failed, 1u);
    }

    void staysWithinItsRequests()
    {
        World world({.requestsAnHour = 3, .costADay = kAmple.costADay}, {{}});
        world.breakDown(0);
        int probes = 0;
        for (int i = 0; i < 3'000; ++i) {
            if (!world.tick())
                continue;
            ++probes;
            world.refuse();
        }
        QCOMPARE(probes, 3);
    }

    void staysWithinItsMoneyOfADay()
    {
        const Money allowed = Money::fromNano(50'000);
        World world({.requestsAnHour = 3'600, .costADay = allowed}, {{}});
        int probes = 0;
        for (int i = 0; i < 10; ++i) { // until shortly before midnight
            if (!world.tick(10min))
                continue;
            ++probes;
            world.answer();
        }
        QVERIFY2(probes > 0 && probes < 10, qPrintable(QString::number(probes)));
        QVERIFY(world.prober.figures().cost <= allowed);
        QVERIFY(world.tick(10min));
        world.answer();
        QVERIFY(world.prober.figures().cost > Money::fromNano(0));
    }

    void knowsWhatWasSpentBefore()
    {
        World world({.requestsAnHour = 60, .costADay = Money::fromNano(100'000)}, {{}});
        world.past = std::vector<PastTest>{{world.clock.now(), Money::fromNano(99'000)}};
        QVERIFY(!world.tick());
    }

    void probesNothingBeforeThatIsKnown()
    {
        World world(kAmple, {{}});
        world.past = failure(ErrorCode::StoreUnavailable, "not now");
        QVERIFY(!world.tick());
        world.past = std::vector<PastTest>();
        QVERIFY(world.tick());
    }

    void killSwitchesStopProbes_data()
    {
        QTest::addColumn<bool>("isGlobal");
        QTest::newRow("everything") << true;
        QTest::newRow("the model") << false;
    }
    void killSwitchesStopProbes()
    {
        QFETCH(bool, isGlobal);
        World world(kAmple, {{}});
        world.stop(isGlobal ? KillTarget(Everything{}) : KillTarget(ModelName{"demo/model"}));
        QVERIFY(!world.tick());
        std::optional<Result<TestResult>> answer;
        world.prober.test(world.catalog->endpoints()[0], [&](auto result) { answer = std::move(result); });
        QVERIFY(answer && !*answer && isByKillSwitch(answer->error()));
    }

    void testsWhatIsOutOfService()
    {
        World world({}, {{.state = supply::EndpointState::Disabled}});
        std::optional<Result<TestResult>> answer;
        world.prober.test(world.catalog->endpoints()[0], [&](auto result) { answer = std::move(result); });
        world.ledger.waitUntil([&] { return world.transport.callCount() == 1; });
        world.answer();
        QVERIFY(answer && *answer && !(*answer)->error);
    }

    void refusesTooManyTests()
    {
        World world({}, {{}});
        std::vector<Result<TestResult>> answers;
        for (std::size_t i = 0; i <= Prober::kMostAtOnce; ++i)
            world.prober.test(world.catalog->endpoints()[0],
                              [&](auto result) { answers.push_back(std::move(result)); });
        QCOMPARE(answers.size(), 1u);
        QVERIFY(answers[0].error().code == ErrorCode::Overloaded);
    }
};

QTEST_GUILESS_MAIN(ProberTest)
#include "prober_test.moc"
