// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/orders/orderengine.h"

#include "orderworld.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;

namespace {

// The first is asked first, since it is cheaper.
const std::vector<test::EndpointSketch> kTwo{{.completionUsdPerMillion = "0.10"}, {}};

void throwOn(OrderWorld& world, KillTarget target)
{
    auto killSwitch = std::make_shared<KillSwitch>();
    killSwitch->target = std::move(target);
    world.engine.setKillSwitches(
        std::make_shared<const KillSwitches>(std::vector<KillSwitches::SwitchPtr>{std::move(killSwitch)}));
}

const supply::Endpoint& endpoint(OrderWorld& world, std::size_t number)
{
    return *world.engine.catalog().endpoints().at(number);
}

void finish(test::ScriptedTransport::Call& call)
{
    call.head(200);
    call.event(kHello);
    call.event(kStop);
    call.event(kUsage);
    call.bytes("data: [DONE]\n\n");
}

} // namespace

// Orders that kill switches meet, at each point of their lives.
class OrderStopTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aStreamThatIsCutIsChargedForWhatWasDelivered()
    {
        OrderWorld world;
        auto& call = world.dispatch();
        call.head(200);
        call.event(kHello);
        throwOn(world, Everything{});
        QVERIFY(call.wasCancelled);
        world.waitForEnd();
        QVERIFY(isByKillSwitch(*world.heard.end->error));
        const auto row = world.ledger.order(world.id);
        QVERIFY(row.state == clearinghouse::OrderState::Finalized);
        QCOMPARE(row.reason, "kill_switch");
        QVERIFY(row.attempts[0].usage[Meter::Completion] > 0);
        QVERIFY(!world.heard.end->cost.charge.isZero());
        QCOMPARE(world.held(), "0");
        QCOMPARE(world.figures.cut.load(), 1u);
    }

    void whatHasNotBegunCostsNothing_data()
    {
        QTest::addColumn<bool>("isStreamed");
        QTest::addColumn<bool>("isReserving");
        QTest::newRow("a stream without output") << true << false;
        QTest::newRow("an unstreamed answer") << false << false;
        QTest::newRow("while the hold is made") << true << true;
    }
    void whatHasNotBegunCostsNothing()
    {
        QFETCH(bool, isStreamed);
        QFETCH(bool, isReserving);
        OrderWorld world;
        if (isReserving)
            QVERIFY(world.start(isStreamed));
        else
            world.dispatch(isStreamed).head(200, isStreamed ? "text/event-stream" : "application/json");
        throwOn(world, world.account->id);
        world.waitForEnd();
        QCOMPARE(world.transport.callCount(), isReserving ? 0u : 1u);
        QCOMPARE(world.heard.end->error->code, ErrorCode::Forbidden);
        QVERIFY(isByKillSwitch(*world.heard.end->error));
        QVERIFY(world.ledger.order(world.id).state == clearinghouse::OrderState::Released);
        QCOMPARE(world.available(), "1");
    }

    // Whoever is stopped, what the provider has generated is billed to the platform.
    void whatAWithheldAnswerHasUsedIsThePlatforms_data()
    {
        QTest::addColumn<int>("how");
        QTest::newRow("everything") << 0;
        QTest::newRow("its account") << 1;
        QTest::newRow("its model") << 2;
        QTest::newRow("the daemon stops") << 3;
    }
    void whatAWithheldAnswerHasUsedIsThePlatforms()
    {
        QFETCH(int, how);
        OrderWorld world;
        auto& call = world.dispatch(true, R"(,"gotoai":{"recovery":"buffered"})");
        call.head(200);
        call.event(kHello);
        if (how == 3)
            world.engine.abandonAll();
        else
            throwOn(world, how == 0   ? KillTarget(Everything{})
                           : how == 1 ? KillTarget(world.account->id)
                                      : KillTarget(ModelName{"demo/model"}));
        world.waitForEnd();
        const auto row = world.ledger.order(world.id);
        QVERIFY(row.state == clearinghouse::OrderState::Released);
        QVERIFY(row.attempts[0].payer == clearinghouse::Payer::Platform);
        QVERIFY(row.attempts[0].usageSource == UsageSource::Estimated);
        QCOMPARE(row.attempts[0].usage[Meter::Completion], 2);
        QVERIFY(!row.attempts[0].cost.isZero());
        QCOMPARE(world.available(), "1");
    }

    void newOrdersAreRefusedWithoutAHold()
    {
        OrderWorld world;
        throwOn(world, world.account->id);
        const auto refused = world.start();
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Forbidden);
        QVERIFY(isByKillSwitch(refused.error()));
        QVERIFY(world.engine.isIdle());
        world.engine.setKillSwitches(std::make_shared<const KillSwitches>());
        finish(world.dispatch());
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
    }

    void othersGoOn()
    {
        OrderWorld world;
        auto& call = world.dispatch();
        call.head(200);
        call.event(kHello);
        throwOn(world, AccountId::make(world.clock.now()));
        throwOn(world, ModelName{"another/model"});
        throwOn(world, ProviderId::make(world.clock.now()));
        QVERIFY(!call.wasCancelled);
        call.event(kStop);
        call.event(kUsage);
        call.bytes("data: [DONE]\n\n");
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
        QCOMPARE(world.figures.cut.load(), 0u);
    }

    void anAttemptThatHasShownNothingGoesElsewhere_data()
    {
        QTest::addColumn<bool>("isProvider");
        QTest::newRow("provider") << true;
        QTest::newRow("endpoint") << false;
    }
    void anAttemptThatHasShownNothingGoesElsewhere()
    {
        QFETCH(bool, isProvider);
        OrderWorld world(kTwo);
        auto& first = world.dispatch();
        const auto& stopped = endpoint(world, 0);
        throwOn(world, isProvider ? KillTarget(stopped.provider->id) : KillTarget(stopped.id));
        QVERIFY(first.wasCancelled);
        QCOMPARE(world.transport.callCount(), 2u);
        QCOMPARE(world.lastCall().request.endpoint->id.toString(), endpoint(world, 1).id.toString());
        finish(world.lastCall());
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
        const auto row = world.ledger.order(world.id);
        QVERIFY(row.state == clearinghouse::OrderState::Finalized);
        QCOMPARE(row.attempts[0].outcome, "kill_switch");
        QCOMPARE(world.figures.cut.load(), 0u);
        QVERIFY(!world.record(0).isFailing()); // it is not to blame
    }

    void aStreamThatHasBegunIsCutThere()
    {
        OrderWorld world(kTwo);
        auto& call = world.dispatch();
        call.head(200);
        call.event(kHello);
        throwOn(world, endpoint(world, 0).id);
        QVERIFY(call.wasCancelled);
        QCOMPARE(world.transport.callCount(), 1u);
        world.waitForEnd();
        QVERIFY(isByKillSwitch(*world.heard.end->error));
        QVERIFY(world.ledger.order(world.id).state == clearinghouse::OrderState::Finalized);
    }

    void aStreamThatMayBeContinuedIsContinuedElsewhere()
    {
        auto endpoints = kTwo;
        for (auto& sketch : endpoints)
            sketch.canPrefill = true;
        OrderWorld world(endpoints);
        auto& call = world.dispatch(true, R"(,"gotoai":{"recovery":"continue"})");
        call.head(200);
        call.event(kHello);
        throwOn(world, endpoint(world, 0).id);
        QCOMPARE(world.transport.callCount(), 2u);
        finish(world.lastCall());
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
        QCOMPARE(world.heard.restarts, 0);
    }

    void whereNothingElseServesTheOrderEnds()
    {
        OrderWorld world;
        auto& call = world.dispatch();
        throwOn(world, ModelName{"demo/model"});
        QVERIFY(call.wasCancelled);
        world.waitForEnd();
        QVERIFY(isByKillSwitch(*world.heard.end->error));
        QCOMPARE(world.available(), "1");
    }

    void aPlannedEndpointIsAskedNoMore()
    {
        OrderWorld world(kTwo);
        auto& first = world.dispatch();
        throwOn(world, endpoint(world, 1).id); // where it would have gone next
        QVERIFY(!first.wasCancelled);
        first.head(401, "application/json");
        first.bytes(R"({"error":{"message":"no"}})");
        first.end();
        world.waitForEnd();
        QCOMPARE(world.transport.callCount(), 1u);
        QVERIFY(world.heard.end->error.has_value());
        QVERIFY(world.ledger.order(world.id).state == clearinghouse::OrderState::Released);
    }

    void routesPassOverIt()
    {
        OrderWorld world(kTwo);
        throwOn(world, endpoint(world, 0).provider->id);
        auto& call = world.dispatch();
        QCOMPARE(call.request.endpoint->id.toString(), endpoint(world, 1).id.toString());
        finish(call);
        world.waitForEnd();
        throwOn(world, ModelName{"demo/model"});
        const auto refused = world.start();
        QVERIFY(!refused);
        QVERIFY(isByKillSwitch(refused.error()));
    }

    void countsWithoutStopping()
    {
        OrderWorld world(kTwo);
        auto& call = world.dispatch();
        const auto countOn = [&world](KillTarget target) {
            auto killSwitch = std::make_shared<KillSwitch>();
            killSwitch->target = std::move(target);
            return world.engine.countStopped(KillSwitches({std::move(killSwitch)}));
        };
        QCOMPARE(countOn(Everything{}).cut, 1u);
        QCOMPARE(countOn(endpoint(world, 0).id).rerouted, 1u);
        QCOMPARE(countOn(endpoint(world, 1).id).untouched, 1u);
        call.head(200);
        call.event(kHello);
        QCOMPARE(countOn(endpoint(world, 0).id).cut, 1u);
        QVERIFY(!call.wasCancelled);
        throwOn(world, Everything{});
        QCOMPARE(countOn(Everything{}).untouched, 1u); // it is ending already
        world.waitForEnd();
    }
};

QTEST_GUILESS_MAIN(OrderStopTest)
#include "orderstop_test.moc"
