// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/orders/orderengine.h"

#include "orderworld.h"

#include <QTest>

#include <random>

using namespace gotoai;
using namespace gotoai::hypercore;
using namespace std::chrono_literals;

using Kind = supply::UpstreamEnd::Kind;
using Call = test::ScriptedTransport::Call;

namespace {

// Any supply, any way to ask for privacy, any failure at any moment.
struct Dice
{
    std::mt19937 engine{20'261'130};

    std::int32_t below(std::int32_t end) { return std::uniform_int_distribution<std::int32_t>(0, end - 1)(engine); }
    bool isOneIn(std::int32_t sides) { return below(sides) == 0; }
    std::optional<bool> maybe() { return isOneIn(4) ? std::nullopt : std::optional(isOneIn(3)); }

    supply::DataPolicy policy()
    {
        if (isOneIn(2))
            return {.logsPrompts = false, .trainsOnPrompts = false, .retentionDays = isOneIn(2) ? 0 : 30};
        return {.logsPrompts = maybe(), .trainsOnPrompts = maybe(), .retentionDays = std::nullopt};
    }
    std::vector<test::EndpointSketch> supply()
    {
        std::vector<test::EndpointSketch> sketches;
        for (int i = 3 + below(5); i > 0; --i) {
            test::EndpointSketch sketch;
            sketch.completionUsdPerMillion = std::to_string(1 + below(3));
            sketch.contextTokens = isOneIn(2) ? 8'000 : 32'000;
            sketch.state = isOneIn(6) ? supply::EndpointState::Draining : supply::EndpointState::Enabled;
            sketch.canPrefill = isOneIn(2);
            sketch.traits.tier = 1 + below(2);
            sketch.dataPolicy = policy();
            sketches.push_back(sketch);
        }
        return sketches;
    }
};

// How a round asks for privacy.
struct Asking
{
    std::optional<RoutingMode> key{};
    std::optional<RoutingMode> header{};
    std::string members{}; // of the request
    bool wantsZeroRetention = false;

