// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hypercore/routing/endpointfilter.h"
#include "hypercore/routing/modelchoice.h"
#include "hypercore/routing/ranking.h"
#include "hypercore/routing/route.h"

#include <algorithm>
#include <chrono>
#include <compare>
#include <cstdint>
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
        std::uint16_t model = 0; // its place among the models, where they are tried one after another
        std::int32_t tier = 0;
        supply::HealthFigures health{};
    };

    // How good an endpoint is; less is better. What counts more stands in higher bits: that several hundred are
    // compared costs three words each.
    class Worth
    {
    public:
        Worth() = default;
        // `model`: its place among the models; `place`: by provider.order; too small for what the request is likely to
        // need.
        Worth(std::size_t model, std::size_t place, bool isTooSmall, bool isAiling, bool isSpeedCounted,
              const Merit& merit)
            : m_class(std::uint64_t{model} << kModelBit | std::uint64_t{std::min<std::size_t>(place, UINT32_MAX)} << 8 |
                      std::uint64_t{isTooSmall} << 2 | std::uint64_t{isAiling && isSpeedCounted})
            , m_merit(merit.first)
            , m_ties(std::min(merit.second, kUnscored >> 1) << 1 | std::uint64_t{isAiling})
        {}
        auto operator<=>(const Worth&) const = default;

        std::size_t model() const { return m_class >> kModelBit; }
        // No figure is more than a hundredth above that of `best`, and nothing else is different.
        bool isNear(const Worth& best) const
        {
            const auto isWithin = [](std::uint64_t value, std::uint64_t least) {
                return value <= least || value - least <= least / 100;
            };
            return m_class == best.m_class && isWithin(m_merit, best.m_merit) &&
                   isWithin(m_ties >> 1, best.m_ties >> 1) && (m_ties & 1) == (best.m_ties & 1);
        }
        void setOtherTier() { m_class |= 2; } // than that of the model's best endpoint

    private:
        static constexpr int kModelBit = 40;

        std::uint64_t m_class = 0; // model, place, too small, other tier, ailing where speed counts
        std::uint64_t m_merit = 0;
        std::uint64_t m_ties = 0; // what decides among equals: the second merit, then whether it is ailing
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
    std::size_t placeOf(const supply::Endpoint& endpoint) const;
    void judge(const Weighed& weighed, Ordering ordering, Worth& worth);
    const supply::Endpoint& endpointOf(const Rank& rank) const { return **m_weighed[rank.weighed].endpoint; }
    void draw(Rank& rank) const;
    bool leads(Rank& rank, Rank& leader) const;
    bool isTooSmall(const supply::Endpoint& endpoint) const;
    void preferTiers();
    void sortFirst(std::size_t count);
    void spreadNearPrices();
    void takeCandidates(std::size_t models);
    bool mayTake(std::size_t laterModels, std::size_t takenOfModel) const;
    std::optional<Candidate> candidateOf(Weighed& weighed);
    void keepPlaceForLargerContext();
    Rank* bestOfLargerContext(std::int64_t contextTokens);
    bool isSurelyLargeEnough(const supply::Endpoint& endpoint) const;
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
    bool m_explores;            // an endpoint that has not been measured may lead for once
    bool m_isExploring = false; // and there is one
    bool m_isAcrossModels;
    std::vector<Weighed> m_weighed;
    std::int64_t m_largestContext = 0;  // of the ranked ones
    std::vector<Rank> m_ranks;          // of the weighed ones that nothing speaks against
    std::size_t m_sorted = 0;           // so many of them stand where they belong
    std::vector<std::uint32_t> m_taken; // those that became candidates, as indices of the weighed ones
    std::optional<Error> m_unpriced;
    std::optional<std::chrono::milliseconds> m_askedFor; // the least that a provider wants to be left alone
    Route m_route;
};

} // namespace gotoai::hypercore
