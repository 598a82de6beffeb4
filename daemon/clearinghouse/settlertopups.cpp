// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/settler.h"
#include "clearinghouse/tables.h"

// Money that comes in, once for each (rail, external id).
namespace gotoai::clearinghouse {
namespace {

constexpr char kSelectTopUp[] = "SELECT id, account, amount_nano, available_after_nano FROM topups "
                                "WHERE rail = ?1 AND external_id = ?2";

} // namespace

Result<TopUpReceipt> Settler::topUp(storage::Database& database, const TopUp& topUp)
{
    const auto posting = clearinghouse::topUp(topUp);
    if (!posting)
        return posting.error();
    auto before = replay(database, topUp);
    if (!before)
        return std::move(before).error();
    if (*before)
        return **before;

    auto transfers = resolve(database, {*posting}, 0, topUp.at);
    if (!transfers)
        return std::move(transfers).error();
    if (auto posted = post(*transfers); !posted)
        return std::move(posted).error();
    const TopUpRecord record{.number = m_books.counters.topUps + 1,
                             .id = TopUpId::make(m_clock.now()),
                             .account = topUp.account,
                             .rail = topUp.rail,
                             .externalId = topUp.externalId,
                             .amount = topUp.amount,
                             .availableAfter = m_books.balance(posting->credit),
                             .at = toMicroseconds(topUp.at),
                             .transfer = transfers->front()};
    const crypto::Digest leaf = m_hashLeaf(record);
    auto inserted = tables::insert(database, record, leaf);
    if (inserted)
        inserted = insert(database, *transfers);
    if (!inserted)
        return failure(ErrorCode::StoreUnavailable, inserted.error().detail);
    m_books.counters.topUps = record.number;
    m_books.leaves.topUps.push_back(leaf);
    return TopUpReceipt{record.id, record.availableAfter, false};
}

Result<std::optional<TopUpReceipt>> Settler::replay(storage::Database& database, const TopUp& topUp)
{
    auto statement = database.cached(kSelectTopUp);
    if (!statement)
        return std::move(statement).error();
    storage::Statement& row = **statement;
    row.bind(1, std::string_view(topUp.rail)).bind(2, std::string_view(topUp.externalId));
    auto found = row.step();
    if (!found)
        return std::move(found).error();
    std::optional<TopUpReceipt> receipt;
    bool isSame = true;
    if (*found) {
        receipt = TopUpReceipt{tables::readId<TopUpId>(row, 0), Money::fromNano(row.integer(3)), true};
        isSame = tables::readId<AccountId>(row, 1) == topUp.account && row.integer(2) == topUp.amount.nano();
    }
    row.reset();
    if (!isSame)
        return failure(ErrorCode::Conflict, "the rail's id belongs to a top-up of another account or amount");
    return receipt;
}

} // namespace gotoai::clearinghouse
