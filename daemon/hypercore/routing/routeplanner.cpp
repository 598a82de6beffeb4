// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/routing/routeplanner.h"

#include "hypercore/routing/bound.h"
#include "hypercore/routing/spread.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace gotoai::hypercore {
namespace {

// One order in so many tries what has not been measured, where speed decides.
constexpr std::uint64_t kExploringShare = 32;

// gotoai/auto holds what other models hold too.
bool isAmong(std::span<const ModelChoice> models, const std::shared_ptr<const supply::Endpoint>& endpoint)
{
    return std::ranges::any_of(models, [&](const ModelChoice& model) {
        return std::ranges::find(*model.endpoints, endpoint) != model.endpoints->end();
    });
}

// Endpoints lie apart in memory, and each is looked at for a few nanoseconds: those to come are fetched meanwhile, what
// they point to one step later.
void fetchAhead(const std::vector<std::shared_ptr<const supply::Endpoint>>& endpoints, std::size_t at)
{
    constexpr std::size_t kFar = 8;
    constexpr std::size_t kNear = 4;
    constexpr std::size_t kLine = 64;
    const auto fetch = [](const void* from, std::size_t bytes) {
        for (std::size_t offset = 0; offset < bytes; offset += kLine)
            __builtin_prefetch(static_cast<const char*>(from) + offset);
    };
    if (at + kFar < endpoints.size())
        fetch(endpoints[at + kFar].get(), sizeof(supply::Endpoint));
    if (at + kNear < endpoints.size()) {
        fetch(endpoints[at + kNear]->provider.get(), 2 * kLine);
        fetch(endpoints[at + kNear]->price.get(), 2 * kLine);
    }
}

} // namespace

RoutePlanner::RoutePlanner(const RouteQuery& query, const EndpointFilter& filter)
    : m_query(query)
    , m_filter(filter)
    , m_expected(query.request)
    , m_seed(seedOf(query.order.bytes()))
    , m_explores(m_seed % kExploringShare == 0)
    , m_isAcrossModels(query.request.routeWishes && query.request.routeWishes->sort &&
                       query.request.routeWishes->sortsAcrossModels)
{
    if (const auto sticky = stickySeed(query.account, query.request)) {
        m_seed = *sticky;
        m_isSticky = true;
    }
}

RoutePlan RoutePlanner::plan(std::span<const ModelChoice> models)
{
    m_route.mode = models.front().mode;
    weigh(models);
    if (m_ranks.empty())
        weighOpenOnes();
    preferTiers();
    takeCandidates(m_isAcrossModels ? 1 : models.size());
    auto reasons = this->reasons(models);
    if (m_route.candidates.empty())
        return {refusal(), std::move(reasons), m_askedFor};
    m_route.hold = std::ranges::max(m_route.candidates, {}, &Candidate::hold).hold;
    m_route.reasons = reasons;
    return {std::move(m_route), std::move(reasons), {}};
}

void RoutePlanner::weigh(std::span<const ModelChoice> models)
{
    std::size_t total = 0;
    for (const ModelChoice& model : models)
        total += model.endpoints->size();
    m_weighed.reserve(total);
    m_ranks.reserve(total);
    for (std::uint32_t i = 0; i < models.size(); ++i) {
        const Ordering ordering = orderingOf(models[i].mode, m_query.request.routeWishes.get());
        const auto& endpoints = *models[i].endpoints;
        for (std::size_t at = 0; at < endpoints.size(); ++at) {
            const auto& endpoint = endpoints[at];
            fetchAhead(endpoints, at);
            if (isAmong(models.first(i), endpoint))
                continue;
            Weighed& weighed = m_weighed.emplace_back();
            weighed.endpoint = &endpoint;
            weighed.model = static_cast<std::uint16_t>(m_isAcrossModels ? 0 : i);
            weighed.tier = endpoint->traits.tier;
            weighed.standing = m_filter.standingOf(*endpoint);
            if (weighed.standing != Standing::Candidate)
                continue;
            weighed.health = m_query.health.figuresOf(*endpoint, m_expected.promptTokens);
            if (weighed.health.isOpen) {
                weighed.standing = weighed.health.isLimited ? Standing::RateLimited : Standing::BreakerOpen;
                continue;
            }
            Rank& rank = m_ranks.emplace_back();
            rank.weighed = static_cast<std::uint32_t>(m_weighed.size() - 1);
            judge(weighed, ordering, rank.worth);
            m_largestContext = std::max(m_largestContext, endpoint->contextTokens);
        }
    }
}

