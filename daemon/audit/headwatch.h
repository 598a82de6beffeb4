// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audit/anchor.h"
#include "storage/writer.h"

#include <functional>

namespace gotoai::audit {

// At start, before anything is appended: what the anchor says, if the log goes on from there. Number 0 when there is no
// anchor, of which the log tells if there should be one. Corrupt; StoreUnavailable when either cannot be read.
Result<Head> checkedAnchor(storage::Database& database, const Anchor& anchor, const crypto::KeyRing& ring);

// Moves the anchor after the log's head, once that is durable: what is anchored is never ahead of what is kept.
// Lives on the thread that drains `queue`.
class HeadWatch
{
public:
    // All outlive it. `anchored` is what the anchor says.
    HeadWatch(Anchor& anchor, const Head& anchored, const crypto::KeyRing& ring, storage::Writer& writer,
              storage::CompletionQueue& queue)
        : m_anchor(anchor)
        , m_anchored(anchored)
        , m_ring(ring)
        , m_writer(writer)
        , m_queue(queue)
    {}
    HeadWatch(const HeadWatch&) = delete;
    HeadWatch& operator=(const HeadWatch&) = delete;

    // Now and then. What fails is told once, and tried again at the next look; `looked` is called either way.
    void look(std::function<void()> looked = [] {});
    bool isLooking() const { return m_looks > 0; }

private:
    class Reading;
    void seen(const Result<void>& done, const Head& head);

    Anchor& m_anchor;
    Head m_anchored;
    const crypto::KeyRing& m_ring;
    storage::Writer& m_writer;
    storage::CompletionQueue& m_queue;
    int m_looks = 0;
    bool m_hasFailed = false;
};

} // namespace gotoai::audit
