// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/orders/orderengine.h"

#include "orderworld.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;
using namespace std::chrono_literals;

using Kind = supply::UpstreamEnd::Kind;
using Call = test::ScriptedTransport::Call;

namespace {

constexpr const char* kBuffered = R"(,"gotoai":{"recovery":"buffered"})";

void refuse(Call& call, int status, std::optional<std::chrono::seconds> retryAfter = {}, const char* code = "")
{
    supply::UpstreamHead head;
    head.status = status;
    head.contentType = "application/json";
    head.retryAfter = retryAfter;
    call.sink->headArrived(head);
    call.bytes(R"({"error":{"message":"no","type":"","param":null,"code":")" + std::string(code) + R"("}})");
    call.end();
}

constexpr const char* kEvading = R"(,"gotoai":{"content_filter":"fallback"})";
constexpr const char* kFiltered =
    R"({"id":"up-1","choices":[{"index":0,"delta":{},"finish_reason":"content_filter"}]})";

std::string longFrame()
{
    return "{\"id\":\"up-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + std::string(900'000, 'x') +
           "\"},\"finish_reason\":null}]}";
}

void answer(Call& call)
{
    call.head(200);
    for (const char* frame : {kRole, kHello, kStop, kUsage})
        call.event(frame);
    call.bytes("data: [DONE]\n\n");
}

} // namespace

