// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/transcripttable.h"

#include <charconv>

namespace gotoai::requestlog {
namespace {

using storage::Database;

// Texts stand behind their length in decimal and a blank.
void put(std::string& text, std::string_view part)
{
    text += std::to_string(part.size());
    text += ' ';
    text += part;
}

std::optional<std::string_view> take(std::string_view& text)
{
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
    const auto digits = static_cast<std::size_t>(end - text.data());
    if (error != std::errc{} || digits >= text.size() || text[digits] != ' ' || size > text.size() - digits - 1)
        return std::nullopt;
    const std::string_view part = text.substr(digits + 1, size);
    text.remove_prefix(digits + 1 + size);
    return part;
}

Error corrupt() { return failure(ErrorCode::Corrupt, "a kept answer cannot be read"); }

Result<std::int64_t> total(Database& database)
{
    auto statement = database.cached("SELECT coalesce(sum(bytes), 0) FROM transcripts");
    if (!statement)
        return std::move(statement).error();
    const auto row = (*statement)->step();
    if (!row)
        return row.error();
    const std::int64_t sum = *row ? (*statement)->integer(0) : 0;
    (*statement)->reset();
    return sum;
}

// How many rows from the oldest on have at least `bytes` together: the number of the last of them.
Result<std::int64_t> numberThrough(Database& database, std::int64_t bytes)
{
    auto statement = database.cached("SELECT number, bytes FROM transcripts ORDER BY number");
    if (!statement)
        return std::move(statement).error();
    std::int64_t number = 0;
    while (bytes > 0) {
        const auto row = (*statement)->step();
        if (!row)
            return row.error();
        if (!*row)
            break;
        number = (*statement)->integer(0);
        bytes -= (*statement)->integer(1);
    }
    (*statement)->reset();
    return number;
}

Result<void> deleteBy(Database& database, const char* sql, std::int64_t limit)
{
    auto statement = database.cached(sql);
    if (!statement)
        return std::move(statement).error();
    (*statement)->bind(1, limit);
    return (*statement)->run();
}

} // namespace

std::string transcriptText(const hypercore::Transcript& transcript)
{
    std::string text;
    text.reserve(transcript.body.size() + 1'024);
    put(text, transcript.isStreamed ? "stream" : "whole");
    put(text, transcript.body);
    for (const auto& [name, value] : transcript.headers) {
        put(text, name);
        put(text, value);
    }
    return text;
}

Result<hypercore::Transcript> parseTranscript(std::string_view text)
{
    const auto kind = take(text);
    const auto body = kind ? take(text) : std::nullopt;
    if (!body)
        return corrupt();
    hypercore::Transcript transcript{.isStreamed = *kind == "stream", .body = std::string(*body)};
    while (!text.empty()) {
        const auto name = take(text);
        const auto value = name ? take(text) : std::nullopt;
        if (!value)
            return corrupt();
        transcript.headers.emplace_back(*name, *value);
    }
    return transcript;
}

Result<void> insertTranscript(Database& database, const OrderId& order, Instant at,
                              std::span<const std::uint8_t> sealed)
{
    auto statement = database.cached("INSERT OR REPLACE INTO transcripts(id, at_us, bytes, sealed) "
                                     "VALUES (?1, ?2, ?3, ?4)");
    if (!statement)
        return std::move(statement).error();
    (*statement)->bind(1, order.bytes()).bind(2, toMicroseconds(at)).bind(3, std::ssize(sealed)).bind(4, sealed);
    return (*statement)->run();
}

Result<void> sweepTranscripts(Database& database, Instant oldest, std::int64_t totalBytes)
{
    if (auto aged = deleteBy(database, "DELETE FROM transcripts WHERE at_us < ?1", toMicroseconds(oldest)); !aged)
        return aged;
    const auto sum = total(database);
    if (!sum || *sum <= totalBytes)
        return sum ? Result<void>() : sum.error();
    const auto through = numberThrough(database, *sum - totalBytes);
    if (!through)
        return through.error();
    return deleteBy(database, "DELETE FROM transcripts WHERE number <= ?1", *through);
}

Result<std::optional<std::vector<std::uint8_t>>> findTranscript(Database& database, const OrderId& order,
                                                                Instant oldest)
{
    auto statement = database.cached("SELECT sealed FROM transcripts WHERE id = ?1 AND at_us >= ?2");
    if (!statement)
        return std::move(statement).error();
    (*statement)->bind(1, order.bytes()).bind(2, toMicroseconds(oldest));
    const auto row = (*statement)->step();
    if (!row)
        return row.error();
    std::optional<std::vector<std::uint8_t>> sealed;
    if (*row) {
        const auto bytes = (*statement)->blob(0);
        sealed.emplace(bytes.begin(), bytes.end());
    }
    (*statement)->reset();
    return sealed;
}

} // namespace gotoai::requestlog
