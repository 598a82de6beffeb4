// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/billedrequests.h"

namespace gotoai::reconciliation {

Result<BilledRequests::Rows> BilledRequests::of(const std::string& externalId)
{
    if (!m_statement || externalId.empty())
        return Rows();
    auto all = rowsOf(m_ledger, *m_statement, externalId);
    if (!all)
        return std::move(all).error();
    Rows rows{.left = {}, .isMany = all->size() > 1};
    for (BilledRow& row : *all) {
        if (!m_taken.contains(row.number))
            rows.left.push_back(std::move(row));
    }
    return rows;
}

void BilledRequests::take(const BilledRow& row, const Rows& rows, const Attempt& attempt)
{
    m_taken.insert(row.number);
    if (rows.isMany)
        m_takers.emplace(row.externalId, attempt);
}

Result<std::int64_t> BilledRequests::forEachLeft(
    const std::function<bool(const BilledRow&)>& isCovered,
    const std::function<void(const std::vector<BilledRow>&, const std::optional<Attempt>&)>& take)
{
    std::int64_t count = 0;
    if (!m_statement)
        return count;
    std::vector<BilledRow> left; // of one request
    const auto takerOf = [this](const std::string& id) {
        const auto taker = m_takers.find(id);
        return taker == m_takers.end() ? std::nullopt : std::optional(taker->second);
    };
    const auto end = [&] {
        if (!left.empty())
            take(left, takerOf(left.front().externalId));
        left.clear();
    };
    auto read = forEachNamedRow(m_ledger, *m_statement, [&](const BilledRow& row) {
        const bool isTaken = m_taken.contains(row.number);
        if (!isTaken && !isCovered(row) && !m_takers.contains(row.externalId))
            return;
        ++count;
        if (isTaken)
            return;
        if (!left.empty() && left.front().externalId != row.externalId)
            end();
        left.push_back(row);
    });
    if (!read)
        return std::move(read).error();
    end();
    return count;
}

} // namespace gotoai::reconciliation
