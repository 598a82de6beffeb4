// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace gotoai::hypercore {

// What the caller wants most.
enum class RoutingMode : std::uint8_t {
    Cheap,   // the lowest output price
    Quality, // the highest quality score
    Latency, // the shortest time to a whole answer, as measured, among healthy endpoints
    Privacy, // only providers that neither log nor train; the cheapest of them
    Code,    // the highest score for code
};

inline constexpr std::array kRoutingModes = {RoutingMode::Cheap, RoutingMode::Quality, RoutingMode::Latency,
                                             RoutingMode::Privacy, RoutingMode::Code};

std::string_view routingModeWord(RoutingMode mode); // "cheap"
std::optional<RoutingMode> routingModeFromWord(std::string_view word);

// A model's id that ends in a mode: "openai/gpt-4o:quality". OpenRouter's :floor is cheap, its :nitro latency.
struct SuffixedModel
{
    std::string_view model; // without the suffix
    RoutingMode mode;
};

// Empty when there is no suffix, or another one. `id` outlives the answer.
std::optional<SuffixedModel> splitModeSuffix(std::string_view id);

// Leaves the model to the mode.
inline constexpr std::string_view kAutoModel = "gotoai/auto";

} // namespace gotoai::hypercore
