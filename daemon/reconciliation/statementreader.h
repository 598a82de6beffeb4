// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "reconciliation/statementformat.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace gotoai::reconciliation {

// A line of a provider's statement: of one request where it has an id, otherwise of a day (UTC) and a model.
struct StatementRow
{
    std::string externalId; // at most 200 bytes
    std::string model;      // at most 200 bytes
    Instant at{};
    std::optional<std::int64_t> prompt{};
    std::optional<std::int64_t> completion{};
    std::optional<std::int64_t> requests{};
    std::optional<std::int64_t> cost{}; // pico-USD
    bool isAbsurd = false;              // a number that cannot be: negative, or beyond anything
    std::int64_t place = 0;             // its line of CSV, or which row of the JSON text
};

// Reads a statement, or a piece of one that is whole by itself: a CSV text with its line of names, or a JSON text.
// Gives each row to `take`, in order, with memory for one row of CSV. InvalidRequest naming the line, or the row of
// JSON, that is not understood: what is no number, has no time, is in another currency, has more cells than the line of
// names or a member twice. A CSV text without the
// columns that the mapping needs (`at`, and a cost or counts) is refused as a whole.
Result<void> readStatement(std::string_view text, StatementFormat format, const StatementMapping& mapping,
                           const std::function<Result<void>(StatementRow)>& take);

// "2026-11-30T08:00:00Z" (also with a blank, a fraction or an offset), "2026-11-30", or seconds since 1970.
std::optional<Instant> parseStatementTime(std::string_view text);

} // namespace gotoai::reconciliation
