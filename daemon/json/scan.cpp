// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/scan.h"

namespace gotoai::json {
namespace {

bool isBlank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

} // namespace

std::size_t skipBlanks(std::string_view text, std::size_t at)
{
    while (at < text.size() && isBlank(text[at]))
        ++at;
    return at;
}

std::size_t skipString(std::string_view text, std::size_t at)
{
    for (std::size_t from = at + 1;;) {
        const std::size_t quote = text.find('"', from);
        if (quote == std::string_view::npos)
            return text.size();
        std::size_t slashes = 0;
        while (text[quote - 1 - slashes] == '\\')
            ++slashes;
        if (slashes % 2 == 0)
            return quote + 1;
        from = quote + 1;
    }
}

std::size_t skipValue(std::string_view text, std::size_t at)
{
    if (text[at] == '"')
        return skipString(text, at);
    if (text[at] != '{' && text[at] != '[') {
        while (at < text.size() && text[at] != ',' && text[at] != '}' && text[at] != ']' && !isBlank(text[at]))
            ++at;
        return at;
    }
    std::size_t depth = 0;
    while (at < text.size()) {
        const char c = text[at];
        if (c == '"') {
            at = skipString(text, at);
            continue;
        }
        ++at;
        if (c == '{' || c == '[')
            ++depth;
        else if ((c == '}' || c == ']') && --depth == 0)
            break;
    }
    return at;
}

} // namespace gotoai::json
