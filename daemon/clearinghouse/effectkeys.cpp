// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/effectkeys.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <string>

namespace gotoai::clearinghouse {

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

Result<void> EffectKeys::proveOf(std::vector<Key>& keys, std::string_view table, std::string_view what,
                                 const Forgiveness& isForgiven)
{
    std::ranges::sort(keys);
    std::map<std::int64_t, std::int64_t> twins; // the lines that were first, by those that came again
    for (std::size_t i = 1; i < keys.size(); ++i) {
        if (keys[i - 1].digest == keys[i].digest)
            twins.emplace(keys[i].line, keys[i - 1].line);
    }
    keys = std::vector<Key>();
    for (const auto& [line, first] : twins) {
        Error error = brokenLine(table, line, std::string(what) + " had its effect in line " + std::to_string(first));
        if (!isForgiven || !isForgiven(error))
            return error;
    }
    return {};
}

Result<void> EffectKeys::prove(const Forgiveness& isForgiven)
{
    const auto topUps = proveOf(m_topUps, "topups", "its rail and external id", isForgiven);
    const auto bookings = proveOf(m_bookings, "bookings", "its reference", isForgiven);
    return topUps ? bookings : topUps;
}

} // namespace gotoai::clearinghouse
