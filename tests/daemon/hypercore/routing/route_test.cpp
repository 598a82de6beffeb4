// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/routing/route.h"

#include "support/catalogfixture.h"

#include <QTest>

#include <map>

using namespace gotoai;
using namespace gotoai::hypercore;

class RouteTest : public QObject
{
    Q_OBJECT

private:
    // Breakers that are open, by the endpoint's slot.
    struct Health final : supply::EndpointHealth
    {
        supply::HealthFigures figuresOf(const supply::Endpoint& endpoint, std::int64_t) const override
        {
            const auto found = figures.find(endpoint.slot);
            return found == figures.end() ? supply::HealthFigures{} : found->second;
        }
        supply::Ejection ejectionOf(const supply::Endpoint& endpoint) const override
        {
            const auto found = ejections.find(endpoint.slot);
            return found == ejections.end() ? supply::Ejection{} : found->second;
        }
        std::map<std::uint32_t, supply::HealthFigures> figures;
        std::map<std::uint32_t, supply::Ejection> ejections;
    };

    static std::uint32_t countOf(const RouteReasons& reasons, Standing standing)
    {
        return reasons.counts.at(static_cast<std::size_t>(standing));
    }
    std::shared_ptr<chat::RouteWishes> wish()
    {
        auto wishes = std::make_shared<chat::RouteWishes>();
        m_request.routeWishes = wishes;
        return wishes;
    }
    // The numbers of the candidates' endpoints, as sketched, from 1.
    std::vector<std::uint32_t> order(const supply::Catalog& catalog) const
    {
        std::vector<std::uint32_t> numbers;
        const auto route = plan(catalog);
        if (route)
            for (const Candidate& candidate : route->candidates)
                numbers.push_back(candidate.endpoint->slot + 1);
        return numbers;
    }
    static supply::EndpointTraits scored(std::optional<std::int32_t> quality, std::optional<std::int32_t> code = {})
    {
        supply::EndpointTraits traits;
        traits.quality = quality;
        traits.codeScore = code;
        return traits;
    }
    static supply::EndpointTraits weighing(std::int32_t weight)
    {
        supply::EndpointTraits traits;
        traits.weight = weight;
        return traits;
    }
    static supply::EndpointTraits ofTier(std::int32_t tier)
    {
        supply::EndpointTraits traits;
        traits.tier = tier;
        return traits;
    }
    static supply::EndpointTraits quantized(supply::Quantization quantization)
    {
        supply::EndpointTraits traits;
        traits.quantization = quantization;
        return traits;
    }
    static supply::EndpointTraits able(const supply::Features& features)
    {
        supply::EndpointTraits traits;
        traits.features = features;
        return traits;
    }
    using Order = std::vector<std::uint32_t>;
    static constexpr supply::DataPolicy kPrivate{false, false, 0};

    chat::Request m_request;
    Health m_health;
    ModeWishes m_modes;
    OrderId m_order;

    Result<Route> plan(const supply::Catalog& catalog) const
    {
        return planRoute(catalog, {.request = m_request, .health = m_health, .modes = m_modes, .order = m_order});
    }

private Q_SLOTS:
    void init()
    {
        m_request = {};
        m_health.figures.clear();
        m_health.ejections.clear();
        m_modes = {};
        m_order = OrderId(IdBytes{1});
        m_request.model = "demo/model";
        m_request.body.assign(100, 'x');
        m_request.maxCompletionTokens = 10;
    }

    void passesOverWhatAKillSwitchStops()
    {
        const auto catalog = test::makeCatalog({{.completionUsdPerMillion = "0.10"}, {}});
        const auto planWith = [&](KillTarget target) {
            auto killSwitch = std::make_shared<KillSwitch>();
            killSwitch->target = std::move(target);
            const KillSwitches switches({std::move(killSwitch)});
            return considerRoute(*catalog, {.request = m_request, .health = m_health, .killSwitches = &switches});
        };
        const auto other = planWith(catalog->endpoints()[0]->id);
        QVERIFY(other.route.has_value());
        QCOMPARE(other.route->candidates.size(), 1u);
        QCOMPARE(other.route->candidates[0].endpoint->slot, 1u);
        QCOMPARE(countOf(*other.reasons, Standing::Stopped), 1u);
        QCOMPARE(std::string(standingWord(Standing::Stopped)), std::string("kill_switch"));
        const auto none = planWith(ModelName{"demo/model"});
        QVERIFY(!none.route);
        QVERIFY(isByKillSwitch(none.route.error()));
        QCOMPARE(countOf(*none.reasons, Standing::Stopped), 2u);
    }

