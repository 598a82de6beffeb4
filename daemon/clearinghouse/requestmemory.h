// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/order.h"

#include <cstdint>
#include <cstring>
#include <deque>
#include <optional>
#include <unordered_map>

namespace gotoai::clearinghouse {

// The order that a request made last.
struct KeptRequest
{
    OrderNumber order = 0;
    OrderId id{};
    crypto::Digest body{};
    Instant at{};
    std::optional<OrderState> end{}; // where it is known that the order has ended
};

// The requests of orders that are open, as far as this process began them, and of those whose end the tables may not
// have yet. Belongs to the ledger's thread.
class RequestMemory
{
public:
    const KeptRequest* find(const crypto::Digest& scope) const;
    void begun(const crypto::Digest& scope, const KeptRequest& request, std::int64_t batch);
    // Of any order; most have no request.
    void ended(OrderNumber order, OrderState state, std::int64_t batch);
    void forgetThrough(std::int64_t batch); // the tables have what was done in them
    void forgetFrom(std::int64_t batch);    // they have not happened

private:
    struct DigestHash
    {
        std::size_t operator()(const crypto::Digest& digest) const
        {
            std::size_t hash = 0;
            std::memcpy(&hash, digest.data(), sizeof hash);
            return hash;
        }
    };
    struct Entry
    {
        KeptRequest request;
        std::int64_t begunIn = 0; // batches
        std::int64_t endedIn = 0; // 0: it is open
    };
    void erase(const crypto::Digest& scope, OrderNumber order);

    std::unordered_map<crypto::Digest, Entry, DigestHash> m_requests; // by scope
    std::unordered_map<OrderNumber, crypto::Digest> m_scopes;
    std::deque<std::pair<std::int64_t, OrderNumber>> m_ended; // batch and order, in the order of their ends
};

} // namespace gotoai::clearinghouse
