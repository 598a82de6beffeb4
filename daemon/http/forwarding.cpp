// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/forwarding.h"

#include "http/syntax.h"

#include <optional>

namespace gotoai::http {

namespace {

// "192.0.2.1", "192.0.2.1:80", "2001:db8::1", "[2001:db8::1]" or "[2001:db8::1]:80": proxies write all of them.
std::optional<IpAddress> parseEntry(std::string_view entry)
{
    if (entry.starts_with('[')) {
        const auto end = entry.find(']');
        return end == entry.npos ? std::nullopt : IpAddress::parse(entry.substr(1, end - 1));
    }
    const auto colon = entry.find(':');
    const bool hasPort = colon != entry.npos && entry.find(':', colon + 1) == entry.npos;
    return IpAddress::parse(hasPort ? entry.substr(0, colon) : entry);
}

} // namespace

std::string forwardedClient(const Request& request, const AddressBlocks& trustedProxies)
{
    std::string client = request.peerAddress;
    for (auto header = request.headers.rbegin(); header != request.headers.rend(); ++header) {
        if (header->name != "x-forwarded-for")
            continue;
        for (std::string_view list = header->value; !list.empty();) {
            const auto comma = list.rfind(',');
            const auto entry = parseEntry(trimmed(comma == list.npos ? list : list.substr(comma + 1)));
            if (!entry)
                return client;
            client = entry->text();
            if (!isAmong(trustedProxies, *entry))
                return client;
            list = list.substr(0, comma == list.npos ? 0 : comma);
        }
    }
    return client;
}

} // namespace gotoai::http
