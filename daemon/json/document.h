// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace simdjson::dom {
class element;
}

namespace gotoai::json {

struct Span
{
    std::size_t begin = 0;
    std::size_t end = 0; // one past the last byte
};

// One member of the outermost object, by place in the text that was parsed.
struct Member
{
    std::string key; // unescaped
    Span keySpan;    // with its quotes
    Span value;
};

// In the order of the text.
using Members = std::vector<Member>;

const Member* findMember(const Members& members, std::string_view key);

// Parses complete documents and keeps its buffers from one to the next. One a lane; not thread-safe. Everything a parse
// returned is gone with the next parse.
class Parser
{
public:
    static constexpr std::size_t kMaxDepth = 64;

    Parser();
    ~Parser();

    // The whole text must be one JSON value in UTF-8. InvalidJson with the place (byte offset) in the detail.
    // The element is simdjson's DOM: full validation, numbers as written, but for those that no 64 bits hold: they are
    // a negative fraction there, which is neither a count nor an amount.
    Result<const simdjson::dom::element*> parse(std::string_view text);

    // The members of the outermost object of a text that has just been parsed with success.
    // InvalidRequest with `param` when a key appears twice (two parsers might disagree about which one counts).
    Result<Members> topLevelMembers(std::string_view text);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

// Edits the outermost object of a text byte by byte: what is not named stays exactly as it was, order and spelling too.
class Splicer
{
public:
    // Both outlive the splicer. `members` are those of `text`.
    Splicer(std::string_view text, const Members& members);

    // `rawJson` is a complete JSON value. Replaces the member's value, or appends the member when there is none.
    Splicer& set(std::string_view key, std::string rawJson);
    Splicer& remove(std::string_view key); // nothing when absent
    std::string build() const;

private:
    struct Edit
    {
        std::string key;
        std::optional<std::string> value; // empty: remove
    };

    std::string_view m_text;
    const Members& m_members;
    std::vector<Edit> m_edits;
};

// A JSON string literal with its quotes; control characters escaped, UTF-8 kept.
std::string quoted(std::string_view text);

} // namespace gotoai::json
