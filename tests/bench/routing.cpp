// SPDX-License-Identifier: GPL-3.0-or-later
// What a route decision takes: one model at 500 endpoints (and at 4, as most have), by each mode, with figures of
// health that have been measured.
#include "hypercore/routing/route.h"
#include "supply/health/healthbook.h"
#include "support/catalogfixture.h"
#include "json/document.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

using namespace gotoai;
using namespace gotoai::hypercore;

namespace {

constexpr int kDecisions = 5'000; // a round
constexpr int kRounds = 40;       // the best one counts: what else a machine does only adds

// Prices of many steps and of some equals, scores of some, as in a market.
std::shared_ptr<const supply::Catalog> makeMarket(int count)
{
    std::vector<test::EndpointSketch> sketches;
    for (int i = 0; i < count; ++i) {
        test::EndpointSketch sketch;
        sketch.promptUsdPerMillion = "0." + std::to_string(10 + i % 90);
        sketch.completionUsdPerMillion = std::to_string(1 + i % 37) + ".5";
        sketch.contextTokens = 128'000;
        if (i % 3 != 0)
            sketch.traits.quality = 40 + i % 60;
        if (i % 4 != 0)
            sketch.traits.codeScore = 30 + i % 70;
        sketch.dataPolicy = {.logsPrompts = i % 2 == 0, .trainsOnPrompts = false, .retentionDays = 0};
        sketches.push_back(sketch);
    }
    return test::makeCatalog(sketches);
}

chat::Request makeRequest(json::Parser& parser)
{
    const std::string prompt(2'000, 'x');
    auto request = chat::parseRequest(
        R"({"model":"demo/model","max_tokens":500,"messages":[{"role":"user","content":")" + prompt + R"("}]})",
        parser);
    if (!request)
        std::abort();
    return *std::move(request);
}

// In microseconds.
struct Taken
{
    double half = 0;
    double most = 0;
};

Taken measure(const supply::Catalog& catalog, const supply::HealthBook& health, const chat::Request& request,
              RoutingMode mode)
{
    const SystemClock clock;
    std::vector<double> taken;
    taken.reserve(kDecisions);
    std::size_t candidates = 0;
    for (int i = 0; i < kDecisions; ++i) {
        const OrderId order = OrderId::make(clock.now());
        const auto began = std::chrono::steady_clock::now();
        const auto route =
            planRoute(catalog, {.request = request, .health = health, .modes = {.request = mode}, .order = order});
        taken.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - began).count());
        candidates += route ? route->candidates.size() : 0;
    }
    if (candidates == 0)
        std::abort();
    std::ranges::sort(taken);
    return {taken[taken.size() / 2], taken[taken.size() * 99 / 100]};
}

} // namespace

int main()
{
    const SystemClock clock;
    json::Parser parser;
    const chat::Request request = makeRequest(parser);
    for (const int count : {500, 4}) {
        const supply::HealthBook health(clock);
        const auto catalog = makeMarket(count);
        for (const auto& endpoint : catalog->endpoints()) {
            for (int i = 0; i < 20; ++i)
                health.recordOf(*endpoint).observe(
                    {.promptTokens = 500,
                     .firstToken = std::chrono::microseconds(100'000 + 1'000 * static_cast<int>(endpoint->slot)),
                     .completionTokens = 100,
                     .generation = std::chrono::microseconds(1'000'000)},
                    clock.tick());
        }
        std::map<RoutingMode, Taken> best;
        for (int round = 0; round < kRounds; ++round) {
            for (const RoutingMode mode : kRoutingModes) {
                const Taken taken = measure(*catalog, health, request, mode);
                const auto [known, isFirst] = best.emplace(mode, taken);
                if (!isFirst && taken.half < known->second.half)
                    known->second = taken;
            }
        }
        for (const auto& [mode, taken] : best)
            std::printf("route_%s_%d_p50_us %.2f p99_us %.2f\n", std::string(routingModeWord(mode)).c_str(), count,
                        taken.half, taken.most);
    }
}
