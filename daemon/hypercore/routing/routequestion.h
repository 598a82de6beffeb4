// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "hypercore/routing/route.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gotoai::hypercore {

// A request as far as routing goes by it, for who wants to know where it would go without making it.
struct RouteQuestion
{
    std::string model;
    std::vector<std::string> models;
    std::string provider;            // OpenRouter's object as JSON; empty: none
    std::int64_t promptTokens = 500; // 1…kMostPromptTokens
    std::optional<std::int64_t> maxCompletionTokens{};
    std::vector<std::string> features{}; // "tools", "vision", "json_object", "json_schema", "reasoning"
    static constexpr std::int64_t kMostPromptTokens = 2'000'000;
};

struct QuestionSurroundings
{
    const supply::Catalog& catalog;
    const supply::EndpointHealth& health;
    const KillSwitches& killSwitches;
    ModeWishes modes{};
    AllowedModels allowedModels{};
    FeePolicy fee{};
    AccountId account{};
    KeyId key{};
    OrderId order{};
};

// The plan of such a request, with the reasons of all endpoints up to `explained`. InvalidRequest naming the field
// where it is no request that /v1 would take; what routing itself refuses is the plan's, and so is what a kill switch
// on the caller does.
Result<RoutePlan> considerQuestion(const RouteQuestion& question, const QuestionSurroundings& surroundings,
                                   std::size_t explained);

} // namespace gotoai::hypercore
