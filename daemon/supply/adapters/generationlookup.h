// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "money/money.h"
#include "money/usage.h"
#include "json/document.h"

#include <optional>
#include <string>
#include <string_view>

namespace gotoai::supply {

// What a provider's own books say of one answer that it gave.
struct GenerationRecord
{
    std::optional<Usage> usage; // empty: counts that are none
    std::optional<Money> cost;  // what it bills, where it says so
};

// How a protocol is asked about an answer after its call. A pure function of what is fed.
class GenerationLookup
{
public:
    virtual ~GenerationLookup() = default;
    // Appended to the provider's base URL, to be asked for by GET. `upstreamId` is what the provider had called it.
    virtual std::string pathOf(std::string_view upstreamId) const = 0;
    // Empty where the provider does not know it, or not yet. UpstreamRefused, UpstreamMalformed otherwise.
    virtual Result<std::optional<GenerationRecord>> read(int status, std::string_view body,
                                                         json::Parser& parser) const = 0;
};

} // namespace gotoai::supply
