// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/statementsides.h"

#include <string_view>

namespace gotoai::clearinghouse {

Result<Sides> sidesOf(storage::Database& database, const AccountId& account)
{
    auto statement = database.cached("SELECT number, name FROM ledger_accounts "
                                     "WHERE (name > ?1 AND name < ?2) OR (name > ?3 AND name < ?4)");
    if (!statement)
        return std::move(statement).error();
    const std::string id = account.toString();
    (*statement)->bind(1, std::string_view("wallet:" + id + ":")).bind(2, std::string_view("wallet:" + id + ";"));
    (*statement)->bind(3, std::string_view("promo:" + id + ":")).bind(4, std::string_view("promo:" + id + ";"));
    Sides sides;
    for (;;) {
        const auto row = (*statement)->step();
        if (!row)
            return row.error();
        if (!*row)
            break;
        const std::string_view name = (*statement)->text(1);
        sides.push_back({(*statement)->integer(0), name.ends_with(":held"), name.starts_with("promo:")});
    }
    (*statement)->reset();
    return sides;
}

std::string isOneOf(const char* column, const Sides& sides)
{
    std::string condition = "(0";
    for (const Side& side : sides)
        condition += std::string(" OR ") + column + " = " + std::to_string(side.number);
    return condition + ")";
}

} // namespace gotoai::clearinghouse
