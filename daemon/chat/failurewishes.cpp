// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/failurewishes.h"

#include <simdjson.h>

#include <string>
#include <string_view>

namespace gotoai::chat {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;
using std::chrono::milliseconds;

constexpr std::int64_t kLongestMs = 3'600'000;

Error wrong(std::string_view field, std::string_view what)
{
    const std::string param = "gotoai." + std::string(field);
    return failure(ErrorCode::InvalidRequest, "'" + param + "' " + std::string(what), param);
}

std::string_view textOf(const element& value)
{
    std::string_view text;
    return value.get(text) == simdjson::SUCCESS ? text : std::string_view{};
}

Result<void> readRecovery(const element& value, FailureWishes& wishes)
{
    using Recovery = FailureWishes::Recovery;
    const std::string_view word = textOf(value);
    if (word != "error" && word != "buffered" && word != "continue")
        return wrong("recovery", "must be error, buffered or continue");
    wishes.recovery = word == "buffered"   ? Recovery::Buffered
                      : word == "continue" ? Recovery::Continue
                                           : Recovery::Error;
    return {};
}

Result<void> readContentFilter(const element& value, FailureWishes& wishes)
{
    using ContentFilter = FailureWishes::ContentFilter;
    const std::string_view word = textOf(value);
    if (word != "error" && word != "fallback")
        return wrong("content_filter", "must be error or fallback");
    wishes.contentFilter = word == "fallback" ? ContentFilter::Fallback : ContentFilter::Error;
    return {};
}

Result<void> readDeadlines(const element& value, FailureWishes::Deadlines& deadlines)
{
    object members;
    if (value.get(members))
        return wrong("deadlines", "must be an object");
    for (const auto& field : members) {
        std::optional<milliseconds>* wish = field.key == "connect_ms"       ? &deadlines.connect
                                            : field.key == "first_byte_ms"  ? &deadlines.firstByte
                                            : field.key == "first_token_ms" ? &deadlines.firstToken
                                            : field.key == "idle_ms"        ? &deadlines.idle
                                            : field.key == "total_ms"       ? &deadlines.total
                                                                            : nullptr;
        const std::string name = "deadlines." + std::string(field.key);
        if (!wish)
            return wrong(name, "is unknown");
        std::int64_t count = 0;
        if (field.value.get(count) || count < 1 || count > kLongestMs)
            return wrong(name, "must be an integer between 1 and " + std::to_string(kLongestMs));
        *wish = milliseconds(count);
    }
    return {};
}

} // namespace

Result<FailureWishes> readFailureWishes(const element& value)
{
    FailureWishes wishes;
    if (value.is_null())
        return wishes;
    object members;
    if (value.get(members))
        return failure(ErrorCode::InvalidRequest, "'gotoai' must be an object", "gotoai");
    for (const auto& field : members) {
        if (field.value.is_null())
            continue;
        const Result<void> read = field.key == "recovery"         ? readRecovery(field.value, wishes)
                                  : field.key == "content_filter" ? readContentFilter(field.value, wishes)
                                  : field.key == "deadlines"      ? readDeadlines(field.value, wishes.deadlines)
                                                                  : Result<void>(wrong(field.key, "is unknown"));
        if (!read)
            return read.error();
    }
    return wishes;
}

} // namespace gotoai::chat
