// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/document.h"

#include "json/faultlocator.h"
#include "json/scan.h"
#include "json/widenumbers.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>

namespace gotoai::json {
namespace {

// An object with more members than this is no request or answer of any dialect.
constexpr std::size_t kMaxMembers = 1'024;
constexpr std::size_t kLinearMembers = 24;
// A buffer that one large document has grown is given back once small ones follow.
constexpr std::size_t kKeptCapacity = 1'024 * 1'024;

// Some versions of simdjson skip one, and what is spliced at counted bytes would land beside its place (RFC 8259,
// section 8.1, lets a parser refuse it).
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

const std::string* findDuplicate(const Members& members)
{
    if (members.size() <= kLinearMembers) {
        for (std::size_t i = 1; i < members.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                if (members[i].key == members[j].key)
                    return &members[i].key;
        return nullptr;
    }
    std::vector<const std::string*> keys;
    keys.reserve(members.size());
    for (const Member& member : members)
        keys.push_back(&member.key);
    std::sort(keys.begin(), keys.end(), [](const auto* a, const auto* b) { return *a < *b; });
    const auto twin =
        std::adjacent_find(keys.begin(), keys.end(), [](const auto* a, const auto* b) { return *a == *b; });
    return twin == keys.end() ? nullptr : *twin;
}

} // namespace

struct Parser::State
{
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    std::unique_ptr<char[]> buffer;
    std::size_t capacity = 0;

    bool makeRoom(std::size_t size)
    {
        if (size <= capacity && (capacity <= kKeptCapacity || size > kKeptCapacity))
            return true;
        capacity = size > kKeptCapacity ? size : std::clamp<std::size_t>(size * 2, 4'096, kKeptCapacity);
        buffer.reset(new (std::nothrow) char[capacity + simdjson::SIMDJSON_PADDING]());
        parser = simdjson::dom::parser();
        // simdjson refuses what reaches its depth, unless it is an empty container.
        return buffer && !parser.allocate(capacity, kMaxDepth + 1);
    }
};

Parser::Parser()
    : m_state(std::make_unique<State>())
{}

Parser::~Parser() = default;

Result<const simdjson::dom::element*> Parser::parse(std::string_view text)
{
    State& state = *m_state;
    if (!state.makeRoom(text.size())) {
        state.capacity = 0;
        return failure(ErrorCode::Overloaded, "not enough memory to read the JSON text");
    }
    if (!text.empty())
        std::memcpy(state.buffer.get(), text.data(), text.size());
    const auto isParsed = [&] {
        return !text.starts_with(kByteOrderMark) &&
               state.parser.parse(state.buffer.get(), text.size(), false).get(state.root) == simdjson::SUCCESS;
    };
    if (isParsed())
        return &state.root;
    auto fault = locateFault(text, kMaxDepth);
    if (!fault && maskWideNumbers({state.buffer.get(), text.size()}) > 0 && isParsed())
        return &state.root;
    if (!fault)
        fault = Fault{text.size(), "a surrogate pair is incomplete"};
    return failure(ErrorCode::InvalidJson,
                   "the text is not valid JSON: " + fault->reason + " at byte " + std::to_string(fault->place));
}

Result<Members> Parser::topLevelMembers(std::string_view text)
{
    simdjson::dom::object object;
    if (m_state->root.get(object))
        return failure(ErrorCode::InvalidRequest, "the JSON text is not an object");
    Members members;
    members.reserve(std::min<std::size_t>(object.size(), kMaxMembers));
    std::size_t at = text.find('{') + 1;
    for (const auto& field : object) {
        if (members.size() == kMaxMembers)
            return failure(ErrorCode::InvalidRequest, "the JSON object has more than 1024 members");
        Member& member = members.emplace_back();
        member.key = field.key;
        member.keySpan.begin = skipBlanks(text, at);
        member.keySpan.end = skipString(text, member.keySpan.begin);
        member.value.begin = skipBlanks(text, skipBlanks(text, member.keySpan.end) + 1);
        member.value.end = skipValue(text, member.value.begin);
        at = skipBlanks(text, member.value.end) + 1;
    }
    if (const std::string* twin = findDuplicate(members))
        return failure(ErrorCode::InvalidRequest, "a member appears twice in the JSON object", *twin);
    return members;
}

const Member* findMember(const Members& members, std::string_view key)
{
    for (const Member& member : members)
        if (member.key == key)
            return &member;
    return nullptr;
}

} // namespace gotoai::json
