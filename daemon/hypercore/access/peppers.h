// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/secret.h"
#include "hypercore/access/credential.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace gotoai::hypercore {

using PepperVersion = std::int64_t; // from 1 on

// All that is kept of a credential's text: its MAC, and the version of the pepper that keys it.
struct PepperedMac
{
    CredentialMac mac{};
    PepperVersion pepper = 1;
};

// The key of credentials' MACs: 256 secret bits of this installation, wiped at its end.
struct Pepper
{
    using Key = std::array<std::uint8_t, 32>;

    ~Pepper() { wipeMemory(key.data(), key.size()); }

    PepperVersion version = 1;
    Key key{};
    std::optional<Instant> createdAt; // unknown of the first one of databases from before there were versions
};

// The peppers that something lies under: the newest is active and keys new MACs, the others check the older ones.
// Immutable once it is shared.
class Peppers
{
public:
    Peppers() = default; // no credential fits
    explicit Peppers(std::vector<Pepper> byAge);

    const std::vector<Pepper>& byAge() const { return m_peppers; }
    PepperVersion active() const { return m_peppers.back().version; }
    bool has(PepperVersion version) const { return find(version) != nullptr; }

    // Under the active one.
    PepperedMac macOf(std::string_view text) const;
    // Whether `kept` is the text's. Takes the same time whatever is wrong, a pepper that is gone included.
    bool fits(std::string_view text, const PepperedMac& kept) const;

private:
    const Pepper* find(PepperVersion version) const;

    std::vector<Pepper> m_peppers;
};

} // namespace gotoai::hypercore
