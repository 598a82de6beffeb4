// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/widenumbers.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>

namespace gotoai::json {
namespace {

constexpr std::string_view kMask = "-0.5";

bool isPartOfNumber(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

template<class T>
bool isHeldBy(std::string_view number)
{
    T value{};
    return std::from_chars(number.data(), number.data() + number.size(), value).ec == std::errc();
}

bool isWide(std::string_view number)
{
    if (number.find_first_of(".eE") != std::string_view::npos)
        return !isHeldBy<double>(number);
    return !isHeldBy<std::int64_t>(number) && (number.front() == '-' || !isHeldBy<std::uint64_t>(number));
}

} // namespace

std::size_t maskWideNumbers(std::span<char> text)
{
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c == '"') {
            for (++at; at < text.size() && text[at] != '"'; ++at)
                at += text[at] == '\\' ? 1 : 0;
            ++at;
        } else if (c == '-' || (c >= '0' && c <= '9')) {
            const auto rest = text.subspan(at);
            const auto end = std::find_if_not(rest.begin(), rest.end(), &isPartOfNumber);
            const auto number = rest.first(static_cast<std::size_t>(end - rest.begin()));
            if (isWide({number.data(), number.size()})) {
                std::fill(std::ranges::copy(kMask, number.begin()).out, number.end(), ' ');
                ++count;
            }
            at += number.size();
        } else {
            ++at;
        }
    }
    return count;
}

} // namespace gotoai::json
