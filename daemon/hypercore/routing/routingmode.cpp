// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/routing/routingmode.h"

#include <cstdlib>

namespace gotoai::hypercore {

std::string_view routingModeWord(RoutingMode mode)
{
    switch (mode) {
    case RoutingMode::Cheap: return "cheap";
    case RoutingMode::Quality: return "quality";
    case RoutingMode::Latency: return "latency";
    case RoutingMode::Privacy: return "privacy";
    case RoutingMode::Code: return "code";
    }
    std::abort();
}

std::optional<RoutingMode> routingModeFromWord(std::string_view word)
{
    for (const RoutingMode mode : kRoutingModes)
        if (routingModeWord(mode) == word)
            return mode;
    return std::nullopt;
}

std::optional<SuffixedModel> splitModeSuffix(std::string_view id)
{
    const std::size_t colon = id.rfind(':');
    if (colon == std::string_view::npos || colon == 0)
        return std::nullopt;
    const std::string_view word = id.substr(colon + 1);
    const auto mode = word == "floor"   ? std::optional(RoutingMode::Cheap)
                      : word == "nitro" ? std::optional(RoutingMode::Latency)
                                        : routingModeFromWord(word);
    if (!mode)
        return std::nullopt;
    return SuffixedModel{id.substr(0, colon), *mode};
}

} // namespace gotoai::hypercore
