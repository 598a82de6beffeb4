// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/ipaddress.h"

#include "http/syntax.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>

namespace gotoai::http {

namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr unsigned kMappedBits = 96;
constexpr unsigned kAllBits = 128;
constexpr std::size_t kSiteBytes = 8;

bool isClearFrom(const std::array<std::uint8_t, 16>& bytes, unsigned bit)
{
    for (unsigned at = bit; at < kAllBits; ++at) {
        if ((bytes[at / 8] >> (7 - at % 8) & 1) != 0)
            return false;
    }
    return true;
}

Error malformed(std::string_view text)
{
    return failure(ErrorCode::InvalidRequest,
                   "'" + std::string(text) +
                       "' is neither an address nor a network such as 10.0.0.0/8 or 2001:db8::/32");
}

} // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text)
{
    if (text.size() >= INET6_ADDRSTRLEN)
        return std::nullopt;
    const std::string terminated(text);
    IpAddress address;
    if (inet_pton(AF_INET6, terminated.c_str(), address.m_bytes.data()) == 1)
        return address;
    std::copy(kMappedPrefix.begin(), kMappedPrefix.end(), address.m_bytes.begin());
    if (inet_pton(AF_INET, terminated.c_str(), address.m_bytes.data() + kMappedPrefix.size()) == 1)
        return address;
    return std::nullopt;
}

std::string IpAddress::text() const
{
    char text[INET6_ADDRSTRLEN] = {};
    if (isIpv4())
        inet_ntop(AF_INET, m_bytes.data() + kMappedPrefix.size(), text, sizeof text);
    else
        inet_ntop(AF_INET6, m_bytes.data(), text, sizeof text);
    return text;
}

bool IpAddress::isIpv4() const { return std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), m_bytes.begin()); }

bool IpAddress::isLoopback() const
{
    if (isIpv4())
        return m_bytes[kMappedPrefix.size()] == 127;
    return m_bytes.back() == 1 && std::count(m_bytes.begin(), m_bytes.end(), 0) == 15;
}

IpAddress IpAddress::site() const
{
    IpAddress site = *this;
    if (!isIpv4())
        std::fill(site.m_bytes.begin() + kSiteBytes, site.m_bytes.end(), std::uint8_t{0});
    return site;
}

Result<AddressBlock> AddressBlock::parse(std::string_view text)
{
    const auto slash = std::min(text.find('/'), text.size());
    const auto first = IpAddress::parse(text.substr(0, slash));
    if (!first)
        return malformed(text);
    AddressBlock block;
    block.m_first = *first;
    if (slash == text.size())
        return block;
    const unsigned implied = first->isIpv4() ? kMappedBits : 0;
    const auto digits = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), block.m_bits);
    if (error != std::errc{} || end != digits.data() + digits.size() || block.m_bits > kAllBits - implied)
        return malformed(text);
    block.m_bits += implied;
    if (!isClearFrom(first->m_bytes, block.m_bits))
        return failure(ErrorCode::InvalidRequest, "'" + std::string(text) + "' has bits set behind its prefix");
    return block;
}

std::string AddressBlock::text() const
{
    const unsigned implied = m_first.isIpv4() ? kMappedBits : 0;
    return m_bits == kAllBits ? m_first.text() : m_first.text() + "/" + std::to_string(m_bits - implied);
}

bool AddressBlock::contains(const IpAddress& address) const
{
    const auto whole = static_cast<std::ptrdiff_t>(m_bits / 8);
    const auto& one = m_first.m_bytes;
    const auto& other = address.m_bytes;
    if (!std::equal(one.begin(), one.begin() + whole, other.begin()))
        return false;
    const unsigned rest = m_bits % 8;
    return rest == 0 || (one[m_bits / 8] ^ other[m_bits / 8]) >> (8 - rest) == 0;
}

Result<AddressBlocks> parseAddressBlocks(std::string_view text)
{
    AddressBlocks blocks;
    while (!trimmed(text).empty()) {
        const auto comma = std::min(text.find(','), text.size());
        auto block = AddressBlock::parse(trimmed(text.substr(0, comma)));
        if (!block)
            return std::move(block).error();
        blocks.push_back(*block);
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return blocks;
}

std::string addressBlocksText(const AddressBlocks& blocks)
{
    std::string text;
    for (const AddressBlock& block : blocks)
        text += (text.empty() ? "" : ", ") + block.text();
    return text;
}

bool isAmong(const AddressBlocks& blocks, const IpAddress& address)
{
    return std::any_of(blocks.begin(), blocks.end(),
                       [&address](const AddressBlock& block) { return block.contains(address); });
}

} // namespace gotoai::http
