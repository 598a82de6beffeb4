// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"
#include "money/money.h"
#include "money/usage.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gotoai {

// What a unit of each meter costs, in pico-USD (10⁻¹² USD: $0.0375 per million tokens is 37,500 exactly).
using MeterPicos = std::array<std::optional<std::int64_t>, kMeterCount>;

// What a call costs whose prompt is longer than so many tokens, whatever of it is cached: all of it, not what is above.
// Sources: OpenAI, Google and xAI, pricing pages, "long context"; Anthropic API docs, "Long context pricing".
struct PriceTier
{
    std::int64_t abovePromptTokens = 0;
    MeterPicos picos{};
    bool operator==(const PriceTier&) const = default;
};

// The figures of a price: those of short prompts, and the tiers of longer ones by length.
struct PriceFigures
{
    PriceFigures() = default;
    PriceFigures(const MeterPicos& picos, std::vector<PriceTier> tiers = {})
        : picos(picos)
        , tiers(std::move(tiers))
    {}

    MeterPicos picos{};
    std::vector<PriceTier> tiers{};
    bool operator==(const PriceFigures&) const = default;
};

// One immutable version of what an endpoint costs, and when it counts. A meter without a price cannot be billed: an
// order that would use it is refused. Cache read, cache write and reasoning take the price of prompt, prompt and
// completion of the same tier unless they have their own; image, audio and request of a tier those of short prompts.
class Price
{
public:
    using Picos = MeterPicos;

    // Picos ≥ 0 and ≤ kMaxPico; prompt and completion are mandatory in every tier; request is 0 unless given; at most
    // kMaxTiers, from shorter to longer prompts, that price no other meters than short prompts'. `validUntil` comes
    // after `validFrom`.
    static Result<Price> make(PriceId id, PriceFigures figures, Instant validFrom,
                              std::optional<Instant> validUntil = {});

    PriceId id() const { return m_id; }
    Instant validFrom() const { return m_validFrom; }
    std::optional<Instant> validUntil() const { return m_validUntil; } // then the version before it counts again
    const PriceFigures& figures() const { return m_figures; }
    std::span<const PriceTier> tiers() const { return m_figures.tiers; }
    // Of short prompts.
    std::optional<std::int64_t> pico(Meter meter) const { return m_figures.picos[static_cast<std::size_t>(meter)]; }
    // Of a prompt of so many tokens.
    std::optional<std::int64_t> pico(Meter meter, std::int64_t promptTokens) const
    {
        return picosFor(promptTokens)[static_cast<std::size_t>(meter)];
    }
    const Picos& picosFor(std::int64_t promptTokens) const;

    // Σ countᵢ × priceᵢ of the prompt's tier. UnsupportedParameter when a used meter has no price; InvalidRequest on
    // counts out of limits.
    Result<PicoUsd> cost(const Usage& usage) const;

    // $1,000,000 a unit.
    static constexpr std::int64_t kMaxPico = 1'000'000'000'000'000'000;
    static constexpr std::size_t kMaxTiers = 7;

private:
    Price() = default;

    PriceId m_id;
    PriceFigures m_figures;
    Instant m_validFrom{};
    std::optional<Instant> m_validUntil;
};

// As rows and events keep tiers: of each the length, then the meters in the order of kMeters (−1: no price), numbers as
// eight bytes big-endian. No bytes are no tiers. Corrupt for bytes that encode nothing.
std::vector<std::uint8_t> encodeTiers(std::span<const PriceTier> tiers);
Result<std::vector<PriceTier>> decodeTiers(std::span<const std::uint8_t> bytes);

// "0.05" USD per million units → 50,000 pico a unit, exactly; and back.
Result<std::int64_t> parseUsdPerMillion(std::string_view text);
std::string formatUsdPerMillion(std::int64_t pico);
// "0.001" USD a unit → 1,000,000,000 pico; and back. For meters priced by the piece (request, image).
Result<std::int64_t> parseUsdPerUnit(std::string_view text);
std::string formatUsdPerUnit(std::int64_t pico);

} // namespace gotoai
