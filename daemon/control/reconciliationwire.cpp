// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/reconciliationwire.h"

#include "money/decimal.h"

namespace gotoai::control {
namespace {

constexpr int kPicoDigits = 12;

std::optional<std::string> unlessEmpty(const std::string& text)
{
    return text.empty() ? std::nullopt : std::optional(text);
}

std::optional<protocol::ComparedTokens> toWire(const std::optional<reconciliation::TokenCounts>& counts)
{
    return counts ? std::optional(protocol::ComparedTokens{counts->prompt, counts->completion}) : std::nullopt;
}

} // namespace

protocol::ProviderStatement toWire(const reconciliation::ProviderStatement& statement)
{
    return {statement.id,   statement.provider, statement.name,   statement.format,    statement.rows,
            statement.cost, statement.firstAt,  statement.lastAt, statement.createdAt, statement.by};
}

protocol::Reconciliation toWire(const reconciliation::Reconciliation& run)
{
    protocol::Reconciliation wire;
    wire.id = run.id;
    wire.provider = run.provider;
    wire.statement = run.statement;
    wire.from = run.from;
    wire.to = run.to;
    wire.state = reconciliation::stateWord(run.state);
    wire.failure = unlessEmpty(run.failure);
    wire.attempts = run.attempts;
    wire.rows = run.rows;
    wire.isCut = run.isCut;
    for (std::size_t i = 0; i < run.classes.size(); ++i) {
        const auto what = static_cast<reconciliation::DifferenceClass>(i);
        if (run.classes[i].count > 0)
            wire.classes.push_back(
                {std::string(reconciliation::differenceClassWord(what)), run.classes[i].count, run.classes[i].amount});
    }
    wire.startedAt = run.startedAt;
    wire.endedAt = run.endedAt;
    wire.startedBy = run.by;
    return wire;
}

protocol::Difference toWire(const reconciliation::Difference& difference)
{
    protocol::Difference wire;
    wire.id = difference.id;
    wire.what = reconciliation::differenceClassWord(difference.what);
    wire.order = difference.order;
    wire.attempt = difference.attempt > 0 ? std::optional(difference.attempt) : std::nullopt;
    wire.externalId = unlessEmpty(difference.externalId);
    wire.model = difference.model;
    wire.at = difference.at;
    wire.attempts = difference.attempts;
    wire.rows = difference.rows;
    wire.booked = difference.booked;
    if (difference.billed)
        wire.billed = formatDecimal(*difference.billed, kPicoDigits);
    wire.apart = difference.apart;
    wire.bookedTokens = toWire(difference.bookedTokens);
    wire.keptTokens = toWire(difference.keptTokens);
    wire.billedTokens = toWire(difference.billedTokens);
    wire.state = reconciliation::stateWord(difference.state);
    wire.note = unlessEmpty(difference.note);
    wire.booking = difference.booking;
    wire.resolvedBy = unlessEmpty(difference.resolvedBy);
    wire.resolvedAt = difference.resolvedAt;
    return wire;
}

protocol::ReconciliationThreshold toWire(reconciliation::DifferenceClass what,
                                         const reconciliation::Threshold& threshold)
{
    return {std::string(reconciliation::differenceClassWord(what)), threshold.count, threshold.amount};
}

} // namespace gotoai::control
