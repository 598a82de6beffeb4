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
        std::map<std::uint32_t, supply::HealthFigures> figures;
    };

    chat::Request m_request;
    Health m_health;

    Result<Route> plan(const supply::Catalog& catalog) const
    {
        return planRoute(catalog, {.request = m_request, .health = m_health, .mode = RoutingMode::Cheap, .fee = {}});
    }

private Q_SLOTS:
    void init()
    {
        m_request = {};
        m_health.figures.clear();
        m_request.model = "demo/model";
        m_request.body.assign(100, 'x');
        m_request.maxCompletionTokens = 10;
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
        QCOMPARE(route->excluded.size(), 3u);
        QVERIFY(route->excluded[0].reason == Exclusion::EndpointOff);
        QVERIFY(route->excluded[2].reason == Exclusion::ProviderOff);
    }

    void passesOverOpenBreakers()
    {
        const auto catalog = test::makeCatalog({{}, {}});
        m_health.figures[0].isOpen = true;
        const auto route = plan(*catalog);
        QCOMPARE(route->candidates.size(), 1u);
        QCOMPARE(route->candidates[0].endpoint->slot, 1u);
        QVERIFY(route->excluded.at(0).reason == Exclusion::BreakerOpen);
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

    void triesNoMoreThanTheLimit()
    {
        std::vector<test::EndpointSketch> sketches(kMaxAttempts + 2);
        sketches.front().completionUsdPerMillion = "999"; // the dearest falls out and must not make the hold dearer
        const auto route = plan(*test::makeCatalog(sketches));
        QCOMPARE(route->candidates.size(), kMaxAttempts);
        QCOMPARE(route->excluded.size(), 2u);
        QVERIFY(route->excluded[0].reason == Exclusion::BeyondAttempts);
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

    void isDeterministic()
    {
        const auto catalog = test::makeCatalog({{}, {}, {}});
        const auto first = plan(*catalog);
        const auto second = plan(*catalog);
        for (std::size_t i = 0; i < first->candidates.size(); ++i)
            QVERIFY(first->candidates[i].endpoint == second->candidates[i].endpoint);
    }
};

QTEST_GUILESS_MAIN(RouteTest)
#include "route_test.moc"
