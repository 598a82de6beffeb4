// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/renewals.h"

#include <memory>
#include <utility>
#include <vector>

namespace gotoai::hypercore {
namespace {

class Notice final : public storage::Completable
{
public:
    explicit Notice(std::function<void()> offered)
        : m_offered(std::move(offered))
    {}
    void completed(Result<void>) override { m_offered(); }

private:
    const std::function<void()> m_offered;
};

} // namespace

Renewals::Renewals(storage::CompletionQueue& queue, std::function<void()> offered)
    : m_queue(queue)
    , m_offered(std::move(offered))
{}

void Renewals::offer(const CredentialId& id, const PepperedMac& mac)
{
    {
        const std::lock_guard lock(m_mutex);
        const bool wasEmpty = m_waiting.empty();
        if (m_waiting.size() >= kMostWaiting)
            return;
        m_waiting.insert_or_assign(id, mac);
        if (!wasEmpty)
            return; // its owner has been told already
    }
    std::vector<std::unique_ptr<storage::Completable>> notice;
    notice.push_back(std::make_unique<Notice>(m_offered));
    m_queue.push(std::move(notice));
}

Renewals::Waiting Renewals::take()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_waiting, {});
}

} // namespace gotoai::hypercore
