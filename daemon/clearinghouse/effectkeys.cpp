// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/effectkeys.h"

#include "clearinghouse/bookfault.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace gotoai::clearinghouse {
namespace {

Result<void> broken(std::string_view table, std::int64_t line, std::int64_t first, std::string_view what)
{
    return brokenLine(table, line, std::string(what) + " had its effect in line " + std::to_string(first));
}

} // namespace

void EffectKeys::add(const TopUpRecord& topUp) { note(m_topUps, topUp.number, 0, topUp.rail, topUp.externalId); }

void EffectKeys::add(const BookingRecord& booking, std::string_view scope)
{
    if (booking.kind != BookingKind::Extension)
        note(m_bookings, booking.number, static_cast<std::uint8_t>(booking.kind), scope, booking.reference);
}

void EffectKeys::note(std::vector<Key>& keys, std::int64_t line, std::uint8_t kind, std::string_view scope,
                      std::string_view reference)
{
    m_text.assign(1, kind);
    m_text.insert(m_text.end(), scope.begin(), scope.end());
    m_text.push_back(0); // in no scope and in no rail
    m_text.insert(m_text.end(), reference.begin(), reference.end());
    m_hash.update(m_text);
    const crypto::Digest digest = m_hash.finish();
    Key key{.digest = {}, .line = line};
    std::memcpy(key.digest.data(), digest.data(), sizeof(key.digest));
    keys.push_back(key);
}

EffectKeys::Twins EffectKeys::twinsAmong(std::vector<Key>& keys)
{
    std::ranges::sort(keys);
    Twins twins;
    for (std::size_t i = 1; i < keys.size(); ++i) {
        const bool isTwin = keys[i - 1].digest == keys[i].digest;
        if (isTwin && (twins.second == 0 || keys[i].line < twins.second))
            twins = {keys[i - 1].line, keys[i].line};
    }
    keys = {};
    return twins;
}

Result<void> EffectKeys::prove()
{
    const Twins topUps = twinsAmong(m_topUps);
    const Twins bookings = twinsAmong(m_bookings);
    if (topUps.second != 0)
        return broken("topups", topUps.second, topUps.first, "its rail and external id");
    if (bookings.second != 0)
        return broken("bookings", bookings.second, bookings.first, "its reference");
    return {};
}

} // namespace gotoai::clearinghouse
