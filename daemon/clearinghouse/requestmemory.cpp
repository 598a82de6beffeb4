// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/requestmemory.h"

namespace gotoai::clearinghouse {

const KeptRequest* RequestMemory::find(const crypto::Digest& scope) const
{
    const auto found = m_requests.find(scope);
    return found == m_requests.end() ? nullptr : &found->second.request;
}

void RequestMemory::begun(const crypto::Digest& scope, const KeptRequest& request, std::int64_t batch)
{
    if (const auto before = m_requests.find(scope); before != m_requests.end())
        m_scopes.erase(before->second.request.order);
    m_requests.insert_or_assign(scope, Entry{.request = request, .begunIn = batch});
    m_scopes.insert_or_assign(request.order, scope);
}

void RequestMemory::ended(OrderNumber order, OrderState state, std::int64_t batch)
{
    if (m_scopes.empty())
        return;
    const auto scope = m_scopes.find(order);
    if (scope == m_scopes.end())
        return;
    Entry& entry = m_requests.at(scope->second);
    entry.request.end = state;
    entry.endedIn = batch;
    m_ended.emplace_back(batch, order);
}

void RequestMemory::forgetThrough(std::int64_t batch)
{
    while (!m_ended.empty() && m_ended.front().first <= batch) {
        const OrderNumber order = m_ended.front().second;
        m_ended.pop_front();
        if (const auto scope = m_scopes.find(order); scope != m_scopes.end())
            erase(scope->second, order);
    }
}

void RequestMemory::forgetFrom(std::int64_t batch)
{
    while (!m_ended.empty() && m_ended.back().first >= batch) {
        const OrderNumber order = m_ended.back().second;
        m_ended.pop_back();
        if (const auto scope = m_scopes.find(order); scope != m_scopes.end()) {
            Entry& entry = m_requests.at(scope->second);
            entry.request.end.reset();
            entry.endedIn = 0;
        }
    }
    std::erase_if(m_scopes, [&](const auto& known) {
        const auto request = m_requests.find(known.second);
        if (request->second.begunIn < batch)
            return false;
        m_requests.erase(request);
        return true;
    });
}

void RequestMemory::erase(const crypto::Digest& scope, OrderNumber order)
{
    m_requests.erase(crypto::Digest(scope));
    m_scopes.erase(order);
}

} // namespace gotoai::clearinghouse
