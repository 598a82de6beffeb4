// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

namespace gotoai::supply {

// What a provider does with what it is sent, as the operator has found it out. What is not known counts as the worst.
struct DataPolicy
{
    std::optional<bool> logsPrompts;
    std::optional<bool> trainsOnPrompts;
    std::optional<std::int32_t> retentionDays; // 0: nothing is kept; …36,500

    bool isPrivate() const { return logsPrompts == false && trainsOnPrompts == false; }
    bool isZeroRetention() const { return isPrivate() && retentionDays == 0; }
    bool operator==(const DataPolicy&) const = default;
};

} // namespace gotoai::supply
