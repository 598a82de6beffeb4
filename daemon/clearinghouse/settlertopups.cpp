// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/settler.h"

// Money that comes in, once for each (rail, external id).
namespace gotoai::clearinghouse {

Result<TopUpReceipt> Settler::topUp(const TopUp& topUp)
{
    const auto posting = clearinghouse::topUp(topUp);
    if (!posting)
        return posting.error();
    auto before = replay(topUp);
    if (!before)
        return std::move(before).error();
    if (*before)
        return **before;

    Transfers transfers = resolve({*posting}, 0, topUp.at);
    if (auto posted = post(transfers); !posted)
        return std::move(posted).error();
    const TopUpRecord record{.number = ++m_books.counters.topUps,
                             .id = TopUpId::make(m_clock.now()),
                             .account = topUp.account,
                             .rail = topUp.rail,
                             .externalId = topUp.externalId,
                             .amount = topUp.amount,
                             .availableAfter = m_books.balance(posting->credit),
                             .at = toMicroseconds(topUp.at),
                             .transfer = transfers.front()};
    append(record, m_books.leaves.topUps);
    m_recentTopUps.add(topUp.rail, topUp.externalId, {record.id, record.account, record.amount, record.availableAfter},
                       m_books.counters.batches + 1);
    return TopUpReceipt{record.id, record.availableAfter, false};
}

Result<std::optional<TopUpReceipt>> Settler::replay(const TopUp& topUp)
{
    std::optional<KeptTopUp> kept;
    if (const KeptTopUp* const recent = m_recentTopUps.find(topUp.rail, topUp.externalId)) {
        kept = *recent;
    } else {
        auto found = m_lookups.topUp(topUp.rail, topUp.externalId);
        if (!found)
            return std::move(found).error();
        kept = *found;
    }
    if (!kept)
        return std::optional<TopUpReceipt>();
    if (kept->account != topUp.account || kept->amount != topUp.amount)
        return failure(ErrorCode::Conflict, "the rail's id belongs to a top-up of another account or amount");
    return std::optional(TopUpReceipt{kept->id, kept->availableAfter, true});
}

} // namespace gotoai::clearinghouse