// Ejection never empties a pool: where all endpoints are left alone, they are tried, in the order that
// the request asks for, then the least bad first. But whoever has said how long to leave it alone is left alone.
void RoutePlanner::weighOpenOnes()
{
    constexpr std::uint64_t kBestScore = 100;
    for (std::uint32_t i = 0; i < m_weighed.size(); ++i) {
        Weighed& weighed = m_weighed[i];
        if (weighed.standing != Standing::BreakerOpen && weighed.standing != Standing::RateLimited)
            continue;
        const supply::Endpoint& endpoint = **weighed.endpoint;
        const supply::Ejection ejection = m_query.health.ejectionOf(endpoint);
        if (ejection.isAsked) {
            m_askedFor = std::min(m_askedFor.value_or(ejection.pause), ejection.pause);
            continue;
        }
        weighed.standing = Standing::Candidate;
        const Merit merit{.first = kBestScore - weighed.health.score,
                          .second = static_cast<std::uint64_t>(ejection.pause.count())};
        m_ranks.push_back({.worth = Worth(weighed.model, placeOf(endpoint), isTooSmall(endpoint), false, false, merit),
                           .weighed = i});
        m_largestContext = std::max(m_largestContext, endpoint.contextTokens);
        m_route.isLastResort = true;
    }
}

std::size_t RoutePlanner::placeOf(const supply::Endpoint& endpoint) const
{
    return m_filter.hasOrder() ? m_filter.placeOf(*endpoint.provider) : 0;
}

void RoutePlanner::judge(const Weighed& weighed, Ordering ordering, Worth& worth)
{
    const supply::Endpoint& endpoint = **weighed.endpoint;
    const bool isSpeedCounted = isMeasured(ordering);
    Merit merit = meritOf(ordering, endpoint, weighed.health, m_expected);
    if (m_explores && isSpeedCounted && merit.first == kUnscored) {
        merit.first = 0;
        m_isExploring = true;
    }
    worth = Worth(weighed.model, placeOf(endpoint), isTooSmall(endpoint), weighed.health.score < kHealthyScore,
                  isSpeedCounted, merit);
}

void RoutePlanner::draw(Rank& rank) const
{
    if (rank.spread == kNotDrawn)
        rank.spread = spreadRank(m_seed, endpointOf(rank).id, endpointOf(rank).traits.weight);
}

bool RoutePlanner::leads(Rank& rank, Rank& leader) const
{
    if (const auto order = rank.worth <=> leader.worth; order != 0)
        return order < 0;
    draw(rank);
    draw(leader);
    return std::tie(rank.spread, rank.weighed) < std::tie(leader.spread, leader.weighed);
}

// Only likely, since nobody has counted the prompt: it goes behind, not away.
bool RoutePlanner::isTooSmall(const supply::Endpoint& endpoint) const
{
    const std::int64_t output = m_query.request.maxCompletionTokens.value_or(0);
    return output > endpoint.maxOutputTokens || m_expected.promptTokens + output > endpoint.contextTokens;
}

