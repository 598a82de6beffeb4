// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/requestlookup.h"

#include "clearinghouse/tables.h"

namespace gotoai::clearinghouse {
namespace {

constexpr char kSelectRequest[] =
    "SELECT r.order_number, o.id, r.body, o.at_us, e.state FROM order_requests r JOIN orders o "
    "ON o.number = r.order_number LEFT JOIN transitions e ON e.order_number = r.order_number AND e.is_terminal = 1 "
    "WHERE r.scope = ?1 ORDER BY r.order_number DESC LIMIT 1";

} // namespace

Result<std::optional<KeptRequest>> findRequest(storage::Database& database, const crypto::Digest& scope)
{
    auto statement = database.cached(kSelectRequest);
    if (!statement)
        return std::move(statement).error();
    storage::Statement& row = **statement;
    row.bind(1, std::span<const std::uint8_t>(scope));
    const auto found = row.step();
    if (!found)
        return found.error();
    std::optional<KeptRequest> request;
    if (*found) {
        KeptRequest& kept = request.emplace();
        kept.order = row.integer(0);
        kept.id = tables::readId<OrderId>(row, 1);
        kept.body = tables::readDigest(row, 2);
        kept.at = fromMicroseconds(row.integer(3));
        if (!row.isNull(4))
            kept.end = static_cast<OrderState>(row.integer(4));
    }
    row.reset();
    return request;
}

} // namespace gotoai::clearinghouse
