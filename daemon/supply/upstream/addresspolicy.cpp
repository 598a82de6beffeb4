// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/upstream/addresspolicy.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace gotoai::supply {
namespace {

struct Block4
{
    std::uint32_t network;
    int bits;
};

constexpr std::uint32_t address4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d)
{
    return a << 24 | b << 16 | c << 8 | d;
}

constexpr std::array kSpecial4 = {
    Block4{address4(0, 0, 0, 0), 8},      Block4{address4(10, 0, 0, 0), 8},     Block4{address4(100, 64, 0, 0), 10},
    Block4{address4(127, 0, 0, 0), 8},    Block4{address4(169, 254, 0, 0), 16}, Block4{address4(172, 16, 0, 0), 12},
    Block4{address4(192, 0, 0, 0), 24},   Block4{address4(192, 0, 2, 0), 24},   Block4{address4(192, 88, 99, 0), 24},
    Block4{address4(192, 168, 0, 0), 16}, Block4{address4(198, 18, 0, 0), 15},  Block4{address4(198, 51, 100, 0), 24},
    Block4{address4(203, 0, 113, 0), 24}, Block4{address4(224, 0, 0, 0), 3},
};

bool isPublic4(std::uint32_t address)
{
    return std::none_of(kSpecial4.begin(), kSpecial4.end(),
                        [address](const Block4& block) { return (address ^ block.network) >> (32 - block.bits) == 0; });
}

using Bytes6 = std::array<std::uint8_t, 16>;

std::uint32_t embedded4(const Bytes6& bytes, std::size_t at)
{
    return address4(bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]);
}

bool isPublic6(const Bytes6& bytes)
{
    static constexpr std::array<std::uint8_t, 12> mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    static constexpr std::array<std::uint8_t, 12> nat64 = {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
    if (std::equal(mapped.begin(), mapped.end(), bytes.begin()) ||
        std::equal(nat64.begin(), nat64.end(), bytes.begin()))
        return isPublic4(embedded4(bytes, 12));
    if ((bytes[0] & 0xe0) != 0x20) // 2000::/3 is all there is of global unicast
        return false;
    const unsigned first = static_cast<unsigned>(bytes[0]) << 8 | bytes[1];
    const unsigned second = static_cast<unsigned>(bytes[2]) << 8 | bytes[3];
    if (first == 0x2002) // 6to4
        return isPublic4(embedded4(bytes, 2));
    const bool isProtocolAssignment = first == 0x2001 && second < 0x0200; // 2001::/23, Teredo among them
    const bool isDocumentation = (first == 0x2001 && second == 0x0db8) || (first == 0x3fff && second < 0x1000);
    return !isProtocolAssignment && !isDocumentation;
}

} // namespace

bool isPublicAddress(const sockaddr& address)
{
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        return isPublic4(ntohl(v4.sin_addr.s_addr));
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &address, sizeof v6);
        Bytes6 bytes{};
        std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
        return isPublic6(bytes);
    }
    return false;
}

bool isPublicAddress(const std::string& text)
{
    in_addr v4{};
    if (inet_pton(AF_INET, text.c_str(), &v4) == 1)
        return isPublic4(ntohl(v4.s_addr));
    Bytes6 bytes{};
    return inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1 && isPublic6(bytes);
}

} // namespace gotoai::supply
