// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/routing/ranking.h"
#include "hypercore/routing/route.h"

#include "support/catalogfixture.h"

#include <QTest>

#include <random>
#include <set>

using namespace gotoai;
using namespace gotoai::hypercore;

namespace {

// Any supply, any health, any request: what holds for all plans.
struct Dice
{
    std::mt19937 engine{20'261'122};

    std::int32_t below(std::int32_t end) { return std::uniform_int_distribution<std::int32_t>(0, end - 1)(engine); }
    bool isOneIn(std::int32_t sides) { return below(sides) == 0; }
    template<class T>
    T oneOf(std::vector<T> values)
    {
        return values.at(static_cast<std::size_t>(below(static_cast<std::int32_t>(values.size()))));
    }
    std::optional<bool> maybe() { return isOneIn(3) ? std::nullopt : std::optional(isOneIn(2)); }
    std::optional<std::int32_t> score() { return isOneIn(3) ? std::nullopt : std::optional(below(101)); }

    test::EndpointSketch sketch()
    {
        test::EndpointSketch sketch;
        sketch.model = oneOf<std::string>({"a", "b", "c"});
        sketch.promptUsdPerMillion = std::to_string(below(5));
        sketch.completionUsdPerMillion = std::to_string(below(5));
        sketch.contextTokens = oneOf<std::int64_t>({100, 8'000});
        sketch.maxOutputTokens = oneOf<std::int64_t>({50, 100});
        sketch.state = isOneIn(6) ? supply::EndpointState::Disabled : supply::EndpointState::Enabled;
        sketch.isProviderEnabled = !isOneIn(8);
        sketch.traits.quality = score();
        sketch.traits.codeScore = score();
        sketch.traits.tier = 1 + below(3);
        sketch.traits.weight = 1 + below(1'000);
        sketch.traits.quantization =
            oneOf<supply::Quantization>({supply::Quantization::Unknown, supply::Quantization::Fp8});
        sketch.dataPolicy = {maybe(), maybe(), isOneIn(2) ? std::nullopt : std::optional(below(3))};
        return sketch;
    }
    std::shared_ptr<const supply::Catalog> catalog()
    {
        std::vector<test::EndpointSketch> sketches;
        for (std::int32_t i = below(24); i >= 0; --i)
            sketches.push_back(sketch());
        return test::makeCatalog(sketches);
    }
    chat::RouteWishes wishes()
    {
        chat::RouteWishes wishes;
        const auto names = [&]() -> std::vector<std::string> {
            return isOneIn(4) ? std::vector<std::string>{"provider-1", "provider-3"} : std::vector<std::string>{};
        };
        wishes.models = isOneIn(3) ? std::vector<std::string>{"b", "c:quality"} : std::vector<std::string>{};
        wishes.order = names();
        wishes.only = names();
        wishes.ignore = names();
        wishes.allowsFallbacks = !isOneIn(4);
        wishes.deniesDataCollection = isOneIn(4);
        wishes.wantsZeroRetention = isOneIn(6);
        if (isOneIn(3))
            wishes.sort = static_cast<chat::RouteWishes::Sort>(below(3));
        wishes.sortsAcrossModels = isOneIn(2);
        if (isOneIn(3))
            wishes.maxPrice.completion = below(5) * 1'000'000;
        if (isOneIn(4))
            wishes.tiers = {1, 2};
        return wishes;
    }
    chat::Request request()
    {
        chat::Request request;
        request.model = oneOf<std::string>(
            {"a", "b", "c", "a:privacy", "a:latency", "b:code", "gotoai/auto", "gotoai/auto:privacy", "c:floor"});
        request.body.assign(static_cast<std::size_t>(1 + below(2'000)), 'x');
        if (isOneIn(2))
            request.maxCompletionTokens = 1 + below(100);
        if (isOneIn(3))
            request.cacheKey = "k";
        if (isOneIn(2))
            request.routeWishes = std::make_shared<const chat::RouteWishes>(wishes());
        return request;
    }
    std::optional<RoutingMode> mode()
    {
        return isOneIn(2) ? std::nullopt : std::optional(kRoutingModes.at(static_cast<std::size_t>(below(5))));
    }
    OrderId order()
    {
        IdBytes bytes{};
        for (auto& byte : bytes)
            byte = static_cast<std::uint8_t>(below(256));
        return OrderId(bytes);
    }
};

struct RandomHealth final : supply::EndpointHealth
{
    explicit RandomHealth(Dice& dice)
    {
        const std::int32_t failing = dice.oneOf<std::int32_t>({1, 2, 6});
        for (auto& entry : figures)
            entry = {.firstToken = std::chrono::milliseconds(dice.below(3) * 400),
                     .tokensPerSecond = dice.below(4) * 50,
                     .score = static_cast<std::uint8_t>(dice.below(101)),
                     .isOpen = dice.isOneIn(failing)};
    }
    supply::HealthFigures figuresOf(const supply::Endpoint& endpoint, std::int64_t) const override
    {
        return figures.at(endpoint.slot);
    }
    supply::Ejection ejectionOf(const supply::Endpoint&) const override { return {}; }
    std::array<supply::HealthFigures, 32> figures;
};

} // namespace

class RoutePropertiesTest : public QObject
{
    Q_OBJECT

private:
    static constexpr int kRounds = 8'000;

    static bool asksForPrivacy(const chat::Request& request, const ModeWishes& modes)
    {
        const auto isPrivacy = [](const std::optional<RoutingMode>& mode) { return mode == RoutingMode::Privacy; };
        const auto& wishes = request.routeWishes;
        return isPrivacy(modes.request) || isPrivacy(modes.key) || isPrivacy(modes.account) ||
               request.model.ends_with(":privacy") ||
               (wishes && (wishes->deniesDataCollection || wishes->wantsZeroRetention));
    }

    // Calls `check(query, route)` for each plan of a random order that comes about.
    template<class Check>
    static void forManyRoutes(Check check)
    {
        Dice dice;
        int planned = 0;
        for (int round = 0; round < kRounds; ++round) {
            const auto catalog = dice.catalog();
            const RandomHealth health(dice);
            const chat::Request request = dice.request();
            const RouteQuery query{.request = request,
                                   .health = health,
                                   .modes = {dice.mode(), dice.mode(), dice.mode()},
                                   .order = dice.order()};
            const auto route = planRoute(*catalog, query);
            if (!route)
                continue;
            ++planned;
            check(*catalog, query, *route);
            if (QTest::currentTestFailed())
                return;
        }
        QVERIFY(planned > kRounds / 4);
    }

private Q_SLOTS:
    // Whatever fails and whatever is asked besides: every endpoint that an order may ever be sent to is a candidate.
    void privacyIsNeverViolated()
    {
        int asked = 0;
        forManyRoutes([&](const supply::Catalog&, const RouteQuery& query, const Route& route) {
            if (!asksForPrivacy(query.request, query.modes))
                return;
            ++asked;
            for (const Candidate& candidate : route.candidates) {
                const supply::DataPolicy& policy = candidate.endpoint->provider->dataPolicy;
                QVERIFY(policy.logsPrompts == false);
                QVERIFY(policy.trainsOnPrompts == false);
                if (query.request.routeWishes && query.request.routeWishes->wantsZeroRetention)
                    QVERIFY(policy.retentionDays == 0);
            }
        });
        QVERIFY(asked > 200);
    }

    void candidatesAreInService()
    {
        forManyRoutes([](const supply::Catalog&, const RouteQuery& query, const Route& route) {
            QVERIFY(!route.candidates.empty() && route.candidates.size() <= kMaxAttempts);
            std::set<EndpointId> ids;
            for (const Candidate& candidate : route.candidates) {
                QVERIFY(candidate.endpoint->isRoutable());
                QVERIFY(ids.insert(candidate.endpoint->id).second);
                QVERIFY(candidate.hold <= route.hold);
                QCOMPARE(query.health.figuresOf(*candidate.endpoint, 0).isOpen, route.isLastResort);
                const auto& wishes = query.request.routeWishes;
                if (wishes && wishes->maxPrice.completion)
                    QVERIFY(*candidate.endpoint->price->pico(Meter::Completion) <= *wishes->maxPrice.completion);
            }
        });
    }

    // Within the tier of the first, nothing that is as fit comes behind what is worse by the mode.
    void candidatesAreInTheModesOrder()
    {
        forManyRoutes([](const supply::Catalog&, const RouteQuery& query, const Route& route) {
            const auto& wishes = query.request.routeWishes;
            if (route.isLastResort || (wishes && (!wishes->models.empty() || !wishes->order.empty())))
                return;
            const Ordering ordering = orderingOf(route.mode, wishes.get());
            const ExpectedUsage usage(query.request);
            const auto isTight = [&](const Candidate& candidate) {
                const std::int64_t output = query.request.maxCompletionTokens.value_or(0);
                return output > candidate.endpoint->maxOutputTokens ||
                       usage.promptTokens + output > candidate.endpoint->contextTokens;
            };
            const auto healthOf = [&](const Candidate& candidate) {
                return query.health.figuresOf(*candidate.endpoint, usage.promptTokens);
            };
            for (std::size_t i = 1; i < route.candidates.size(); ++i) {
                const Candidate& better = route.candidates[i - 1];
                const Candidate& worse = route.candidates[i];
                const Merit former = meritOf(ordering, *better.endpoint, healthOf(better), usage);
                const Merit latter = meritOf(ordering, *worse.endpoint, healthOf(worse), usage);
                const bool isComparable =
                    isTight(better) == isTight(worse) && better.endpoint->traits.tier == worse.endpoint->traits.tier &&
                    (!isMeasured(ordering) ||
                     (former.first != kUnscored && // which may lead for once
                      (healthOf(better).score < kHealthyScore) == (healthOf(worse).score < kHealthyScore)));
                QVERIFY(!isComparable || former <= latter);
            }
        });
    }

    void plansAreDeterministic()
    {
        forManyRoutes([](const supply::Catalog& catalog, const RouteQuery& query, const Route& route) {
            const auto again = planRoute(catalog, query);
            QCOMPARE(again->candidates.size(), route.candidates.size());
            for (std::size_t i = 0; i < route.candidates.size(); ++i)
                QVERIFY(again->candidates[i].endpoint == route.candidates[i].endpoint);
        });
    }

    void reasonsAddUp()
    {
        forManyRoutes([](const supply::Catalog&, const RouteQuery&, const Route& route) {
            const RouteReasons& reasons = *route.reasons;
            std::uint32_t total = 0;
            for (const std::uint32_t count : reasons.counts)
                total += count;
            QCOMPARE(reasons.endpoints.size(), std::min<std::size_t>(total, RouteQuery::kExplainedEndpoints));
            QCOMPARE(reasons.counts[0], static_cast<std::uint32_t>(route.candidates.size()));
            for (std::size_t i = 0; i < route.candidates.size(); ++i)
                QVERIFY(std::ranges::find(reasons.endpoints, route.candidates[i].endpoint->id,
                                          &ConsideredEndpoint::endpoint) != reasons.endpoints.end());
        });
    }
};

QTEST_GUILESS_MAIN(RoutePropertiesTest)
#include "routeproperties_test.moc"
