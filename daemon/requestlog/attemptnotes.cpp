// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/attemptnotes.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace gotoai::requestlog {
namespace {

constexpr std::string_view kNone = "-";

std::optional<AttemptNote> parseNote(std::string_view text)
{
    const std::size_t blank = text.find(' ');
    if (blank == 0 || blank == std::string_view::npos)
        return std::nullopt;
    AttemptNote note;
    if (const std::string_view word = text.substr(0, blank); word != kNone)
        note.fault = word;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + blank + 1, end, note.skippedFrames);
    const bool isCount = read.ec == std::errc() && read.ptr == end && note.skippedFrames >= 0;
    return isCount ? std::optional(std::move(note)) : std::nullopt;
}

} // namespace

std::string attemptNotes(const std::vector<hypercore::FinishedAttempt>& attempts)
{
    const auto hasNews = [](const hypercore::FinishedAttempt& attempt) {
        return attempt.facts.fault || attempt.facts.skippedFrames > 0;
    };
    if (std::ranges::none_of(attempts, hasNews))
        return {};
    std::string text;
    for (const auto& [endpoint, record, facts] : attempts) {
        text += text.empty() ? "" : ";";
        text += facts.fault ? supply::faultKindWord(*facts.fault) : kNone;
        text += " " + std::to_string(facts.skippedFrames);
    }
    return text;
}

Result<std::vector<AttemptNote>> parseAttemptNotes(std::string_view text)
{
    std::vector<AttemptNote> notes;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(';'), text.size());
        auto note = parseNote(text.substr(0, end));
        if (!note || end + 1 == text.size())
            return failure(ErrorCode::Corrupt, "what is kept of an order's attempts cannot be read");
        notes.push_back(*std::move(note));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return notes;
}

Result<KeptOrder> readKeptOrder(storage::Database& database, const OrderId& order)
{
    auto select = database.prepare("SELECT prompt, cache_read, cache_write, completion, reasoning, image, audio, "
                                   "request, coalesce(attempt_notes, '') FROM requests WHERE id = ?1");
    if (!select)
        return std::move(select).error();
    select->bind(1, std::span(order.bytes()));
    const auto found = select->step();
    if (!found)
        return found.error();
    if (!*found)
        return failure(ErrorCode::NotFound, "nothing is kept of this order");
    KeptOrder kept;
    for (std::size_t i = 0; i < kMeterCount; ++i)
        kept.usage.counts[i] = select->integer(static_cast<int>(i));
    auto notes = parseAttemptNotes(select->text(8));
    if (!notes)
        return std::move(notes).error();
    kept.attempts = *std::move(notes);
    return kept;
}

} // namespace gotoai::requestlog
