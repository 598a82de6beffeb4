// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/providererror.h"
#include "hypercore/orders/orderengine.h"
#include "support/catalogfixture.h"
#include "support/finishedorders.h"
#include "support/ledgerfixture.h"
#include "support/scriptedtransport.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gotoai::hypercore {

inline constexpr const char* kRole =
    R"({"id":"up-1","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]})";
inline constexpr const char* kHello =
    R"({"id":"up-1","choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":null}]})";
inline constexpr const char* kStop = R"({"id":"up-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})";
inline constexpr const char* kUsage =
    R"({"id":"up-1","choices":[],"usage":{"prompt_tokens":30,"completion_tokens":14,"total_tokens":44}})";

// What an observer heard, kept after it has gone.
struct Heard
{
    Order* order = nullptr;
    std::vector<std::string> frames;
    int restarts = 0;
    std::optional<OrderEnd> end;
};

class Listening final : public OrderObserver
{
public:
    explicit Listening(Heard& heard)
        : m_heard(heard)
    {}
    void orderStarted(Order& order) override { m_heard.order = &order; }
    void answerArrived(const chat::Answer& answer) override { m_heard.frames.emplace_back(answer.bytes); }
    void answerRestarted() override { ++m_heard.restarts; }
    void orderEnded(const OrderEnd& end) override { m_heard.end = end; }
    int answeredStatus() const override { return 200; }

private:
    Heard& m_heard;
};

// An order engine with a scripted provider and a real ledger; one world a test.
struct OrderWorld
{
    test::ManualClock clock;
    test::LedgerFixture ledger{clock};
    test::ScriptedTransport transport;
    json::Parser parser;
    OrderFigures figures;
    test::FinishedOrders finished;
    std::shared_ptr<const Account> account = makeAccount();
    supply::HealthBook health{clock};
    OrderEngine engine{{clock, transport, health, parser, ledger.store(), ledger.queue(), figures, finished}};
    Heard heard;
    std::optional<OrderEngine::Refusal> refusal; // of the last order
    OrderId id;
    std::string model = "demo/model"; // that is asked for
    std::optional<RoutingMode> keyMode;
    std::optional<RoutingMode> askedMode;
    std::optional<std::chrono::milliseconds> alarm; // an order waits so long

    static std::shared_ptr<const Account> makeAccount()
    {
        auto account = std::make_shared<Account>();
        account->id = AccountId::make(fromMicroseconds(1));
        return account;
    }

    explicit OrderWorld(const std::vector<test::EndpointSketch>& endpoints = {{}})
    {
        engine.setAlarm([this](std::chrono::milliseconds delay) { alarm = delay; });
        engine.setCatalog(test::makeCatalog(endpoints));
        ledger.topUp(account->id, "1");
    }

    // `members` are further ones of the request, each with a comma before it.
    Result<void> start(bool isStreamed = true, const std::string& members = {})
    {
        auto chat = chat::parseRequest(R"({"model":")" + model + R"(","max_tokens":2000,"stream":)" +
                                           (isStreamed ? "true" : "false") + members +
                                           R"(,"messages":[{"role":"user","content":"hi"}]})",
                                       parser);
        heard = {};
        auto key = std::make_shared<ApiKey>();
        key->id = KeyId::make(clock.now());
        key->mode = keyMode;
        id = OrderId::make(clock.now());
        std::unique_ptr<OrderObserver> observer = std::make_unique<Listening>(heard);
        refusal = engine.start({.id = id,
                                .chat = std::move(*chat),
                                .customer = {account, key},
                                .mode = askedMode,
                                .arrivedAt = clock.tick()},
                               observer);
        return refusal ? Result<void>(refusal->error) : Result<void>();
    }

    // Starts and waits until the first provider has been asked.
    test::ScriptedTransport::Call& dispatch(bool isStreamed = true, const std::string& members = {})
    {
        const std::size_t before = transport.callCount();
        if (!start(isStreamed, members))
            qFatal("the order was refused");
        ledger.waitUntil([&] { return transport.callCount() == before + 1; });
        return transport.call(before);
    }

    // Starts and waits until it waits for its turn.
    void startToWait()
    {
        alarm.reset();
        if (!start())
            qFatal("the order was refused");
        ledger.waitUntil([&] { return alarm.has_value(); });
    }

    test::ScriptedTransport::Call& lastCall() { return transport.call(transport.callCount() - 1); }

    // Lets time pass for orders that wait.
    void pass(std::chrono::milliseconds time)
    {
        alarm.reset();
        clock.advance(time);
        engine.serveWaits();
    }

    supply::TrackRecord& record(std::size_t endpoint)
    {
        return health.recordOf(*engine.catalog().endpoints().at(endpoint));
    }

    void waitForEnd()
    {
        ledger.waitUntil([&] { return heard.end.has_value(); });
    }

    std::string available() { return ledger.wallet(account->id).available.toUsd(); }
    std::string held() { return ledger.wallet(account->id).held.toUsd(); }
};

} // namespace gotoai::hypercore
