// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/metrics.h"

#include <string_view>

namespace gotoai::control {
namespace {

void describe(std::string& text, std::string_view name, std::string_view type, std::string_view help)
{
    text.append("# HELP ").append(name).append(" ").append(help).append("\n");
    text.append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

void append(std::string& text, std::string_view name, std::string_view labels, const std::string& value)
{
    text.append(name).append(labels).append(" ").append(value).append("\n");
}

void appendOne(std::string& text, std::string_view name, std::string_view type, std::string_view help,
               const std::string& value)
{
    describe(text, name, type, help);
    append(text, name, "", value);
}

} // namespace

std::string formatMetrics(const Figures& figures)
{
    std::string text;
    describe(text, "gotoai_orders", "gauge", "Orders that have not ended, by state.");
    append(text, "gotoai_orders", R"({state="reserved"})", std::to_string(figures.ordersOpen));
    append(text, "gotoai_orders", R"({state="in_doubt"})", std::to_string(figures.ordersInDoubt));

    describe(text, "gotoai_orders_ended_total", "counter", "Orders that have ended since the start, by state.");
    append(text, "gotoai_orders_ended_total", R"({state="finalized"})", std::to_string(figures.ordersFinalized));
    append(text, "gotoai_orders_ended_total", R"({state="released"})", std::to_string(figures.ordersReleased));
    append(text, "gotoai_orders_ended_total", R"({state="rejected"})", std::to_string(figures.ordersRejected));

    appendOne(text, "gotoai_settlements_waiting", "gauge", "Ended orders that the ledger could not settle yet.",
              std::to_string(figures.settlementsWaiting));
    appendOne(text, "gotoai_attempts_total", "counter", "Attempts at endpoints since the start.",
              std::to_string(figures.attempts));
    appendOne(text, "gotoai_attempts_failed_total", "counter", "Attempts that gave no usable answer.",
              std::to_string(figures.failedAttempts));
    appendOne(text, "gotoai_clients_gone_total", "counter", "Clients that left before their answer was complete.",
              std::to_string(figures.clientsGone));

    appendOne(text, "gotoai_held_nanousd", "gauge", "Amount held by orders that have not ended, in 10^-9 USD.",
              std::to_string(figures.held.nano()));
    appendOne(text, "gotoai_charged_nanousd_total", "counter", "Amount charged since the start, in 10^-9 USD.",
              std::to_string(figures.charged.nano()));
    appendOne(text, "gotoai_gateway_connections", "gauge", "Open connections of applications.",
              std::to_string(figures.gatewayConnections));

    const storage::WriterFigures& writer = figures.ledgerWriter;
    appendOne(text, "gotoai_ledger_transactions_total", "counter", "Transactions committed to the ledger.",
              std::to_string(writer.transactions));
    appendOne(text, "gotoai_ledger_units_total", "counter", "Units of work committed to the ledger.",
              std::to_string(writer.units));
    appendOne(text, "gotoai_ledger_units_waiting", "gauge", "Units of work that wait for the ledger.",
              std::to_string(writer.waiting));
    appendOne(text, "gotoai_ledger_failed", "gauge", "1 once a commit has failed and the ledger takes nothing more.",
              writer.hasFailed ? "1" : "0");
    appendOne(text, "process_resident_memory_bytes", "gauge", "Resident memory of the process.",
              std::to_string(figures.residentBytes));
    return text;
}

} // namespace gotoai::control