    static Asking any(Dice& dice)
    {
        Asking asking;
        switch (dice.below(4)) {
        case 0: asking.key = RoutingMode::Privacy; break;
        case 1: asking.header = RoutingMode::Privacy; break;
        case 2: asking.members = R"(,"provider":{"data_collection":"deny","sort":"price"})"; break;
        case 3:
            asking.members = R"(,"provider":{"zdr":true,"order":["provider-2","provider-1"]})";
            asking.wantsZeroRetention = true;
            break;
        }
        switch (dice.below(3)) {
        case 0: break;
        case 1: asking.members += R"(,"gotoai":{"recovery":"buffered","content_filter":"fallback"})"; break;
        case 2: asking.members += R"(,"gotoai":{"recovery":"continue"})"; break;
        }
        return asking;
    }
    bool allows(const supply::DataPolicy& policy) const
    {
        return policy.logsPrompts == false && policy.trainsOnPrompts == false &&
               (!wantsZeroRetention || policy.retentionDays == 0);
    }
};

void refuse(Call& call, int status, const char* code, std::optional<std::chrono::seconds> retryAfter = {})
{
    supply::UpstreamHead head;
    head.status = status;
    head.contentType = "application/json";
    head.retryAfter = retryAfter;
    call.sink->headArrived(head);
    call.bytes(R"({"error":{"message":"no","type":"","param":null,"code":")" + std::string(code) + R"("}})");
    call.end();
}

void answer(Call& call)
{
    call.head(200);
    for (const char* frame : {kRole, kHello, kStop, kUsage})
        call.event(frame);
    call.bytes("data: [DONE]\n\n");
}

// One of the faults of providers, or, seldom, an answer.
void behave(Call& call, Dice& dice)
{
    switch (dice.below(12)) {
    case 0: return refuse(call, 429, "", 1s);
    case 1: return refuse(call, 500, "");
    case 2: return refuse(call, 503, "");
    case 3: return refuse(call, 400, "context_length_exceeded");
    case 4: return refuse(call, 400, "content_filter");
    case 5: return refuse(call, 400, "prefill_not_supported");
    case 6: return refuse(call, 401, "invalid_api_key");
    case 7: return call.end(Kind::Unreachable);
    case 8: return call.end(Kind::FirstByteTimeout);
    case 9: break;
    case 10:
        call.head(200, "text/html");
        if (call.sink)
            call.end();
        return;
    default: return answer(call);
    }
    call.head(200);
    call.event(kHello);
    call.event(kHello);
    call.end(dice.isOneIn(2) ? Kind::Cut : Kind::IdleTimeout);
}

constexpr supply::DataPolicy kPrivate{.logsPrompts = false, .trainsOnPrompts = false, .retentionDays = 0};

bool deniesDataCollection(const Call& call)
{
    return call.request.body.find(R"("provider":{"data_collection":"deny"})") != std::string::npos;
}

void throwOn(OrderWorld& world, const supply::Endpoint& endpoint)
{
    auto killSwitch = std::make_shared<KillSwitch>();
    killSwitch->target = endpoint.id;
    world.engine.setKillSwitches(
        std::make_shared<const KillSwitches>(std::vector<KillSwitches::SwitchPtr>{std::move(killSwitch)}));
}

// The same supply, of which one provider has turned out to log; or one endpoint drains.
std::shared_ptr<const supply::Catalog> changed(const supply::Catalog& catalog, std::size_t place, bool isFoundToLog)
{
    std::vector<std::shared_ptr<const supply::Provider>> providers;
    supply::Catalog::Endpoints endpoints;
    for (std::size_t i = 0; i < catalog.endpoints().size(); ++i) {
        auto endpoint = std::make_shared<supply::Endpoint>(*catalog.endpoints()[i]);
        auto provider = copyOf(*endpoint->provider);
        if (i == place && isFoundToLog)
            provider->dataPolicy.logsPrompts = true;
        else if (i == place)
            endpoint->state = supply::EndpointState::Draining;
        endpoint->provider = provider;
        providers.push_back(std::move(provider));
        endpoints.push_back(std::move(endpoint));
    }
    return std::make_shared<const supply::Catalog>(std::move(providers), std::move(endpoints));
}

} // namespace

// Privacy, once asked for, whatever happens.
class OrderPrivacyTest : public QObject
{
    Q_OBJECT

private:
    // Lives through one order; the number of its attempts, each of which may be with a private provider only.
    static std::size_t live(OrderWorld& world, const Asking& asking, Dice& dice)
    {
        world.keyMode = asking.key;
        world.askedMode = asking.header;
        const std::size_t before = world.transport.callCount();
        if (!world.start(true, asking.members))
            return 0;
        std::size_t seen = before;
        while (!world.heard.end) {
            world.ledger.waitUntil([&] {
                return world.heard.end || world.transport.callCount() > seen || world.alarm ||
                       (seen > before && world.lastCall().sink);
            });
            for (; seen < world.transport.callCount(); ++seen) {
                const supply::Endpoint& asked = *world.transport.call(seen).request.endpoint;
                const auto now = world.engine.catalog().provider(asked.provider->id);
                if (!asking.allows(asked.provider->dataPolicy) || !asking.allows(now->dataPolicy)) {
                    QTest::qFail("a request that is to stay private went to a provider that is not", __FILE__,
                                 __LINE__);
                    return seen - before;
                }
            }
            if (world.heard.end)
                break;
            const auto place = static_cast<std::size_t>(
                dice.below(static_cast<std::int32_t>(world.engine.catalog().endpoints().size())));
            if (dice.isOneIn(6))
                throwOn(world, *world.engine.catalog().endpoints()[place]);
            if (dice.isOneIn(4))
                world.engine.setCatalog(changed(world.engine.catalog(), place, dice.isOneIn(2)));
            if (seen > before && world.lastCall().sink)
                behave(world.lastCall(), dice);
            else if (world.alarm)
                world.pass(*world.alarm);
        }
        return seen - before;
    }

private Q_SLOTS:
    void isNeverViolatedUnderAnyFailure()
    {
        Dice dice;
        std::size_t attempts = 0;
        std::size_t furtherAttempts = 0;
        for (int round = 0; round < 60; ++round) {
            OrderWorld world(dice.supply());
            for (int order = 0; order < 12; ++order) { // breakers open on the way
                const std::size_t made = live(world, Asking::any(dice), dice);
                if (QTest::currentTestFailed())
                    return;
                attempts += made;
                furtherAttempts += made > 0 ? made - 1 : 0;
                world.clock.advance(200ms);
            }
        }
        QVERIFY2(attempts > 300 && furtherAttempts > 100,
                 qPrintable(QStringLiteral("%1, %2").arg(attempts).arg(furtherAttempts)));
    }

