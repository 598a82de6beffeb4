// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/difference.h"

#include <algorithm>
#include <limits>

namespace gotoai::reconciliation {
namespace {

__extension__ using Wide = __int128;

constexpr std::int64_t kPicoPerNano = 1'000;
constexpr std::int64_t kHalfNano = kPicoPerNano / 2;

constexpr std::array kAllClasses = {DifferenceClass::Sum,    DifferenceClass::Fold,  DifferenceClass::Chain,
                                    DifferenceClass::Orphan, DifferenceClass::Ghost, DifferenceClass::Tokens,
                                    DifferenceClass::Price,  DifferenceClass::Over,  DifferenceClass::Duplicate,
                                    DifferenceClass::Absurd, DifferenceClass::Stuck, DifferenceClass::Rounding,
                                    DifferenceClass::Timing};

// Statement − books in pico-USD.
Wide apart(const Match& match)
{
    const Wide billed = match.statement ? match.statement->cost.value_or(0) : 0;
    const Wide cost = match.ledger ? match.ledger->cost.nano() : 0;
    return billed - (cost + match.later.amount.nano()) * kPicoPerNano;
}

Wide sizeOf(Wide difference) { return difference < 0 ? -difference : difference; }

std::int64_t attemptsOf(const Match& match)
{
    return match.ledger ? std::max<std::int64_t>(match.ledger->attempts, 1) : 1;
}

bool hasCosts(const Match& match) { return match.statement ? match.statement->cost.has_value() : match.isCompared; }

// No further apart than rounding to the ledger's unit makes.
bool isSettled(const Match& match)
{
    return hasCosts(match) && sizeOf(apart(match)) <= Wide{kHalfNano} * attemptsOf(match);
}

std::optional<DifferenceClass> classifyCost(const Match& match)
{
    if (!hasCosts(match) || isSettled(match))
        return std::nullopt;
    return sizeOf(apart(match)) <= Wide{kRoundingPico} * attemptsOf(match) ? DifferenceClass::Rounding
                                                                           : DifferenceClass::Price;
}

std::optional<DifferenceClass> classifyAlone(const LedgerSide& ledger, const Match& match)
{
    if (ledger.isOpen)
        return DifferenceClass::Stuck;
    if (!match.isCompared)
        return match.evidence && ledger.counts && *match.evidence != *ledger.counts
                   ? std::optional(DifferenceClass::Tokens)
                   : std::nullopt;
    if (apart(match) == 0)
        return std::nullopt; // nothing to be billed
    return match.isNearEdge ? DifferenceClass::Timing : DifferenceClass::Ghost;
}

} // namespace

std::string_view differenceClassWord(DifferenceClass what)
{
    switch (what) {
    case DifferenceClass::Sum: return "sum";
    case DifferenceClass::Fold: return "fold";
    case DifferenceClass::Chain: return "chain";
    case DifferenceClass::Orphan: return "orphan";
    case DifferenceClass::Ghost: return "ghost";
    case DifferenceClass::Tokens: return "tokens";
    case DifferenceClass::Price: return "price";
    case DifferenceClass::Over: return "over";
    case DifferenceClass::Duplicate: return "duplicate";
    case DifferenceClass::Absurd: return "absurd";
    case DifferenceClass::Stuck: return "stuck";
    case DifferenceClass::Rounding: return "rounding";
    case DifferenceClass::Timing: return "timing";
    }
    return "unknown";
}

std::optional<DifferenceClass> differenceClassFromWord(std::string_view word)
{
    for (const DifferenceClass what : kAllClasses) {
        if (differenceClassWord(what) == word)
            return what;
    }
    return std::nullopt;
}

// What makes a comparison senseless comes first, then who is missing, then how they differ: counts before prices, since
// other counts cost something else at the same price.
std::optional<DifferenceClass> classify(const Match& match)
{
    const auto& ledger = match.ledger;
    const auto& statement = match.statement;
    if (statement && statement->isAbsurd)
        return DifferenceClass::Absurd;
    if (match.later.count > 0 && isSettled(match))
        return std::nullopt;
    if (statement && (statement->rows > 1 || match.isRepeated))
        return DifferenceClass::Duplicate;
    if (!ledger)
        return !statement ? std::nullopt
                          : std::optional(match.isNearEdge ? DifferenceClass::Timing : DifferenceClass::Orphan);
    if (!statement)
        return classifyAlone(*ledger, match);
    if (ledger->isOpen)
        return DifferenceClass::Stuck;
    if (statement->cost && Wide{*statement->cost} > Wide{ledger->hold.nano()} * kPicoPerNano)
        return DifferenceClass::Over;
    const bool isCountedOtherwise = (statement->counts && ledger->counts && *statement->counts != *ledger->counts) ||
                                    (match.evidence && ledger->counts && *match.evidence != *ledger->counts);
    return isCountedOtherwise ? std::optional(DifferenceClass::Tokens) : classifyCost(match);
}

Money differenceOf(const Match& match)
{
    if (!hasCosts(match) || (match.statement && match.statement->isAbsurd))
        return {}; // no bill to hold the books against
    const Wide difference = apart(match);
    const auto nano = toMoney(static_cast<PicoUsd>(sizeOf(difference)), Rounding::HalfToEven);
    const std::int64_t size = nano ? nano->nano() : std::numeric_limits<std::int64_t>::max();
    return Money::fromNano(difference < 0 ? -size : size);
}

std::optional<Money> bookedOf(const Match& match)
{
    if (!match.ledger && match.later.count == 0)
        return std::nullopt;
    const Money cost = match.ledger ? match.ledger->cost : Money();
    return cost.plus(match.later.amount).value_or(cost);
}

} // namespace gotoai::reconciliation
