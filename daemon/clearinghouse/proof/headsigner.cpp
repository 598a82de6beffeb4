// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/proof/headsigner.h"

#include "base/log.h"

#include <pthread.h>

#include <utility>

namespace gotoai::clearinghouse {

HeadSigner::HeadSigner(HeadFile file, crypto::SigningKey key, const IdBytes& book, const Clock& clock)
    : m_file(std::move(file))
    , m_key(std::move(key))
    , m_book(book)
    , m_clock(clock)
    , m_figures{.last = m_file.last()}
    , m_thread([this] { run(); })
{}

HeadSigner::~HeadSigner()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
    }
    m_wake.notify_all();
    m_thread.join();
}

void HeadSigner::offer(const ChainHead& head)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!isNews(head))
            return;
        m_offered = head;
    }
    m_wake.notify_one();
}

bool HeadSigner::isNews(const ChainHead& head) const
{
    return head.batch > (m_figures.last ? m_figures.last->head.batch : 0);
}

HeadSigner::Figures HeadSigner::figures() const
{
    const std::lock_guard lock(m_mutex);
    return m_figures;
}

void HeadSigner::waitForRest()
{
    std::unique_lock lock(m_mutex);
    m_rest.wait(lock, [this] { return !m_offered && !m_isSigning; });
}

void HeadSigner::run()
{
    pthread_setname_np(pthread_self(), "heads");
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_wake.wait(lock, [this] { return m_isStopping || m_offered; });
        if (!m_offered)
            return;
        const ChainHead head = *std::exchange(m_offered, std::nullopt);
        if (isNews(head)) { // it may have been offered again while it was being signed
            m_isSigning = true;
            lock.unlock();
            sign(head);
            lock.lock();
            m_isSigning = false;
        }
        m_rest.notify_all();
    }
}

void HeadSigner::sign(const ChainHead& head)
{
    const auto signedHead = SignedHead::sign(m_book, head, m_clock.now(), m_key);
    const auto appended = m_file.append(signedHead);
    const std::lock_guard lock(m_mutex);
    if (appended)
        m_figures.last = signedHead;
    else if (!m_figures.hasFailed)
        writeLog(LogLevel::Error, "head_not_signed", {{"reason", appended.error().detail}});
    m_figures.hasFailed = !appended;
}

} // namespace gotoai::clearinghouse
