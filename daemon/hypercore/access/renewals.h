// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/accessid.h"
#include "base/id.h"
#include "hypercore/access/peppers.h"
#include "storage/completionqueue.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <variant>

namespace gotoai::hypercore {

// Keys and admin tokens that were proved right under an older pepper, with their MACs under the active one: on their
// way from the lanes, which alone see the text, to the directory, which keeps the MACs. What is not taken in time is
// offered again with the next request.
class Renewals
{
public:
    using CredentialId = std::variant<KeyId, AdminTokenId>;
    using Waiting = std::map<CredentialId, PepperedMac>;

    static constexpr std::size_t kMostWaiting = 1'024;

    // `offered` runs where `queue` is drained, when the first of several has come. The queue outlives this.
    Renewals(storage::CompletionQueue& queue, std::function<void()> offered);
    Renewals(const Renewals&) = delete;
    Renewals& operator=(const Renewals&) = delete;

    // Any thread.
    void offer(const CredentialId& id, const PepperedMac& mac);
    Waiting take();

private:
    storage::CompletionQueue& m_queue;
    const std::function<void()> m_offered;
    std::mutex m_mutex;
    Waiting m_waiting;
};

// `next` as it is to be, with the MAC that may have been renewed while it was being stored.
template<class Credential>
std::shared_ptr<const Credential> withMac(std::shared_ptr<const Credential> next, const PepperedMac& mac)
{
    if (next->mac.pepper == mac.pepper)
        return next;
    auto renewed = std::make_shared<Credential>(*next);
    renewed->mac = mac;
    return renewed;
}

} // namespace gotoai::hypercore
