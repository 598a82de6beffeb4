// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/peppers.h"

#include "crypto/random.h"

#include <algorithm>

namespace gotoai::hypercore {

Peppers::Peppers(std::vector<Pepper> byAge)
    : m_peppers(std::move(byAge))
{}

const Pepper* Peppers::find(PepperVersion version) const
{
    const auto found = std::ranges::find(m_peppers, version, &Pepper::version);
    return found == m_peppers.end() ? nullptr : &*found;
}

PepperedMac Peppers::macOf(std::string_view text) const
{
    const Pepper& pepper = m_peppers.back();
    return {credentialMac(pepper.key, text), pepper.version};
}

bool Peppers::fits(std::string_view text, const PepperedMac& kept) const
{
    static constexpr Pepper::Key kNone{};
    const Pepper* pepper = find(kept.pepper);
    const bool isRight =
        crypto::constantTimeEqual(credentialMac(pepper != nullptr ? pepper->key : kNone, text), kept.mac);
    return pepper != nullptr && isRight;
}

} // namespace gotoai::hypercore
