// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/bookfault.h"

#include <string>

namespace gotoai::clearinghouse {

std::string_view bookFaultWord(BookFault fault)
{
    switch (fault) {
    case BookFault::Sum: return "sum";
    case BookFault::Fold: return "fold";
    case BookFault::Chain: return "chain";
    }
    return "fold";
}

std::optional<BookFault> bookFaultFromWord(std::string_view word)
{
    for (const BookFault fault : {BookFault::Sum, BookFault::Fold, BookFault::Chain}) {
        if (bookFaultWord(fault) == word)
            return fault;
    }
    return std::nullopt;
}

Error brokenLine(std::string_view table, std::int64_t number, std::string_view what, BookFault fault)
{
    return failure(ErrorCode::Corrupt, std::string(table) + " " + std::to_string(number) + ": " + std::string(what),
                   std::string(bookFaultWord(fault)));
}

} // namespace gotoai::clearinghouse
