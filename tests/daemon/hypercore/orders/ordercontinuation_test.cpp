// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/orders/orderengine.h"

#include "orderworld.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;

using Call = test::ScriptedTransport::Call;
using Kind = supply::UpstreamEnd::Kind;

namespace {

constexpr const char* kContinue = R"(,"gotoai":{"recovery":"continue"})";
constexpr const char* kThere =
    R"({"id":"up-2","choices":[{"index":0,"delta":{"content":" there"},"finish_reason":null}]})";
constexpr const char* kTool =
    R"({"id":"up-1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"name":"f"}}]}}]})";
// The first is asked first, since it is cheaper.
const test::EndpointSketch kFirst{.completionUsdPerMillion = "0.10", .canPrefill = true};
const test::EndpointSketch kPlain{};
const test::EndpointSketch kPrefilling{.canPrefill = true};

// "Hello", then it breaks off.
void beginAndCut(Call& call, Kind kind = Kind::Cut)
{
    call.head(200);
    call.event(kRole);
    call.event(kHello);
    call.end(kind);
}

void finish(Call& call)
{
    call.event(kStop);
    call.event(kUsage);
    call.bytes("data: [DONE]\n\n");
}

void refuse(Call& call, int status, const char* type)
{
    call.head(status, "application/json");
    call.bytes(R"({"error":{"message":"no","param":null,"code":null,"type":")" + std::string(type) + R"("}})");
    call.end();
}

bool hasPrefill(const Call& call)
{
    return call.request.body.find(R"(,{"role":"assistant","content":"Hello"}])") != std::string::npos;
}

} // namespace

// Streams that another endpoint goes on with where one broke off.
class OrderContinuationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goesOnWhereItBrokeOff_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("cut") << static_cast<int>(Kind::Cut);
        QTest::newRow("stall") << static_cast<int>(Kind::IdleTimeout);
    }
    void goesOnWhereItBrokeOff()
    {
        QFETCH(int, kind);
        OrderWorld world({kFirst, kPrefilling});
        beginAndCut(world.dispatch(true, kContinue), static_cast<Kind>(kind));
        QCOMPARE(world.transport.callCount(), 2u);
        auto& second = world.transport.call(1);
        QVERIFY(second.request.endpoint != world.transport.call(0).request.endpoint);
        QVERIFY(hasPrefill(second));
        QVERIFY(second.request.body.find("\"max_tokens\":1998") != std::string::npos); // two are spent
        second.head(200);
        second.event(kRole);
        second.event(kThere);
        finish(second);
        world.waitForEnd();

        QVERIFY(!world.heard.end->error);
        QCOMPARE(world.heard.frames.size(), 5u); // the second role is not repeated
        QCOMPARE(world.heard.restarts, 0);
        // As one answer: of the 30 prompt tokens that the second counted, two were the answer's begin.
        QCOMPARE(world.heard.end->usage[Meter::Prompt], 28);
        QCOMPARE(world.heard.end->usage[Meter::Completion], 16);
        QCOMPARE(world.heard.end->cost.charge.toUsd(), "0.0000078");
        const auto row = world.ledger.order(world.id);
        QVERIFY(row.attempts[0].payer == clearinghouse::Payer::Platform);
        QVERIFY(row.attempts[0].usageSource == UsageSource::Estimated);
        QVERIFY(row.attempts[1].usageSource == UsageSource::Reported); // its provider's bill
        QCOMPARE(row.attempts[1].usage[Meter::Prompt], 30);
    }

    void beginsAnewWhereNobodyCanGoOn()
    {
        OrderWorld world({kFirst, kPlain});
        beginAndCut(world.dispatch(true, kContinue));
        auto& second = world.transport.call(1);
        QVERIFY(!hasPrefill(second));
        second.head(200);
        second.event(kRole);
        QCOMPARE(world.heard.restarts, 0); // not before there is something
        second.event(kHello);
        QCOMPARE(world.heard.restarts, 1);
        finish(second);
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
        QCOMPARE(world.heard.end->cost.charge.toUsd(), "0.0000071");
    }

    void beginsAnewWhereThePrefillIsRefused()
    {
        OrderWorld world({kFirst, kPrefilling});
        beginAndCut(world.dispatch(true, kContinue));
        QVERIFY(hasPrefill(world.transport.call(1)));
        refuse(world.transport.call(1), 400, "invalid_request_error");
        QCOMPARE(world.transport.callCount(), 3u);
        auto& third = world.transport.call(2);
        QVERIFY(third.request.endpoint == world.transport.call(1).request.endpoint);
        QVERIFY(!hasPrefill(third));
        third.head(200);
        third.event(kHello);
        QCOMPARE(world.heard.restarts, 1);
        finish(third);
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
    }

    void nothingBeginsAnewAfterItsTime()
    {
        OrderWorld world({kFirst, kPrefilling});
        beginAndCut(world.dispatch(true, kContinue));
        world.clock.advance(kPatience);
        refuse(world.transport.call(1), 400, "invalid_request_error");
        world.waitForEnd();
        QCOMPARE(world.transport.callCount(), 2u);
        QCOMPARE(world.heard.end->error->code, ErrorCode::UpstreamCut);
    }

    void neverTellsThePrefillsRefusal()
    {
        OrderWorld world({kFirst, kPrefilling});
        beginAndCut(world.dispatch(true, kContinue));
        refuse(world.transport.call(1), 400, "invalid_request_error");
        refuse(world.transport.call(2), 401, "authentication_error");
        while (world.alarm && !world.heard.end) { // back to the first, as long as it may pass
            world.pass(*world.alarm);
            if (world.lastCall().sink)
                refuse(world.lastCall(), 401, "authentication_error");
        }
        world.waitForEnd();
        QCOMPARE(world.heard.end->error->code, ErrorCode::UpstreamCut);
        QCOMPARE(world.available(), "1");
    }

    void doesNotPutToolCallsIntoAnothersMouth()
    {
        OrderWorld world({kFirst, kPrefilling});
        auto& call = world.dispatch(true, kContinue);
        call.head(200);
        call.event(kHello);
        call.event(kTool);
        call.end(Kind::Cut);
        QCOMPARE(world.transport.callCount(), 2u);
        QVERIFY(!hasPrefill(world.transport.call(1)));
    }

    void tellsABreakOfSeveralChoices()
    {
        OrderWorld world({kFirst, kPrefilling});
        beginAndCut(world.dispatch(true, std::string(kContinue) + R"(,"n":2)"));
        world.waitForEnd();
        QCOMPARE(world.heard.end->error->code, ErrorCode::UpstreamCut);
    }

    void aStoppingDaemonEndsAnOrderThatWaitsToGoOn()
    {
        OrderWorld world;
        beginAndCut(world.dispatch(true, kContinue));
        QVERIFY(world.alarm);
        world.engine.abandonAll();
        world.waitForEnd();
        QCOMPARE(world.heard.end->error->code, ErrorCode::Draining);
        QCOMPARE(world.available(), "1");
    }
};

QTEST_GUILESS_MAIN(OrderContinuationTest)
#include "ordercontinuation_test.moc"
