// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace gotoai::app {

// One of a demo's callers: a key, what it asks for, and when.
struct DemoCaller
{
    enum class Hours : std::uint8_t { Office, Evening, Night, Always };

    std::string_view account;
    std::string_view label;
    std::vector<std::string_view> models; // the first two times as often as the others
    Hours hours = Hours::Always;
    int share = 1; // of the day's orders
    int promptBytes = 2'000;
    int completionTokens = 80;
    int streamedPercent = 60;
    std::string_view mode{}; // as a suffix of the model; empty: none
};

const std::vector<DemoCaller>& demoCallers();

struct DemoOrder
{
    std::size_t caller = 0;
    std::string body;              // a chat completion request
    std::optional<int> leavesAt{}; // after so many frames of the answer its client is gone
};

// What is asked at a demo, and when: an office's day with its lunch, an evening, a nightly batch. The same seed asks
// the same. Pure.
class DemoTraffic
{
public:
    explicit DemoTraffic(std::uint64_t seed)
        : m_random(seed)
    {}

    // The next order's time after `at`, when a day has `ordersPerDay` of them.
    Instant nextAfter(Instant at, int ordersPerDay);
    DemoOrder draw(Instant at);
    std::chrono::microseconds syncTime(); // how long the ledger takes to answer
    std::string clientAddress();          // of the range that RFC 5737 keeps for examples

private:
    double uniform() { return std::uniform_real_distribution<double>(0, 1)(m_random); }
    int between(int least, int most) { return std::uniform_int_distribution<int>(least, most)(m_random); }
    int around(int middle); // log-normal: many small, few large

    std::mt19937_64 m_random;
    std::uint64_t m_drawn = 0;
};

// How much of a caller's traffic falls into an hour of the day (UTC), in per mille of its busiest.
int hourlyWeight(DemoCaller::Hours hours, int hour);

} // namespace gotoai::app
