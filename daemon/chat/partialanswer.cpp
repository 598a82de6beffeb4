// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/partialanswer.h"

#include <simdjson.h>

#include <algorithm>

namespace gotoai::chat {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

std::string_view contentOf(const element& root)
{
    array choices;
    if (root["choices"].get(choices) != simdjson::SUCCESS)
        return {};
    for (const element choice : choices) {
        std::string_view text;
        if (choice["delta"]["content"].get(text) == simdjson::SUCCESS)
            return text;
    }
    return {};
}

bool endsWithAssistant(const element& messages)
{
    array list;
    if (messages.get(list) != simdjson::SUCCESS)
        return false;
    std::string_view role;
    for (const element message : list)
        if (message["role"].get(role) != simdjson::SUCCESS)
            role = {};
    return role == "assistant";
}

std::string_view rawValue(const Request& request, std::string_view key)
{
    const json::Member* member = json::findMember(request.members, key);
    return member ? std::string_view(request.body).substr(member->value.begin, member->value.end - member->value.begin)
                  : std::string_view{};
}

} // namespace

void PartialAnswer::add(const Answer& frame, json::Parser& parser)
{
    if (!frame.hasOutput || !m_isPlain)
        return;
    const auto parsed = parser.parse(frame.bytes);
    const std::string_view text = parsed ? contentOf(**parsed) : std::string_view{};
    m_isPlain = static_cast<std::int64_t>(text.size()) == frame.outputBytes;
    m_text += text;
}

Result<Request> continued(const Request& request, std::string_view text, std::int64_t tokens, json::Parser& parser)
{
    const std::string_view messages = rawValue(request, "messages");
    const auto parsed = parser.parse(messages);
    if (!parsed)
        return parsed.error();
    if (endsWithAssistant(**parsed))
        return failure(ErrorCode::InvalidRequest, "the request has the begin of an answer already", "messages");
    const std::size_t end = messages.rfind(']');
    json::Splicer splicer(request.body, request.members);
    splicer.set("messages", std::string(messages.substr(0, end)) + R"(,{"role":"assistant","content":)" +
                                json::quoted(text) + "}]");
    if (request.maxCompletionTokens) {
        const std::string left = std::to_string(std::max<std::int64_t>(*request.maxCompletionTokens - tokens, 1));
        for (const std::string_view limit : {"max_tokens", "max_completion_tokens"})
            if (json::findMember(request.members, limit))
                splicer.set(limit, left);
    }
    auto continued = parseRequest(splicer.build(), parser);
    if (continued)
        continued->isPrivate = request.isPrivate;
    return continued;
}

} // namespace gotoai::chat
