// SPDX-License-Identifier: GPL-3.0-or-later
#include "webhooks/webhooksender.h"

#include "support/manualclock.h"
#include "support/scratchstore.h"
#include "support/scriptedtransport.h"
#include "webhooks/signature.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::webhooks;
using namespace std::chrono_literals;

namespace {

// The test's own, lent to the sender.
class LentTransport final : public supply::Transport
{
public:
    explicit LentTransport(supply::Transport& transport)
        : m_transport(transport)
    {}
    std::unique_ptr<supply::Transfer> start(supply::UpstreamRequest request, supply::TransferSink& sink) override
    {
        return m_transport.start(std::move(request), sink);
    }

private:
    supply::Transport& m_transport;
};

} // namespace

class WebhookSenderTest : public QObject
{
    Q_OBJECT

private:
    test::ManualClock m_clock;
    std::unique_ptr<test::ScratchStore> m_scratch;
    std::unique_ptr<WebhookStore> m_store;
    std::unique_ptr<test::ScriptedTransport> m_network;
    std::unique_ptr<WebhookSender> m_sender;
    WebhookId m_hook;
    std::string m_secret;

    WebhookId create()
    {
        auto made = m_scratch->await<CreatedWebhook>([&](auto reply) {
            m_store->create({.name = "pager", .url = "https://pager.example/in", .kinds = {}}, reply);
        });
        m_secret = made->secret.reveal();
        return made->webhook->id;
    }
    void announce()
    {
        (void)m_store->announce({.id = AlertId::make(m_clock.now()),
                                 .finding = {.kind = "low_balance", .subject = "a"},
                                 .firstSeenAt = m_clock.now(),
                                 .lastSeenAt = m_clock.now()});
    }
    test::ScriptedTransport::Call& newest() { return m_network->call(m_network->callCount() - 1); }

private Q_SLOTS:
    void init()
    {
        m_scratch = std::make_unique<test::ScratchStore>(webhookMigrations());
        m_store = std::make_unique<WebhookStore>(WebhookRows(), m_scratch->ring(), m_scratch->writer(),
                                                 m_scratch->queue(), m_clock);
        m_network = std::make_unique<test::ScriptedTransport>();
        m_sender = std::make_unique<WebhookSender>(
            WebhookSender::Parts{.store = *m_store,
                                 .makeTransport = [this] { return std::make_unique<LentTransport>(*m_network); },
                                 .clock = m_clock});
        m_hook = create();
    }
    void cleanup()
    {
        m_sender.reset();
        m_network.reset();
        m_store.reset();
        m_scratch.reset();
    }

    void sendsSignedToWhereItWasTold()
    {
        announce();
        const Delivery delivery = m_store->waiting().begin()->second;
        m_sender->tick();
        QCOMPARE(m_network->callCount(), std::size_t{1});
        const supply::UpstreamRequest& request = newest().request;
        QCOMPARE(request.endpoint->provider->baseUrl, "https://pager.example/in");
        QVERIFY(!request.endpoint->provider->allowsPrivateAddresses);
        QCOMPARE(request.body, delivery.body);
        QCOMPARE(request.tags.requestId, delivery.id.toString());
        QCOMPARE(std::string(request.manner.secretField), "X-GotoAI-Signature: ");
        QCOMPARE(std::string(request.endpoint->provider->secret.reveal()),
                 signatureOf(Secret(m_secret), m_clock.now(), delivery.body));
        newest().head(204);
        QVERIFY(m_store->waiting().empty());
        const auto last = m_store->last(m_hook);
        QVERIFY(last && last->isDelivered && last->status == 204 && last->attempts == 1);
        m_sender->tick();
        QCOMPARE(m_network->callCount(), std::size_t{1});
    }

    void triesAgainAfterGrowingPausesAndGivesUp()
    {
        announce();
        for (int attempt = 1; attempt <= WebhookSender::kAttempts; ++attempt) {
            m_sender->tick();
            QCOMPARE(m_network->callCount(), static_cast<std::size_t>(attempt));
            if (attempt % 2 == 1)
                newest().head(500);
            else
                newest().end(supply::UpstreamEnd::Kind::Unreachable);
            if (attempt == WebhookSender::kAttempts)
                break;
            m_clock.advance(pauseAfter(attempt) - 1us);
            m_sender->tick();
            QCOMPARE(m_network->callCount(), static_cast<std::size_t>(attempt));
            m_clock.advance(1us);
        }
        QVERIFY(m_store->waiting().empty());
        const auto last = m_store->last(m_hook);
        QVERIFY(last && !last->isDelivered && last->status == 0);
        QCOMPARE(last->attempts, 8);
        QVERIFY(!last->error.empty());
        QVERIFY2(pauseAfter(7) >= 6h && pauseAfter(1) <= 1s, "some seven hours in all, the first soon");
    }

    void aRedirectIsNoSuccess()
    {
        announce();
        m_sender->tick();
        newest().head(302);
        QCOMPARE(m_store->waiting().size(), std::size_t{1});
    }

    void oneAtATimeAndNobodyWaitsForAnother()
    {
        announce();
        announce();
        const WebhookId other = create();
        (void)m_store->announce({.id = AlertId::make(m_clock.now()),
                                 .finding = {.kind = "low_balance", .subject = "a"},
                                 .firstSeenAt = m_clock.now(),
                                 .lastSeenAt = m_clock.now()});
        m_sender->tick();
        m_sender->tick();
        QCOMPARE(m_network->callCount(), std::size_t{2});
        m_network->call(0).head(200);
        m_sender->tick();
        QCOMPARE(m_network->callCount(), std::size_t{3});
        QVERIFY(m_store->waitingCount(m_hook) + m_store->waitingCount(other) == 3);
    }

    void nothingIsSentToWhatIsDisabledOrGone()
    {
        announce();
        WebhookChange off;
        off.isEnabled = false;
        QVERIFY(m_scratch->await<WebhookPtr>([&](auto reply) { m_store->change(m_hook, 1, off, reply); }));
        m_sender->tick();
        QCOMPARE(m_network->callCount(), std::size_t{0});
        off.isEnabled = true;
        QVERIFY(m_scratch->await<WebhookPtr>([&](auto reply) { m_store->change(m_hook, 2, off, reply); }));
        m_sender->tick();
        QCOMPARE(m_network->callCount(), std::size_t{1});
        QVERIFY(m_scratch->await<WebhookPtr>([&](auto reply) { m_store->remove(m_hook, 3, reply); }));
        newest().head(500);
        m_clock.advance(10s);
        m_sender->tick();
        QCOMPARE(m_network->callCount(), std::size_t{1});
    }

    void aTestIsSentOnceAndAnswered()
    {
        std::optional<PostOutcome> outcome;
        m_sender->test(*m_store->webhook(m_hook), [&](PostOutcome told) { outcome = std::move(told); });
        QVERIFY(newest().request.body.find(R"("type":"test")") != std::string::npos);
        newest().head(404);
        QVERIFY(outcome && !outcome->isTaken() && outcome->status == 404);
        m_clock.advance(24h);
        m_sender->tick();
        QCOMPARE(m_network->callCount(), std::size_t{1});
        QVERIFY(!m_store->last(m_hook));
    }
};

QTEST_GUILESS_MAIN(WebhookSenderTest)
#include "webhooksender_test.moc"
