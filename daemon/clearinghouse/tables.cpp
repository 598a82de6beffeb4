// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/tables.h"

#include "clearinghouse/bookingrules.h"

namespace gotoai::clearinghouse::tables {
namespace {

using storage::Database;
using storage::Statement;

constexpr char kInsertAccount[] = "INSERT INTO ledger_accounts(number, name, leaf) VALUES (?1, ?2, ?3)";
constexpr char kInsertPrice[] =
    "INSERT INTO settled_prices(number, id, prompt_pico, cache_read_pico, cache_write_pico, completion_pico, "
    "reasoning_pico, image_pico, audio_pico, request_pico, valid_from_us, leaf) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
constexpr char kInsertTiers[] = "INSERT INTO settled_price_tiers(price, tiers) VALUES (?1, ?2)";
constexpr char kInsertTopUp[] =
    "INSERT INTO topups(number, id, account, rail, external_id, amount_nano, available_after_nano, at_us, transfer, "
    "leaf) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

constexpr char kInsertBooking[] =
    "INSERT INTO bookings(number, id, kind, account, provider, order_number, part, rail, scope, reference, "
    "amount_nano, promo_nano, absorbed_nano, debit, credit, reason, made_by, at_us, expires_us, first_transfer, "
    "transfer_count, leaf) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)";

template<class Tag>
std::span<const std::uint8_t> bytes(const Id<Tag>& id)
{
    return id.bytes();
}

std::span<const std::uint8_t> bytes(const crypto::Digest& digest) { return digest; }

} // namespace

Result<void> insert(Database& database, const AccountRecord& account, const crypto::Digest& leaf)
{
    auto statement = database.cached(kInsertAccount);
    if (!statement)
        return std::move(statement).error();
    return (*statement)->bind(1, account.number).bindInPlace(2, account.name).bindInPlace(3, bytes(leaf)).run();
}

Result<void> insert(Database& database, const PriceRecord& price, const crypto::Digest& leaf)
{
    auto statement = database.cached(kInsertPrice);
    if (!statement)
        return std::move(statement).error();
    Statement& row = **statement;
    row.bind(1, price.number).bindInPlace(2, bytes(price.id));
    int position = 3;
    for (const auto& pico : price.picos)
        row.bind(position++, pico);
    auto inserted = row.bind(11, price.validFrom).bindInPlace(12, bytes(leaf)).run();
    if (!inserted || price.tiers.empty())
        return inserted;
    auto tiers = database.cached(kInsertTiers);
    if (!tiers)
        return std::move(tiers).error();
    const std::vector<std::uint8_t> encoded = encodeTiers(price.tiers);
    return (*tiers)->bind(1, price.number).bind(2, std::span<const std::uint8_t>(encoded)).run();
}

Result<void> insert(Database& database, const TopUpRecord& topUp, const crypto::Digest& leaf)
{
    auto statement = database.cached(kInsertTopUp);
    if (!statement)
        return std::move(statement).error();
    Statement& row = **statement;
    row.bind(1, topUp.number)
        .bindInPlace(2, bytes(topUp.id))
        .bindInPlace(3, bytes(topUp.account))
        .bindInPlace(4, topUp.rail);
    row.bindInPlace(5, topUp.externalId).bind(6, topUp.amount.nano()).bind(7, topUp.availableAfter.nano());
    return row.bind(8, topUp.at).bind(9, topUp.transfer.number).bindInPlace(10, bytes(leaf)).run();
}

Result<void> insert(Database& database, const BookingRecord& booking, const crypto::Digest& leaf)
{
    auto statement = database.cached(kInsertBooking);
    if (!statement)
        return std::move(statement).error();
    Statement& row = **statement;
    const std::string scope = scopeOf(booking.kind, booking.rail, booking.provider, booking.order);
    row.bind(1, booking.number).bindInPlace(2, bytes(booking.id)).bind(3, static_cast<std::int64_t>(booking.kind));
    row.bindInPlace(4, bytes(booking.account)).bindInPlace(5, bytes(booking.provider)).bind(6, booking.order);
    row.bind(7, booking.part).bindInPlace(8, booking.rail).bindInPlace(9, std::string_view(scope));
    row.bindInPlace(10, booking.reference).bind(11, booking.amount.nano()).bind(12, booking.promo.nano());
    row.bind(13, booking.absorbed.nano()).bind(14, booking.debit).bind(15, booking.credit);
    row.bindInPlace(16, booking.reason).bindInPlace(17, booking.by).bind(18, booking.at).bind(19, booking.expiresAt);
    row.bind(20, booking.transfers.empty() ? 0 : booking.transfers.front().number);
    return row.bind(21, std::ssize(booking.transfers)).bindInPlace(22, bytes(leaf)).run();
}

} // namespace gotoai::clearinghouse::tables
