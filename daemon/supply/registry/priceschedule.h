// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "money/price.h"

#include <memory>
#include <optional>
#include <vector>

namespace gotoai::supply {

// The versions of one endpoint's price that count or may count yet. Of those that have begun and not ended, the one
// that began last counts; of two that begin at once, the one that was added later. A version without an end always
// stands below them, so that there is a price at any time. A value; knows no clock.
class PriceSchedule
{
public:
    using PricePtr = std::shared_ptr<const Price>;

    // `standing` has no end, and is taken as begun.
    explicit PriceSchedule(PricePtr standing);

    // What an endpoint's row names: the last version without an end that is known to have begun.
    const PricePtr& standing() const { return m_standing; }
    // What counts at this moment.
    const PricePtr& inForce(Instant now) const;
    // When another one may; empty when none will.
    std::optional<Instant> nextChange(Instant now) const;

    void add(PricePtr version);
    // Counts from now on, instead of all that have begun; it has no end.
    void replace(PricePtr version);
    // Forgets what cannot count any more, since time only goes on.
    void settle(Instant now);

private:
    static bool hasBegun(const Price& price, Instant now) { return price.validFrom() <= now; }
    static bool hasEnded(const Price& price, Instant now) { return price.validUntil() && *price.validUntil() <= now; }

    PricePtr m_standing;
    std::vector<PricePtr> m_later; // by their begin; at once: as they were added
};

} // namespace gotoai::supply
