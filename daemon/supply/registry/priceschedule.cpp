// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/registry/priceschedule.h"

#include <algorithm>

namespace gotoai::supply {

PriceSchedule::PriceSchedule(PricePtr standing)
    : m_standing(std::move(standing))
{}

const PriceSchedule::PricePtr& PriceSchedule::inForce(Instant now) const
{
    const auto found = std::find_if(m_later.rbegin(), m_later.rend(), [now](const PricePtr& price) {
        return hasBegun(*price, now) && !hasEnded(*price, now);
    });
    return found == m_later.rend() ? m_standing : *found;
}

std::optional<Instant> PriceSchedule::nextChange(Instant now) const
{
    std::optional<Instant> next;
    const auto take = [&](Instant at) {
        if (at > now)
            next = next ? std::min(*next, at) : at;
    };
    for (const PricePtr& price : m_later) {
        take(price->validFrom());
        if (price->validUntil())
            take(*price->validUntil());
    }
    return next;
}

void PriceSchedule::add(PricePtr version)
{
    const auto after = std::find_if(m_later.begin(), m_later.end(),
                                    [&](const PricePtr& price) { return price->validFrom() > version->validFrom(); });
    m_later.insert(after, std::move(version));
}

void PriceSchedule::replace(PricePtr version)
{
    std::erase_if(m_later, [&](const PricePtr& price) { return price->validFrom() <= version->validFrom(); });
    m_standing = std::move(version);
}

void PriceSchedule::settle(Instant now)
{
    const auto last = std::find_if(m_later.rbegin(), m_later.rend(), [now](const PricePtr& price) {
        return hasBegun(*price, now) && !price->validUntil();
    });
    if (last != m_later.rend()) {
        m_standing = *last;
        m_later.erase(m_later.begin(), last.base());
    }
    std::erase_if(m_later, [now](const PricePtr& price) { return hasEnded(*price, now); });
}

} // namespace gotoai::supply
