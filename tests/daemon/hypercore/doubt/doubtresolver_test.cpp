// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/doubt/doubtresolver.h"

#include "daemon/clearinghouse/testledger.h"
#include "daemon/hypercore/doubt/doubtfixture.h"
#include "support/scriptedtransport.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;
using namespace std::chrono_literals;
using test::Delivered;
using test::nano;

class DoubtResolverTest final : public QObject
{
    Q_OBJECT

private:
    // Hands requests on to a transport that outlives it.
    class Door final : public supply::Transport
    {
    public:
        explicit Door(supply::Transport& behind)
            : m_behind(behind)
        {}
        std::unique_ptr<supply::Transfer> start(supply::UpstreamRequest request, supply::TransferSink& sink) override
        {
            return m_behind.start(std::move(request), sink);
        }

    private:
        supply::Transport& m_behind;
    };

    // A ledger that was killed with orders running, one for each of `delivered`.
    struct World
    {
        test::TestLedger ledger;
        test::ScriptedTransport transport;
        std::shared_ptr<const supply::Catalog> catalog;
        DoubtFigures figures;
        std::vector<DoubtCase> cases;
        std::size_t reads = 0;
        int ends = 0;
        std::vector<UsageFault> faults;
        std::optional<DoubtResolver> resolver;

