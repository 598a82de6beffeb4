// SPDX-License-Identifier: GPL-3.0-or-later
// What a plan says of itself: why endpoints stand where they do, and why there is none to try.
#include "hypercore/routing/routeplanner.h"

#include <algorithm>
#include <array>

namespace gotoai::hypercore {
namespace {

std::size_t indexOf(Standing standing) { return static_cast<std::size_t>(standing); }

// What a request asks for that no endpoint has.
struct UnmetWish
{
    Standing standing;
    const char* param;
    const char* text;
};

constexpr std::array kUnmetWishes = {
    UnmetWish{Standing::NotPrivate, "provider",
              "is at a provider that is known neither to log prompts nor to train on them"},
    UnmetWish{Standing::RetainsPrompts, "provider.zdr", "is at a provider that is known to retain nothing"},
    UnmetWish{Standing::NotAmongOnly, "provider.only", "is at one of these providers"},
    UnmetWish{Standing::Ignored, "provider.ignore", "is at another provider"},
    UnmetWish{Standing::NotAmongOrder, "provider.order", "is at one of these providers"},
    UnmetWish{Standing::OtherQuantization, "provider.quantizations", "is quantized like that"},
    UnmetWish{Standing::TooDear, "provider.max_price", "is as cheap as that"},
    UnmetWish{Standing::OtherTier, "provider.tiers", "is of one of these tiers"},
};

} // namespace

ConsideredEndpoint RoutePlanner::considered(const Weighed& weighed, Standing standing, Money hold) const
{
    const supply::Endpoint& endpoint = **weighed.endpoint;
    ConsideredEndpoint considered;
    considered.endpoint = endpoint.id;
    considered.standing = standing;
    considered.promptPico = endpoint.price->pico(Meter::Prompt, m_expected.promptTokens).value_or(0);
    considered.completionPico = endpoint.price->pico(Meter::Completion, m_expected.promptTokens).value_or(0);
    considered.expectedCost =
        toMoney(expectedCost(m_expected, *endpoint.price), Rounding::HalfToEven).value_or(Money());
    considered.hold = hold;
    considered.quality = endpoint.traits.quality;
    considered.codeScore = endpoint.traits.codeScore;
    considered.tier = endpoint.traits.tier;
    considered.health = weighed.health;
    return considered;
}

// The candidates, then what is ranked behind them, then what was passed over. What has been ranked and not taken is
// beyond the attempts.
std::shared_ptr<const RouteReasons> RoutePlanner::reasons(std::span<const ModelChoice> models) const
{
    auto reasons = std::make_shared<RouteReasons>();
    reasons->mode = models.front().mode;
    if (m_query.request.routeWishes)
        reasons->sort = m_query.request.routeWishes->sort;
    reasons->isPrivateOnly = m_filter.isPrivateOnly();
    reasons->isSticky = m_isSticky;
    reasons->isExploring = m_isExploring;
    reasons->isLastResort = m_route.isLastResort;
    reasons->endpoints.reserve(std::min(m_query.explained, m_weighed.size()));
    const auto add = [&](const Weighed& weighed, Standing standing, Money hold) {
        if (reasons->endpoints.size() < m_query.explained)
            reasons->endpoints.push_back(considered(weighed, standing, hold));
    };
    for (std::size_t i = 0; i < m_taken.size(); ++i)
        add(m_weighed[m_taken[i]], Standing::Candidate, m_route.candidates[i].hold);
    for (std::size_t i = 0; i < m_sorted; ++i) {
        const std::uint32_t index = m_ranks[i].weighed;
        if (std::ranges::find(m_taken, index) == m_taken.end())
            add(m_weighed[index], standingOfRanked(m_weighed[index]), {});
    }
    for (const Weighed& weighed : m_weighed) {
        if (weighed.standing != Standing::Candidate && weighed.standing != Standing::NoPrice)
            add(weighed, weighed.standing, {});
        ++reasons->counts[indexOf(standingOfRanked(weighed))];
    }
    const auto taken = static_cast<std::uint32_t>(m_taken.size());
    reasons->counts[indexOf(Standing::BeyondAttempts)] -= taken;
    reasons->counts[indexOf(Standing::Candidate)] += taken;
    return reasons;
}

Error RoutePlanner::refusal() const
{
    if (m_unpriced)
        return *m_unpriced;
    if (m_askedFor)
        return askedToWait(m_query.request.model);
    const auto has = [&](Standing standing) {
        return std::ranges::find(m_weighed, standing, &Weighed::standing) != m_weighed.end();
    };
    const auto allowed = std::ranges::find_if(
        m_weighed, [](const Weighed& weighed) { return weighed.standing != Standing::NotAllowed; });
    if (allowed == m_weighed.end())
        return failure(ErrorCode::ModelNotAllowed,
                       m_query.request.model == kAutoModel
                           ? "The key may use none of the models that there are."
                           : "The key may not use the model '" + m_query.request.model + "'.",
                       "model");
    // Of what the key may use: nobody waits for the rest.
    const bool isNamedAllowed = m_query.request.model == kAutoModel || !has(Standing::NotAllowed);
    const std::string any =
        "No endpoint of the model '" + (isNamedAllowed ? m_query.request.model : (*allowed->endpoint)->model) + "' ";
    if (const auto stopped = std::ranges::find(m_weighed, Standing::Stopped, &Weighed::standing);
        stopped != m_weighed.end())
        return refusalBy(*m_query.killSwitches->onSupply(**stopped->endpoint));
    if (has(Standing::EndpointOff) || has(Standing::ProviderOff))
        return failure(ErrorCode::NoRoute, any + "is in service.");
    if (has(Standing::LacksFeature)) {
        const bool isImage = m_query.request.images > 0 && !m_query.request.usesTools;
        const char* const param = m_query.request.usesTools ? "tools" : isImage ? "messages" : "response_format";
        return failure(ErrorCode::UnsupportedParameter, any + "does all that the request asks for.", param);
    }
    for (const UnmetWish& wish : kUnmetWishes)
        if (has(wish.standing))
            return failure(ErrorCode::InvalidRequest, any + wish.text + ".",
                           m_query.request.routeWishes ? wish.param : "model");
    return failure(ErrorCode::NoRoute, any + "is in service.");
}

} // namespace gotoai::hypercore
