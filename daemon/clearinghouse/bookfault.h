// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace gotoai::clearinghouse {

// What broken books break: their sums, what follows from their transfers, or the chain of their hashes.
enum class BookFault { Sum, Fold, Chain };

std::string_view bookFaultWord(BookFault fault); // "sum", "fold", "chain"
std::optional<BookFault> bookFaultFromWord(std::string_view word);

// Corrupt, naming the line: "transfers 7: …"; the param is the fault's word.
Error brokenLine(std::string_view table, std::int64_t number, std::string_view what, BookFault fault = BookFault::Fold);

// Whether an error about the books is one that somebody has seen before: who judges goes on behind it.
using Forgiveness = std::function<bool(const Error&)>;

} // namespace gotoai::clearinghouse
