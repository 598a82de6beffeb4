// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/order.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

// Every difference between the books and a provider's statement lands in exactly one class. Pure.
namespace gotoai::reconciliation {

// Stored by number: new ones go to the end. The first three are of the books alone.
enum class DifferenceClass : std::uint8_t {
    Sum,
    Fold,
    Chain,
    Orphan,    // the provider bills what no order asked for
    Ghost,     // an order that cost something, and that the provider does not bill
    Tokens,    // other counts
    Price,     // the same counts at another price
    Over,      // billed above what the order held
    Duplicate, // billed more than once
    Absurd,    // billed with numbers that cannot be
    Stuck,     // billed, or running for long, and not ended in the books
    Rounding,  // less apart than providers round
    Timing     // so near the period's edge that it may stand in the neighbouring statement
};

inline constexpr std::array kComparedClasses = {
    DifferenceClass::Orphan,   DifferenceClass::Ghost,     DifferenceClass::Tokens, DifferenceClass::Price,
    DifferenceClass::Over,     DifferenceClass::Duplicate, DifferenceClass::Absurd, DifferenceClass::Stuck,
    DifferenceClass::Rounding, DifferenceClass::Timing};

std::string_view differenceClassWord(DifferenceClass what); // "orphan" …
std::optional<DifferenceClass> differenceClassFromWord(std::string_view word);

// As OpenAI counts: cached inside the prompt, reasoning inside the completion.
struct TokenCounts
{
    std::int64_t prompt = 0;
    std::int64_t completion = 0;
    bool operator==(const TokenCounts&) const = default;
};

// What the books have of an attempt, or of all attempts of a day at one model.
struct LedgerSide
{
    bool isOpen = false; // its order has not ended
    Money hold{};
    std::optional<TokenCounts> counts{}; // none: nobody counted
    Money cost{};                        // each attempt's rounded half to even
    std::int64_t attempts = 1;
};

// What a statement has of it. Costs in pico-USD.
struct StatementSide
{
    std::int64_t rows = 1;               // of the same request
    std::optional<TokenCounts> counts{}; // none: the statement does not tell
    std::optional<std::int64_t> cost{};
    bool isAbsurd = false;
};

// What was booked about it beside the costs of attempts: costs that came late, and earlier differences. It counts for
// the books.
struct LaterBookings
{
    std::int64_t count = 0;
    Money amount{}; // negative: less is owed
};

struct Match
{
    std::optional<LedgerSide> ledger{};
    LaterBookings later{};
    std::optional<TokenCounts> evidence{}; // what the request log kept
    std::optional<StatementSide> statement{};
    bool isCompared = true; // with a statement at all; otherwise the books with the evidence alone
    bool isNearEdge = false;
    bool isRepeated = false; // rows of a request that an attempt was found for before
};

// What the books have; empty where they have nothing of it.
std::optional<Money> bookedOf(const Match& match);

// Providers round what they bill for a request to a millionth of a dollar or finer.
inline constexpr std::int64_t kRoundingPico = 1'000'000;

// Empty where the sides agree, and where they do but for their counts since something was booked about it.
std::optional<DifferenceClass> classify(const Match& match);

// Statement − books, half to even; what the books would have to be corrected by. Zero where there is no cost to
// compare.
Money differenceOf(const Match& match);

} // namespace gotoai::reconciliation
