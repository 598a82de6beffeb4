// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/batch.h"

#include <algorithm>
#include <iterator>

namespace gotoai::storage {

void Batch::fail(const Error& error)
{
    for (auto& unit : m_units)
        unit->m_result = failure(ErrorCode::StoreUnavailable, error.detail);
}

void Batch::answer()
{
    while (!m_units.empty()) {
        CompletionQueue* const queue = m_units.front()->m_queue;
        const auto others = std::stable_partition(m_units.begin(), m_units.end(),
                                                  [queue](const auto& unit) { return unit->m_queue == queue; });
        std::vector<std::unique_ptr<Unit>> rest(std::make_move_iterator(others),
                                                std::make_move_iterator(m_units.end()));
        m_units.erase(others, m_units.end());
        queue->push(std::move(m_units));
        m_units = std::move(rest);
    }
}

} // namespace gotoai::storage
