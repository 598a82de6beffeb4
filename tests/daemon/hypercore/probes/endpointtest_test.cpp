// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/probes/endpointtest.h"

#include "clearinghouse/absorbedorders.h"
#include "support/catalogfixture.h"
#include "support/finishedorders.h"
#include "support/ledgerfixture.h"
#include "support/scriptedtransport.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;
using namespace std::chrono_literals;

namespace {

constexpr const char* kReady =
    R"({"id":"up-1","choices":[{"index":0,"delta":{"content":"ready"},"finish_reason":null}]})";
constexpr const char* kStop = R"({"id":"up-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})";
constexpr const char* kUsage =
    R"({"id":"up-1","choices":[],"usage":{"prompt_tokens":30,"completion_tokens":14,"total_tokens":44}})";

struct World
{
    test::ManualClock clock;
    test::LedgerFixture ledger{clock};
    test::ScriptedTransport transport;
    json::Parser parser;
    test::FinishedOrders finished;
    supply::HealthBook health{clock};
    std::shared_ptr<const supply::Catalog> catalog;
    std::unique_ptr<EndpointTest> running;
    std::optional<Result<TestResult>> result;

    explicit World(const test::EndpointSketch& sketch = {})
        : catalog(test::makeCatalog({sketch}))
    {
        const auto& endpoint = catalog->endpoints().front();
        const EndpointTest::Parts parts{clock, ledger.store(), ledger.queue(), transport, parser, finished};
        running = std::make_unique<EndpointTest>(parts, Attempt::Place{.endpoint = endpoint, .record = record()},
                                                 TestOccasion::Asked,
                                                 [this](Result<TestResult> given) { result = std::move(given); });
        ledger.waitUntil([&] { return transport.callCount() == 1; });
    }

    supply::TrackRecord& record() { return health.recordOf(*catalog->endpoints().front()); }
    test::ScriptedTransport::Call& call() { return transport.call(0); }
    const TestResult& wait()
    {
        ledger.waitUntil([&] { return result.has_value(); });
        if (!*result)
            qFatal("the ledger refused: %s", result->error().detail.c_str());
        return **result;
    }
    void answer()
    {
        call().head(200);
        clock.advance(300ms);
        call().event(kReady);
        clock.advance(100ms);
        for (const char* frame : {kStop, kUsage})
            call().event(frame);
        call().bytes("data: [DONE]\n\n");
    }
};

} // namespace

class EndpointTestTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksForVeryLittle()
    {
        World world;
        const auto& request = world.call().request;
        QVERIFY(request.isStreamed);
        QVERIFY(request.body.find(R"("max_tokens":16)") != std::string::npos);
        QVERIFY(request.body.size() < 300);
        QVERIFY(request.deadlines->firstToken <= 20s);
        QCOMPARE(EndpointTest::mostCost(*world.catalog->endpoints().front(), world.parser)->toUsd().substr(0, 6),
                 "0.0000");
    }

    void tellsTimesUsageAndCost()
    {
        World world;
        world.answer();
        const TestResult& result = world.wait();
        QVERIFY(!result.error);
        QCOMPARE(result.httpStatus, 200);
        QVERIFY(result.firstToken == 300ms && result.duration == 400ms);
        QCOMPARE(result.usage[Meter::Completion], 14);
        QVERIFY(result.usageSource == UsageSource::Reported);
        QCOMPARE(result.cost.toUsd(), "0.0000071");
        QVERIFY(world.running->isOver());
    }

    void thePlatformPaysInTheLedger()
    {
        World world;
        world.answer();
        const OrderId id = world.wait().order;
        const auto order = world.ledger.order(id);
        QVERIFY(order.state == clearinghouse::OrderState::Released);
        QCOMPARE(order.reason, "completed");
        QCOMPARE(order.mode, "test");
        QVERIFY(order.account == houseAccount());
        QCOMPARE(order.hold.toUsd(), "0");
        QVERIFY(order.attempts.at(0).payer == clearinghouse::Payer::Platform);
        const auto transfers = world.ledger.transfers(id);
        QCOMPARE(transfers.size(), 1u);
        QVERIFY(transfers[0].kind == clearinghouse::transferKindWord(clearinghouse::TransferKind::Absorb));
        QCOMPARE(transfers[0].amount.toUsd(), "0.0000071");
        QCOMPARE(world.finished.orders.size(), 1u);
        QVERIFY(world.finished.orders[0]->outcome == OrderOutcome::Completed);
        QVERIFY(world.finished.orders[0]->id == id);
    }

    void theTrackRecordHearsOfIt()
    {
        World world;
        world.answer();
        world.wait();
        const auto figures = world.record().figures(world.clock.tick());
        QCOMPARE(figures.fates[supply::AttemptFate::Answered], 1);
        QCOMPARE(figures.firstTokenUs[0].count, 1);
    }

    void aRefusalIsAnOutcome()
    {
        World world;
        world.call().head(401, "application/json");
        world.call().bytes(R"({"error":{"message":"bad key pa55","type":"t","param":null,"code":"invalid_api_key"}})");
        world.call().end();
        const TestResult& result = world.wait();
        QVERIFY(result.error && result.error->code == ErrorCode::UpstreamRefused);
        QVERIFY(result.error->detail.find("pa55") == std::string::npos); // the provider's secret
        QCOMPARE(result.httpStatus, 401);
        QVERIFY(result.cost.isZero());
        QVERIFY(world.ledger.transfers(result.order).empty());
        QCOMPARE(world.record().figures(world.clock.tick()).fates[supply::AttemptFate::Refused], 1);
    }

    void anEmptyAnswerIsNone()
    {
        World world;
        world.call().head(200);
        world.call().event(kStop);
        world.call().bytes("data: [DONE]\n\n");
        QVERIFY(world.wait().error);
        QCOMPARE(world.ledger.order(world.wait().order).reason, "empty_answer");
    }

    void whatIsNotReportedIsEstimated()
    {
        World world;
        world.call().head(200);
        world.call().event(kReady);
        world.call().event(kStop);
        world.call().bytes("data: [DONE]\n\n");
        QVERIFY(world.wait().usageSource == UsageSource::Estimated);
        QCOMPARE(world.wait().usage[Meter::Completion], 2); // of "ready"
        QVERIFY(!world.wait().cost.isZero());
    }

    void givesUpOnAnEndlessAnswer()
    {
        World world;
        world.call().head(200);
        while (world.call().sink)
            world.call().event(kReady);
        QVERIFY(!world.wait().error); // it answers, though without an end
        QVERIFY(world.call().wasCancelled);
    }

    void givesUpAfterAMinute()
    {
        World world;
        world.call().head(200);
        world.call().event(kReady);
        world.clock.advance(EndpointTest::kLongest);
        world.running->tick();
        QVERIFY(!world.call().wasCancelled);
        world.clock.advance(1s);
        world.running->tick();
        QVERIFY(world.call().wasCancelled);
        QVERIFY(world.wait().error->code == ErrorCode::UpstreamTimeout);
    }

    void costsAreFoundAgain()
    {
        World world;
        world.answer();
        world.wait();
        QVERIFY(world.ledger.store().catchUp(20s));
        auto database = storage::Database::open(world.ledger.path(), storage::Access::ReadOnly);
        const auto found = clearinghouse::readAbsorbedOrders(*database, houseAccount(), world.clock.now() - 1h);
        QCOMPARE(found->size(), 1u);
        QCOMPARE(found->front().absorbed.toUsd(), "0.0000071");
        QVERIFY(clearinghouse::readAbsorbedOrders(*database, houseAccount(), world.clock.now() + 1h)->empty());
        QVERIFY(clearinghouse::readAbsorbedOrders(*database, AccountId::make(world.clock.now()), {})->empty());
    }
};

QTEST_GUILESS_MAIN(EndpointTestTest)
#include "endpointtest_test.moc"
