// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/pricing.h"
#include "hypercore/orders/orderengine.h"

#include "orderworld.h"

#include <QTest>

#include <cstdlib>

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

// An answer's begin of 400 bytes, then it breaks off, after what a provider may have counted.
void beginLongAndCut(Call& call, bool isCounted)
{
    call.head(200);
    call.event(kRole);
    call.event(R"({"id":"up-1","choices":[{"index":0,"delta":{"content":")" + std::string(400, 'a') +
               R"("},"finish_reason":null}]})");
    if (isCounted)
        call.event(R"({"id":"up-1","choices":[],"usage":{"prompt_tokens":25,"completion_tokens":90}})");
    call.end(Kind::Cut);
}

std::int64_t quarter(std::size_t bytes) { return static_cast<std::int64_t>(bytes + 3) / 4; }

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

    void isChargedAsOneAnswerWhoeverCounts_data()
    {
        QTest::addColumn<bool>("doesFirstCount");
        QTest::addColumn<bool>("doesSecondCount");
        QTest::addColumn<bool>("doesClientLeave");
        QTest::addColumn<std::int64_t>("prompt"); // 0: a token for every four bytes that the client sent
        QTest::addColumn<std::int64_t>("completion");
        QTest::newRow("neither") << false << false << false << std::int64_t{0} << std::int64_t{102};
        QTest::newRow("the first") << true << false << false << std::int64_t{25} << std::int64_t{92};
        QTest::newRow("the second") << false << true << false << std::int64_t{30} << std::int64_t{114};
        QTest::newRow("both") << true << true << false << std::int64_t{40} << std::int64_t{104};
        QTest::newRow("neither, the client leaves") << false << false << true << std::int64_t{0} << std::int64_t{102};
        QTest::newRow("the first, the client leaves") << true << false << true << std::int64_t{25} << std::int64_t{92};
    }
    void isChargedAsOneAnswerWhoeverCounts()
    {
        QFETCH(bool, doesFirstCount);
        QFETCH(bool, doesSecondCount);
        QFETCH(bool, doesClientLeave);
        QFETCH(std::int64_t, prompt);
        QFETCH(std::int64_t, completion);
        OrderWorld world({{.promptUsdPerMillion = "1", .completionUsdPerMillion = "1"},
                          {.promptUsdPerMillion = "2", .completionUsdPerMillion = "4", .canPrefill = true}});
        beginLongAndCut(world.dispatch(true, kContinue), doesFirstCount);
        const std::size_t asked = world.heard.order->chat().body.size();
        auto& second = world.transport.call(1);
        const std::size_t sent = second.request.body.size();
        second.head(200);
        second.event(kThere);
        if (doesClientLeave) {
            world.heard.order->clientGone();
        } else {
            second.event(kStop);
            if (doesSecondCount)
                second.event(R"({"id":"up-1","choices":[],"usage":{"prompt_tokens":130,"completion_tokens":14}})");
            second.bytes("data: [DONE]\n\n");
        }
        world.waitForEnd();

        const Usage& usage = world.heard.end->usage;
        QCOMPARE(usage[Meter::Prompt], prompt > 0 ? prompt : quarter(asked));
        QCOMPARE(usage[Meter::Completion], completion);
        const auto row = world.ledger.order(world.id);
        const auto& price = *world.engine.catalog().endpoints().at(1)->price;
        QCOMPARE(row.charge.toUsd(), clearinghouse::chargeFor(usage, price, {})->userPrice.toUsd());
        QVERIFY(row.attempts[0].payer == clearinghouse::Payer::Platform);
        if (doesSecondCount)
            return;
        // What the provider bills is what it was sent, the begin of the answer with it.
        QVERIFY(row.attempts[1].usageSource == UsageSource::Estimated);
        const std::int64_t estimated = row.attempts[1].usage[Meter::Prompt];
        QVERIFY2(std::abs(estimated - quarter(sent)) <= 10, std::to_string(estimated).c_str());
    }

    // What the second has counted, it has counted without the begin of the answer.
    void aCountThatDoesNotReachTheBeginIsThePromptAlone()
    {
        OrderWorld world({kFirst, kPrefilling});
        beginLongAndCut(world.dispatch(true, kContinue), false);
        auto& second = world.transport.call(1);
        second.head(200);
        second.event(kThere);
        finish(second);
        world.waitForEnd();
        QCOMPARE(world.heard.end->usage[Meter::Prompt], 30);
        QCOMPARE(world.heard.end->usage[Meter::Completion], 114);
    }

    void threePartsAreOneAnswer()
    {
        OrderWorld world({kFirst, kPrefilling, kPrefilling});
        beginLongAndCut(world.dispatch(true, kContinue), false);
        auto& second = world.transport.call(1);
        second.head(200);
        second.event(kThere);
        second.end(Kind::Cut);
        auto& third = world.lastCall();
        third.head(200);
        third.event(kThere);
        third.event(kStop);
        third.event(R"({"id":"up-1","choices":[],"usage":{"prompt_tokens":130,"completion_tokens":14}})");
        third.bytes("data: [DONE]\n\n");
        world.waitForEnd();
        QCOMPARE(world.transport.callCount(), 3u);
        QCOMPARE(world.heard.end->usage[Meter::Prompt], 28);
        QCOMPARE(world.heard.end->usage[Meter::Completion], 116);
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

    // It takes the broken one's place and says nothing: the client has half an answer, which is none.
    void anEmptyAnswerDoesNotTakeABrokenOnesPlace_data()
    {
        QTest::addColumn<QByteArray>("finish");
        QTest::addColumn<QByteArray>("usage");
        QTest::addColumn<bool>("isTriedFurther");
        const QByteArray stop = "stop";
        QTest::newRow("nothing counted") << stop << QByteArray() << true;
        QTest::newRow("no tokens") << stop << QByteArray(R"({"prompt_tokens":30,"completion_tokens":0})") << true;
        QTest::newRow("hidden tokens") << stop << QByteArray(R"({"prompt_tokens":30,"completion_tokens":3})") << true;
        QTest::newRow("filtered") << QByteArray("content_filter") << QByteArray() << false;
    }
    void anEmptyAnswerDoesNotTakeABrokenOnesPlace()
    {
        QFETCH(QByteArray, finish);
        QFETCH(QByteArray, usage);
        QFETCH(bool, isTriedFurther);
        OrderWorld world({{.completionUsdPerMillion = "0.10"}, kPlain});
        beginAndCut(world.dispatch(true, kContinue));
        auto& second = world.transport.call(1);
        const std::size_t shown = world.heard.frames.size();
        second.head(200);
        second.event(kRole);
        second.event(R"({"id":"up-2","choices":[{"index":0,"delta":{},"finish_reason":")" + finish.toStdString() +
                     R"("}]})");
        if (!usage.isEmpty())
            second.event(R"({"id":"up-2","choices":[],"usage":)" + usage.toStdString() + "}");
        second.bytes("data: [DONE]\n\n");
        QCOMPARE(world.heard.frames.size(), shown);
        QCOMPARE(world.alarm.has_value(), isTriedFurther); // back to the first, after a wait
        if (isTriedFurther) {
            world.pass(*world.alarm);
            refuse(world.lastCall(), 400, "invalid_request_error");
        }
        world.waitForEnd();

        QCOMPARE(world.heard.end->error->code, ErrorCode::UpstreamCut);
        QCOMPARE(world.heard.frames.size(), shown);
        QCOMPARE(world.heard.restarts, 0);
        QCOMPARE(world.available(), "1");
        const auto row = world.ledger.order(world.id);
        QVERIFY(row.state == clearinghouse::OrderState::Released);
        QCOMPARE(row.reason, "upstream_cut");
        QVERIFY(row.attempts[1].payer == clearinghouse::Payer::Platform);
        QVERIFY(world.finished.orders.at(0)->attempts[1].facts.fault ==
                (isTriedFurther ? supply::FaultKind::Empty : supply::FaultKind::ContentFilter));
        QCOMPARE(world.record(1).figures(world.clock.tick()).fates[supply::AttemptFate::Answered], 1);
    }

    void theNextMayAnswerWhereOneWasEmpty()
    {
        OrderWorld world({kFirst, kPlain, kPlain});
        beginAndCut(world.dispatch(true, kContinue));
        auto& second = world.transport.call(1);
        second.head(200);
        second.event(kRole);
        finish(second);
        QCOMPARE(world.transport.callCount(), 3u);
        auto& third = world.transport.call(2);
        third.head(200);
        third.event(kHello);
        QCOMPARE(world.heard.restarts, 1);
        finish(third);
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
        QCOMPARE(world.heard.end->cost.charge.toUsd(), "0.0000071");
    }

    // The first had said all of it but why it ends.
    void whatLackedItsEndAloneIsCharged_data()
    {
        QTest::addColumn<bool>("isCounted");
        QTest::addColumn<std::int64_t>("prompt");
        QTest::newRow("counted") << true << std::int64_t{30};
        QTest::newRow("not counted") << false << std::int64_t{0};
    }
    void whatLackedItsEndAloneIsCharged()
    {
        QFETCH(bool, isCounted);
        QFETCH(std::int64_t, prompt);
        OrderWorld world({kFirst, kPrefilling});
        beginLongAndCut(world.dispatch(true, kContinue), false);
        const std::size_t asked = world.heard.order->chat().body.size();
        auto& second = world.transport.call(1);
        const std::size_t shown = world.heard.frames.size();
        second.head(200);
        second.event(kRole);
        second.event(kStop);
        QCOMPARE(world.heard.frames.size(), shown);
        if (isCounted)
            second.event(R"({"id":"up-1","choices":[],"usage":{"prompt_tokens":130,"completion_tokens":0}})");
        second.bytes("data: [DONE]\n\n");
        world.waitForEnd();

        QVERIFY(!world.heard.end->error);
        QCOMPARE(world.heard.frames.size(), shown + (isCounted ? 2 : 1)); // no second role
        QCOMPARE(world.heard.restarts, 0);
        const Usage& usage = world.heard.end->usage;
        QCOMPARE(usage[Meter::Prompt], prompt > 0 ? prompt : quarter(asked));
        QCOMPARE(usage[Meter::Completion], 100);
        const auto row = world.ledger.order(world.id);
        QVERIFY(row.state == clearinghouse::OrderState::Finalized);
        const auto& price = *world.engine.catalog().endpoints().at(1)->price;
        QCOMPARE(row.charge.toUsd(), clearinghouse::chargeFor(usage, price, {})->userPrice.toUsd());
        QVERIFY(row.attempts[1].payer == clearinghouse::Payer::User);
        QCOMPARE(row.attempts[1].usage[Meter::Completion], 0);
    }

    // Of what would be charged if the process ended now.
    void isKnownWhileItRuns()
    {
        OrderWorld world({kFirst, kPrefilling});
        beginLongAndCut(world.dispatch(true, kContinue), true);
        auto& second = world.transport.call(1);
        second.head(200);
        second.event(kThere);
        world.clock.advance(std::chrono::milliseconds(500));
        world.engine.noteEvidence();
        QCOMPARE(world.ledger.figure("SELECT max(begun_tokens) FROM order_evidence"), 90);
        QCOMPARE(world.ledger.figure("SELECT max(begun_prompt) FROM order_evidence"), 25);
        finish(second);
        world.waitForEnd();
    }

    // It bounds the wait for the first output, which is over.
    void theTotalDoesNotBoundWhatGoesOn()
    {
        OrderWorld world({kFirst, kPrefilling});
        auto& first = world.dispatch(true, R"(,"gotoai":{"recovery":"continue","deadlines":{"total_ms":1000}})");
        QVERIFY(first.request.deadlines->total == std::chrono::seconds(1));
        first.head(200);
        first.event(kHello);
        world.clock.advance(std::chrono::seconds(2));
        first.end(Kind::Cut);
        QCOMPARE(world.transport.callCount(), 2u);
        auto& second = world.transport.call(1);
        QVERIFY(!second.request.deadlines->total);
        QVERIFY(second.request.deadlines->connect == supply::Deadlines{}.connect);
        second.head(200);
        second.event(kThere);
        finish(second);
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
