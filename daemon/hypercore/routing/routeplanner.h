// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hypercore/routing/endpointfilter.h"
#include "hypercore/routing/modelchoice.h"
#include "hypercore/routing/ranking.h"
#include "hypercore/routing/route.h"

#include <compare>
#include <optional>
#include <span>
#include <vector>

namespace gotoai::hypercore {

// The making of one plan: weighs every endpoint once, puts those in order that nothing speaks against, takes as many as
// may be tried, and notes the reasons. Lives for one call.
class RoutePlanner
{
public:
    // Both outlive the planner.
    RoutePlanner(const RouteQuery& query, const EndpointFilter& filter);

    RoutePlan plan(std::span<const ModelChoice> models);

private:
    // An endpoint of one of the models, weighed.
    struct Weighed
    {
        const std::shared_ptr<const supply::Endpoint>* endpoint = nullptr;
        Standing standing = Standing::Candidate;
        supply::HealthFigures health{};
    };

    // How good an endpoint is, compared member by member; less is better.
    struct Worth
    {
        std::uint32_t model = 0;  // its place among the models
        std::uint32_t place = 0;  // by provider.order
        bool isTooSmall = false;  // for what the request is likely to need
        bool isOtherTier = false; // than that of the model's best endpoint
        bool isAilingWhereSpeedCounts = false;
        Merit merit;
        bool isAiling = false;
        auto operator<=>(const Worth&) const = default;
    };

    // Its place among all. Who comes first among equals is drawn only where there are equals.
    struct Rank
    {
        Worth worth;
        float spread = kNotDrawn;  // spreadRank(), which is not negative
        std::uint32_t weighed = 0; // which one it is
    };
    static constexpr float kNotDrawn = -1;

    void weigh(std::span<const ModelChoice> models);
    void weighOpenOnes();
    void judge(const Weighed& weighed, std::uint32_t model, Ordering ordering, Worth& worth) const;
    const supply::Endpoint& endpointOf(const Rank& rank) const { return **m_weighed[rank.weighed].endpoint; }
    void draw(Rank& rank) const;
    bool leads(Rank& rank, Rank& leader) const;
    bool isTooSmall(const supply::Endpoint& endpoint) const;
    void preferTiers();
    void sortFirst(std::size_t count);
    void takeCandidates(std::size_t models);
    bool mayTake(const Worth& worth, std::size_t models, std::size_t takenOfModel) const;
    ConsideredEndpoint considered(const Weighed& weighed, Standing standing, Money hold) const;
    // Of one that is not taken, whatever it may have been fit for.
    static Standing standingOfRanked(const Weighed& weighed)
    {
        return weighed.standing == Standing::Candidate ? Standing::BeyondAttempts : weighed.standing;
    }
    std::shared_ptr<const RouteReasons> reasons(std::span<const ModelChoice> models) const;
    Error refusal() const;

    const RouteQuery& m_query;
    const EndpointFilter& m_filter;
    const ExpectedUsage m_expected;
    std::uint64_t m_seed;
    bool m_isSticky = false;
    bool m_explores; // an endpoint that has not been measured may lead for once
    bool m_isAcrossModels;
    std::vector<Weighed> m_weighed;
    std::vector<Rank> m_ranks;          // of the weighed ones that nothing speaks against
    std::size_t m_sorted = 0;           // so many of them stand where they belong
    std::vector<std::uint32_t> m_taken; // those that became candidates, as indices of the weighed ones
    std::optional<Error> m_unpriced;
    Route m_route;
};

} // namespace gotoai::hypercore
