// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace gotoai {

using IdBytes = std::array<std::uint8_t, 16>;

// UUIDv7 (RFC 9562, section 5.7): milliseconds first, so ids sort by birth; ids of one thread ascend strictly.
IdBytes makeUuidV7(Instant now);

// `prefix` followed by 32 lower-case hexadecimal digits.
std::string idToString(std::string_view prefix, const IdBytes& bytes);
Result<IdBytes> idFromString(std::string_view prefix, std::string_view text);

// A distinct type for each kind of thing. The all-zero id means "none".
template<class Tag>
class Id
{
public:
    Id() = default;
    explicit Id(const IdBytes& bytes)
        : m_bytes(bytes)
    {}

    static Id make(Instant now) { return Id(makeUuidV7(now)); }
    static Result<Id> parse(std::string_view text)
    {
        auto bytes = idFromString(Tag::prefix, text);
        if (!bytes)
            return std::move(bytes).error();
        return Id(*bytes);
    }
    // Bytes as stored in the database; none but 16 bytes are an id.
    static Result<Id> fromBytes(std::span<const std::uint8_t> bytes)
    {
        if (bytes.size() != 16)
            return failure(ErrorCode::Corrupt, "an identifier is not 16 bytes long");
        Id id;
        std::memcpy(id.m_bytes.data(), bytes.data(), 16);
        return id;
    }

    std::string toString() const { return idToString(Tag::prefix, m_bytes); }
    const IdBytes& bytes() const { return m_bytes; }
    bool isNull() const { return m_bytes == IdBytes{}; }
    auto operator<=>(const Id&) const = default;

private:
    IdBytes m_bytes{};
};

struct AccountTag
{
    static constexpr std::string_view prefix = "acct_";
};
struct KeyTag
{
    static constexpr std::string_view prefix = "key_";
};
struct ProviderTag
{
    static constexpr std::string_view prefix = "prov_";
};
struct EndpointTag
{
    static constexpr std::string_view prefix = "ep_";
};
struct PriceTag
{
    static constexpr std::string_view prefix = "price_";
};
struct OrderTag
{
    static constexpr std::string_view prefix = "ord_";
};
struct TransferTag
{
    static constexpr std::string_view prefix = "trf_";
};
struct TopUpTag
{
    static constexpr std::string_view prefix = "top_";
};

using AccountId = Id<AccountTag>; // a customer's account, not an account of the ledger
using KeyId = Id<KeyTag>;
using ProviderId = Id<ProviderTag>;
using EndpointId = Id<EndpointTag>;
using PriceId = Id<PriceTag>; // one immutable version of a price
using OrderId = Id<OrderTag>;
using TopUpId = Id<TopUpTag>;

} // namespace gotoai

template<class Tag>
struct std::hash<gotoai::Id<Tag>>
{
    std::size_t operator()(const gotoai::Id<Tag>& id) const noexcept
    {
        std::size_t low = 0; // the last eight bytes are random
        std::memcpy(&low, id.bytes().data() + 8, sizeof low);
        return low;
    }
};
