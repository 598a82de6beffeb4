// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/completionqueue.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdlib>
#include <iterator>

namespace gotoai::storage {

CompletionQueue::CompletionQueue()
    : m_descriptor(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
{
    if (m_descriptor < 0)
        std::abort(); // out of descriptors before the first order: nothing could ever be answered
}

CompletionQueue::~CompletionQueue() { close(m_descriptor); }

std::size_t CompletionQueue::drain()
{
    std::vector<std::unique_ptr<Completable>> finished;
    {
        const std::lock_guard lock(m_mutex);
        finished.swap(m_finished);
        eventfd_t count = 0;
        eventfd_read(m_descriptor, &count); // fails when nothing was written, which is as good
    }
    for (auto& unit : finished) {
        unit->completed(std::move(unit->m_result));
        unit.reset();
    }
    return finished.size();
}

void CompletionQueue::push(std::vector<std::unique_ptr<Completable>>&& finished)
{
    if (finished.empty())
        return;
    {
        const std::lock_guard lock(m_mutex);
        const bool wasEmpty = m_finished.empty();
        m_finished.insert(m_finished.end(), std::make_move_iterator(finished.begin()),
                          std::make_move_iterator(finished.end()));
        if (!wasEmpty)
            return; // its owner has been woken already
    }
    // Not under the mutex, which the owner takes as soon as it wakes.
    if (eventfd_write(m_descriptor, 1) != 0)
        std::abort(); // the counter cannot overflow; a lost wake-up would hang every order of the lane
}

} // namespace gotoai::storage
