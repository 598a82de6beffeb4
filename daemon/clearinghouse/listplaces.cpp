// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/listplaces.h"

#include "clearinghouse/ledgerscans.h"

#include <chrono>
#include <span>

namespace gotoai::clearinghouse {
namespace {

// `select` has ?1 for the id and ?2 for the account, null for any.
template<class IdType>
Result<std::int64_t> numberOf(storage::Database& database, const char* select, const IdType& id,
                              const std::optional<AccountId>& account)
{
    auto statement = database.prepare(select);
    if (!statement)
        return std::move(statement).error();
    statement->bind(1, std::span<const std::uint8_t>(id.bytes()));
    if (account)
        statement->bind(2, std::span<const std::uint8_t>(account->bytes()));
    else
        statement->bind(2, std::nullopt);
    const auto found = statement->step();
    if (!found)
        return found.error();
    if (!*found)
        return failure(ErrorCode::NotFound, "there is no " + id.toString());
    return statement->integer(0);
}

template<class FirstFrom>
Result<std::int64_t> numberAt(storage::Database& database, Instant at, FirstFrom firstFrom)
{
    const auto after = firstFrom(database, at + std::chrono::microseconds(1));
    return after ? Result<std::int64_t>(*after - 1) : after.error();
}

} // namespace

Result<std::int64_t> orderNumber(storage::Database& database, const OrderId& id,
                                 const std::optional<AccountId>& account)
{
    return numberOf(database, "SELECT number FROM orders WHERE id = ?1 AND (?2 IS NULL OR account = ?2)", id, account);
}

Result<std::int64_t> topUpNumber(storage::Database& database, const TopUpId& id,
                                 const std::optional<AccountId>& account)
{
    return numberOf(database, "SELECT number FROM topups WHERE id = ?1 AND (?2 IS NULL OR account = ?2)", id, account);
}

Result<std::int64_t> bookingNumber(storage::Database& database, const BookingId& id,
                                   const std::optional<AccountId>& account)
{
    return numberOf(database, "SELECT number FROM bookings WHERE id = ?1 AND (?2 IS NULL OR account = ?2)", id,
                    account);
}

Result<bool> hasTransfer(storage::Database& database, std::int64_t number)
{
    auto statement = database.prepare("SELECT 1 FROM transfers WHERE number = ?1");
    if (!statement)
        return std::move(statement).error();
    return statement->bind(1, number).step();
}

Result<std::int64_t> orderNumberAt(storage::Database& database, Instant at)
{
    return numberAt(database, at, &firstOrderFrom);
}

Result<std::int64_t> transferNumberAt(storage::Database& database, Instant at)
{
    return numberAt(database, at, &firstTransferFrom);
}

Result<std::int64_t> topUpNumberAt(storage::Database& database, Instant at)
{
    return numberAt(database, at, &firstTopUpFrom);
}

Result<std::int64_t> bookingNumberAt(storage::Database& database, Instant at)
{
    return numberAt(database, at, &firstBookingFrom);
}

} // namespace gotoai::clearinghouse
