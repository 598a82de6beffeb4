// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/order.h"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace gotoai::clearinghouse {

// What a later call with the same rail and external id is answered with.
struct KeptTopUp
{
    TopUpId id{};
    AccountId account{};
    Money amount{};
    Money availableAfter{};
};

// The top-ups of batches that the tables may not have yet. Belongs to the ledger's thread.
class TopUpMemory
{
public:
    const KeptTopUp* find(std::string_view rail, std::string_view externalId) const;
    void add(std::string_view rail, std::string_view externalId, const KeptTopUp& topUp, std::int64_t batch);
    void forgetThrough(std::int64_t batch); // the tables have them
    void forgetFrom(std::int64_t batch);    // they have not happened

private:
    struct Entry
    {
        std::int64_t batch = 0;
        std::string key;
    };

    std::unordered_map<std::string, KeptTopUp> m_topUps;
    std::deque<Entry> m_order;
};

} // namespace gotoai::clearinghouse
