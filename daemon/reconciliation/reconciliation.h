// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bookingid.h"
#include "base/clock.h"
#include "base/reconciliationid.h"
#include "reconciliation/difference.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace gotoai::reconciliation {

// A provider's statement, as far as its pieces have been imported.
struct ProviderStatement
{
    StatementId id{};
    ProviderId provider{};
    std::string name{}; // the operator's, unique with the provider: "2026-11"
    std::string format{};
    std::int64_t rows = 0;
    std::optional<Instant> firstAt{};
    std::optional<Instant> lastAt{};
    Money cost{}; // of all rows, half to even
    Instant createdAt{};
    std::string by{};
};

// How many differences of a class, and how far they are apart altogether, whatever the sign.
struct ClassFigures
{
    std::int64_t count = 0;
    Money amount{};
    bool operator==(const ClassFigures&) const = default;
};

inline constexpr std::size_t kClassCount = 13;
using ClassTable = std::array<ClassFigures, kClassCount>; // by DifferenceClass

// One comparison.
struct Reconciliation
{
    enum class State : std::uint8_t { Running, Done, Failed };

    std::int64_t number = 0;
    ReconciliationId id{};
    ProviderId provider{};
    std::optional<StatementId> statement{}; // none: the books with the request log alone
    Instant from{};
    Instant to{};
    State state = State::Running;
    std::string failure{};
    std::int64_t attempts = 0; // that were compared
    std::int64_t rows = 0;     // of the statement
    bool isCut = false;        // there are more differences than are kept
    ClassTable classes{};
    Instant startedAt{};
    std::optional<Instant> endedAt{};
    std::string by{};
};

std::string_view stateWord(Reconciliation::State state); // "running" …
std::optional<Reconciliation::State> stateFromWord(std::string_view word);

// One difference, and what became of it.
struct Difference
{
    enum class State : std::uint8_t {
        Open,
        Explained,
        Booking, // the ledger was asked; what it did is not known yet
        Booked
    };

    std::int64_t number = 0; // over all reconciliations
    DifferenceId id{};
    DifferenceClass what = DifferenceClass::Orphan;
    std::string subject{};     // what it is about, see subject.h
    std::int64_t bookings = 0; // about it, that it counted: late costs and earlier differences
    std::optional<OrderId> order{};
    std::int64_t attempt = 0; // 0: none in particular
    std::string externalId{}; // empty: of a day and a model
    std::string model{};
    Instant at{};
    std::int64_t attempts = 0; // of the books
    std::int64_t rows = 0;     // of the statement
    std::optional<Money> booked{};
    std::optional<std::int64_t> billed{}; // pico-USD
    Money apart{};                        // statement − books
    std::optional<TokenCounts> bookedTokens{};
    std::optional<TokenCounts> keptTokens{};
    std::optional<TokenCounts> billedTokens{};
    State state = State::Open;
    std::string note{};
    std::optional<BookingId> booking{};
    std::string resolvedBy{};
    std::optional<Instant> resolvedAt{};
};

std::string_view stateWord(Difference::State state); // "open", "explained", "booking", "booked"
std::optional<Difference::State> differenceStateFromWord(std::string_view word);

// What a class may come to in one reconciliation before an alert is raised. Empty: never.
struct Threshold
{
    std::optional<std::int64_t> count{};
    std::optional<Money> amount{};

    bool isPassedBy(const ClassFigures& figures) const
    {
        return (count && figures.count > *count) || (amount && figures.amount > *amount);
    }
};

using Thresholds = std::array<Threshold, kClassCount>; // by DifferenceClass

// Any difference raises an alert, but for roundings and those at the edge of a period.
Thresholds defaultThresholds();

} // namespace gotoai::reconciliation
