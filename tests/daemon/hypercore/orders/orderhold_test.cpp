// SPDX-License-Identifier: GPL-3.0-or-later
// Orders that hold a step ahead of what they may have used.
#include "daemon/hypercore/orders/orderworld.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;

class OrderHoldTest final : public QObject
{
    Q_OBJECT

private:
    // A token costs 400 nano-USD, so a step is ten bytes of output.
    static constexpr std::int64_t kStep = 4'000;
    static constexpr std::int64_t kByte = 400;
    // A thousand tokens, of which next to nothing is seen: $0.0004015.
    static constexpr const char* kReasoned =
        R"({"id":"up-1","choices":[],"usage":{"prompt_tokens":30,"completion_tokens":1000,"total_tokens":1030,)"
        R"("completion_tokens_details":{"reasoning_tokens":998}}})";

    struct World : OrderWorld
    {
        Money prompt; // the most that the prompt can cost

        World()
        {
            engine.setHoldStep(Money::fromNano(kStep));
            auto& probe = dispatch();
            prompt = Money::fromNano(heldNano() - kStep);
            heard.order->clientGone();
            ledger.waitUntil([&] { return probe.wasCancelled && heldNano() == 0; });
        }
        std::int64_t heldNano() { return ledger.wallet(account->id).held.nano(); }
        std::int64_t availableNano() { return ledger.wallet(account->id).available.nano(); }
        std::int64_t held() { return heldNano() - prompt.nano(); } // for the answer
        void say(test::ScriptedTransport::Call& call, int bytes)
        {
            call.event(R"({"id":"up-1","choices":[{"index":0,"delta":{"content":")" +
                       std::string(static_cast<std::size_t>(bytes), 'x') + R"("},"finish_reason":null}]})");
        }
        // Takes from the wallet what is above the prompt of one order and so many bytes.
        void leave(std::int64_t orders, std::int64_t bytes)
        {
            const Money rest = Money::fromNano(orders * prompt.nano() + bytes * kByte);
            std::optional<Result<clearinghouse::BookingReceipt>> receipt;
            ledger.store().book(
                {.purpose = clearinghouse::Chargeback{.account = account->id,
                                                      .rail = "manual",
                                                      .amount = *Money::fromNano(availableNano()).minus(rest),
                                                      .creditLimit = {}},
                 .reference = "back",
                 .at = clock.now()},
                ledger.queue(), [&](auto result) { receipt = std::move(result); });
            ledger.waitUntil([&] { return receipt.has_value(); });
            if (!*receipt || availableNano() != rest.nano())
                qFatal("the wallet is not as it should be");
        }
        static void finish(test::ScriptedTransport::Call& call, const std::string& usage = kUsage)
        {
            call.event(kStop);
            call.event(usage);
            call.bytes("data: [DONE]\n\n");
        }
        std::int64_t absorbed()
        {
            return ledger.figure("SELECT coalesce(sum(amount_nano), 0) FROM transfers WHERE kind = 4");
        }
    };

