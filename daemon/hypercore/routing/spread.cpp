// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/routing/spread.h"

#include <cmath>
#include <cstring>
#include <string_view>

namespace gotoai::hypercore {
namespace {

// The finalizer of SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
std::uint64_t mixed(std::uint64_t x)
{
    x += 0x9e3779b97f4a7c15U;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
}

std::uint64_t hashOf(std::uint64_t seed, std::string_view bytes)
{
    std::uint64_t hash = mixed(seed ^ bytes.size());
    for (std::size_t i = 0; i < bytes.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + i, std::min<std::size_t>(8, bytes.size() - i));
        hash = mixed(hash ^ word);
    }
    return hash;
}

std::uint64_t hashOf(std::uint64_t seed, const IdBytes& id)
{
    return hashOf(seed, {reinterpret_cast<const char*>(id.data()), id.size()});
}

} // namespace

float spreadRank(std::uint64_t seed, const EndpointId& endpoint, std::int32_t weight)
{
    constexpr int kFloatBits = 24;
    const auto draw = static_cast<float>((hashOf(seed, endpoint.bytes()) >> (64 - kFloatBits)) + 1);
    return (static_cast<float>(kFloatBits) - std::log2(draw)) / static_cast<float>(weight);
}

std::uint64_t seedOf(const IdBytes& id) { return hashOf(0, id); }

std::optional<std::uint64_t> stickySeed(const AccountId& account, const chat::Request& request)
{
    if (!request.cacheKey.empty())
        return hashOf(seedOf(account.bytes()), request.cacheKey);
    const json::Member* messages = json::findMember(request.members, "messages");
    if (messages == nullptr || messages->value.end - messages->value.begin < kStickyBytes)
        return std::nullopt;
    return hashOf(seedOf(account.bytes()), std::string_view(request.body).substr(messages->value.begin, kStickyBytes));
}

} // namespace gotoai::hypercore
