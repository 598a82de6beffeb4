// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

struct sockaddr;

namespace gotoai::supply {

// True for addresses of the public Internet; false for loopback, private, link-local, shared, documentation, benchmark,
// multicast, reserved and translated ones, and for every family but IPv4 and IPv6. An IPv4 address inside an IPv6 one
// counts as itself. Source: IANA's special-purpose address registries (RFC 6890).
bool isPublicAddress(const sockaddr& address);

// The same for an address in text, without brackets or zone. False for what is no address.
bool isPublicAddress(const std::string& text);

} // namespace gotoai::supply
