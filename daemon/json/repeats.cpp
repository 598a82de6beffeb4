// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/repeats.h"

#include "json/scan.h"
#include "json/value.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace gotoai::json {
namespace {

// An object or an array that is open at the place of the scan.
struct Level
{
    bool isObject = false;
    std::size_t index = 0;           // of the element, in an array
    std::vector<std::string> keys{}; // so far, in an object; the last one's value is where the scan is
};

std::string pathOf(const std::vector<Level>& levels, const std::string& key)
{
    std::string path;
    for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
        const Level& level = levels[i];
        if (level.isObject)
            path += (path.empty() ? "" : ".") + level.keys.back();
        else
            path += "[" + std::to_string(level.index) + "]";
    }
    return path + (path.empty() ? "" : ".") + key;
}

const std::string* twinOf(std::vector<std::string>& keys)
{
    std::sort(keys.begin(), keys.end());
    const auto twin = std::adjacent_find(keys.begin(), keys.end());
    return twin == keys.end() ? nullptr : &*twin;
}

} // namespace

std::optional<std::string> repeatedMember(std::string_view text)
{
    std::vector<Level> levels;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c == '"') {
            const std::size_t end = skipString(text, at);
            const std::size_t next = skipBlanks(text, end);
            if (next < text.size() && text[next] == ':' && !levels.empty())
                levels.back().keys.push_back(Value(text.substr(at, end - at)).text());
            at = end;
            continue;
        }
        if (c == '{' || c == '[')
            levels.push_back({.isObject = c == '{'});
        else if (c == ',' && !levels.empty())
            ++levels.back().index;
        if ((c == '}' || c == ']') && !levels.empty()) {
            if (const std::string* twin = twinOf(levels.back().keys))
                return pathOf(levels, *twin);
            levels.pop_back();
        }
        ++at;
    }
    return std::nullopt;
}

} // namespace gotoai::json
