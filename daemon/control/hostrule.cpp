// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/hostrule.h"

#include <algorithm>

namespace gotoai::control {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool isHostName(std::string_view text)
{
    constexpr std::size_t kLongest = 253;
    return !text.empty() && text.size() <= kLongest && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    });
}

// Of a Host header, in lower case; of an IPv6 address without its brackets.
std::string nameOf(std::string_view host)
{
    std::string_view name = host.substr(0, host.find(':'));
    if (host.starts_with('['))
        name = host.substr(1, host.find(']') - 1);
    std::string result(name);
    std::ranges::transform(result, result.begin(), lower);
    return result;
}

} // namespace

bool HostRule::admits(const http::Request& request) const
{
    constexpr std::string_view kLocal = "localhost";
    const std::string name = nameOf(request.header("host"));
    if (isEncrypted || name.empty() || name == kLocal || http::IpAddress::parse(name) ||
        std::ranges::find(names, name) != names.end())
        return true;
    const auto peer = http::IpAddress::parse(request.peerAddress);
    return names.empty() && peer && http::isAmong(proxies, *peer);
}

Result<std::vector<std::string>> parseHostNames(std::string_view text)
{
    std::vector<std::string> names;
    for (std::string_view rest = text; !rest.empty();) {
        const std::size_t comma = rest.find(',');
        std::string name(rest.substr(0, comma));
        rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
        name.erase(0, name.find_first_not_of(' '));
        name.erase(name.find_last_not_of(' ') + 1);
        std::ranges::transform(name, name.begin(), lower);
        if (!isHostName(name))
            return failure(ErrorCode::InvalidRequest,
                           "must be host names without ports and with commas between them, not '" + std::string(text) +
                               "'");
        names.push_back(std::move(name));
    }
    return names;
}

std::string hostNamesText(const std::vector<std::string>& names)
{
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

} // namespace gotoai::control
