// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <memory>
#include <mutex>
#include <vector>

namespace gotoai::storage {

class CompletionQueue;

// Something that one thread hands to another to be done, and hears of again.
class Completable
{
public:
    virtual ~Completable() = default;

    // Submitting thread, exactly once: after it is done and durable, or refused, or has failed.
    virtual void completed(Result<void> result) = 0;

private:
    friend class Batch;
    friend class CompletionQueue;
    CompletionQueue* m_queue = nullptr;
    Result<void> m_result;
};

// Where finished work is put for the thread that submitted it: a list under a mutex and an eventfd that wakes that
// thread's event loop, once a batch. One an event loop; outlives everything submitted with it.
class CompletionQueue
{
public:
    CompletionQueue();
    ~CompletionQueue();
    CompletionQueue(const CompletionQueue&) = delete;
    CompletionQueue& operator=(const CompletionQueue&) = delete;

    // Readable while completions wait. Watch it for reading.
    int descriptor() const { return m_descriptor; }

    // Owner's thread: runs Completable::completed of all that wait, in the order they were committed. Returns how many
    // ran.
    std::size_t drain();

    // Any thread; mostly a writer's.
    void push(std::vector<std::unique_ptr<Completable>>&& finished);

private:
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Completable>> m_finished;
    int m_descriptor = -1;
};

} // namespace gotoai::storage
