// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/markkeeper.h"

#include "base/log.h"
#include "clearinghouse/balancemarks.h"
#include "storage/functionunit.h"

#include <memory>
#include <utility>

namespace gotoai::clearinghouse {

MarkKeeper::MarkKeeper(storage::Writer& writer, storage::CompletionQueue& queue)
    : m_writer(writer)
    , m_queue(queue)
{}

void MarkKeeper::beat()
{
    if (std::exchange(m_isMarking, true))
        return;
    const auto hasMarked = std::make_shared<bool>(false);
    storage::submitFunctions(
        m_writer, m_queue,
        [hasMarked](storage::Database& database) -> Result<void> {
            const auto marked = markNextBlock(database);
            *hasMarked = marked && *marked;
            return marked ? Result<void>() : marked.error();
        },
        [this, hasMarked](const Result<void>& result) { marked(result, *hasMarked); });
}

// Without marks statements are slower and as right as before: nothing else stops.
void MarkKeeper::marked(const Result<void>& result, bool hasMarked)
{
    m_isMarking = false;
    if (!result && !std::exchange(m_hasWarned, true))
        writeLog(LogLevel::Warning, "balance_marks_failed", {{"reason", result.error().detail}});
    if (result && hasMarked)
        beat();
}

} // namespace gotoai::clearinghouse
