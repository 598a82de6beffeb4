// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace gotoai {
namespace {

// Reads exactly `digits` decimal digits at `at` and moves past them.
std::optional<int> readNumber(std::string_view text, std::size_t& at, std::size_t digits)
{
    if (text.size() < at + digits)
        return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        const char c = text[at + i];
        if (c < '0' || c > '9')
            return std::nullopt;
        value = value * 10 + (c - '0');
    }
    at += digits;
    return value;
}

bool readMark(std::string_view text, std::size_t& at, char mark)
{
    if (at >= text.size() || text[at] != mark)
        return false;
    ++at;
    return true;
}

// The fraction behind the seconds, in microseconds; 0 when there is none.
std::optional<int> readFraction(std::string_view text, std::size_t& at)
{
    if (at >= text.size() || text[at] != '.')
        return 0;
    ++at;
    int microseconds = 0;
    int digits = 0;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++digits) {
        if (digits < 6)
            microseconds = microseconds * 10 + (text[at] - '0');
    }
    if (digits == 0 || digits > 9)
        return std::nullopt;
    for (int i = digits; i < 6; ++i)
        microseconds *= 10;
    return microseconds;
}

std::optional<std::chrono::minutes> readOffset(std::string_view text, std::size_t& at)
{
    if (readMark(text, at, 'Z'))
        return std::chrono::minutes{0};
    const bool isEast = at < text.size() && text[at] == '+';
    if (!isEast && (at >= text.size() || text[at] != '-'))
        return std::nullopt;
    ++at;
    const auto hours = readNumber(text, at, 2);
    if (!hours || !readMark(text, at, ':'))
        return std::nullopt;
    const auto minutes = readNumber(text, at, 2);
    if (!minutes || *hours > 23 || *minutes > 59)
        return std::nullopt;
    const std::chrono::minutes offset{*hours * 60 + *minutes};
    return isEast ? offset : -offset;
}

} // namespace

Instant SystemClock::now() const
{
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

Tick SystemClock::tick() const { return std::chrono::steady_clock::now(); }

std::string toRfc3339(Instant instant)
{
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{instant - day};
    std::array<char, 48> text{};
    const int length =
        std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ", static_cast<int>(date.year()),
                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                      static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                      static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
    return std::string(text.data(), static_cast<std::size_t>(length));
}

std::optional<Instant> fromRfc3339(std::string_view text)
{
    std::size_t at = 0;
    const auto year = readNumber(text, at, 4);
    if (!year || !readMark(text, at, '-'))
        return std::nullopt;
    const auto month = readNumber(text, at, 2);
    if (!month || !readMark(text, at, '-'))
        return std::nullopt;
    const auto day = readNumber(text, at, 2);
    if (!day || !(readMark(text, at, 'T') || readMark(text, at, 't')))
        return std::nullopt;
    const auto hour = readNumber(text, at, 2);
    if (!hour || !readMark(text, at, ':'))
        return std::nullopt;
    const auto minute = readNumber(text, at, 2);
    if (!minute || !readMark(text, at, ':'))
        return std::nullopt;
    const auto second = readNumber(text, at, 2);
    if (!second || *hour > 23 || *minute > 59 || *second > 59)
        return std::nullopt;
    const auto fraction = readFraction(text, at);
    const auto offset = fraction ? readOffset(text, at) : std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!offset || at != text.size() || !date.ok())
        return std::nullopt;
    return Instant{std::chrono::sys_days{date}} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
           std::chrono::seconds{*second} + std::chrono::microseconds{*fraction} - *offset;
}

} // namespace gotoai
