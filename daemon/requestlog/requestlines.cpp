// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/requestlines.h"

#include "base/hex.h"
#include "base/log.h"

namespace gotoai::requestlog {

void writeRequestLine(const hypercore::FinishedOrder& order, RequestLines lines)
{
    const bool isWanted =
        lines == RequestLines::All || (lines == RequestLines::Failures && hypercore::isFailure(order.outcome));
    if (!isWanted || !isLogged(LogLevel::Info))
        return;
    writeLog(LogLevel::Info, "order_finished",
             {{"order", order.id.toString()},
              {"account", order.account.toString()},
              {"key", order.key.toString()},
              {"client", order.clientAddress},
              {"model", order.model},
              {"provider", order.endpoint ? std::string_view(order.endpoint->provider->name) : std::string_view()},
              {"state", order.state ? clearinghouse::orderStateWord(*order.state) : std::string_view("none")},
              {"outcome", hypercore::orderOutcomeWord(order.outcome)},
              {"reason", order.reason},
              {"status", order.clientStatus},
              {"attempts", std::int64_t(order.attempts.size())},
              {"prompt_tokens", order.usage.promptTokens()},
              {"completion_tokens", order.usage.completionTokens()},
              {"usage", usageSourceWord(order.usageSource)},
              {"charge_usd", order.cost.charge.toUsd()},
              {"first_output_ms", order.firstOutput ? std::int64_t{order.firstOutput->count() / 1000} : -1},
              {"duration_ms", std::int64_t{order.duration.count() / 1000}},
              {"overhead_us", std::int64_t{order.overhead.count()}},
              {"trace", order.trace.isNone() ? std::string() : toHex(order.trace.trace)}});
}

} // namespace gotoai::requestlog