// Fallback stays within the tier of each model's best endpoint as long as it can.
void RoutePlanner::preferTiers()
{
    const auto tierOf = [&](const Rank& rank) { return m_weighed[rank.weighed].tier; };
    const auto isOther = [&](const Rank& rank) { return tierOf(rank) != tierOf(m_ranks.front()); };
    if (std::ranges::none_of(m_ranks, isOther))
        return;
    std::vector<Rank*> best;
    for (Rank& rank : m_ranks) {
        best.resize(std::max(best.size(), rank.worth.model() + 1));
        Rank*& leader = best[rank.worth.model()];
        if (leader == nullptr || leads(rank, *leader))
            leader = &rank;
    }
    std::vector<std::int32_t> tiers(best.size());
    for (std::size_t i = 0; i < best.size(); ++i)
        tiers[i] = best[i] != nullptr ? tierOf(*best[i]) : 0;
    for (Rank& rank : m_ranks) {
        if (tierOf(rank) != tiers[rank.worth.model()])
            rank.worth.setOtherTier();
    }
}

// By worth first; then those that are as good as the last of them are drawn for, too.
void RoutePlanner::sortFirst(std::size_t count)
{
    count = std::min(count, m_ranks.size());
    if (count <= m_sorted)
        return;
    const auto at = [&](std::size_t index) { return m_ranks.begin() + static_cast<std::ptrdiff_t>(index); };
    std::ranges::partial_sort(at(m_sorted), at(count), m_ranks.end(), {}, &Rank::worth);
    const Worth last = m_ranks[count - 1].worth;
    const auto equalsEnd =
        std::partition(at(count), m_ranks.end(), [&](const Rank& rank) { return rank.worth == last; });
    std::for_each(at(m_sorted), equalsEnd, [&](Rank& rank) { draw(rank); });
    std::partial_sort(at(m_sorted), at(count), equalsEnd, [](const Rank& a, const Rank& b) {
        return std::tie(a.worth, a.spread, a.weighed) < std::tie(b.worth, b.spread, b.weighed);
    });
    m_sorted = count;
}

// Prices within a hundredth of the best are shared among like equal ones, or one that undercuts by nothing had it all.
// Of what is sorted already, so that it costs nothing.
void RoutePlanner::spreadNearPrices()
{
    if (orderingOf(m_route.mode, m_query.request.routeWishes.get()) != Ordering::OutputPrice || m_route.isLastResort)
        return;
    const auto sorted = std::span(m_ranks).first(m_sorted);
    const auto end =
        std::ranges::find_if_not(sorted, [&](const Rank& rank) { return rank.worth.isNear(sorted.front().worth); });
    if (end - sorted.begin() < 2)
        return;
    std::for_each(sorted.begin(), end, [&](Rank& rank) { draw(rank); });
    std::sort(sorted.begin(), end, [](const Rank& a, const Rank& b) {
        return std::tie(a.spread, a.weighed) < std::tie(b.spread, b.weighed);
    });
}

// One model's endpoints leave a place to each of the models that come after it and can be asked.
bool RoutePlanner::mayTake(std::size_t laterModels, std::size_t takenOfModel) const
{
    const auto& wishes = m_query.request.routeWishes;
    if (wishes && !wishes->allowsFallbacks && wishes->order.empty() && takenOfModel > 0)
        return false;
    return m_route.candidates.size() + std::min(laterModels, kMaxAttempts - 1) < kMaxAttempts;
}

void RoutePlanner::takeCandidates(std::size_t models)
{
    std::vector<std::size_t> taken(models);
    std::vector<std::size_t> later(models); // after each, as many models that have an endpoint here
    if (models > 1) {
        for (const Rank& rank : m_ranks)
            later[rank.worth.model()] = 1;
        std::exclusive_scan(later.rbegin(), later.rend(), later.rbegin(), std::size_t{0});
    }
    sortFirst(models > 1 ? m_ranks.size() : std::max(m_query.explained, kMaxAttempts));
    spreadNearPrices();
    for (std::size_t i = 0; i < m_ranks.size() && m_route.candidates.size() < kMaxAttempts; ++i) {
        sortFirst(i + 1);
        const Rank& rank = m_ranks[i];
        if (!mayTake(later[rank.worth.model()], taken[rank.worth.model()]))
            continue;
        auto candidate = candidateOf(m_weighed[rank.weighed]);
        if (!candidate)
            continue;
        m_route.candidates.push_back(*std::move(candidate));
        m_taken.push_back(rank.weighed);
        ++taken[rank.worth.model()];
    }
    keepPlaceForLargerContext();
}

