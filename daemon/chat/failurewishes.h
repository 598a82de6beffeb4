// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <chrono>
#include <cstdint>
#include <optional>

namespace simdjson::dom {
class element;
}

namespace gotoai::chat {

// What a client wants done when providers fail: the request's member `gotoai`,
//
//     {"recovery": "error" | "buffered" | "continue",
//      "content_filter": "error" | "fallback",
//      "deadlines": {"connect_ms", "first_byte_ms", "first_token_ms", "idle_ms", "total_ms"}}
//
// each of which may be left out.
struct FailureWishes
{
    // When a stream breaks after its first token.
    enum class Recovery : std::uint8_t {
        Error,    // the client is told, in the stream
        Buffered, // the answer is withheld until it is whole, so that another endpoint can take over unseen
        Continue, // another endpoint goes on where the first broke off
    };
    // When a provider refuses the content.
    enum class ContentFilter : std::uint8_t { Error, Fallback };
    // In place of the endpoint's.
    struct Deadlines
    {
        std::optional<std::chrono::milliseconds> connect{};
        std::optional<std::chrono::milliseconds> firstByte{};
        std::optional<std::chrono::milliseconds> firstToken{};
        std::optional<std::chrono::milliseconds> idle{};
        std::optional<std::chrono::milliseconds> total{}; // from the request's arrival to the first output
    };

    Recovery recovery = Recovery::Error;
    ContentFilter contentFilter = ContentFilter::Error;
    Deadlines deadlines;
};

// InvalidRequest naming the field in `param` ("gotoai.recovery"): a wrong type, an unknown word or name, a deadline
// outside 1…3,600,000 ms.
Result<FailureWishes> readFailureWishes(const simdjson::dom::element& value);

} // namespace gotoai::chat
