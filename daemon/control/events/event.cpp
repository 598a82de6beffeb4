// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/events/event.h"

#include <algorithm>
#include <array>

namespace gotoai::control {
namespace {

constexpr std::array<std::string_view, 9> kWords{"orders", "balances",        "health", "breaker", "switches",
                                                 "alerts", "reconciliations", "config", "system"};

} // namespace

std::string_view topicWord(Topic topic) { return kWords[static_cast<std::size_t>(topic)]; }

std::optional<Topics> topicsFromText(std::string_view text)
{
    Topics topics = 0;
    for (;;) {
        const std::size_t comma = std::min(text.find(','), text.size());
        const auto word = std::ranges::find(kWords, text.substr(0, comma));
        if (word == kWords.end())
            return std::nullopt;
        topics |= Topics{1} << static_cast<unsigned>(word - kWords.begin());
        if (comma == text.size())
            return topics;
        text.remove_prefix(comma + 1);
    }
}

} // namespace gotoai::control
