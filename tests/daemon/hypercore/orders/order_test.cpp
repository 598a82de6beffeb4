// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/orders/orderengine.h"

#include "orderworld.h"
#include "support/fulldisk.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;

// Orders against a scripted provider and a real ledger.
class OrderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Once a second: what its end would have to go by if the process ended now.
    void tellsWhatIsKnownWhileItRuns()
    {
        OrderWorld world;
        auto& call = world.dispatch();
        const auto evidence = [&world] {
            world.engine.noteEvidence();
            return world.ledger.figure("SELECT coalesce(max(completion), -1) FROM order_evidence");
        };
        QCOMPARE(evidence(), -1); // it has just begun
        world.clock.advance(std::chrono::milliseconds(500));
        QCOMPARE(evidence(), 0);
        QCOMPARE(world.ledger.figure("SELECT payer FROM order_evidence"), 1); // the platform's so far
        call.head(200);
        call.event(kHello);
        QCOMPARE(evidence(), 2); // five bytes
        QCOMPARE(world.ledger.figure("SELECT payer FROM order_evidence"), 0);
        QCOMPARE(world.ledger.figure("SELECT upstream_id = 'up-1' FROM order_evidence"), 1);
        QCOMPARE(world.ledger.figure("SELECT usage_source FROM order_evidence"),
                 static_cast<std::int64_t>(UsageSource::Estimated));
        call.event(kStop);
        call.event(kUsage);
        QCOMPARE(evidence(), 14); // as the provider counts
        call.bytes("data: [DONE]\n\n");
        world.waitForEnd();
    }

    // Its end after a crash would be the hold, and more of the platform's.
    void whatCannotHaveBeenCountedIsNoEvidence()
    {
        OrderWorld world;
        auto& call = world.dispatch();
        world.clock.advance(std::chrono::milliseconds(500));
        call.head(200);
        call.event(kHello);
        call.event(R"({"id":"up-1","choices":[],"usage":{"prompt_tokens":30,"completion_tokens":900000000}})");
        world.engine.noteEvidence();
        QCOMPARE(world.ledger.figure("SELECT coalesce(max(completion), -1) FROM order_evidence"), 2);
        world.heard.order->clientGone();
        world.waitForEnd();
    }

    void holdsBeforeItDispatchesAndChargesRealTokens()
    {
        OrderWorld world;
        QVERIFY(world.start().has_value());
        QCOMPARE(world.transport.callCount(), 0u); // not before the hold is durable
        world.ledger.waitUntil([&] { return world.transport.callCount() == 1; });
        QVERIFY(world.held() != "0");

        auto& call = world.transport.call(0);
        call.head(200);
        call.event(kRole);
        QVERIFY(world.heard.frames.empty()); // a fallback is still possible
        call.event(kHello);
        QCOMPARE(world.heard.frames.size(), 2u);
        call.event(kStop);
        call.event(kUsage);
        call.bytes("data: [DONE]\n\n");
        QVERIFY(!world.heard.end); // not before the settlement is durable
        world.waitForEnd();

        QVERIFY(!world.heard.end->error);
        QCOMPARE(world.heard.end->cost.charge.toUsd(), "0.0000071");
        QCOMPARE(world.available(), "0.9999929");
        QCOMPARE(world.held(), "0");
        const auto row = world.ledger.order(world.id);
        QVERIFY(row.state == clearinghouse::OrderState::Finalized);
        QCOMPARE(row.attempts.size(), 1u);
        QCOMPARE(row.attempts[0].upstreamId, "up-1");
        QVERIFY(row.attempts[0].usageSource == UsageSource::Reported);
        QVERIFY(world.engine.isIdle());
    }

    void tellsOfItsEndOnceTheStoreHasTakenIt()
    {
        OrderWorld world;
        auto& call = world.dispatch();
        call.head(200);
        call.event(kHello);
        {
            const test::FullDisk full;
            call.event(kStop);
            call.event(kUsage);
            call.bytes("data: [DONE]\n\n");
            world.waitForEnd();
        }
        QVERIFY(world.heard.end->error.has_value());
        QVERIFY(world.finished.orders.empty());
        QCOMPARE(world.figures.unsettled.load(), 1u);
        QVERIFY(QTest::qWaitFor([&] {
            world.engine.retryUnsettled();
            world.ledger.waitUntil([&] { return world.figures.unsettled > 0 || !world.finished.orders.empty(); });
            return !world.finished.orders.empty();
        }));
        QCOMPARE(world.finished.orders.size(), 1u);
        QVERIFY(world.finished.orders[0]->id == world.id);
        QVERIFY(world.finished.orders[0]->state == clearinghouse::OrderState::Finalized);
        QCOMPARE(world.finished.orders[0]->cost.charge.toUsd(), "0.0000071");
        QCOMPARE(world.figures.unsettled.load(), 0u);
        QCOMPARE(world.held(), "0");
    }

    void tellsTheFactsOfItsEnd()
    {
        OrderWorld world({{}, {}});
        world.dispatch().end(supply::UpstreamEnd::Kind::Unreachable);
        auto& call = world.transport.call(1);
        world.clock.advance(std::chrono::milliseconds(30));
        call.head(200);
        call.event(kHello);
        world.clock.advance(std::chrono::milliseconds(20));
        call.event(kStop);
        call.event(kUsage);
        call.bytes("data: [DONE]\n\n");
        QVERIFY(world.finished.orders.empty()); // not before the settlement is durable
        world.waitForEnd();

        QCOMPARE(world.finished.orders.size(), 1u);
        const FinishedOrder& order = *world.finished.orders[0];
        QVERIFY(order.id == world.id && order.account == world.account->id);
        QVERIFY(order.state == clearinghouse::OrderState::Finalized);
        QCOMPARE(orderOutcomeWord(order.outcome), "completed");
        QCOMPARE(order.reason, "completed");
        QCOMPARE(order.model, "demo/model");
        QCOMPARE(order.clientStatus, 200);
        QCOMPARE(order.attempts.size(), 2u);
        QCOMPARE(order.attempts[0].record.outcome, "upstream_unreachable");
        QVERIFY(order.endpoint == order.attempts[1].endpoint && order.endpoint != order.attempts[0].endpoint);
        QCOMPARE(order.usage.completionTokens(), 14);
        QCOMPARE(order.cost.charge.toUsd(), "0.0000071");
        QCOMPARE(order.firstOutput->count(), 30'000);
        QCOMPARE(order.duration.count(), 50'000);
        QCOMPARE(order.overhead.count(), 0);
        QVERIFY(order.endedAt() == world.clock.now());
    }

    void tellsTheFactsOfARejection()
    {
        OrderWorld world({{.completionUsdPerMillion = "1000"}});
        QVERIFY(world.start().has_value());
        world.waitForEnd();
        QCOMPARE(world.finished.orders.size(), 1u);
        const FinishedOrder& order = *world.finished.orders[0];
        QVERIFY(order.state == clearinghouse::OrderState::Rejected);
        QCOMPARE(orderOutcomeWord(order.outcome), "rejected");
        QCOMPARE(order.reason, "insufficient_funds");
        QVERIFY(!order.endpoint && order.attempts.empty() && isFailure(order.outcome));
    }

    void fallsBackBeforeTheFirstOutput()
    {
        OrderWorld world({{}, {}});
        auto& first = world.dispatch();
        first.head(200);
        first.event(kRole);
        first.end(supply::UpstreamEnd::Kind::Cut);
        QCOMPARE(world.transport.callCount(), 2u);
        QVERIFY(world.heard.frames.empty()); // nothing of the failed answer was shown

        auto& second = world.transport.call(1);
        QVERIFY(second.request.endpoint->id != world.transport.call(0).request.endpoint->id);
        second.head(200);
        second.event(kHello);
        second.event(kStop);
        second.event(kUsage);
        second.bytes("data: [DONE]\n\n");
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
        const auto row = world.ledger.order(world.id);
        QCOMPARE(row.attempts.size(), 2u);
        QCOMPARE(row.attempts[0].outcome, "upstream_cut");
        QVERIFY(row.attempts[0].payer == clearinghouse::Payer::Platform);
        QVERIFY(row.attempts[1].payer == clearinghouse::Payer::User);
        QCOMPARE(world.heard.end->cost.charge.toUsd(), "0.0000071");
    }

    void saysSoWhenEveryEndpointFails()
    {
        OrderWorld world({{}, {}});
        world.dispatch().end(supply::UpstreamEnd::Kind::ConnectTimeout);
        world.transport.call(1).end(supply::UpstreamEnd::Kind::FirstByteTimeout);
        world.waitForEnd();
        QCOMPARE(world.heard.end->error->code, ErrorCode::UpstreamTimeout);
        QCOMPARE(world.available(), "1");
        QVERIFY(world.ledger.order(world.id).state == clearinghouse::OrderState::Released);
    }

    void doesNotTryElsewhereWhatTheRequestIsToBlameFor()
    {
        OrderWorld world({{}, {}});
        auto& call = world.dispatch();
        call.head(400, "application/json");
        call.bytes(R"({"error":{"message":"bad n","type":"invalid_request_error","param":"n","code":null}})");
        call.end();
        world.waitForEnd();
        QCOMPARE(world.transport.callCount(), 1u);
        QCOMPARE(world.heard.end->error->code, ErrorCode::InvalidRequest);
        QCOMPARE(world.available(), "1");
    }

    void masksAnEchoedSecret()
    {
        OrderWorld world;
        auto& call = world.dispatch();
        QCOMPARE(call.request.tags.requestId, world.id.toString());
        call.head(400, "application/json");
        call.bytes(
            R"({"error":{"message":"no key 'pa55' here","type":"invalid_request_error","param":null,"code":null}})");
        call.end();
        world.waitForEnd();
        const std::string& detail = world.heard.end->error->detail;
        QVERIFY2(detail.find("pa55") == std::string::npos && detail.find("***") != std::string::npos, detail.c_str());
    }

    // The cap on a provider's message falls into the secret; what is left of it goes too.
    void masksASecretThatWasCut()
    {
        OrderWorld world;
        auto& call = world.dispatch();
        call.head(400, "application/json");
        call.bytes(R"({"error":{"message":")" + std::string(chat::kMaxErrorMessage - 4, ' ') +
                   R"(pa55","type":"invalid_request_error","param":"pa55","code":null}})");
        call.end();
        world.waitForEnd();
        QVERIFY(world.heard.end->error->detail.ends_with(" ***"));
        QCOMPARE(world.heard.end->error->param, "***");
    }

    void tellsWhatTheAnswerSaysOfItself()
    {
        OrderWorld world;
        auto& call = world.dispatch();
        call.head(200);
        call.event(R"({"id":"up-1","model":"m-2026-01-02","choices":[{"index":0,"delta":{"content":"x"}}]})");
        call.event(R"({"id":"up-1","model":"pa55","choices":[{"index":0,"delta":{},"finish_reason":"length"}]})");
        call.event(kUsage);
        call.bytes("data: [DONE]\n\n");
        world.waitForEnd();
        const auto& attempts = world.finished.orders.at(0)->attempts;
        QCOMPARE(attempts.size(), 1u);
        QCOMPARE(attempts[0].facts.model, "m-2026-01-02");
        QVERIFY(attempts[0].facts.finishReasons.all() == std::vector{chat::FinishReason::Length});
    }

    // An attempt that failed keeps what it had said, and the next has its own.
    void tellsOfEachAttemptWhatItSaid()
    {
        OrderWorld world({{}, {}});
        world.dispatch().end(supply::UpstreamEnd::Kind::Unreachable);
        auto& call = world.transport.call(1);
        call.head(200);
        call.event(R"({"id":"up-1","model":"Bearer pa55","choices":[{"index":0,"delta":{"content":"x"}}]})");
        call.event(kStop);
        call.event(kUsage);
        call.bytes("data: [DONE]\n\n");
        world.waitForEnd();
        const auto& attempts = world.finished.orders.at(0)->attempts;
        QCOMPARE(attempts.size(), 2u);
        QVERIFY(attempts[0].facts.model.empty() && attempts[0].facts.finishReasons.isEmpty());
        QCOMPARE(attempts[1].facts.model, "Bearer ***");
        QVERIFY(attempts[1].facts.finishReasons.has(chat::FinishReason::Stop));
    }

    void masksASecretAsId()
    {
        OrderWorld world;
        auto& call = world.dispatch();
        call.head(200);
        call.event(R"({"id":"Bearer pa55","choices":[{"index":0,"delta":{"content":"x"},"finish_reason":null}]})");
        call.event(kStop);
        call.event(kUsage);
        call.bytes("data: [DONE]\n\n");
        world.waitForEnd();
        QCOMPARE(world.ledger.order(world.id).attempts[0].upstreamId, "Bearer ***");
    }

    void neverShowsACutAnswerAsWhole()
    {
        OrderWorld world({{}, {}});
        auto& call = world.dispatch();
        call.head(200);
        call.event(kHello);
        call.end(supply::UpstreamEnd::Kind::Cut);
        world.waitForEnd();
        QCOMPARE(world.transport.callCount(), 1u); // the client has seen output
        QCOMPARE(world.heard.end->error->code, ErrorCode::UpstreamCut);
        QCOMPARE(world.available(), "1"); // a failed answer costs nothing
        const auto row = world.ledger.order(world.id);
        QVERIFY(row.attempts[0].payer == clearinghouse::Payer::Platform);
        QVERIFY(row.attempts[0].usageSource == UsageSource::Estimated);
    }

    void estimatesWhereNobodyCounted()
    {
        OrderWorld world;
        auto& call = world.dispatch();
        call.head(200);
        call.event(kHello);
        call.event(kStop);
        call.bytes("data: [DONE]\n\n");
        world.waitForEnd();
        QVERIFY(world.heard.end->usageSource == UsageSource::Estimated);
        QVERIFY(!world.heard.end->cost.charge.isZero());
        QVERIFY(world.ledger.order(world.id).attempts[0].usageSource == UsageSource::Estimated);
    }

    void estimatesWhatTheEndpointHasNoPriceFor()
    {
        OrderWorld world;
        auto& call = world.dispatch();
        call.head(200);
        call.event(kHello);
        call.event(kStop);
        call.event(
            R"({"choices":[],"usage":{"prompt_tokens":30,"completion_tokens":14,"completion_tokens_details":{"audio_tokens":9}}})");
        call.bytes("data: [DONE]\n\n");
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
        QVERIFY(world.heard.end->usageSource == UsageSource::Estimated);
        QVERIFY(world.ledger.order(world.id).state == clearinghouse::OrderState::Finalized);
        QCOMPARE(world.held(), "0");
    }

    void neverChargesMoreThanTheHold()
    {
        OrderWorld world;
        auto& call = world.dispatch();
        const std::string hold = world.held();
        call.head(200);
        call.event(kHello);
        call.event(kStop);
        call.event(R"({"choices":[],"usage":{"prompt_tokens":8000,"completion_tokens":8000,"total_tokens":16000}})");
        call.bytes("data: [DONE]\n\n");
        world.waitForEnd();
        QCOMPARE(world.heard.end->cost.charge.toUsd(), hold);
        QCOMPARE(world.held(), "0");
        QVERIFY(world.finished.orders[0]->usageFaultEndpoint == nullptr);
    }

    // Counts that are none, and counts that no call to the endpoint can come to: nobody is charged or owed by them.
    void believesNoUsageThatCannotBe_data()
    {
        QTest::addColumn<QByteArray>("usage");
        QTest::newRow("negative") << QByteArray(R"({"prompt_tokens":-1,"completion_tokens":14})");
        QTest::newRow("beyond every limit") << QByteArray(R"({"prompt_tokens":30,"completion_tokens":1000000001})");
        QTest::newRow("longer than the context") << QByteArray(R"({"prompt_tokens":8001,"completion_tokens":14})");
        QTest::newRow("an answer longer than it") << QByteArray(R"({"prompt_tokens":30,"completion_tokens":8001})");
        QTest::newRow("all of it thought")
            << QByteArray(R"({"prompt_tokens":30,"completion_tokens":14,"total_tokens":900000000})");
    }
    void believesNoUsageThatCannotBe()
    {
        QFETCH(QByteArray, usage);
        OrderWorld world;
        auto& call = world.dispatch();
        call.head(200);
        call.event(kHello);
        call.event(kStop);
        call.event(QByteArray("{\"choices\":[],\"usage\":" + usage + "}").toStdString());
        call.bytes("data: [DONE]\n\n");
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
        const auto row = world.ledger.order(world.id);
        QVERIFY(row.state == clearinghouse::OrderState::Finalized);
        QVERIFY(row.attempts[0].usageSource == UsageSource::Estimated);
        QVERIFY(row.attempts[0].usage.promptTokens() < 100);
        QVERIFY(row.attempts[0].usage.completionTokens() < 100);
        QCOMPARE(world.heard.end->cost.charge, world.heard.end->cost.providerCost);
        QCOMPARE(world.held(), "0");
        QVERIFY(world.finished.orders[0]->usageFaultEndpoint != nullptr);
    }

    void chargesNothingForAnEmptyAnswer()
    {
        OrderWorld world;
        auto& call = world.dispatch();
        call.head(200);
        call.event(kRole);
        call.event(kStop);
        call.event(R"({"choices":[],"usage":{"prompt_tokens":30,"completion_tokens":0,"total_tokens":30}})");
        call.bytes("data: [DONE]\n\n");
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
        QCOMPARE(world.heard.frames.size(), 3u);
        QCOMPARE(world.available(), "1");
        QCOMPARE(world.ledger.order(world.id).reason, "empty_answer");
        QCOMPARE(orderOutcomeWord(world.finished.orders[0]->outcome), "empty");
    }

    void chargesALeavingClientForWhatWasDelivered()
    {
        OrderWorld world;
        auto& call = world.dispatch();
        call.head(200);
        call.event(kHello);
        world.heard.order->clientGone();
        QVERIFY(call.wasCancelled); // at once, not after the settlement
        world.waitForEnd();
        const auto row = world.ledger.order(world.id);
        QVERIFY(row.state == clearinghouse::OrderState::Finalized);
        QCOMPARE(row.reason, "client_gone");
        QVERIFY(row.attempts[0].usageSource == UsageSource::Estimated);
        QVERIFY(row.attempts[0].usage[Meter::Completion] > 0);
        QCOMPARE(world.held(), "0");
        QCOMPARE(orderOutcomeWord(world.finished.orders[0]->outcome), "client_gone");
    }

    void releasesWhenTheClientLeavesBeforeTheAnswer()
    {
        OrderWorld world;
        auto& call = world.dispatch();
        world.heard.order->clientGone();
        QVERIFY(call.wasCancelled);
        world.waitForEnd();
        QCOMPARE(world.available(), "1");
        QVERIFY(world.ledger.order(world.id).state == clearinghouse::OrderState::Released);
    }

    void dispatchesNothingForAClientThatLeftWhileReserving()
    {
        OrderWorld world;
        QVERIFY(world.start().has_value());
        world.heard.order->clientGone();
        world.waitForEnd();
        QCOMPARE(world.transport.callCount(), 0u);
        QCOMPARE(world.available(), "1");
    }

    void rejectsWhatABudgetCannotCarry()
    {
        OrderWorld world;
        auto budget = std::make_shared<Budget>();
        budget->id = BudgetId::make(world.clock.now());
        budget->account = world.account->id;
        budget->name = "team";
        budget->limit = Money::fromNano(1);
        world.engine.setBudgets(std::make_shared<BudgetSnapshot>(std::vector<BudgetPtr>{budget}));
        QVERIFY(world.start().has_value());
        world.waitForEnd();
        QCOMPARE(world.heard.end->error->code, ErrorCode::InsufficientFunds);
        QCOMPARE(world.heard.end->error->param, "budget");
        QCOMPARE(world.transport.callCount(), 0u);
        QCOMPARE(world.available(), "1");
    }

    void rejectsWhatTheWalletCannotCarry()
    {
        OrderWorld world({{.completionUsdPerMillion = "1000"}});
        QVERIFY(world.start().has_value());
        world.waitForEnd();
        QCOMPARE(world.heard.end->error->code, ErrorCode::InsufficientFunds);
        QCOMPARE(world.transport.callCount(), 0u);
        QVERIFY(world.ledger.order(world.id).state == clearinghouse::OrderState::Rejected);
        QCOMPARE(world.available(), "1");
        QCOMPARE(world.figures.rejected.load(), 1u);
    }

    void leavesTheObserverWithACallerWhoCannotBeRouted()
    {
        OrderWorld world({{.model = "another"}});
        const auto started = world.start();
        QCOMPARE(started.error().code, ErrorCode::ModelNotFound);
        QVERIFY(!world.heard.order && !world.heard.end);
        QVERIFY(world.engine.isIdle());
    }

    void passesBackPressureOn()
    {
        OrderWorld world;
        auto& call = world.dispatch();
        world.heard.order->pause();
        QVERIFY(call.isPaused);
        world.heard.order->resume();
        QVERIFY(!call.isPaused);
        world.heard.order->clientGone();
        world.waitForEnd();
    }

    void answersWhole()
    {
        OrderWorld world;
        auto& call = world.dispatch(false);
        QVERIFY(!call.request.isStreamed);
        call.head(200, "application/json");
        call.bytes(
            R"({"id":"up-2","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],)"
            R"("usage":{"prompt_tokens":30,"completion_tokens":14,"total_tokens":44}})");
        call.end();
        world.waitForEnd();
        QCOMPARE(world.heard.frames.size(), 1u);
        QCOMPARE(world.heard.end->cost.charge.toUsd(), "0.0000071");
    }

    void settlesAnAbandonedStreamAndSaysThatItIsCut()
    {
        OrderWorld world;
        auto& call = world.dispatch();
        call.head(200);
        call.event(kHello);
        world.engine.abandonAll();
        QVERIFY(call.wasCancelled);
        world.waitForEnd();
        QCOMPARE(world.heard.end->error->code, ErrorCode::Draining);
        const auto row = world.ledger.order(world.id);
        QVERIFY(row.state == clearinghouse::OrderState::Finalized);
        QCOMPARE(row.reason, "stopped");
        QVERIFY(row.attempts[0].usage[Meter::Completion] > 0);
        QCOMPARE(world.held(), "0");
        QCOMPARE(world.figures.clientsGone.load(), 0u);
    }

    void releasesAnAbandonedOrderThatHasNoAnswer()
    {
        OrderWorld world;
        world.dispatch();
        world.engine.abandonAll();
        world.waitForEnd();
        QCOMPARE(world.heard.end->error->code, ErrorCode::Draining);
        QVERIFY(world.ledger.order(world.id).state == clearinghouse::OrderState::Released);
        QCOMPARE(world.available(), "1");
    }

    void dispatchesNothingOfAnOrderAbandonedWhileReserving()
    {
        OrderWorld world;
        QVERIFY(world.start().has_value());
        world.engine.abandonAll();
        world.waitForEnd();
        QCOMPARE(world.transport.callCount(), 0u);
        QCOMPARE(world.heard.end->error->code, ErrorCode::Draining);
        QCOMPARE(world.available(), "1");
    }

    void keepsAnOrderUntilItIsSettled()
    {
        OrderWorld world;
        world.dispatch();
        world.engine.abandonAll();
        QVERIFY(!world.engine.isIdle());
        world.waitForEnd();
        QVERIFY(world.engine.isIdle());
    }

    // The request's, then its key's, then its account's; the reasons go along with the finished order.
    void goesByTheModeThatComesFirst()
    {
        OrderWorld world;
        auto account = std::make_shared<Account>(*world.account);
        world.account = account;
        const auto modeOf = [&] {
            const auto& call = world.dispatch();
            Q_UNUSED(call);
            world.heard.order->clientGone();
            world.waitForEnd();
            return world.finished.orders.back()->route->mode;
        };
        QCOMPARE(modeOf(), RoutingMode::Cheap);
        account->mode = RoutingMode::Quality;
        QCOMPARE(modeOf(), RoutingMode::Quality);
        world.keyMode = RoutingMode::Latency;
        QCOMPARE(modeOf(), RoutingMode::Latency);
        world.askedMode = RoutingMode::Code;
        QCOMPARE(modeOf(), RoutingMode::Code);
        QCOMPARE(world.finished.orders.back()->route->endpoints.size(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(OrderTest)
#include "order_test.moc"