// Empty, which is noted, where it has no price for what the request may use.
std::optional<Candidate> RoutePlanner::candidateOf(Weighed& weighed)
{
    const auto& endpoint = *weighed.endpoint;
    const auto bound = usageBound(m_query.request, *endpoint);
    auto hold = clearinghouse::holdFor(bound, *endpoint->price, m_query.fee);
    if (hold)
        return Candidate{endpoint, bound, *hold};
    m_unpriced = std::move(hold).error();
    weighed.standing = Standing::NoPrice;
    return std::nullopt;
}

// What is too long for one endpoint is too long for all that are no larger. Where the request may be, and a larger one
// would be beyond the attempts, the last candidate makes way for it, unless that is the only one of its model. A
// request that surely fits does not have its hold raised by an endpoint that it never needs.
void RoutePlanner::keepPlaceForLargerContext()
{
    auto& candidates = m_route.candidates;
    if (candidates.size() < kMaxAttempts)
        return;
    const auto contextOf = [](const Candidate& candidate) { return candidate.endpoint->contextTokens; };
    const Candidate& roomiest = *std::ranges::max_element(candidates, {}, contextOf);
    const std::int64_t largest = contextOf(roomiest);
    if (largest >= m_largestContext || isSurelyLargeEnough(*roomiest.endpoint))
        return;
    const auto modelAt = [&](std::size_t place) { return m_weighed[m_taken[place]].model; };
    std::size_t leaving = candidates.size() - 1;
    while (leaving > 0 && modelAt(leaving - 1) != modelAt(leaving))
        --leaving;
    if (leaving == 0)
        return;
    while (const Rank* const best = bestOfLargerContext(largest)) {
        Weighed& weighed = m_weighed[best->weighed];
        auto candidate = candidateOf(weighed);
        if (!candidate)
            continue;
        candidates.erase(candidates.begin() + static_cast<std::ptrdiff_t>(leaving));
        m_taken.erase(m_taken.begin() + static_cast<std::ptrdiff_t>(leaving));
        std::size_t place = 0;
        while (place < candidates.size() && modelAt(place) <= weighed.model)
            ++place;
        candidates.insert(candidates.begin() + static_cast<std::ptrdiff_t>(place), *std::move(candidate));
        m_taken.insert(m_taken.begin() + static_cast<std::ptrdiff_t>(place), best->weighed);
        return;
    }
}

// The best of those that are surely large enough; where none is, the largest. Null: none is larger.
RoutePlanner::Rank* RoutePlanner::bestOfLargerContext(std::int64_t contextTokens)
{
    Rank* best = nullptr;
    const auto isBetter = [&](Rank& rank) {
        const supply::Endpoint& endpoint = endpointOf(rank);
        const supply::Endpoint& other = endpointOf(*best);
        const bool isEnough = isSurelyLargeEnough(endpoint);
        if (isEnough != isSurelyLargeEnough(other))
            return isEnough;
        if (!isEnough && endpoint.contextTokens != other.contextTokens)
            return endpoint.contextTokens > other.contextTokens;
        return leads(rank, *best);
    };
    for (Rank& rank : m_ranks) {
        const bool isFit = m_weighed[rank.weighed].standing == Standing::Candidate;
        if (isFit && endpointOf(rank).contextTokens > contextTokens && (best == nullptr || isBetter(rank)))
            best = &rank;
    }
    return best;
}

// Whatever the prompt comes to.
bool RoutePlanner::isSurelyLargeEnough(const supply::Endpoint& endpoint) const
{
    const std::int64_t prompt = usageBound(m_query.request, endpoint).promptTokens; // never above the context
    return prompt + m_query.request.maxCompletionTokens.value_or(1) <= endpoint.contextTokens;
}

} // namespace gotoai::hypercore