        World(supply::Protocol protocol, const std::vector<Delivered>& delivered)
        {
            const auto sketch = test::makeEndpoint({});
            auto provider = std::make_shared<supply::Provider>();
            provider->id = sketch->provider->id;
            provider->protocol = protocol;
            auto endpoint = std::make_shared<supply::Endpoint>(*sketch);
            endpoint->provider = provider;
            catalog = std::make_shared<const supply::Catalog>(
                std::vector<std::shared_ptr<const supply::Provider>>{provider}, supply::Catalog::Endpoints{endpoint});
            if (!ledger.topUp(ledger.account, nano(100'000'000)))
                qFatal("no money");
            for (std::size_t i = 0; i < delivered.size(); ++i)
                if (!ledger.reserve(ledger.account, nano(900'000)))
                    qFatal("no order");
            ledger.reopen();
            for (std::size_t i = 0; i < delivered.size(); ++i)
                cases.push_back(test::makeDoubtCase(static_cast<clearinghouse::OrderNumber>(i) + 1, *endpoint,
                                                    delivered[i], ledger.clock.now()));
            resolver.emplace(DoubtResolver::Parts{
                .ledger = ledger.store(),
                .queue = ledger.queue(),
                .read =
                    [this](const DoubtResolver::Work&, const DoubtResolver::Reply& reply) {
                        ++reads;
                        reply(cases);
                    },
                .catalog = [this] { return catalog; },
                .makeTransport = [this] { return std::make_unique<Door>(transport); },
                .clock = ledger.clock,
                .figures = figures,
                .faulted = [this](const OrderId&, const EndpointId&, UsageFault fault) { faults.push_back(fault); },
                .settled = [this] { ++ends; }});
            resolver->tick();
        }
        void tick(std::chrono::seconds later = 0s)
        {
            ledger.clock.advance(later);
            resolver->tick();
        }
        void answer(int status, const char* body)
        {
            auto& call = transport.call(transport.callCount() - 1);
            call.head(status, "application/json");
            call.bytes(body);
            call.end();
        }
        bool waitForEnds(int count)
        {
            return ledger.waitUntil([&] { return ends == count; });
        }
        std::string available() { return ledger.wallet(ledger.account).available.toUsd(); }
        std::string held() { return ledger.wallet(ledger.account).held.toUsd(); }
    };
    static constexpr const char* kRecord =
        R"({"data":{"native_tokens_prompt":30,"native_tokens_completion":1014,"total_cost":0.0004071}})";

private Q_SLOTS:
    void chargesWhatWasDelivered()
    {
        World world(supply::Protocol::OpenAi, {Delivered::Yes, Delivered::No});
        world.tick();
        QVERIFY(world.waitForEnds(1));
        world.tick();
        QCOMPARE(world.available(), "0.0990929"); // less the charge and the hold of the one that waits
        QCOMPARE(world.held(), "0.0009");
        QCOMPARE(world.figures.byEvidence.load(), 1u);
        QVERIFY(world.resolver->isIdle());
        QCOMPARE(world.transport.callCount(), 0u);
        QCOMPARE(world.reads, 1u);
        const auto report = world.ledger.verify();
        QVERIFY2(report, report ? "" : report.error().detail.c_str());
    }

    void asksTheProviderFirst()
    {
        World world(supply::Protocol::OpenRouter, {Delivered::Yes});
        world.tick();
        QCOMPARE(world.transport.callCount(), 1u);
        QVERIFY(world.transport.call(0).request.method == supply::UpstreamRequest::Method::Get);
        QCOMPARE(world.transport.call(0).request.path, "/generation?id=gen-1");
        world.tick(1s);
        QCOMPARE(world.transport.callCount(), 1u);
        world.answer(200, kRecord);
        QVERIFY(world.waitForEnds(1));
        QCOMPARE(world.available(), "0.0995929"); // 30 and 1,014 tokens
        QCOMPARE(world.held(), "0");
        QCOMPARE(world.figures.byRecord.load(), 1u);
        world.tick();
        QVERIFY(world.resolver->isIdle());
    }

    void asksAgainWhatIsNotThereYet()
    {
        World world(supply::Protocol::OpenRouter, {Delivered::Yes});
        world.tick();
        world.answer(404, "{}");
        world.tick();
        QCOMPARE(world.transport.callCount(), 1u);
        world.tick(1s);
        QCOMPARE(world.transport.callCount(), 2u);
        world.answer(500, "{}");
        world.tick(1s);
        QCOMPARE(world.transport.callCount(), 2u);
        world.tick(1s);
        QCOMPARE(world.transport.callCount(), 3u);
        world.transport.call(2).end(supply::UpstreamEnd::Kind::Unreachable);
        world.tick(4s);
        world.answer(200, kRecord);
        QVERIFY(world.waitForEnds(1));
        QCOMPARE(world.figures.byRecord.load(), 1u);
    }

    void takesTheEvidenceBeforeTheDeadline()
    {
        World world(supply::Protocol::OpenRouter, {Delivered::Yes, Delivered::No});
        world.tick();
        QCOMPARE(world.transport.callCount(), 2u);
        for (std::size_t i = 0; i < 2; ++i) {
            world.transport.call(i).head(404, "application/json");
            world.transport.call(i).end();
        }
        world.tick(9min + 30s);
        QVERIFY(world.waitForEnds(1));
        world.tick();
        QCOMPARE(world.transport.callCount(), 2u);
        QCOMPARE(world.figures.byEvidence.load(), 1u);
        QVERIFY(world.resolver->isIdle());
        world.ledger.clock.advance(30s);
        QCOMPARE(*world.ledger.expireDoubts(), std::size_t{1});
        QCOMPARE(world.available(), "0.0999929");
    }

    // It is asked again, in vain, and then the evidence has to do.
    void aRecordThatLiesSettlesNothing()
    {
        World world(supply::Protocol::OpenRouter, {Delivered::Yes});
        for (int i = 0; i < 2; ++i) {
            world.tick(1s);
            world.answer(200, R"({"data":{"native_tokens_prompt":30,"native_tokens_completion":900000000}})");
            world.tick();
            QCOMPARE(world.held(), "0.0009");
        }
        QVERIFY(world.faults == std::vector{UsageFault::Absurd}); // told once
        world.tick(9min + 30s);
        QVERIFY(world.waitForEnds(1));
        QCOMPARE(world.transport.callCount(), 2u);
        QCOMPARE(world.available(), "0.0999929"); // what was delivered
        QCOMPARE(world.figures.byEvidence.load(), 1u);
        QCOMPARE(world.ledger.figure("SELECT count(*) FROM transfers WHERE kind = 4"), 0); // nothing absorbed
    }

    // Nothing had been delivered, so that the deadline has the word.
    void aLieAboutNothingStaysInDoubt()
    {
        World world(supply::Protocol::OpenRouter, {Delivered::No});
        world.tick();
        world.answer(200, R"({"data":{"native_tokens_prompt":-1,"native_tokens_completion":14}})");
        QVERIFY(world.faults == std::vector{UsageFault::Absurd});
        world.tick(9min + 30s);
        world.tick();
        QVERIFY(world.resolver->isIdle());
        QCOMPARE(world.held(), "0.0009");
    }

    void aBillThatContradictsTheUsageIsTold()
    {
        World world(supply::Protocol::OpenRouter, {Delivered::Yes});
        world.tick();
        world.answer(200, R"({"data":{"native_tokens_prompt":30,"native_tokens_completion":14,"total_cost":0.5}})");
        QVERIFY(world.waitForEnds(1));
        QVERIFY(world.faults == std::vector{UsageFault::BilledOtherwise});
        QCOMPARE(world.available(), "0.0999929"); // by the price all the same
    }

    // The provider bills what nobody got.
    void absorbsWhatWasNotDelivered()
    {
        World world(supply::Protocol::OpenRouter, {Delivered::No});
        world.tick();
        world.answer(200, kRecord);
        QVERIFY(world.waitForEnds(1));
        QCOMPARE(world.available(), "0.1");
        QCOMPARE(world.ledger.figure("SELECT amount_nano FROM transfers WHERE kind = 4"), 407'100);
    }

    void findsAnEndThatCameBefore()
    {
        World world(supply::Protocol::OpenAi, {Delivered::Yes});
        QVERIFY(world.ledger.settle(world.ledger.release(1)));
        world.tick();
        QVERIFY(world.ledger.waitUntil([&] {
            world.resolver->tick();
            return world.resolver->isIdle();
        }));
        QCOMPARE(world.ends, 0);
        QCOMPARE(world.available(), "0.1");
    }
};

QTEST_GUILESS_MAIN(DoubtResolverTest)
#include "doubtresolver_test.moc"