    void ranksTheCheapestOutputFirst()
    {
        const auto catalog = test::makeCatalog({{.completionUsdPerMillion = "3"},
                                                {.promptUsdPerMillion = "9", .completionUsdPerMillion = "1"},
                                                {.promptUsdPerMillion = "2", .completionUsdPerMillion = "1"}});
        const auto route = plan(*catalog);
        QVERIFY(route.has_value());
        QCOMPARE(route->candidates.size(), 3u);
        QCOMPARE(route->candidates[0].endpoint->upstreamModel, "upstream-3");
        QCOMPARE(route->candidates[1].endpoint->upstreamModel, "upstream-2");
        QCOMPARE(route->candidates[2].endpoint->upstreamModel, "upstream-1");
    }

    void holdsForTheDearestCandidate()
    {
        const auto catalog = test::makeCatalog({{.promptUsdPerMillion = "1", .completionUsdPerMillion = "1"},
                                                {.promptUsdPerMillion = "4", .completionUsdPerMillion = "2"}});
        // 100 bytes × $4 + 10 tokens × $2 a million.
        QCOMPARE(plan(*catalog)->hold.toUsd(), "0.00042");
    }

    void passesOverWhatIsOffAndSaysWhy()
    {
        const auto catalog = test::makeCatalog({{.state = supply::EndpointState::Disabled},
                                                {.state = supply::EndpointState::Draining},
                                                {.isProviderEnabled = false},
                                                {}});
        const auto route = plan(*catalog);
        QCOMPARE(route->candidates.size(), 1u);
        const auto& reasons = *route->reasons;
        QCOMPARE(countOf(reasons, Standing::Candidate), 1u);
        QCOMPARE(countOf(reasons, Standing::EndpointOff), 2u);
        QCOMPARE(countOf(reasons, Standing::ProviderOff), 1u);
        QCOMPARE(reasons.endpoints.size(), 4u);
        QVERIFY(reasons.endpoints[0].standing == Standing::Candidate);
        QVERIFY(reasons.endpoints[0].endpoint == route->candidates[0].endpoint->id);
        QVERIFY(reasons.endpoints[0].hold == route->hold);
        QVERIFY(reasons.endpoints[1].standing == Standing::EndpointOff);
    }

    void passesOverOpenBreakers()
    {
        const auto catalog = test::makeCatalog({{}, {}});
        m_health.figures[0].isOpen = true;
        const auto route = plan(*catalog);
        QCOMPARE(route->candidates.size(), 1u);
        QCOMPARE(route->candidates[0].endpoint->slot, 1u);
        QVERIFY(route->reasons->endpoints.at(1).standing == Standing::BreakerOpen);
        QVERIFY(!route->isLastResort);
    }

    void triesTheLeastBadWhereAllBreakersAreOpen()
    {
        const auto catalog = test::makeCatalog({{}, {}, {.state = supply::EndpointState::Disabled}});
        m_health.figures[0] = {.score = 3, .isOpen = true};
        m_health.figures[1] = {.score = 7, .isOpen = true};
        const auto route = plan(*catalog);
        QCOMPARE(route->candidates.size(), 2u);
        QCOMPARE(route->candidates[0].endpoint->slot, 1u);
        QVERIFY(route->isLastResort);
    }