private Q_SLOTS:
    void asksForMoreAsItGoes()
    {
        World world;
        auto& call = world.dispatch();
        QCOMPARE(world.held(), kStep);
        call.head(200);
        world.say(call, 5);
        QCOMPARE(world.held(), kStep);
        world.say(call, 5);
        QVERIFY2(!call.isPaused, "it is asked for before it is needed");
        QCOMPARE(world.held(), 2 * kStep);
        QCOMPARE(world.heard.frames.size(), 2u);
        World::finish(call);
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
        QCOMPARE(world.heard.end->cost.charge.toUsd(), "0.0000071");
        QCOMPARE(world.heldNano(), 0);
        QCOMPARE(world.finished.orders.back()->hold.nano(), world.prompt.nano() + 2 * kStep);
    }

    void whatIsNotCoveredWaits()
    {
        World world;
        auto& call = world.dispatch();
        call.head(200);
        world.say(call, 100);
        QVERIFY(call.isPaused);
        QVERIFY(world.heard.frames.empty());
        world.heard.order->resume(); // the client's side knows nothing of it
        QVERIFY(call.isPaused);
        world.ledger.waitUntil([&] { return !call.isPaused; });
        QCOMPARE(world.heard.frames.size(), 1u);
        QCOMPARE(world.held(), 100 * kByte + kStep / 2);
        World::finish(call);
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
    }

    void endsWhereTheWalletDoes()
    {
        World world;
        world.leave(1, 20);
        auto& call = world.dispatch();
        call.head(200);
        world.say(call, 10);
        QCOMPARE(world.held(), 2 * kStep);
        world.say(call, 8);
        QVERIFY2(!call.isPaused, "what is held is given");
        QCOMPARE(world.held(), 2 * kStep); // refused
        world.say(call, 8);
        QVERIFY(call.isPaused);
        world.waitForEnd();
        QVERIFY(call.wasCancelled);
        QVERIFY(world.heard.end->error && world.heard.end->error->code == ErrorCode::InsufficientFunds);
        QCOMPARE(world.heard.frames.size(), 2u);
        QVERIFY(world.heard.end->isSettled && !world.heard.end->cost.charge.isZero());
        QVERIFY(world.heard.end->cost.charge.nano() <= world.prompt.nano() + 2 * kStep);
        QVERIFY(world.heard.end->usageSource == UsageSource::Estimated);
        QCOMPARE(world.heldNano(), 0);
        QVERIFY(world.availableNano() >= 0);
        const auto order = world.ledger.order(world.id);
        QVERIFY(order.state == clearinghouse::OrderState::Finalized);
        QCOMPARE(order.reason, "hold_exhausted");
    }

    void twoStreamsShareAWallet()
    {
        World world;
        world.leave(2, 30);
        auto& first = world.dispatch();
        Heard firstHeard;
        std::swap(firstHeard.order, world.heard.order);
        Order* const firstOrder = firstHeard.order;
        auto& second = world.dispatch();
        QCOMPARE(world.heldNano(), 2 * (world.prompt.nano() + kStep));
        QVERIFY(firstOrder);
        first.head(200);
        second.head(200);
        world.say(first, 10);
        QCOMPARE(world.availableNano(), 0); // it has the last step
        world.say(second, 20);
        world.waitForEnd();
        QVERIFY(world.heard.end->error->code == ErrorCode::InsufficientFunds);
        QVERIFY(second.wasCancelled && !first.wasCancelled);
        QVERIFY(world.availableNano() >= 0);
        World::finish(first);
        world.ledger.waitUntil([&] { return world.engine.isIdle(); });
        QCOMPARE(world.heldNano(), 0);
    }

    // Only what can end in the middle holds less.
    void whatIsNotStreamedHoldsAll_data()
    {
        QTest::addColumn<bool>("isStreamed");
        QTest::addColumn<QByteArray>("members");
        QTest::newRow("whole") << false << QByteArray();
        QTest::newRow("withheld") << true << QByteArray(R"(,"gotoai":{"recovery":"buffered"})");
    }
    void whatIsNotStreamedHoldsAll()
    {
        QFETCH(bool, isStreamed);
        QFETCH(QByteArray, members);
        World world;
        world.dispatch(isStreamed, members.toStdString());
        QVERIFY(world.heldNano() > 2'000 * kByte);
    }

    void whatIsNotSeenIsHeldBeforeItIsCharged()
    {
        World world;
        const std::int64_t before = world.availableNano();
        auto& call = world.dispatch();
        call.head(200);
        world.say(call, 2);
        QCOMPARE(world.held(), kStep);
        World::finish(call, kReasoned);
        world.waitForEnd();
        QVERIFY(!world.heard.end->error && world.heard.end->isSettled);
        QCOMPARE(world.heard.end->cost.charge.toUsd(), "0.0004015");
        QCOMPARE(world.availableNano(), before - 401'500);
        QCOMPARE(world.heldNano(), 0);
        QCOMPARE(world.absorbed(), 0);
        QCOMPARE(world.finished.orders.back()->hold.nano(), 401'500);
        QCOMPARE(world.ledger.order(world.id).reason, "completed");
    }

    // The step that it has asked for already comes first.
    void asksForTheRestBehindAnotherWish()
    {
        World world;
        auto& call = world.dispatch();
        call.head(200);
        call.event(R"({"id":"up-1","choices":[{"index":0,"delta":{"content":"xxxxxxxxx"},"finish_reason":null}]})");
        World::finish(call, kReasoned);
        world.waitForEnd();
        QCOMPARE(world.heard.end->cost.charge.toUsd(), "0.0004015");
        QCOMPARE(world.absorbed(), 0);
        QCOMPARE(world.heldNano(), 0);
    }

    void onlyWhatTheWalletCannotCarryIsAbsorbed()
    {
        World world;
        world.leave(1, 100);
        const std::int64_t before = world.availableNano();
        auto& call = world.dispatch();
        call.head(200);
        world.say(call, 2);
        World::finish(call, kReasoned);
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
        QCOMPARE(world.heard.end->cost.charge.nano(), before);
        QCOMPARE(world.availableNano(), 0);
        QCOMPARE(world.absorbed(), 401'500 - before);
    }

    void moreThanItCouldCostIsAbsorbed()
    {
        World world;
        const auto most = world.prompt.nano() + 2'000 * kByte;
        auto& call = world.dispatch();
        call.head(200);
        world.say(call, 2);
        World::finish(call, R"({"id":"up-1","choices":[],"usage":{"prompt_tokens":30,"completion_tokens":5000}})");
        world.waitForEnd();
        QCOMPARE(world.heard.end->cost.charge.nano(), most);
        QCOMPARE(world.absorbed(), 5'000 * kByte + 1'500 - most);
    }

    // Whoever goes while the ledger is asked is charged all the same, once.
    void leavingBehindTheCountChangesNothing()
    {
        World world;
        auto& call = world.dispatch();
        call.head(200);
        world.say(call, 2);
        World::finish(call, kReasoned);
        QVERIFY(!world.heard.end);
        world.heard.order->clientGone();
        world.waitForEnd();
        QCOMPARE(world.heard.end->cost.charge.toUsd(), "0.0004015");
        QVERIFY(world.ledger.order(world.id).state == clearinghouse::OrderState::Finalized);
    }

    void leavingInTheMiddlePaysWhatWasCounted()
    {
        World world;
        auto& call = world.dispatch();
        call.head(200);
        world.say(call, 2);
        call.event(kReasoned);
        world.heard.order->clientGone();
        world.waitForEnd();
        QVERIFY(call.wasCancelled);
        QCOMPARE(world.heard.end->cost.charge.toUsd(), "0.0004015");
        QCOMPARE(world.absorbed(), 0);
        QCOMPARE(world.ledger.order(world.id).reason, "client_gone");
    }

    void leavingWhileItWaitsEndsIt()
    {
        World world;
        auto& call = world.dispatch();
        call.head(200);
        world.say(call, 100);
        QVERIFY(call.isPaused);
        world.heard.order->clientGone();
        world.waitForEnd();
        QVERIFY(call.wasCancelled);
        QCOMPARE(world.heldNano(), 0);
    }
};

QTEST_GUILESS_MAIN(OrderHoldTest)
#include "orderhold_test.moc"
