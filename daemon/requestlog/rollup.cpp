// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/rollup.h"

#include <algorithm>
#include <string>

namespace gotoai::requestlog {

using namespace std::chrono_literals;

std::chrono::seconds widthOf(Step step)
{
    switch (step) {
    case Step::Minute: return 60s;
    case Step::Hour: return 3600s;
    case Step::Day: return 86'400s;
    }
    return 60s;
}

Instant bucketStart(Step step, Instant at)
{
    const std::int64_t width = std::chrono::microseconds(widthOf(step)).count();
    const std::int64_t us = toMicroseconds(at);
    return fromMicroseconds(us - (us % width + width) % width);
}

Rollup Rollup::of(const hypercore::FinishedOrder& order)
{
    Rollup rollup;
    rollup.requests = 1;
    rollup.failures = hypercore::isFailure(order.outcome) ? 1 : 0;
    rollup.attempts = static_cast<std::int64_t>(order.attempts.size());
    if (order.state == clearinghouse::OrderState::Finalized) {
        rollup.usage = order.usage;
        rollup.estimated = order.usageSource == UsageSource::Estimated ? 1 : 0;
    }
    rollup.chargeNano = order.cost.charge.nano();
    rollup.costNano = order.cost.providerCost.nano();
    rollup.feeNano = order.cost.platformFee.nano();
    rollup.total.add(order.duration);
    if (order.firstOutput)
        rollup.firstOutput.add(*order.firstOutput);
    return rollup;
}

Rollup Rollup::ofLateEnd(const hypercore::FinishedOrder& order)
{
    Rollup rollup = of(order);
    rollup.requests = 0;
    rollup.failures = 0;
    rollup.attempts = 0;
    rollup.total = {};
    rollup.firstOutput = {};
    return rollup;
}

void Rollup::add(const Rollup& other)
{
    requests += other.requests;
    failures += other.failures;
    estimated += other.estimated;
    attempts += other.attempts;
    for (std::size_t i = 0; i < kMeterCount; ++i)
        usage.counts[i] += other.usage.counts[i];
    chargeNano += other.chargeNano;
    costNano += other.costNano;
    feeNano += other.feeNano;
    total.add(other.total);
    firstOutput.add(other.firstOutput);
}

void bindRollup(storage::Statement& statement, int first, const Rollup& rollup)
{
    const auto bindHistogram = [&statement](int position, const Histogram& histogram) {
        const std::string bytes = histogram.encode();
        statement.bind(position, std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
    };
    statement.bind(first, rollup.requests)
        .bind(first + 1, rollup.failures)
        .bind(first + 2, rollup.estimated)
        .bind(first + 3, rollup.attempts);
    for (std::size_t i = 0; i < kMeterCount; ++i)
        statement.bind(first + 4 + static_cast<int>(i), rollup.usage.counts[i]);
    statement.bind(first + 12, rollup.chargeNano).bind(first + 13, rollup.costNano).bind(first + 14, rollup.feeNano);
    bindHistogram(first + 15, rollup.total);
    bindHistogram(first + 16, rollup.firstOutput);
}

Result<Rollup> readRollup(const storage::Statement& statement, int first)
{
    Rollup rollup;
    rollup.requests = statement.integer(first);
    rollup.failures = statement.integer(first + 1);
    rollup.estimated = statement.integer(first + 2);
    rollup.attempts = statement.integer(first + 3);
    for (std::size_t i = 0; i < kMeterCount; ++i)
        rollup.usage.counts[i] = statement.integer(first + 4 + static_cast<int>(i));
    rollup.chargeNano = statement.integer(first + 12);
    rollup.costNano = statement.integer(first + 13);
    rollup.feeNano = statement.integer(first + 14);
    auto total = Histogram::decode(statement.blob(first + 15));
    if (!total)
        return std::move(total).error();
    auto firstOutput = Histogram::decode(statement.blob(first + 16));
    if (!firstOutput)
        return std::move(firstOutput).error();
    rollup.total = *total;
    rollup.firstOutput = *firstOutput;
    return rollup;
}

} // namespace gotoai::requestlog
