// SPDX-License-Identifier: GPL-3.0-or-later
// Tiers as bytes.
#include "money/price.h"

namespace gotoai {
namespace {

constexpr std::size_t kNumberSize = 8;
constexpr std::size_t kTierSize = (1 + kMeterCount) * kNumberSize;
constexpr std::int64_t kNoPrice = -1;

void add(std::vector<std::uint8_t>& bytes, std::int64_t value)
{
    for (int shift = 56; shift >= 0; shift -= 8)
        bytes.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> shift));
}

std::int64_t takeNumber(std::span<const std::uint8_t>& bytes)
{
    std::uint64_t value = 0;
    for (const std::uint8_t byte : bytes.first(kNumberSize))
        value = value << 8 | byte;
    bytes = bytes.subspan(kNumberSize);
    return static_cast<std::int64_t>(value);
}

} // namespace

std::vector<std::uint8_t> encodeTiers(std::span<const PriceTier> tiers)
{
    std::vector<std::uint8_t> bytes;
    bytes.reserve(tiers.size() * kTierSize);
    for (const PriceTier& tier : tiers) {
        add(bytes, tier.abovePromptTokens);
        for (const auto& pico : tier.picos)
            add(bytes, pico.value_or(kNoPrice));
    }
    return bytes;
}

Result<std::vector<PriceTier>> decodeTiers(std::span<const std::uint8_t> bytes)
{
    if (bytes.size() % kTierSize != 0 || bytes.size() / kTierSize > Price::kMaxTiers)
        return failure(ErrorCode::Corrupt, "the tiers of a price cannot be read");
    std::vector<PriceTier> tiers;
    while (!bytes.empty()) {
        PriceTier& tier = tiers.emplace_back();
        tier.abovePromptTokens = takeNumber(bytes);
        for (auto& pico : tier.picos) {
            const std::int64_t value = takeNumber(bytes);
            if (value < kNoPrice)
                return failure(ErrorCode::Corrupt, "the tiers of a price cannot be read");
            if (value != kNoPrice)
                pico = value;
        }
    }
    return tiers;
}

} // namespace gotoai
