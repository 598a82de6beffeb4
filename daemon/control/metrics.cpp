// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/metrics.h"

#include "control/metricstext.h"

#include <QtGlobal>

#include <string_view>

namespace gotoai::control {
namespace {

using telemetry::ProviderFigures;
using telemetry::ProviderPlaces;
using Type = MetricsText::Type;

void appendOrders(MetricsText& text, const Figures& figures)
{
    text.describe("gotoai_orders", Type::Gauge, "Orders that have not ended, by state.");
    text.sample({{"state", "reserved"}}, figures.ordersOpen);
    text.sample({{"state", "in_doubt"}}, figures.ordersInDoubt);
    text.describe("gotoai_orders_ended_total", Type::Counter, "Orders that have ended since the start, by state.");
    text.sample({{"state", "finalized"}}, figures.ordersFinalized);
    text.sample({{"state", "released"}}, figures.ordersReleased);
    text.sample({{"state", "rejected"}}, figures.ordersRejected);
    text.describe("gotoai_doubts_ended_total", Type::Counter,
                  "Orders in doubt that have ended since the start, by what their end was found.");
    text.sample({{"by", "record"}}, figures.doubtsByRecord);
    text.sample({{"by", "evidence"}}, figures.doubtsByEvidence);
    text.sample({{"by", "deadline"}}, figures.doubtsByDeadline);
    text.sample({{"by", "operator"}}, figures.doubtsByOperator);
    text.describe("gotoai_probes_total", Type::Counter, "Probes and tests of endpoints, by how they went.");
    text.sample({{"outcome", "answered"}}, figures.probes.answered);
    text.sample({{"outcome", "failed"}}, figures.probes.failed);
    text.describe("gotoai_probe_cost_nanousd_total", Type::Counter, "What they cost the platform, in 10^-9 USD.");
    text.sample({}, static_cast<std::uint64_t>(figures.probes.cost.nano()));
    text.single("gotoai_settlements_waiting", Type::Gauge, "Ended orders that the ledger could not settle yet.",
                figures.settlementsWaiting);
    text.single("gotoai_attempts_total", Type::Counter, "Attempts at endpoints since the start.", figures.attempts);
    text.single("gotoai_attempts_failed_total", Type::Counter, "Attempts that gave no usable answer.",
                figures.failedAttempts);
    text.single("gotoai_clients_gone_total", Type::Counter, "Clients that left before their answer was complete.",
                figures.clientsGone);
    text.single("gotoai_repeated_requests_total", Type::Counter,
                "Requests whose Idempotency-Key had made an order before.", figures.repeatedRequests);
    text.single("gotoai_held_nanousd", Type::Gauge, "Amount held by orders that have not ended, in 10^-9 USD.",
                figures.held.nano());
    text.single("gotoai_charged_nanousd_total", Type::Counter, "Amount charged since the start, in 10^-9 USD.",
                figures.charged.nano());
}

// By place; places that nobody has taken yet have no name.
std::string_view nameOf(const Figures& figures, std::size_t place)
{
    if (place == ProviderPlaces::kOthers)
        return "other";
    if (place == ProviderPlaces::kNone)
        return "none";
    return place < figures.providerNames.size() ? std::string_view(figures.providerNames[place]) : std::string_view();
}

template<class Append>
void forEachProvider(const Figures& figures, Append append)
{
    for (std::size_t place = 0; place < ProviderPlaces::kCount; ++place) {
        const ProviderFigures& provider = figures.requests.providers[place];
        if (!provider.isEmpty() && !nameOf(figures, place).empty())
            append(nameOf(figures, place), provider);
    }
}

void appendProviders(MetricsText& text, const Figures& figures)
{
    text.describe("gotoai_requests_total", Type::Counter, "Finished requests by the provider that was asked last.");
    forEachProvider(figures, [&text](std::string_view name, const ProviderFigures& provider) {
        for (std::size_t i = 0; i < provider.orders.size(); ++i)
            text.sample({{"provider", name}, {"outcome", orderOutcomeWord(hypercore::kOrderOutcomes[i])}},
                        provider.orders[i]);
    });
    text.describe("gotoai_requests_refused_total", Type::Counter,
                  "Requests refused before they became orders, by code.");
    for (const auto& [code, count] : figures.refusals)
        text.sample({{"code", code}}, count);
    text.describe("gotoai_admin_requests_refused_total", Type::Counter,
                  "Requests to the admin API that were not let in, by code.");
    for (const auto& [code, count] : figures.adminRefusals)
        text.sample({{"code", code}}, count);
    text.describe("gotoai_provider_attempts_total", Type::Counter, "Attempts by provider and how they ended.");
    forEachProvider(figures, [&text](std::string_view name, const ProviderFigures& provider) {
        for (std::size_t i = 0; i < provider.attempts.size(); ++i)
            text.sample({{"provider", name}, {"outcome", telemetry::kAttemptOutcomes[i]}}, provider.attempts[i]);
    });
    text.describe("gotoai_usage_total", Type::Counter, "Tokens and pieces that were charged, by provider and meter.");
    forEachProvider(figures, [&text](std::string_view name, const ProviderFigures& provider) {
        for (const Meter meter : kMeters)
            text.sample({{"provider", name}, {"meter", meterWord(meter)}},
                        provider.meters[static_cast<std::size_t>(meter)]);
    });
    const auto amount = [&](std::string_view metric, std::string_view help, std::int64_t ProviderFigures::*nano) {
        text.describe(metric, Type::Counter, help);
        forEachProvider(figures, [&text, nano](std::string_view name, const ProviderFigures& provider) {
            text.sample({{"provider", name}}, provider.*nano);
        });
    };
    amount("gotoai_provider_charge_nanousd_total", "Charged to customers, in 10^-9 USD.", &ProviderFigures::chargeNano);
    amount("gotoai_provider_cost_nanousd_total", "Provider cost of what was charged, in 10^-9 USD.",
           &ProviderFigures::costNano);
    amount("gotoai_provider_fee_nanousd_total", "Platform fee in what was charged, in 10^-9 USD.",
           &ProviderFigures::feeNano);
}

void appendKillSwitches(MetricsText& text, const Figures& figures)
{
    text.describe("gotoai_kill_switches_on", Type::Gauge, "Kill switches that are on, by scope.");
    for (std::size_t i = 0; i < figures.killSwitchesOn.size(); ++i)
        text.sample({{"scope", hypercore::kKillScopes[i]}}, figures.killSwitchesOn[i]);
    text.single("gotoai_orders_cut_total", Type::Counter, "Orders that kill switches ended while they ran.",
                figures.ordersCut);
}

void appendLatencies(MetricsText& text, const Figures& figures)
{
    const telemetry::RequestFigures& requests = figures.requests;
    text.single("gotoai_request_duration_seconds", Type::Histogram, "From a request's arrival to its end.",
                requests.duration);
    text.single("gotoai_first_token_seconds", Type::Histogram, "From arrival to the first output of streamed answers.",
                requests.firstOutput);
    text.single("gotoai_overhead_seconds", Type::Histogram, "The part of a request's time not spent on providers.",
                requests.overhead);
    text.describe("gotoai_ledger_wait_seconds", Type::Histogram, "A request's wait until the ledger was durable.");
    text.sample({{"operation", "reserve"}}, requests.reservation);
    text.sample({{"operation", "settle"}}, requests.settlement);
    text.single("gotoai_ledger_sync_seconds", Type::Histogram, "Syncs of the ledger's log to the disk.",
                figures.ledgerSync);
}

void appendLedger(MetricsText& text, const storage::WriterFigures& writer)
{
    text.single("gotoai_ledger_transactions_total", Type::Counter, "Transactions committed to the ledger.",
                writer.transactions);
    text.single("gotoai_ledger_units_total", Type::Counter, "Units of work committed to the ledger.", writer.units);
    text.single("gotoai_ledger_units_waiting", Type::Gauge, "Units of work that wait for the ledger.",
                std::uint64_t{writer.waiting});
    text.single("gotoai_ledger_failed", Type::Gauge, "1 once a commit has failed and the ledger takes nothing more.",
                std::uint64_t{writer.hasFailed});
}

void appendQueues(MetricsText& text, const Figures& figures)
{
    text.single("gotoai_gateway_connections", Type::Gauge, "Open connections of applications.",
                figures.gatewayConnections);
    text.single("gotoai_admin_connections", Type::Gauge, "Open connections to the admin API.",
                figures.adminConnections);
    text.describe("gotoai_certificate_expiry_seconds", Type::Gauge,
                  "When the certificate of a listener ends, in seconds since 1970.");
    for (const auto& [listener, end] : figures.certificatesEnd)
        text.sample({{"listener", listener}},
                    std::int64_t{std::chrono::floor<std::chrono::seconds>(end.time_since_epoch()).count()});
    text.describe("gotoai_lane_lag_seconds", Type::Gauge,
                  "How late a lane's event loop ran what was due, last second.");
    for (std::size_t lane = 0; lane < figures.laneLags.size(); ++lane)
        text.sample({{"lane", std::to_string(lane + 1)}}, figures.laneLags[lane]);
    text.single("gotoai_store_free_bytes", Type::Gauge, "Free disk space of the data directory.",
                figures.storeFreeBytes);
    text.single("gotoai_store_ballast_bytes", Type::Gauge, "Disk space held back.", figures.storeBallastBytes);
    text.single("gotoai_store_low_space", Type::Gauge, "1 while new orders are refused for lack of disk space.",
                std::uint64_t{figures.isStoreLow});
    text.single("gotoai_request_log_recorded_total", Type::Counter, "Requests written to the request log.",
                figures.requestLog.recorded);
    text.single("gotoai_request_log_dropped_total", Type::Counter, "Requests missing in the request log.",
                figures.requestLog.dropped);
    text.single("gotoai_request_log_waiting", Type::Gauge, "Requests that wait for the request log.",
                figures.requestLog.waiting);
    text.single("gotoai_request_log_open", Type::Gauge, "0 while the request log cannot be written.",
                std::uint64_t{figures.requestLog.isOpen});
    text.single("gotoai_traces_exported_total", Type::Counter, "Requests whose spans the collector has taken.",
                figures.traces.exported);
    text.single("gotoai_traces_dropped_total", Type::Counter, "Requests whose spans no collector took.",
                figures.traces.dropped);
    text.single("gotoai_traces_waiting", Type::Gauge, "Requests whose spans wait for the collector.",
                figures.traces.waiting);
}

void appendProcess(MetricsText& text, const ProcessFigures& process)
{
    text.single("process_cpu_seconds_total", Type::Counter, "User and system CPU time.", process.cpu);
    text.single("process_resident_memory_bytes", Type::Gauge, "Resident memory.", process.residentBytes);
    text.single("process_virtual_memory_bytes", Type::Gauge, "Virtual memory.", process.virtualBytes);
    text.single("process_open_fds", Type::Gauge, "Open file descriptors.", process.openDescriptors);
    text.single("process_max_fds", Type::Gauge, "File descriptors that may be open.", process.maxDescriptors);
    text.single("process_threads", Type::Gauge, "Threads.", process.threads);
    text.single("process_start_time_seconds", Type::Gauge, "When the process began, since 1970.", process.startedAt);
}

} // namespace

std::string formatMetrics(const Figures& figures, const ProcessFigures& process)
{
    MetricsText text;
    text.describe("gotoai_build_info", Type::Gauge, "1; the labels say what runs.");
    text.sample({{"version", figures.version}, {"qt", qVersion()}}, std::uint64_t{1});
    appendOrders(text, figures);
    appendProviders(text, figures);
    appendKillSwitches(text, figures);
    appendLatencies(text, figures);
    appendLedger(text, figures.ledgerWriter);
    appendQueues(text, figures);
    appendProcess(text, process);
    return text.take();
}

} // namespace gotoai::control