    void theLeastBadComeFirstWithinWhatIsAskedFor()
    {
        const auto catalog = test::makeCatalog({{}, {}, {.model = "b"}, {}});
        for (std::uint32_t slot = 0; slot < 4; ++slot)
            m_health.figures[slot] = {.score = 0, .isOpen = true};
        m_health.ejections[0].pause = std::chrono::milliseconds(800);
        m_health.ejections[1].pause = std::chrono::milliseconds(700);
        m_health.ejections[3].pause = std::chrono::milliseconds(900);
        wish()->models = {"b"};
        QCOMPARE(order(*catalog), (Order{2, 1, 4, 3}));
        auto wishes = wish();
        wishes->models = {"b"};
        wishes->order = {"provider-4"};
        QCOMPARE(order(*catalog), (Order{4, 2, 1, 3}));
        QVERIFY(plan(*catalog)->reasons->endpoints.at(0).endpoint == catalog->endpoints()[3]->id);
    }

    void leavesAloneWhoeverHasSaidHowLong()
    {
        const auto catalog = test::makeCatalog({{}, {}, {.model = "b"}});
        m_health.figures[0].isOpen = true;
        m_health.figures[1].isOpen = true;
        m_health.figures[1].isLimited = true;
        m_health.ejections[0] = {.pause = std::chrono::seconds(30), .isAsked = true};
        m_health.ejections[1] = {.pause = std::chrono::milliseconds(19'500), .isAsked = true};
        const RouteQuery query{.request = m_request, .health = m_health, .order = m_order};
        const auto refused = considerRoute(*catalog, query);
        QVERIFY(!refused.route);
        QCOMPARE(refused.route.error().code, ErrorCode::UpstreamRateLimited);
        QVERIFY(refused.askedFor == std::chrono::milliseconds(19'500));
        QCOMPARE(countOf(*refused.reasons, Standing::BreakerOpen), 1u);
        QCOMPARE(countOf(*refused.reasons, Standing::RateLimited), 1u);

        m_health.ejections[1].isAsked = false;
        QCOMPARE(order(*catalog), (Order{2}));
        m_health.ejections[1].isAsked = true;
        wish()->models = {"b"};
        QCOMPARE(order(*catalog), (Order{3}));
    }

    void triesNoMoreThanTheLimit()
    {
        std::vector<test::EndpointSketch> sketches(kMaxAttempts + 2);
        sketches.front().completionUsdPerMillion = "999"; // the dearest falls out and must not make the hold dearer
        const auto route = plan(*test::makeCatalog(sketches));
        QCOMPARE(route->candidates.size(), kMaxAttempts);
        QVERIFY(route->reasons->endpoints.at(kMaxAttempts).standing == Standing::BeyondAttempts);
        QCOMPARE(countOf(*route->reasons, Standing::BeyondAttempts), 2u);
        QVERIFY(route->hold < *Money::parseUsd("0.001"));
    }

    void distinguishesUnknownFromOutOfService()
    {
        const auto off = test::makeCatalog({{.state = supply::EndpointState::Disabled}});
        QCOMPARE(plan(*off).error().code, ErrorCode::NoRoute);
        m_request.model = "no/such";
        QCOMPARE(plan(*off).error().code, ErrorCode::ModelNotFound);
        QCOMPARE(plan(*off).error().param, "model");
    }

    void eachModeHasItsOrder_data()
    {
        QTest::addColumn<int>("mode");
        QTest::addColumn<QVector<int>>("expected");
        QTest::newRow("cheap") << int(RoutingMode::Cheap) << QVector<int>{1, 2, 3};
        QTest::newRow("quality") << int(RoutingMode::Quality) << QVector<int>{3, 2, 1};
        QTest::newRow("latency") << int(RoutingMode::Latency) << QVector<int>{2, 3, 1};
        QTest::newRow("privacy") << int(RoutingMode::Privacy) << QVector<int>{1, 3};
        QTest::newRow("code") << int(RoutingMode::Code) << QVector<int>{2, 1, 3};
    }
    void eachModeHasItsOrder()
    {
        QFETCH(int, mode);
        QFETCH(QVector<int>, expected);
        const auto catalog =
            test::makeCatalog({{.completionUsdPerMillion = "1", .traits = scored({}, 10), .dataPolicy = kPrivate},
                               {.completionUsdPerMillion = "2", .traits = scored(5, 90)},
                               {.completionUsdPerMillion = "3", .traits = scored(50), .dataPolicy = kPrivate}});
        m_health.figures[1] = {.firstToken = std::chrono::milliseconds(100), .tokensPerSecond = 100};
        m_health.figures[2] = {.firstToken = std::chrono::milliseconds(900), .tokensPerSecond = 100};
        m_modes.request = static_cast<RoutingMode>(mode);
        m_order = OrderId(IdBytes{3});
        QCOMPARE(order(*catalog), Order(expected.begin(), expected.end()));
    }

    void latencyPutsTheAilingLast()
    {
        const auto catalog = test::makeCatalog({{}, {}});
        m_health.figures[0] = {.firstToken = std::chrono::milliseconds(1), .tokensPerSecond = 900, .score = 49};
        m_health.figures[1] = {.firstToken = std::chrono::seconds(9), .tokensPerSecond = 1, .score = 50};
        m_modes.request = RoutingMode::Latency;
        QCOMPARE(order(*catalog), (Order{2, 1}));
    }

    // Or the first endpoint that was ever measured would lead for good.
    void latencyTriesWhatIsNotMeasuredNowAndThen()
    {
        const auto catalog = test::makeCatalog({{}, {}});
        m_health.figures[0] = {.firstToken = std::chrono::milliseconds(1), .tokensPerSecond = 900};
        m_modes.request = RoutingMode::Latency;
        int explored = 0;
        for (int i = 0; i < 3'200; ++i) {
            m_order = OrderId(IdBytes{static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i >> 8)});
            const bool isSecondFirst = order(*catalog).front() == 2;
            QCOMPARE(plan(*catalog)->reasons->isExploring, isSecondFirst);
            explored += isSecondFirst ? 1 : 0;
        }
        QVERIFY2(explored > 50 && explored < 160, qPrintable(QString::number(explored)));
    }

    void equalsShareByWeight()
    {
        const auto catalog = test::makeCatalog({{.traits = weighing(900)}, {.traits = weighing(100)}});
        int second = 0;
        for (int i = 0; i < 1'000; ++i) {
            m_order = OrderId(IdBytes{static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i >> 8)});
            second += order(*catalog).front() == 2 ? 1 : 0;
        }
        QVERIFY2(second > 60 && second < 140, qPrintable(QString::number(second)));
    }

    void pricesThatAreNearlyEqualAreShared()
    {
        const auto catalog = test::makeCatalog({{.completionUsdPerMillion = "1.001"},
                                                {.completionUsdPerMillion = "1.000"},
                                                {.completionUsdPerMillion = "1.010"},
                                                {.completionUsdPerMillion = "1.011"},
                                                {.promptUsdPerMillion = "0.06", .completionUsdPerMillion = "1.020"}});
        std::map<std::uint32_t, int> first;
        for (int i = 0; i < 600; ++i) {
            m_order = OrderId(IdBytes{static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i >> 8)});
            ++first[order(*catalog).front()];
        }
        QCOMPARE(first.size(), 3u);
        for (const auto& [number, times] : first)
            QVERIFY2(number <= 3 && times > 150, qPrintable(QString::number(number)));
        // What asks for the lowest price by name gets it.
        wish()->sort = chat::RouteWishes::Sort::Price;
        QCOMPARE(order(*catalog).front(), 2u);
    }

    void aNearPriceOfTheOutputIsNoneWhereThePromptIsDearer()
    {
        const auto catalog = test::makeCatalog({{.promptUsdPerMillion = "1", .completionUsdPerMillion = "1.000"},
                                                {.promptUsdPerMillion = "5", .completionUsdPerMillion = "1.001"}});
        for (std::uint8_t i = 0; i < 50; ++i) {
            m_order = OrderId(IdBytes{i, 9});
            QCOMPARE(order(*catalog), (Order{1, 2}));
        }
    }

    void promptsThatBeginAlikeGoToOneEndpoint()
    {
        const auto catalog = test::makeCatalog(std::vector<test::EndpointSketch>(4));
        m_request.cacheKey = "conversation";
        const auto first = order(*catalog);
        for (std::uint8_t i = 0; i < 50; ++i) {
            m_order = OrderId(IdBytes{i, 9});
            QCOMPARE(order(*catalog), first);
        }
        QVERIFY(plan(*catalog)->reasons->isSticky);
    }

    void fallbackStaysInTheTier()
    {
        const auto catalog = test::makeCatalog({{.completionUsdPerMillion = "1", .traits = ofTier(2)},
                                                {.completionUsdPerMillion = "2", .traits = ofTier(1)},
                                                {.completionUsdPerMillion = "3", .traits = ofTier(2)}});
        QCOMPARE(order(*catalog), (Order{1, 3, 2}));
        wish()->tiers = {1};
        QCOMPARE(order(*catalog), (Order{2}));
        wish()->tiers = {3};
        QCOMPARE(plan(*catalog).error().param, "provider.tiers");
    }

    void whatIsLikelyTooSmallComesLast()
    {
        const auto catalog = test::makeCatalog({{.completionUsdPerMillion = "1", .contextTokens = 100},
                                                {.completionUsdPerMillion = "2", .maxOutputTokens = 5},
                                                {.completionUsdPerMillion = "3"}});
        m_request.body.assign(1'000, 'x');
        QCOMPARE(order(*catalog), (Order{3, 1, 2}));
    }

    void keepsAPlaceForALargerContext()
    {
        std::vector<test::EndpointSketch> sketches(6);
        sketches[4] = {.completionUsdPerMillion = "4", .contextTokens = 16'000};
        sketches[5] = {.completionUsdPerMillion = "3", .contextTokens = 1'000'000};
        for (std::size_t i = 0; i < 4; ++i)
            sketches[i].completionUsdPerMillion = std::to_string(i + 1);
        sketches[2].completionUsdPerMillion = "2.8";
        sketches[3].completionUsdPerMillion = "2.5";
        QCOMPARE(order(*test::makeCatalog(sketches)), (Order{1, 2, 4, 3})); // it surely fits
        m_request.body.assign(20'000, 'x');                                 // may be 20,000 tokens
        sketches[4].completionUsdPerMillion = "2.9";
        const auto catalog = test::makeCatalog(sketches);
        QCOMPARE(order(*catalog), (Order{1, 2, 4, 6})); // the best of those that are surely large enough
        m_request.body.assign(2'000'000, 'x');
        QCOMPARE(order(*catalog).front(), 6u); // likely too long for the others
        QCOMPARE(countOf(*plan(*catalog)->reasons, Standing::BeyondAttempts), 2u);
    }

    void aLargerContextTakesNoOtherModelsPlace()
    {
        m_request.body.assign(20'000, 'x'); // may be too long for 8,000 tokens
        std::vector<test::EndpointSketch> sketches(5);
        sketches[4] = {.completionUsdPerMillion = "3", .contextTokens = 1'000'000};
        sketches.push_back({.model = "b"});
        sketches.push_back({.model = "c"});
        const auto catalog = test::makeCatalog(sketches);
        wish()->models = {"b", "c"};
        const auto numbers = order(*catalog);
        QCOMPARE(numbers.size(), 4u);
        QCOMPARE(Order(numbers.begin() + 1, numbers.end()), (Order{5, 6, 7}));
        auto wishes = wish();
        wishes->models = {"b", "c"};
        wishes->allowsFallbacks = false;
        QVERIFY(order(*catalog).at(0) <= 4);
    }

    void obeysTheProviderObject()
    {
        const auto catalog = test::makeCatalog(
            {{.completionUsdPerMillion = "1", .dataPolicy = {false, false, 30}},
             {.completionUsdPerMillion = "2", .traits = quantized(supply::Quantization::Fp8)},
             {.promptUsdPerMillion = "0.01", .completionUsdPerMillion = "3", .dataPolicy = kPrivate}});
        wish()->order = {"Provider-3", "no-such", "provider-2"};
        QCOMPARE(order(*catalog), (Order{3, 2, 1}));
        auto wishes = wish();
        wishes->order = {"provider-3"};
        wishes->allowsFallbacks = false;
        QCOMPARE(order(*catalog), (Order{3}));
        wish()->allowsFallbacks = false;
        QCOMPARE(order(*catalog), (Order{1}));
        wish()->only = {"provider-2", "provider-3"};
        QCOMPARE(order(*catalog), (Order{2, 3}));
        wish()->ignore = {"provider-1"};
        QCOMPARE(order(*catalog), (Order{2, 3}));
        wish()->deniesDataCollection = true;
        QCOMPARE(order(*catalog), (Order{1, 3}));
        wish()->wantsZeroRetention = true;
        QCOMPARE(order(*catalog), (Order{3}));
        wish()->quantizations = {"fp8", "fp4"};
        QCOMPARE(order(*catalog), (Order{2}));
        wish()->maxPrice.completion = 2'000'000;
        QCOMPARE(order(*catalog), (Order{1, 2}));
        wish()->maxPrice.prompt = 10'000;
        QCOMPARE(order(*catalog), (Order{3}));
        wish()->sort = chat::RouteWishes::Sort::Price;
        m_request.maxCompletionTokens = 1;
        m_request.body.assign(4'000, 'x');
        QCOMPARE(order(*catalog), (Order{3, 1, 2}));
    }

    // A byte may be a token: what the prompt may come to must be as cheap as that.
    void aTierThatThePromptMayReachMustBeCheapEnough()
    {
        const auto catalog = test::makeCatalog({{.completionUsdPerMillion = "1", .longAbove = 2'000},
                                                {.completionUsdPerMillion = "2", .longAbove = 7'000}});
        wish()->maxPrice.completion = 2'000'000;
        m_request.body.assign(2'000, 'x');
        QCOMPARE(order(*catalog), (Order{1, 2}));
        m_request.body.assign(2'001, 'x');
        QCOMPARE(order(*catalog), (Order{2}));
        m_request.body.assign(7'001, 'x');
        QCOMPARE(order(*catalog), (Order{}));
    }

    void theHoldIsThatOfTheTierThatThePromptMayReach()
    {
        const auto catalog =
            test::makeCatalog({{.promptUsdPerMillion = "1", .completionUsdPerMillion = "0", .longAbove = 2'000}});
        m_request.body.assign(2'000, 'x');
        QCOMPARE(plan(*catalog)->hold.toUsd(), "0.002");
        m_request.body.assign(2'001, 'x');
        QCOMPARE(plan(*catalog)->hold.toUsd(), "0.02001");
    }

    void namesTheWishThatNobodyMeets_data()
    {
        QTest::addColumn<QByteArray>("param");
        for (const char* param : {"provider", "provider.zdr", "provider.only", "provider.ignore", "provider.order",
                                  "provider.quantizations", "provider.max_price", "provider.tiers"})
            QTest::newRow(param) << QByteArray(param);
    }
    void namesTheWishThatNobodyMeets()
    {
        QFETCH(QByteArray, param);
        const auto catalog = test::makeCatalog({{.dataPolicy = {false, param == "provider", 1}}});
        auto wishes = wish();
        wishes->deniesDataCollection = param == "provider";
        wishes->wantsZeroRetention = param == "provider.zdr";
        if (param == "provider.only")
            wishes->only = {"somebody-else"};
        if (param == "provider.ignore")
            wishes->ignore = {"provider-1"};
        if (param == "provider.order")
            wishes->order = {"somebody-else"};
        wishes->allowsFallbacks = param != "provider.order";
        if (param == "provider.quantizations")
            wishes->quantizations = {"fp4"};
        if (param == "provider.max_price")
            wishes->maxPrice.completion = 1;
        if (param == "provider.tiers")
            wishes->tiers = {2};
        const auto refused = plan(*catalog);
        QVERIFY(refused.error().code == ErrorCode::InvalidRequest);
        QCOMPARE(refused.error().param, param.toStdString());
    }

    void refusesAQuantizationThatDoesNotExist()
    {
        wish()->quantizations = {"fp5"};
        QCOMPARE(plan(*test::makeCatalog({{}})).error().param, "provider.quantizations");
    }

    void goesWhereTheRequestCanBeDone()
    {
        supply::Features tools;
        tools.add(supply::Feature::Tools);
        supply::Features both = tools;
        both.add(supply::Feature::Reasoning);
        const auto catalog = test::makeCatalog({{.completionUsdPerMillion = "1", .traits = able({})},
                                                {.completionUsdPerMillion = "2"},
                                                {.completionUsdPerMillion = "3", .traits = able(tools)},
                                                {.completionUsdPerMillion = "4", .traits = able(both)}});
        m_request.usesTools = true;
        m_request.wantsReasoning = true;
        QCOMPARE(order(*catalog), (Order{2, 3, 4}));
        wish()->requiresParameters = true;
        QCOMPARE(order(*catalog), (Order{4}));
        m_request.images = 1;
        const auto refused = plan(*catalog);
        QVERIFY(refused.error().code == ErrorCode::UnsupportedParameter);
        QCOMPARE(refused.error().param, "tools");
    }

    // What one asks for comes before what is off, so that a retry is suggested only where it may help.
    void tellsABadTimeFromABadRequest()
    {
        wish()->only = {"provider-1"};
        QVERIFY(plan(*test::makeCatalog({{.isProviderEnabled = false}, {}})).error().code == ErrorCode::NoRoute);
    }

    void everyModelGetsAPlace()
    {
        std::vector<test::EndpointSketch> sketches(6);
        sketches.push_back({.model = "b"});
        sketches.push_back({.model = "c"});
        const auto catalog = test::makeCatalog(sketches);
        wish()->models = {"b", "c"};
        const auto numbers = order(*catalog);
        QCOMPARE(numbers.size(), 4u);
        QCOMPARE(numbers[2], 7u);
        QCOMPARE(numbers[3], 8u);
        auto wishes = wish();
        wishes->models = {"b", "c"};
        wishes->allowsFallbacks = false;
        QCOMPARE(order(*catalog).size(), 3u);
    }

    void sortsAcrossModels()
    {
        const auto catalog =
            test::makeCatalog({{.completionUsdPerMillion = "3"}, {.model = "b", .completionUsdPerMillion = "2"}});
        auto wishes = wish();
        wishes->models = {"b"};
        wishes->sort = chat::RouteWishes::Sort::Price;
        QCOMPARE(order(*catalog), (Order{1, 2}));
        wishes->sortsAcrossModels = true;
        QCOMPARE(order(*catalog), (Order{2, 1}));
    }

    void noEndpointComesTwice()
    {
        const auto catalog = test::makeCatalog({{}, {.model = "b"}});
        wish()->models = {"gotoai/auto", "b"};
        QCOMPARE(order(*catalog).size(), 2u);
        QCOMPARE(countOf(*plan(*catalog)->reasons, Standing::Candidate), 2u);
    }

    void explainsNoMoreThanItIsAskedTo()
    {
        const auto catalog = test::makeCatalog(std::vector<test::EndpointSketch>(40));
        const RouteQuery query{.request = m_request, .health = m_health, .order = m_order};
        QCOMPARE(planRoute(*catalog, query)->reasons->endpoints.size(), 16u);
        RouteQuery thorough = query;
        thorough.explained = 1'000;
        const auto plan = considerRoute(*catalog, thorough);
        QCOMPARE(plan.reasons->endpoints.size(), 40u);
        QCOMPARE(countOf(*plan.reasons, Standing::BeyondAttempts), 36u);
    }

    void explainsWhatIsRefused()
    {
        const auto catalog = test::makeCatalog({{.state = supply::EndpointState::Disabled}});
        const auto plan = considerRoute(*catalog, {.request = m_request, .health = m_health, .order = m_order});
        QVERIFY(!plan.route.has_value());
        QVERIFY(plan.reasons->endpoints.at(0).standing == Standing::EndpointOff);
    }
};

QTEST_GUILESS_MAIN(RouteTest)
#include "route_test.moc"
