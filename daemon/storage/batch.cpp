// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/batch.h"

#include <algorithm>
#include <iterator>

namespace gotoai::storage {

void Batch::fail(const Error& error)
{
    for (auto& member : m_members)
        member->m_result = failure(ErrorCode::StoreUnavailable, error.detail);
}

void Batch::answer()
{
    while (!m_members.empty()) {
        CompletionQueue* const queue = m_members.front()->m_queue;
        const auto others = std::stable_partition(m_members.begin(), m_members.end(),
                                                  [queue](const auto& member) { return member->m_queue == queue; });
        std::vector<std::unique_ptr<Completable>> rest(std::make_move_iterator(others),
                                                       std::make_move_iterator(m_members.end()));
        m_members.erase(others, m_members.end());
        queue->push(std::move(m_members));
        m_members = std::move(rest);
    }
}

} // namespace gotoai::storage
