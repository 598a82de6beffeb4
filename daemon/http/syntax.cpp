// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/syntax.h"

#include <algorithm>
#include <array>

namespace gotoai::http {

namespace {

enum CharacterClass : std::uint8_t { kToken = 1, kTarget = 2, kHost = 4 };

constexpr std::array<std::uint8_t, 256> makeClasses()
{
    std::array<std::uint8_t, 256> classes{};
    const auto add = [&classes](std::string_view characters, unsigned which) {
        for (const char c : characters)
            classes[static_cast<unsigned char>(c)] =
                static_cast<std::uint8_t>(classes[static_cast<unsigned char>(c)] | which);
    };
    add("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", kToken | kTarget | kHost);
    add("!#$%&'*+-.^_`|~", kToken);
    add("-._~!$&'()*+,;=:@/?%", kTarget);
    add("-._~:[]%", kHost);
    return classes;
}

constexpr auto kClasses = makeClasses();

bool consistsOf(std::string_view text, std::uint8_t which)
{
    return std::all_of(text.begin(), text.end(),
                       [which](char c) { return (kClasses[static_cast<unsigned char>(c)] & which) != 0; });
}

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char low = lowered(c);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

bool takeToken(std::string_view& text)
{
    const auto end = std::find_if_not(text.begin(), text.end(),
                                      [](char c) { return (kClasses[static_cast<unsigned char>(c)] & kToken) != 0; });
    const auto size = static_cast<std::size_t>(end - text.begin());
    text.remove_prefix(size);
    return size > 0;
}

// quoted-string (RFC 9110, section 5.6.4).
bool takeQuoted(std::string_view& text)
{
    if (!text.starts_with('"'))
        return false;
    for (std::size_t at = 1; at < text.size(); ++at) {
        if (text[at] == '"') {
            const bool isWhole = isFieldValue(text.substr(1, at - 1));
            text.remove_prefix(at + 1);
            return isWhole;
        }
        if (text[at] == '\\')
            ++at;
    }
    return false;
}

bool hasWholeEscapes(std::string_view text)
{
    for (auto at = text.find('%'); at != text.npos; at = text.find('%', at + 1)) {
        if (at + 2 >= text.size() || hexValue(text[at + 1]) < 0 || hexValue(text[at + 2]) < 0)
            return false;
    }
    return true;
}

} // namespace

bool isToken(std::string_view text) { return !text.empty() && consistsOf(text, kToken); }

bool isFieldValue(std::string_view text)
{
    return std::none_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7f;
    });
}

bool isOriginForm(std::string_view target)
{
    return target.starts_with('/') && consistsOf(target, kTarget) && hasWholeEscapes(target);
}

bool isHostValue(std::string_view text) { return consistsOf(text, kHost); }

std::optional<std::uint64_t> parseLength(std::string_view digits)
{
    constexpr auto kHuge = std::uint64_t{1} << 63;
    if (digits.empty())
        return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9')
            return std::nullopt;
        value = value >= kHuge / 10 ? kHuge : value * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return value;
}

std::optional<std::uint64_t> parseChunkSize(std::string_view digits)
{
    if (digits.empty() || digits.size() > 16)
        return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : digits) {
        const int digit = hexValue(c);
        if (digit < 0)
            return std::nullopt;
        value = value << 4 | static_cast<std::uint64_t>(digit);
    }
    return value;
}

bool isChunkExtension(std::string_view text)
{
    while (!text.empty()) {
        if (!text.starts_with(';'))
            return false;
        text.remove_prefix(1);
        if (!takeToken(text))
            return false;
        if (!text.starts_with('='))
            continue;
        text.remove_prefix(1);
        if (!takeQuoted(text) && !takeToken(text))
            return false;
    }
    return true;
}

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == text.npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool equalsIgnoringCase(std::string_view one, std::string_view other)
{
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [](char a, char b) { return lowered(a) == lowered(b); });
}

bool listHolds(std::string_view list, std::string_view lower)
{
    while (!list.empty()) {
        const auto comma = std::min(list.find(','), list.size());
        if (equalsIgnoringCase(trimmed(list.substr(0, comma)), lower))
            return true;
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return false;
}

} // namespace gotoai::http
