// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gotoai::control {

enum class Topic : std::uint8_t {
    Orders,
    Balances,
    Health,
    Breaker,
    Switches,
    Alerts,
    Reconciliations,
    Config,
    System
};

using Topics = std::uint32_t; // a bit each
constexpr Topics bitOf(Topic topic) { return Topics{1} << static_cast<unsigned>(topic); }
constexpr Topics kAllTopics = (Topics{1} << 9) - 1;

std::string_view topicWord(Topic topic);
// "orders,balances"; empty when one of them is no topic.
std::optional<Topics> topicsFromText(std::string_view text);

struct Event
{
    Topic topic = Topic::System;
    std::optional<AccountId> account{}; // whose it is; empty: nobody's, which members do not see
    std::string state{};                // of what it is the latest state; empty: it happened, and stays so
    std::string json{};
};

} // namespace gotoai::control
