// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/completionqueue.h"

#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

namespace gotoai::storage {

// What became durable, or failed, together, and the way of its results back to those who submitted it.
class Batch
{
public:
    Batch() = default;
    template<class T>
    explicit Batch(std::vector<std::unique_ptr<T>> members)
        : m_members(std::make_move_iterator(members.begin()), std::make_move_iterator(members.end()))
    {}

    // Its answers need no sync of their own: what it did may be lost with the machine, and is made up for.
    void forgoSync() { m_needsSync = false; }
    bool needsSync() const { return m_needsSync; }

    bool isEmpty() const { return m_members.empty(); }
    std::size_t size() const { return m_members.size(); }

    static void setQueue(Completable& member, CompletionQueue& queue) { member.m_queue = &queue; }
    static void setResult(Completable& member, Result<void> result) { member.m_result = std::move(result); }

    // Nothing of it counts, or nobody knows whether it does: every member has this result.
    void fail(const Error& error);
    // Once a queue, in the order of the members. Leaves the batch empty.
    void answer();

private:
    std::vector<std::unique_ptr<Completable>> m_members;
    bool m_needsSync = true;
};

} // namespace gotoai::storage
