// SPDX-License-Identifier: GPL-3.0-or-later
// Orders of requests that may be sent again.
#include "daemon/hypercore/orders/orderworld.h"

#include <QTest>

#include <map>
#include <set>

using namespace gotoai;
using namespace gotoai::hypercore;
using EarlierStanding = clearinghouse::EarlierOrder::Standing;

namespace {

// Keeps what it is given, and says what it was told.
class Shelf final : public TranscriptStore
{
public:
    bool takeRoom(std::size_t, std::size_t) override { return true; }
    void giveRoom(std::size_t) override {}
    void expect(const OrderId& order) override { expected.insert(order.toString()); }
    void keep(const OrderId& order, Transcript transcript) override
    {
        drop(order);
        kept[order.toString()] = std::move(transcript.body);
    }
    void drop(const OrderId& order) override { expected.erase(order.toString()); }
    bool find(const OrderId&, storage::CompletionQueue&, std::function<void(FoundTranscript)>) override
    {
        return false;
    }

    std::set<std::string> expected;
    std::map<std::string, std::string> kept;
};

// Records what it hears.
class Recorder final : public OrderObserver
{
public:
    explicit Recorder(Heard& heard)
        : m_heard(heard)
    {}
    void orderStarted(Order& order) override { m_heard.order = &order; }
    void answerArrived(const chat::Answer& answer) override { m_heard.frames.emplace_back(answer.bytes); }
    void answerRestarted() override {}
    void orderEnded(const OrderEnd& end) override { m_heard.end = end; }
    int answeredStatus() const override { return 200; }
    std::optional<Transcript> takeTranscript() override
    {
        return Transcript{.body = std::to_string(m_heard.frames.size())};
    }

private:
    Heard& m_heard;
};

} // namespace

class OrderRepetitionTest final : public QObject
{
    Q_OBJECT

private:
    struct World : OrderWorld
    {
        Shelf shelf;
        OrderEngine keeping{
            {clock, transport, health, parser, ledger.store(), ledger.queue(), figures, finished, &shelf}};
        std::shared_ptr<ApiKey> key = std::make_shared<ApiKey>();

        World()
        {
            key->id = KeyId::make(clock.now());
            keeping.setCatalog(test::makeCatalog({{}}));
        }

        // The same request each time, but for `body`.
        void ask(std::uint8_t body = 1)
        {
            auto chat = chat::parseRequest(
                R"({"model":"demo/model","max_tokens":2000,"stream":true,"messages":[{"role":"user","content":"hi"}]})",
                parser);
            heard = {};
            id = OrderId::make(clock.now());
            std::unique_ptr<OrderObserver> observer = std::make_unique<Recorder>(heard);
            const auto refusal = keeping.start({.id = id,
                                                .chat = std::move(*chat),
                                                .customer = {account, key},
                                                .mode = {},
                                                .arrivedAt = clock.tick(),
                                                .identity = clearinghouse::RequestIdentity{{9}, {body}}},
                                               observer);
            if (refusal)
                qFatal("the order was refused");
        }
        test::ScriptedTransport::Call& asked()
        {
            const std::size_t before = transport.callCount();
            ask();
            ledger.waitUntil([&] { return transport.callCount() == before + 1; });
            return transport.call(before);
        }
        static void finish(test::ScriptedTransport::Call& call)
        {
            call.event(kStop);
            call.event(kUsage);
            call.bytes("data: [DONE]\n\n");
        }
    };

private Q_SLOTS:
    void outlivesItsClient()
    {
        World world;
        auto& call = world.asked();
        call.head(200);
        call.event(kHello);
        world.heard.order->pause();
        world.heard.order->clientGone();
        QVERIFY2(!call.wasCancelled && !call.isPaused, "it runs on, though nobody reads");
        call.event(kHello);
        World::finish(call);
        world.waitForEnd();
        QVERIFY(!world.heard.end->error && world.heard.end->isSettled);
        QCOMPARE(world.available(), "0.9999929");
        QCOMPARE(world.shelf.kept.at(world.id.toString()), std::to_string(world.heard.frames.size()));
        QCOMPARE(world.finished.orders.back()->outcome, OrderOutcome::Completed);
    }

    void outlivesItsClientBeforeItHasAHold()
    {
        World world;
        world.ask();
        world.heard.order->clientGone();
        world.ledger.waitUntil([&] { return world.transport.callCount() == 1; });
        QVERIFY(world.transport.call(0).sink);
    }

    void isNotRunAgain()
    {
        World world;
        auto& call = world.asked();
        const OrderId first = world.id;
        Heard running;
        std::swap(running, world.heard);
        world.ask();
        world.waitForEnd();
        QVERIFY(world.heard.end->earlier);
        QCOMPARE(world.heard.end->earlier->id.toString(), first.toString());
        QVERIFY(world.heard.end->earlier->standing == EarlierStanding::Running);
        QCOMPARE(world.transport.callCount(), 1u);
        QVERIFY2(world.finished.orders.empty(), "it was no order");
        QCOMPARE(world.figures.repeated.load(), 1u);
        QVERIFY(world.shelf.expected.contains(first.toString()) && world.shelf.expected.size() == 1);

        world.ask(2);
        world.waitForEnd();
        QVERIFY(!world.heard.end->earlier->isSameBody);
        call.head(200);
        call.event(kHello);
        World::finish(call);
        world.ledger.waitUntil([&] { return !world.finished.orders.empty(); });
        world.ask();
        world.waitForEnd();
        QVERIFY(world.heard.end->earlier->standing == EarlierStanding::Finalized);
        QCOMPARE(world.available(), "0.9999929");
        QVERIFY(world.shelf.expected.empty());
        QVERIFY(world.keeping.isIdle());
    }

    void whatWasReleasedRunsAgain()
    {
        World world;
        auto& call = world.asked();
        call.head(400, "application/json");
        call.bytes(R"({"error":{"message":"no","type":"invalid_request_error","param":null,"code":null}})");
        call.end();
        world.waitForEnd();
        QVERIFY(world.shelf.kept.empty() && world.shelf.expected.empty());
        world.asked();
        QCOMPARE(world.transport.callCount(), 2u);
    }

    void isCutAtTheEndOfADrain()
    {
        World world;
        auto& call = world.asked();
        call.head(200);
        call.event(kHello);
        world.heard.order->clientGone();
        world.keeping.abandonAll();
        world.waitForEnd();
        QVERIFY(call.wasCancelled);
        QVERIFY(world.heard.end->error->code == ErrorCode::Draining);
        QCOMPARE(world.shelf.kept.size(), 1u);
    }
};

QTEST_GUILESS_MAIN(OrderRepetitionTest)
#include "orderrepetition_test.moc"
