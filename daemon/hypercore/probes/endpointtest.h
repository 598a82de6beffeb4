// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "clearinghouse/ledgerstore.h"
#include "clearinghouse/pricing.h"
#include "hypercore/orders/attempt.h"
#include "hypercore/orders/finishedorder.h"
#include "supply/health/healthbook.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gotoai::hypercore {

// Whose the orders are that test endpoints: no account of the directory, without a wallet.
AccountId houseAccount();

enum class TestOccasion : std::uint8_t { Asked, Probe };

std::string_view testOccasionWord(TestOccasion occasion); // the mode of its order: "test", "probe"

// How a test went.
struct TestResult
{
    OrderId order;
    std::optional<Error> error; // why there was no answer
    int httpStatus = 0;         // 0: no head arrived
    std::optional<std::chrono::microseconds> firstToken;
    std::chrono::microseconds duration{0};
    Usage usage;
    UsageSource usageSource = UsageSource::None;
    Money cost; // what the provider asks for it, by the endpoint's price
};

// One tiny real call to one endpoint, in service or not. Nothing leaves before its order is durable; the reply comes
// once its end is. Lives on the thread of its queue.
class EndpointTest final : private AttemptObserver
{
public:
    // StoreUnavailable where its order, or its end, could not be written.
    using Reply = std::function<void(Result<TestResult>)>;

    // All outlive the test.
    struct Parts
    {
        const Clock& clock;
        clearinghouse::LedgerStore& ledger;
        storage::CompletionQueue& queue;
        supply::Transport& transport;
        json::Parser& parser;
        FinishedOrderSink& finishedOrders;
    };

    // A longer call is given up, and more output than this is not waited for.
    static constexpr std::chrono::seconds kLongest{60};
    static constexpr std::int64_t kMostOutputBytes = 4'096;

    // `place.promptTokens` is set by the test. Runs from here on; no reply comes from within.
    EndpointTest(const Parts& parts, Attempt::Place place, TestOccasion occasion, Reply reply);
    ~EndpointTest() override;

    // Once a second or so.
    void tick();
    // Its reply has been given: it may be destroyed, but not from within the reply.
    bool isOver() const { return m_isOver; }

    // The most that one can cost there. Empty where the endpoint has no price for it.
    static std::optional<Money> mostCost(const supply::Endpoint& endpoint, json::Parser& parser);

private:
    void reserve(TestOccasion occasion);
    void call();
    void settle(std::string reason);
    void closeAttempt(std::string outcome);
    void settled(const Result<clearinghouse::SettlementReceipt>& receipt);
    void give(Result<TestResult> result);
    std::shared_ptr<const FinishedOrder> finished() const;

    void attemptAnswered(const chat::Answer& answer) override;
    void attemptCompleted() override;
    void attemptFailed(const supply::Fault& fault) override;

    Parts m_parts;
    Attempt::Place m_place;
    Reply m_reply;
    const Tick m_beganAt;
    const Instant m_arrivedAt;
    chat::Request m_request;
    UsageBound m_bound;
    std::unique_ptr<Attempt> m_attempt;
    std::optional<clearinghouse::AttemptRecord> m_record;
    AttemptFacts m_facts;
    clearinghouse::OrderNumber m_number = 0;
    std::string m_reason; // of its end
    TestResult m_result;
    bool m_isOver = false;
};

} // namespace gotoai::hypercore
