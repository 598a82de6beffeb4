// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <memory>
#include <mutex>
#include <vector>

namespace gotoai::storage {

class Unit;

// Where a writer puts the units it has finished, for the thread that submitted them: a list under a mutex and an
// eventfd that wakes that thread's event loop, once a batch. One an event loop; outlives every unit submitted with it.
class CompletionQueue
{
public:
    CompletionQueue();
    ~CompletionQueue();
    CompletionQueue(const CompletionQueue&) = delete;
    CompletionQueue& operator=(const CompletionQueue&) = delete;

    // Readable while completions wait. Watch it for reading.
    int descriptor() const { return m_descriptor; }

    // Owner's thread: runs Unit::completed of all that wait, in the order they were committed. Returns how many ran.
    std::size_t drain();

    // Any thread; mostly the writer's.
    void push(std::vector<std::unique_ptr<Unit>>&& finished);

private:
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Unit>> m_finished;
    int m_descriptor = -1;
};

} // namespace gotoai::storage
