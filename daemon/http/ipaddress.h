// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gotoai::http {

// A numeric address of IPv4 or IPv6. An IPv4 address equals its IPv4-mapped form.
class IpAddress
{
public:
    // Without brackets, port or zone.
    static std::optional<IpAddress> parse(std::string_view text);
    std::string text() const;

    bool isIpv4() const;
    bool isLoopback() const;
    // What one customer of an Internet provider has to himself: an IPv4 address, an IPv6 network of 64 bits.
    IpAddress site() const;

    auto operator<=>(const IpAddress&) const = default;

private:
    friend class AddressBlock;
    std::array<std::uint8_t, 16> m_bytes{};
};

// Addresses with a common prefix, as "10.0.0.0/8", "2001:db8::/32" or one address.
class AddressBlock
{
public:
    // InvalidRequest for anything else, and for bits set behind the prefix.
    static Result<AddressBlock> parse(std::string_view text);
    std::string text() const;

    bool contains(const IpAddress& address) const;

private:
    IpAddress m_first;
    unsigned m_bits = 128; // of the 128
};

using AddressBlocks = std::vector<AddressBlock>;

// Blocks with commas between them; none for an empty text.
Result<AddressBlocks> parseAddressBlocks(std::string_view text);
std::string addressBlocksText(const AddressBlocks& blocks);

bool isAmong(const AddressBlocks& blocks, const IpAddress& address);

} // namespace gotoai::http
