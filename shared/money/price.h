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
#include <string>
#include <string_view>

namespace gotoai {

// One immutable version of what an endpoint costs, in pico-USD a unit of each meter (10⁻¹² USD: $0.0375 per million
// tokens is 37,500 exactly). A meter without a price cannot be billed: an order that would use it is refused.
// Cache read, cache write and reasoning take the price of prompt, prompt and completion unless they have their own.
class Price
{
public:
    using Picos = std::array<std::optional<std::int64_t>, kMeterCount>;

    // Picos ≥ 0 and ≤ kMaxPico; prompt and completion are mandatory; request is 0 unless given.
    static Result<Price> make(PriceId id, Picos picos, Instant validFrom);

    PriceId id() const { return m_id; }
    Instant validFrom() const { return m_validFrom; }
    std::optional<std::int64_t> pico(Meter meter) const { return m_picos[static_cast<std::size_t>(meter)]; }

    // Σ countᵢ × priceᵢ. UnsupportedParameter when a used meter has no price; InvalidRequest on counts out of limits.
    Result<PicoUsd> cost(const Usage& usage) const;

    // $1,000,000 a unit.
    static constexpr std::int64_t kMaxPico = 1'000'000'000'000'000'000;

private:
    Price() = default;

    PriceId m_id;
    Picos m_picos{};
    Instant m_validFrom{};
};

// "0.05" USD per million units → 50,000 pico a unit, exactly; and back.
Result<std::int64_t> parseUsdPerMillion(std::string_view text);
std::string formatUsdPerMillion(std::int64_t pico);
// "0.001" USD a unit → 1,000,000,000 pico; and back. For meters priced by the piece (request, image).
Result<std::int64_t> parseUsdPerUnit(std::string_view text);
std::string formatUsdPerUnit(std::int64_t pico);

} // namespace gotoai
