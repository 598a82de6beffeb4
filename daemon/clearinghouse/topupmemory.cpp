// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/topupmemory.h"

namespace gotoai::clearinghouse {
namespace {

// No rail holds a zero byte.
std::string keyOf(std::string_view rail, std::string_view externalId)
{
    std::string key(rail);
    key.push_back('\0');
    key.append(externalId);
    return key;
}

} // namespace

const KeptTopUp* TopUpMemory::find(std::string_view rail, std::string_view externalId) const
{
    if (m_topUps.empty())
        return nullptr;
    const auto found = m_topUps.find(keyOf(rail, externalId));
    return found == m_topUps.end() ? nullptr : &found->second;
}

void TopUpMemory::add(std::string_view rail, std::string_view externalId, const KeptTopUp& topUp, std::int64_t batch)
{
    std::string key = keyOf(rail, externalId);
    m_topUps.insert_or_assign(key, topUp);
    m_order.push_back({batch, std::move(key)});
}

void TopUpMemory::forgetThrough(std::int64_t batch)
{
    while (!m_order.empty() && m_order.front().batch <= batch) {
        m_topUps.erase(m_order.front().key);
        m_order.pop_front();
    }
}

void TopUpMemory::forgetFrom(std::int64_t batch)
{
    while (!m_order.empty() && m_order.back().batch >= batch) {
        m_topUps.erase(m_order.back().key);
        m_order.pop_back();
    }
}

} // namespace gotoai::clearinghouse