    // Between the plan and a further attempt.
    void aProviderThatIsFoundToLogIsNotAskedAnyMore()
    {
        OrderWorld world({{.completionUsdPerMillion = "0.10", .dataPolicy = kPrivate}, {.dataPolicy = kPrivate}});
        world.askedMode = RoutingMode::Privacy;
        Call& first = world.dispatch();
        world.engine.setCatalog(changed(world.engine.catalog(), 1, true));
        refuse(first, 401, "");
        world.waitForEnd();
        QCOMPARE(world.transport.callCount(), 1u);
        QVERIFY(world.heard.end->error->code == ErrorCode::NoRoute);
    }

    void whoPassesRequestsOnIsTold_data()
    {
        QTest::addColumn<Asking>("asking");
        QTest::addColumn<QByteArray>("model");
        QTest::newRow("key") << Asking{.key = RoutingMode::Privacy} << QByteArray("demo/model");
        QTest::newRow("header") << Asking{.header = RoutingMode::Privacy} << QByteArray("demo/model");
        QTest::newRow("suffix") << Asking{} << QByteArray("demo/model:privacy");
        QTest::newRow("object") << Asking{.members = R"(,"provider":{"data_collection":"deny"})"}
                                << QByteArray("demo/model");
    }
    void whoPassesRequestsOnIsTold()
    {
        QFETCH(Asking, asking);
        QFETCH(QByteArray, model);
        OrderWorld world({{.dataPolicy = kPrivate, .protocol = supply::Protocol::OpenRouter}});
        world.model = model.toStdString();
        world.keyMode = asking.key;
        world.askedMode = asking.header;
        Call& call = world.dispatch(true, asking.members);
        QVERIFY(deniesDataCollection(call));
        answer(call);
        world.waitForEnd();
    }

    // Whoever goes on with an answer that broke off, too.
    void whoGoesOnIsTold()
    {
        test::EndpointSketch second{
            .canPrefill = true, .dataPolicy = kPrivate, .protocol = supply::Protocol::OpenRouter};
        OrderWorld world({{.completionUsdPerMillion = "0.10", .dataPolicy = kPrivate}, second});
        world.askedMode = RoutingMode::Privacy;
        Call& first = world.dispatch(true, R"(,"gotoai":{"recovery":"continue"})");
        QVERIFY(!deniesDataCollection(first)); // no word of OpenAI's protocol
        first.head(200);
        first.event(kHello);
        first.end(Kind::Cut);
        QCOMPARE(world.transport.callCount(), 2u);
        QVERIFY(world.lastCall().request.body.find(R"("content":"Hello")") != std::string::npos);
        QVERIFY(deniesDataCollection(world.lastCall()));
        answer(world.lastCall());
        world.waitForEnd();
    }

    // Who did not ask for it goes there all the same.
    void othersMayGoThere()
    {
        OrderWorld world({{.completionUsdPerMillion = "0.10"}, {}});
        Call& first = world.dispatch();
        world.engine.setCatalog(changed(world.engine.catalog(), 1, true));
        refuse(first, 401, "");
        QCOMPARE(world.transport.callCount(), 2u);
        answer(world.lastCall());
        world.waitForEnd();
        QVERIFY(!world.heard.end->error);
    }
};

QTEST_GUILESS_MAIN(OrderPrivacyTest)
#include "orderprivacy_test.moc"
