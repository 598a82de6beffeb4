// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demotraffic.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace gotoai::app {
namespace {

using namespace std::chrono;
using Hours = DemoCaller::Hours;

constexpr int kHours = 24;
using DayCurve = std::array<int, kHours>;

constexpr DayCurve kOffice{40,  30,  25,  20,   30,  60,  150, 360, 720, 910, 980, 940,
                           690, 860, 990, 1000, 930, 760, 480, 300, 210, 150, 100, 60};
constexpr DayCurve kEvening{260, 140, 70,  50,  40,  60,  120, 210, 300,  340, 360, 390,
                            460, 450, 430, 450, 520, 660, 850, 970, 1000, 920, 720, 460};
constexpr DayCurve kNight{900, 1000, 980, 940, 700, 250, 30, 20, 20, 20, 20,  20,
                          20,  20,   20,  20,  20,  20,  20, 30, 40, 80, 200, 600};

constexpr std::array<std::string_view, 8> kSubjects{
    "summarise the ticket below and name the one thing that the customer wants",
    "rewrite this paragraph for a reader who knows nothing of the subject",
    "find the error in the log and say which service caused it",
    "turn these notes into a short plan with owners and dates",
    "answer the question from the document, and say where it stands",
    "write a test for the function below",
    "classify the message as invoice, complaint, question or spam",
    "translate the text and keep its names as they are"};

constexpr std::string_view kFiller =
    "The meeting began with the figures of the week, went on to what had changed since the last one, and ended with a "
    "list of things to do that nobody wanted and somebody took. ";

int totalWeight(int hour)
{
    int total = 0;
    for (const DemoCaller& caller : demoCallers())
        total += caller.share * hourlyWeight(caller.hours, hour);
    return total;
}

int hourOf(Instant at) { return static_cast<int>(duration_cast<hours>(at - floor<days>(at)).count()); }

std::string promptOf(std::string_view subject, std::uint64_t number, int bytes)
{
    std::string text = "Note " + std::to_string(number) + ": please " + std::string(subject) + ". ";
    while (static_cast<int>(text.size()) < bytes)
        text += kFiller;
    return text;
}

} // namespace

const std::vector<DemoCaller>& demoCallers()
{
    static const std::vector<DemoCaller> callers{
        {"Acme Research", "notebooks", {"atlas/large", "quill/code"}, Hours::Office, 14, 16'000, 260, 80},
        {"Acme Research", "batch-eval", {"atlas/mini"}, Hours::Night, 22, 5'000, 90, 0, "cheap"},
        {"Acme Research", "agents", {"quill/code", "atlas/large", "atlas/mini"}, Hours::Always, 12, 24'000, 200, 70},
        {"Northwind Support",
         "support-bot",
         {"atlas/mini", "mica/open-70b"},
         Hours::Office,
         34,
         5'000,
         130,
         90,
         "latency"},
        {"Northwind Support", "mail-triage", {"mica/open-70b"}, Hours::Always, 16, 1'600, 24, 0},
        {"Orbit Labs", "web-app", {"atlas/mini", "lumen/vision"}, Hours::Evening, 30, 1'500, 110, 95},
        {"Orbit Labs", "ci", {"quill/code"}, Hours::Office, 10, 18'000, 180, 0},
        {"Tiny Startup", "prototype", {"mica/open-70b", "atlas/large"}, Hours::Evening, 8, 1'800, 90, 80},
    };
    return callers;
}

int hourlyWeight(Hours hours, int hour)
{
    const auto at = static_cast<std::size_t>(hour % kHours);
    switch (hours) {
    case Hours::Office: return kOffice[at];
    case Hours::Evening: return kEvening[at];
    case Hours::Night: return kNight[at];
    case Hours::Always: return 700;
    }
    return 0;
}

// Arrivals as a Poisson process of the hour's rate: the time to the next one is exponential.
Instant DemoTraffic::nextAfter(Instant at, int ordersPerDay)
{
    double wholeDay = 0;
    for (int hour = 0; hour < kHours; ++hour)
        wholeDay += totalWeight(hour);
    const double ordersPerSecond = ordersPerDay * (totalWeight(hourOf(at)) / wholeDay) / 3'600;
    const double seconds = -std::log(1 - uniform()) / ordersPerSecond;
    return at + microseconds(static_cast<std::int64_t>(std::min(seconds, 3'600.) * 1e6) + 1);
}

DemoOrder DemoTraffic::draw(Instant at)
{
    const auto& callers = demoCallers();
    const int hour = hourOf(at);
    int left = between(0, totalWeight(hour) - 1);
    std::size_t chosen = 0;
    for (; chosen + 1 < callers.size(); ++chosen) {
        left -= callers[chosen].share * hourlyWeight(callers[chosen].hours, hour);
        if (left < 0)
            break;
    }
    const DemoCaller& caller = callers[chosen];
    const int model = between(0, static_cast<int>(caller.models.size())) - 1;
    const bool isStreamed = between(0, 99) < caller.streamedPercent;
    std::string body = R"({"model":")";
    body += caller.models[static_cast<std::size_t>(std::max(model, 0))];
    if (!caller.mode.empty())
        body += ":" + std::string(caller.mode);
    body += R"(","max_tokens":)" + std::to_string(std::clamp(around(caller.completionTokens), 4, 900));
    body += isStreamed ? R"(,"stream":true,"stream_options":{"include_usage":true})" : "";
    body +=
        R"(,"messages":[{"role":"system","content":"You answer in one short paragraph."},{"role":"user","content":")";
    body += promptOf(kSubjects[static_cast<std::size_t>(between(0, static_cast<int>(kSubjects.size()) - 1))], ++m_drawn,
                     std::clamp(around(caller.promptBytes), 120, 90'000));
    body += R"("}]})";
    DemoOrder order{.caller = chosen, .body = std::move(body)};
    if (isStreamed && between(0, 999) < 8)
        order.leavesAt = between(2, 12);
    return order;
}

int DemoTraffic::around(int middle)
{
    std::lognormal_distribution<double> spread(0, 0.6);
    return static_cast<int>(middle * spread(m_random));
}

microseconds DemoTraffic::syncTime() { return microseconds(between(350, 1'300)); }

std::string DemoTraffic::clientAddress() { return "203.0.113." + std::to_string(between(2, 60)); }

} // namespace gotoai::app