// What an order does when providers fail.
class OrderFailureTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void triesTheOnlyEndpointAgainAfterAWait()
    {
        OrderWorld world;
        refuse(world.dispatch(), 500);
        QCOMPARE(world.transport.callCount(), 1u);
        QVERIFY(!world.heard.end);
        world.pass(DispatchPlan::kFirstWait);
        QCOMPARE(world.transport.callCount(), 2u);
        answer(world.transport.call(1));
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
        const auto row = world.ledger.order(world.id);
        QCOMPARE(row.attempts.size(), 2u);
        QVERIFY(row.attempts[0].endpoint == row.attempts[1].endpoint);
        QVERIFY(row.attempts[0].payer == clearinghouse::Payer::Platform);
        QCOMPARE(world.heard.end->cost.charge.toUsd(), "0.0000071");
        QCOMPARE(world.finished.orders.at(0)->attempts.size(), 2u);
    }

    void waitsAsLongAsAProviderAsks()
    {
        OrderWorld world;
        refuse(world.dispatch(), 429, 2s);
        world.pass(1'999ms);
        QCOMPARE(world.transport.callCount(), 1u);
        world.pass(1ms + DispatchPlan::kFirstWait);
        QCOMPARE(world.transport.callCount(), 2u);
        answer(world.transport.call(1));
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
    }

    void leavesAloneWhoHasSaidHowLong()
    {
        OrderWorld world;
        refuse(world.dispatch(), 429, 30s);
        world.waitForEnd();
        for (int i = 0; i < 8; ++i) {
            QVERIFY(!world.start());
            QCOMPARE(world.refusal->error.code, ErrorCode::UpstreamRateLimited);
            QVERIFY(world.refusal->retryAfter == 30s);
        }
        QCOMPARE(world.transport.callCount(), 1u);
        QCOMPARE(world.held(), "0");
        world.clock.advance(29'500ms);
        QVERIFY(!world.start());
        QVERIFY(world.refusal->retryAfter == 1s);

        // Then a single probe, for which others wait; everybody goes once it is answered.
        world.clock.advance(500ms);
        auto& probe = world.dispatch();
        const Heard probing = std::exchange(world.heard, {});
        world.startToWait();
        QCOMPARE(world.transport.callCount(), 2u);
        probe.head(200);
        probe.event(kHello);
        world.pass(2 * DispatchPlan::kFirstWait);
        QCOMPARE(world.transport.callCount(), 3u);
        answer(world.lastCall());
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
        QVERIFY(world.record(0).isCalm());
        probing.order->clientGone();
        world.ledger.waitUntil([&] { return world.engine.isIdle(); });
    }

    void aSlowProbeHoldsNobodyUp()
    {
        OrderWorld world;
        refuse(world.dispatch(), 429, 30s);
        world.waitForEnd();
        world.clock.advance(30s);
        world.dispatch();
        const Heard probing = std::exchange(world.heard, {});
        world.startToWait();
        for (int i = 0; i < 4 && world.transport.callCount() < 3; ++i)
            world.pass(2 * DispatchPlan::kFirstWait);
        QCOMPARE(world.transport.callCount(), 3u);
        answer(world.lastCall());
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
        QVERIFY(!world.heard.end->retryAfter);
        probing.order->clientGone();
        world.ledger.waitUntil([&] { return world.engine.isIdle(); });
    }

    void aProbeThatIsRefusedSendsHomeWhoWaitedForIt()
    {
        OrderWorld world;
        refuse(world.dispatch(), 429, 30s);
        world.waitForEnd();
        world.clock.advance(30s);
        auto& probe = world.dispatch();
        const Heard probing = std::exchange(world.heard, {});
        world.startToWait();
        refuse(probe, 429, 20s);
        world.pass(2 * DispatchPlan::kFirstWait);
        world.waitForEnd();
        QCOMPARE(world.heard.end->error->code, ErrorCode::UpstreamRateLimited);
        QVERIFY(world.heard.end->retryAfter == 20s);
        world.ledger.waitUntil([&] { return world.engine.isIdle(); });
        QCOMPARE(world.transport.callCount(), 2u);
        QCOMPARE(world.held(), "0");
    }

    void aServerThatSaysHowLongIsLeftAloneToo()
    {
        OrderWorld world;
        refuse(world.dispatch(), 503, 30s);
        world.waitForEnd();
        QVERIFY(world.heard.end->retryAfter == 30s);
        QVERIFY(!world.start());
        QVERIFY(world.refusal->retryAfter == 30s);
        QCOMPARE(world.transport.callCount(), 1u);
    }

    void believesAMinuteOfIt()
    {
        OrderWorld world;
        refuse(world.dispatch(), 429, 3'600s);
        world.waitForEnd();
        QVERIFY(!world.start());
        QVERIFY(world.refusal->retryAfter == 60s);
        world.clock.advance(60s);
        answer(world.dispatch());
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
    }

    // An ejection is a guess of ours and never empties a pool; a provider's word is none.
    void goesToWhoIsEjectedRatherThanToWhoAsksToBeLeftAlone()
    {
        OrderWorld world({{.completionUsdPerMillion = "0.10"}, {}});
        world.record(0).observe({.fate = supply::AttemptFate::RateLimited, .retryAfter = 30s}, world.clock.tick());
        for (int i = 0; i < supply::CircuitBreaker::kFailuresToOpen; ++i)
            world.record(1).observe({.fate = supply::AttemptFate::Refused}, world.clock.tick());
        auto& call = world.dispatch();
        QCOMPARE(call.request.endpoint->slot, 1u);
        answer(call);
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
    }

    void triesWhoIsLimitedWithoutSayingHowLong()
    {
        OrderWorld world;
        world.record(0).observe({.fate = supply::AttemptFate::RateLimited}, world.clock.tick());
        answer(world.dispatch());
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
    }

    void anOrderThatWasPlannedBeforeIsGivenBack()
    {
        OrderWorld world;
        QVERIFY(world.start());
        world.record(0).observe({.fate = supply::AttemptFate::RateLimited, .retryAfter = 30s}, world.clock.tick());
        world.waitForEnd();
        QCOMPARE(world.heard.end->error->code, ErrorCode::UpstreamRateLimited);
        QVERIFY(world.heard.end->retryAfter == 30s);
        QCOMPARE(world.transport.callCount(), 0u);
        QCOMPARE(world.held(), "0");
    }

    // The first of those that waited finds out; the others go on waiting meanwhile.
    void thoseThatWaitedFollowTheFirst()
    {
        OrderWorld world;
        Call& first = world.dispatch();
        const Heard one = world.heard;
        Call& second = world.dispatch();
        refuse(first, 429, 2s);
        refuse(second, 429, 2s);
        world.pass(2s + DispatchPlan::kFirstWait);
        QCOMPARE(world.transport.callCount(), 3u);
        answer(world.lastCall());
        world.pass(2 * DispatchPlan::kFirstWait);
        QCOMPARE(world.transport.callCount(), 4u);
        answer(world.lastCall());
        world.ledger.waitUntil([&] { return world.engine.isIdle(); });
        QCOMPARE(world.finished.orders.size(), 2u);
        QCOMPARE(world.available(), "0.9999858");
    }

    void theLastResortIsTheModelThatWasAskedFor()
    {
        OrderWorld world({{}, {.model = "other", .completionUsdPerMillion = "0.10"}});
        for (const std::size_t endpoint : {1, 0}) {
            for (int i = 0; i < supply::CircuitBreaker::kFailuresToOpen; ++i)
                world.record(endpoint).observe({.fate = supply::AttemptFate::Refused}, world.clock.tick());
            world.clock.advance(100ms); // the other one's pause ends first
        }
        auto& call = world.dispatch(true, R"(,"models":["other"])");
        QCOMPARE(call.request.endpoint->model, "demo/model");
        QVERIFY(world.heard.order->endpoint()->model == "demo/model");
        refuse(call, 503);
        world.waitForEnd();
    }

    void doesNotWaitBeyondItsPatience()
    {
        OrderWorld world;
        refuse(world.dispatch(), 429, 61s);
        world.waitForEnd();
        QCOMPARE(world.heard.end->error->code, ErrorCode::UpstreamRateLimited);
        QVERIFY(world.heard.end->retryAfter == 61s);
        QCOMPARE(world.transport.callCount(), 1u);

        OrderWorld hasty;
        refuse(hasty.dispatch(true, R"(,"gotoai":{"deadlines":{"total_ms":1500}})"), 429, 2s);
        hasty.waitForEnd();
        QCOMPARE(hasty.heard.end->error->code, ErrorCode::UpstreamRateLimited);
    }

    void waitsAddUp()
    {
        OrderWorld world;
        refuse(world.dispatch(), 429, 4s);
        for (std::size_t retry = 1; retry <= 2; ++retry) {
            world.pass(4s + DispatchPlan::kFirstWait);
            QCOMPARE(world.transport.callCount(), retry + 1);
            refuse(world.transport.call(retry), 429, 4s);
        }
        world.waitForEnd();
        QCOMPARE(world.heard.end->error->code, ErrorCode::UpstreamRateLimited);
    }

    void goesElsewhereAtOnce_data()
    {
        QTest::addColumn<int>("status");
        for (const int status : {401, 402, 404, 429, 500, 502, 503, 529})
            QTest::addRow("%d", status) << status;
    }
    void goesElsewhereAtOnce()
    {
        QFETCH(int, status);
        OrderWorld world({{}, {}});
        refuse(world.dispatch(), status, 30s);
        QCOMPARE(world.transport.callCount(), 2u);
        QVERIFY(world.transport.call(1).request.endpoint != world.transport.call(0).request.endpoint);
        answer(world.transport.call(1));
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
    }

    void givesUpAfterSoManyAttempts()
    {
        OrderWorld world;
        for (int i = 0; i < 30; ++i) { // traffic, for the budget
            answer(world.dispatch());
            world.waitForEnd();
        }
        const std::size_t before = world.transport.callCount();
        refuse(world.dispatch(), 429, 1s);
        while (world.alarm) {
            world.pass(*world.alarm);
            refuse(world.lastCall(), 429, 1s);
        }
        world.waitForEnd();
        QCOMPARE(world.transport.callCount() - before, static_cast<std::size_t>(kMostAttempts));
        QCOMPARE(world.heard.end->error->code, ErrorCode::UpstreamRateLimited);
    }

    void leavesAFailingEndpointAlone()
    {
        OrderWorld world({{}, {.completionUsdPerMillion = "0.80"}});
        for (int i = 0; i < supply::CircuitBreaker::kFailuresToOpen; ++i) {
            refuse(world.dispatch(), 503);
            answer(world.lastCall());
            world.waitForEnd();
        }
        const auto dearer = world.lastCall().request.endpoint;
        auto& call = world.dispatch();
        QVERIFY(call.request.endpoint == dearer);
        answer(call);
        world.waitForEnd();

        // Single probes once its pause is over; two good ones bring it back.
        world.clock.advance(supply::CircuitBreaker::kFirstPause);
        auto& probe = world.dispatch();
        QVERIFY(probe.request.endpoint != dearer);
        auto& beside = world.dispatch();
        QVERIFY(beside.request.endpoint == dearer);
        answer(probe);
        answer(world.dispatch());
        QVERIFY(world.record(0).isCalm() && world.record(1).isCalm());
    }

    void triesTheLeastBadWhereAllAreOpen()
    {
        OrderWorld world;
        for (int i = 0; i < supply::CircuitBreaker::kFailuresToOpen; ++i)
            world.record(0).observe({.fate = supply::AttemptFate::Refused}, world.clock.tick());
        auto& call = world.dispatch();
        QCOMPARE(world.record(0).figures(world.clock.tick()).lastResorts, 1);
        refuse(call, 503);
        world.waitForEnd(); // and once only
        QCOMPARE(world.heard.end->error->code, ErrorCode::UpstreamRefused);
    }

    // Every order of a full outage is tried once; what is tried again stays within a fifth.
    void addsLittleToAnOutage()
    {
        OrderWorld world({{}, {}});
        constexpr int kOrders = 300;
        for (int i = 0; i < kOrders; ++i) {
            refuse(world.dispatch(), 503);
            while (world.lastCall().sink || world.alarm) {
                if (world.lastCall().sink)
                    refuse(world.lastCall(), 503);
                else
                    world.pass(*world.alarm);
            }
            world.waitForEnd();
            world.clock.advance(30ms);
        }
        QVERIFY2(world.transport.callCount() <= kOrders * 12 / 10, std::to_string(world.transport.callCount()).c_str());
    }

    void goesToALargerContextOnly()
    {
        OrderWorld world({{.contextTokens = 8'000},
                          {.completionUsdPerMillion = "0.80", .contextTokens = 8'000},
                          {.completionUsdPerMillion = "1.60", .contextTokens = 32'000}});
        refuse(world.dispatch(), 400, {}, "context_length_exceeded");
        QCOMPARE(world.transport.callCount(), 2u);
        QCOMPARE(world.lastCall().request.endpoint->contextTokens, 32'000);
        refuse(world.lastCall(), 400, {}, "context_length_exceeded");
        world.waitForEnd();
        QCOMPARE(world.heard.end->error->code, ErrorCode::ContextLengthExceeded);
        QVERIFY(!world.record(0).isFailing());
    }

    void evadesAContentFilterOnlyIfAsked()
    {
        OrderWorld world({{}, {}});
        refuse(world.dispatch(), 400, {}, "content_filter");
        world.waitForEnd();
        QCOMPARE(world.transport.callCount(), 1u);
        QCOMPARE(world.heard.end->error->code, ErrorCode::ContentFilter);
        QCOMPARE(world.ledger.order(world.id).reason, "content_filter");
        QVERIFY(world.finished.orders.at(0)->outcome == OrderOutcome::Refused);
        QVERIFY(world.finished.orders.at(0)->attempts[0].facts.fault == supply::FaultKind::ContentFilter);

        refuse(world.dispatch(true, kEvading), 400, {}, "content_filter");
        QCOMPARE(world.transport.callCount(), 3u);
        answer(world.lastCall());
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
    }

    // A refusal that comes as an answer.
    void evadesAFilterThatEndsAnAnswer_data()
    {
        QTest::addColumn<QByteArray>("members");
        QTest::addColumn<bool>("hasText");
        QTest::addColumn<bool>("isEvaded");
        const QByteArray evading = kEvading;
        const QByteArray buffered = R"(,"gotoai":{"content_filter":"fallback","recovery":"buffered"})";
        QTest::newRow("nothing shown") << evading << false << true;
        QTest::newRow("some shown") << evading << true << false;
        QTest::newRow("withheld") << buffered << true << true;
        QTest::newRow("withheld, empty") << buffered << false << true;
        QTest::newRow("not asked for") << QByteArray() << false << false;
    }
    void evadesAFilterThatEndsAnAnswer()
    {
        QFETCH(QByteArray, members);
        QFETCH(bool, hasText);
        QFETCH(bool, isEvaded);
        OrderWorld world({{}, {}});
        auto& first = world.dispatch(true, members.toStdString());
        first.head(200);
        first.event(kRole);
        if (hasText)
            first.event(kHello);
        first.event(kFiltered);
        first.event(kUsage);
        first.bytes("data: [DONE]\n\n");
        QCOMPARE(world.transport.callCount(), isEvaded ? 2u : 1u);
        if (isEvaded)
            answer(world.transport.call(1));
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
        const auto row = world.ledger.order(world.id);
        QVERIFY(row.attempts.back().payer == clearinghouse::Payer::User);
        if (!isEvaded)
            return;
        QCOMPARE(world.heard.frames.size(), 4u);
        QCOMPARE(row.attempts[0].outcome, "content_filter");
        QVERIFY(row.attempts[0].payer == clearinghouse::Payer::Platform);
        QCOMPARE(row.attempts[0].usage[Meter::Completion], 14);
    }

    void evadesAFilterThatEndsAWholeAnswer()
    {
        OrderWorld world({{}, {}});
        const std::string filtered = R"({"choices":[{"message":{"content":"x"},"finish_reason":"content_filter"}]})";
        const std::string sound = R"({"choices":[{"message":{"content":"x"},"finish_reason":"stop"}]})";
        auto& first = world.dispatch(false, kEvading);
        first.head(200, "application/json");
        first.bytes(filtered);
        first.end();
        QVERIFY(world.heard.frames.empty());
        QCOMPARE(world.transport.callCount(), 2u);
        auto& second = world.transport.call(1);
        second.head(200, "application/json");
        second.bytes(sound);
        second.end();
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
        QCOMPARE(world.heard.frames.size(), 1u);
    }

    void tellsAFilterThatEverybodyHas()
    {
        OrderWorld world({{}, {}});
        world.dispatch(true, kEvading);
        for (const std::size_t call : {0, 1}) {
            world.transport.call(call).head(200);
            world.transport.call(call).event(kFiltered);
            world.transport.call(call).bytes("data: [DONE]\n\n");
        }
        world.waitForEnd();
        QCOMPARE(world.heard.end->error->code, ErrorCode::ContentFilter);
        QVERIFY(world.heard.frames.empty());
        QCOMPARE(world.available(), "1");
    }

    void aFinishReasonThatSaysNothingIsNoEnd_data()
    {
        QTest::addColumn<QByteArray>("reason");
        for (const char* reason : {"\"\"", "false", "0"})
            QTest::newRow(reason) << QByteArray(reason);
    }
    void aFinishReasonThatSaysNothingIsNoEnd()
    {
        QFETCH(QByteArray, reason);
        OrderWorld world;
        auto& call = world.dispatch();
        call.head(200);
        call.event(R"({"id":"up-1","choices":[{"index":0,"delta":{"content":"x"},"finish_reason":)" +
                   reason.toStdString() + "}]}");
        QVERIFY(call.awaited == supply::Transfer::Awaited::NextToken); // it may pause
        call.end(Kind::Cut);
        world.waitForEnd();
        QCOMPARE(world.heard.end->error->code, ErrorCode::UpstreamCut);
        QCOMPARE(world.available(), "1");
    }

    void aClientMayLeaveWhileItsOrderWaits()
    {
        OrderWorld world;
        refuse(world.dispatch(), 429, 2s);
        world.heard.order->clientGone();
        world.waitForEnd();
        world.pass(10s);
        QCOMPARE(world.transport.callCount(), 1u);
        QVERIFY(world.engine.isIdle());
    }

    void aProbeThatIsCancelledIsGivenBack()
    {
        OrderWorld world;
        for (int i = 0; i < supply::CircuitBreaker::kFailuresToOpen; ++i)
            world.record(0).observe({.fate = supply::AttemptFate::Refused}, world.clock.tick());
        world.clock.advance(supply::CircuitBreaker::kFirstPause);
        world.dispatch();
        QVERIFY(world.record(0).standing(world.clock.tick()) == supply::TrackRecord::Standing::Ejected);
        world.heard.order->clientGone();
        world.waitForEnd();
        QVERIFY(world.record(0).standing(world.clock.tick()) == supply::TrackRecord::Standing::Recovering);
    }

    void passesOverAMalformedFrame()
    {
        OrderWorld world;
        auto& call = world.dispatch();
        call.head(200);
        call.event(kHello);
        call.event("{oops");
        for (const char* frame : {kHello, kStop, kUsage})
            call.event(frame);
        call.bytes("data: [DONE]\n\n");
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
        QCOMPARE(world.heard.frames.size(), 4u);
        QCOMPARE(world.finished.orders.at(0)->attempts[0].facts.skippedFrames, 1);
        const auto fates = world.record(0).figures(world.clock.tick()).fates;
        QCOMPARE(fates[supply::AttemptFate::Malformed], 1);
        QCOMPARE(fates[supply::AttemptFate::Answered], 0);
    }

    void aMissingEndAfterTheFinishReasonIsNoCut_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("silence") << static_cast<int>(Kind::IdleTimeout);
        QTest::newRow("close") << static_cast<int>(Kind::Cut);
        QTest::newRow("good order") << static_cast<int>(Kind::Complete);
    }
    void aMissingEndAfterTheFinishReasonIsNoCut()
    {
        QFETCH(int, kind);
        OrderWorld world;
        auto& call = world.dispatch();
        call.head(200);
        call.event(kHello);
        QVERIFY(call.awaited == supply::Transfer::Awaited::NextToken);
        call.event(kStop);
        QVERIFY(call.awaited == supply::Transfer::Awaited::End);
        call.end(static_cast<Kind>(kind));
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
    }

    void oneFinishedChoiceIsNotAllOfThem()
    {
        OrderWorld world;
        auto& call = world.dispatch(true, R"(,"n":2)");
        call.head(200);
        call.event(kHello);
        call.event(kStop);
        QVERIFY(call.awaited == supply::Transfer::Awaited::NextToken);
        call.end(Kind::Cut);
        world.waitForEnd();
        QCOMPARE(world.heard.end->error->code, ErrorCode::UpstreamCut);
    }

    void severalChoicesAreFinishedWhenEachOneIs()
    {
        OrderWorld world;
        auto& call = world.dispatch(true, R"(,"n":2)");
        call.head(200);
        call.event(kHello);
        call.event(R"({"id":"up","choices":[{"index":1,"delta":{},"finish_reason":"stop"}]})");
        QVERIFY(call.awaited == supply::Transfer::Awaited::NextToken);
        call.event(kStop);
        QVERIFY(call.awaited == supply::Transfer::Awaited::End);
        call.end(Kind::IdleTimeout);
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
    }

    void aStreamThatEndsWithoutAFinishIsACut()
    {
        OrderWorld world({{}, {}});
        auto& first = world.dispatch();
        first.head(200);
        first.bytes("data: [DONE]\n\n");
        QCOMPARE(world.transport.callCount(), 2u);
        auto& second = world.transport.call(1);
        second.head(200);
        second.event(kHello);
        second.bytes("data: [DONE]\n\n");
        world.waitForEnd();
        QCOMPARE(world.heard.end->error->code, ErrorCode::UpstreamCut);
    }

    void tellsTheTransportItsDeadlines()
    {
        OrderWorld world;
        QVERIFY(!world.dispatch().request.deadlines);
        const auto& call =
            world.dispatch(true, R"(,"gotoai":{"deadlines":{"first_token_ms":15000,"idle_ms":7,"total_ms":9000}})");
        QVERIFY(call.request.deadlines->total == 9s);
        QVERIFY(call.request.deadlines->firstToken == 15s);
        QVERIFY(call.request.deadlines->idle == 7ms);
        QVERIFY(call.request.deadlines->connect == supply::Deadlines{}.connect);
    }

    void withholdsABufferedAnswerUntilItIsWhole()
    {
        OrderWorld world({{}, {}});
        auto& first = world.dispatch(true, kBuffered);
        first.head(200);
        first.event(kHello);
        first.event(kHello);
        QVERIFY(world.heard.frames.empty());
        first.end(Kind::Cut);
        QCOMPARE(world.transport.callCount(), 2u);
        auto& second = world.transport.call(1);
        second.head(200);
        for (const char* frame : {kRole, kHello, kStop, kUsage})
            second.event(frame);
        QVERIFY(world.heard.frames.empty());
        second.bytes("data: [DONE]\n\n");
        QCOMPARE(world.heard.frames.size(), 4u);
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
        QCOMPARE(world.heard.end->cost.charge.toUsd(), "0.0000071");
        const auto row = world.ledger.order(world.id);
        QVERIFY(row.attempts[0].payer == clearinghouse::Payer::Platform);
        QVERIFY(row.attempts[0].usageSource == UsageSource::Estimated); // its provider may bill what it sent
    }

    void aBufferedAnswerHasNoGap()
    {
        OrderWorld world({{}, {}});
        auto& first = world.dispatch(true, kBuffered);
        first.head(200);
        for (const char* frame : {kHello, "{oops", kStop})
            first.event(frame);
        first.bytes("data: [DONE]\n\n");
        QCOMPARE(world.transport.callCount(), 2u);
        answer(world.transport.call(1));
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
        QCOMPARE(world.heard.frames.size(), 4u);
    }

    void showsNothingOfABufferedAnswerThatNobodyEnds()
    {
        OrderWorld world;
        auto& call = world.dispatch(true, kBuffered);
        call.head(200);
        call.event(kHello);
        call.event(R"({"error":{"message":"m","type":"invalid_request_error","param":null,"code":null}})");
        world.waitForEnd();
        QVERIFY(world.heard.frames.empty());
        QCOMPARE(world.heard.end->error->code, ErrorCode::InvalidRequest);
        QCOMPARE(world.available(), "1");
    }

    void refusesABufferedAnswerWithoutEnd()
    {
        OrderWorld world;
        auto& call = world.dispatch(true, kBuffered);
        call.head(200);
        const std::string frame = longFrame();
        for (int i = 0; i < 40 && call.sink; ++i)
            call.event(frame);
        world.waitForEnd();
        QCOMPARE(world.heard.end->error->code, ErrorCode::UpstreamMalformed);
        QVERIFY(world.heard.frames.empty());
    }

    void chargesWhoLeavesABufferedAnswerForWhatWasGenerated()
    {
        OrderWorld world;
        auto& call = world.dispatch(true, kBuffered);
        call.head(200);
        call.event(kHello);
        world.heard.order->clientGone();
        world.waitForEnd();
        QVERIFY(world.ledger.order(world.id).state == clearinghouse::OrderState::Finalized);
        QVERIFY(!world.heard.end->cost.charge.isZero());
    }

    void observesSpeed()
    {
        OrderWorld world;
        auto& call = world.dispatch();
        call.head(200);
        world.clock.advance(300ms);
        call.event(kHello);
        world.clock.advance(1s);
        call.event(kStop);
        call.event(kUsage);
        call.bytes("data: [DONE]\n\n");
        world.waitForEnd();
        const auto figures = world.record(0).figures(world.clock.tick());
        QVERIFY(std::abs(figures.firstTokenUs[0].p50 - 300'000) * 8 <= 300'000);
        QVERIFY(std::abs(figures.tokensPerSecond.p50 - 14) <= 2);
        QCOMPARE(figures.fates[supply::AttemptFate::Answered], 1);
    }
};

QTEST_GUILESS_MAIN(OrderFailureTest)
#include "orderfailure_test.moc"
