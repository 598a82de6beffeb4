// SPDX-License-Identifier: GPL-3.0-or-later
// What parses is JSON by an independent reading; a splice parses again, holds what was set, lacks what was removed and
// leaves every other byte of the members as it was.
#include "json/document.h"
#include "json/faultlocator.h"

#include "property.h"

#include <optional>
#include <string>
#include <vector>

using namespace gotoai;
using fuzz::mustHold;

namespace {

std::string_view raw(std::string_view text, const json::Span& span)
{
    return text.substr(span.begin, span.end - span.begin);
}

// The outcome of a splice, held against the members it was made from.
void mustHoldSplice(std::string_view before, const json::Members& members, const std::string& after,
                    const std::optional<std::string>& removed, std::string_view set, std::string_view value)
{
    json::Parser parser;
    mustHold(parser.parse(after).has_value(), "a splice parses");
    const auto spliced = parser.topLevelMembers(after);
    mustHold(spliced.has_value(), "a splice is an object without duplicates");
    std::size_t at = 0;
    for (const json::Member& member : members) {
        if (member.key == removed)
            continue;
        mustHold(at < spliced->size() && (*spliced)[at].key == member.key, "members keep their order");
        mustHold(raw(after, (*spliced)[at].keySpan) == raw(before, member.keySpan), "a key keeps its spelling");
        const std::string_view expected = member.key == set ? value : raw(before, member.value);
        mustHold(raw(after, (*spliced)[at].value) == expected, "a value is the one set, or untouched");
        ++at;
    }
    if (json::findMember(members, set) == nullptr) {
        mustHold(at + 1 == spliced->size() && spliced->back().key == set, "a new member comes last");
        mustHold(raw(after, spliced->back().value) == value, "a new member has the value set");
        ++at;
    }
    mustHold(at == spliced->size(), "nothing else is there");
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(fuzz::textOf(data, size));
    json::Parser parser;
    if (!parser.parse(text)) {
        const auto fault = json::locateFault(text, json::Parser::kMaxDepth);
        mustHold(!fault || (fault->place <= text.size() && !fault->reason.empty()), "a fault has a place in the text");
        mustHold(fault || text.find("\\u") != std::string::npos,
                 "only a surrogate pair is refused by more than grammar");
        return 0;
    }
    mustHold(!json::locateFault(text, json::Parser::kMaxDepth), "two readers agree");
    const auto members = parser.topLevelMembers(text);
    if (!members)
        return 0;
    for (const json::Member& member : *members) {
        json::Parser inner;
        mustHold(inner.parse(raw(text, member.value)).has_value(), "a member's span is a value");
        mustHold(inner.parse(raw(text, member.keySpan)).has_value(), "a key's span is a string");
    }
    const std::string value = R"({"include_usage": [1.50, "\\\""]})";
    mustHold(json::Splicer(text, *members).build() == text, "without an edit nothing changes");
    mustHoldSplice(text, *members, json::Splicer(text, *members).set("model", value).build(), std::nullopt, "model",
                   value);
    if (!members->empty()) {
        const std::string chosen = (*members)[fuzz::placeIn(text) % members->size()].key;
        const std::string other = chosen == "model" ? "stream" : "model";
        mustHoldSplice(text, *members, json::Splicer(text, *members).remove(chosen).set(other, value).build(), chosen,
                       other, value);
        mustHoldSplice(text, *members, json::Splicer(text, *members).set(chosen, value).build(), std::nullopt, chosen,
                       value);
    }
    return 0;
}
