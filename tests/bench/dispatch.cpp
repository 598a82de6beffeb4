// SPDX-License-Identifier: GPL-3.0-or-later
// What dispatch and health add to a good request: the choice among four endpoints and what their record is told.
#include "hypercore/orders/dispatchplan.h"
#include "support/catalogfixture.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

using namespace gotoai;
using namespace gotoai::hypercore;

int main()
{
    constexpr int kRequests = 200'000;
    const SystemClock clock;
    const supply::HealthBook health(clock);
    const auto catalog = test::makeCatalog({{}, {}, {}, {}});
    Route route;
    for (const auto& endpoint : catalog->endpoints())
        route.candidates.push_back(
            {.endpoint = endpoint, .bound = {.promptTokens = 500, .completionTokens = 200}, .hold = {}});
    RetryBudget budget;
    std::minstd_rand random;
    std::vector<double> taken;
    taken.reserve(kRequests);
    for (int i = 0; i < kRequests; ++i) {
        const auto began = std::chrono::steady_clock::now();
        DispatchPlan plan(route, {}, began + kPatience);
        const auto step = plan.first({health, budget, random}, clock.tick());
        supply::TrackRecord& record = health.recordOf(*route.candidates[step.candidate].endpoint);
        record.limitsTold({.requestsLimit = 1'000, .requestsLeft = 999}, clock.tick());
        record.observe({.promptTokens = 500,
                        .firstToken = std::chrono::microseconds(200'000 + i),
                        .completionTokens = 100,
                        .generation = std::chrono::microseconds(1'000'000 + i)},
                       clock.tick());
        taken.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - began).count());
    }
    std::ranges::sort(taken);
    std::printf("dispatch_and_health_p50_us %.3f\n", taken[taken.size() / 2]);
    std::printf("dispatch_and_health_p99_us %.3f\n", taken[taken.size() * 99 / 100]);
}
