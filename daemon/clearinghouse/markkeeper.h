// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/completionqueue.h"
#include "storage/writer.h"

namespace gotoai::clearinghouse {

// Keeps the balance marks up with the book, a block at a time by the writer of the ledger's tables, between what else
// it writes. Used on the thread that drains `queue`; writer and queue outlive it, and the queue is drained no more once
// it is gone.
class MarkKeeper
{
public:
    MarkKeeper(storage::Writer& writer, storage::CompletionQueue& queue);
    MarkKeeper(const MarkKeeper&) = delete;
    MarkKeeper& operator=(const MarkKeeper&) = delete;

    // Once a second or so; goes on by itself while there are complete blocks.
    void beat();

private:
    void marked(const Result<void>& result, bool hasMarked);

    storage::Writer& m_writer;
    storage::CompletionQueue& m_queue;
    bool m_isMarking = false;
    bool m_hasWarned = false;
};

} // namespace gotoai::clearinghouse
