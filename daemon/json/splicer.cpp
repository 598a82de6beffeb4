// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/document.h"

#include <array>
#include <cstdio>

namespace gotoai::json {

Splicer::Splicer(std::string_view text, const Members& members)
    : m_text(text)
    , m_members(members)
{}

Splicer& Splicer::set(std::string_view key, std::string rawJson)
{
    std::erase_if(m_edits, [key](const Edit& edit) { return edit.key == key; });
    m_edits.push_back({std::string(key), std::move(rawJson)});
    return *this;
}

Splicer& Splicer::remove(std::string_view key)
{
    std::erase_if(m_edits, [key](const Edit& edit) { return edit.key == key; });
    m_edits.push_back({std::string(key), std::nullopt});
    return *this;
}

std::string Splicer::build() const
{
    std::size_t room = m_text.size();
    for (const Edit& edit : m_edits)
        room += edit.key.size() + (edit.value ? edit.value->size() : 0) + 8;
    std::string result;
    result.reserve(room);

    const std::size_t open = m_text.find('{') + 1;
    const std::size_t bodyEnd = m_members.empty() ? open : m_members.back().value.end;
    result += m_text.substr(0, m_members.empty() ? open : m_members.front().keySpan.begin);
    bool isFirst = true;
    std::size_t previousEnd = 0;
    for (const Member& member : m_members) {
        const Edit* found = nullptr;
        for (const Edit& edit : m_edits)
            if (edit.key == member.key)
                found = &edit;
        const std::size_t from = isFirst ? member.keySpan.begin : previousEnd;
        previousEnd = member.value.end;
        if (found && !found->value)
            continue;
        isFirst = false;
        if (found) {
            result += m_text.substr(from, member.value.begin - from);
            result += *found->value;
        } else {
            result += m_text.substr(from, member.value.end - from);
        }
    }
    for (const Edit& edit : m_edits) {
        if (!edit.value || findMember(m_members, edit.key))
            continue;
        if (!isFirst)
            result.push_back(',');
        isFirst = false;
        result += json::quoted(edit.key);
        result.push_back(':');
        result += *edit.value;
    }
    result += m_text.substr(bodyEnd);
    return result;
}

std::string quoted(std::string_view text)
{
    std::string result;
    result.reserve(text.size() + 2);
    result.push_back('"');
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            result.push_back('\\');
            result.push_back(c);
        } else if (c == '\n') {
            result += "\\n";
        } else if (byte < 0x20 || byte == 0x7f) {
            std::array<char, 8> escape{};
            std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(byte));
            result += escape.data();
        } else {
            result.push_back(c);
        }
    }
    result.push_back('"');
    return result;
}

} // namespace gotoai::json
