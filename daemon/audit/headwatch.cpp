// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/headwatch.h"

#include "base/log.h"

#include <memory>
#include <utility>

namespace gotoai::audit {

Result<Head> checkedAnchor(storage::Database& database, const Anchor& anchor, const crypto::KeyRing& ring)
{
    const auto anchored = anchor.read(&ring);
    if (!anchored)
        return anchored.error();
    if (*anchored) {
        if (auto checked = requireAnchored(database, (*anchored)->head); !checked)
            return std::move(checked).error();
        return (*anchored)->head;
    }
    const auto head = headOf(database);
    if (!head)
        return head.error();
    if (head->number > 0)
        writeLog(LogLevel::Warning, "audit_anchor_missing", {{"file", anchor.path()}, {"records", head->number}});
    return Head();
}

// Behind every record that was appended before it was submitted; where there is a new one, it completes when that is
// durable.
class HeadWatch::Reading final : public storage::Unit
{
public:
    Reading(HeadWatch& watch, std::function<void()> looked)
        : m_watch(watch)
        , m_known(watch.m_anchored)
        , m_looked(std::move(looked))
    {}
    bool isRepeatable() const override { return m_head == m_known; }
    Result<void> apply(storage::Database& database) override
    {
        auto head = headOf(database);
        if (!head)
            return std::move(head).error();
        m_head = *head;
        return {};
    }
    void completed(Result<void> result) override
    {
        m_watch.seen(result, m_head);
        m_looked();
    }

private:
    HeadWatch& m_watch;
    const Head m_known;
    Head m_head;
    std::function<void()> m_looked;
};

void HeadWatch::look(std::function<void()> looked)
{
    ++m_looks;
    if (auto submitted = m_writer.submit(std::make_unique<Reading>(*this, looked), m_queue); !submitted) {
        seen(submitted, {});
        looked();
    }
}

void HeadWatch::seen(const Result<void>& done, const Head& head)
{
    --m_looks;
    Result<void> kept = done;
    if (done && head != m_anchored) {
        kept = m_anchor.write(head, m_ring);
        if (kept)
            m_anchored = head;
    }
    if (!kept && !m_hasFailed)
        writeLog(LogLevel::Error, "audit_not_anchored", {{"file", m_anchor.path()}, {"reason", kept.error().detail}});
    m_hasFailed = !kept;
}

} // namespace gotoai::audit
