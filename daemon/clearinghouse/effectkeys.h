// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "clearinghouse/bookfault.h"
#include "clearinghouse/records.h"
#include "crypto/sha256.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace gotoai::clearinghouse {

// What top-ups and bookings are known by outside, to prove of a whole ledger that each has had one effect; what an
// index of the tables says of that is worth no more than the index. Keeps 24 bytes of each: half a SHA-256, which no
// two keys share by chance or by effort, and the number of the line.
class EffectKeys
{
public:
    void add(const TopUpRecord& topUp);
    // Extensions follow from their order, step by step, and are not kept.
    void add(const BookingRecord& booking, std::string_view scope);

    // Corrupt, naming the first line whose key an earlier one has and that is not forgiven. Forgets all.
    Result<void> prove(const Forgiveness& isForgiven = {});

private:
    using Half = std::array<std::uint64_t, 2>;
    struct Key
    {
        Half digest;
        std::int64_t line = 0;
        auto operator<=>(const Key&) const = default;
    };
    void note(std::vector<Key>& keys, std::int64_t line, std::uint8_t kind, std::string_view scope,
              std::string_view reference);
    static Result<void> proveOf(std::vector<Key>& keys, std::string_view table, std::string_view what,
                                const Forgiveness& isForgiven);

    std::vector<Key> m_topUps;
    std::vector<Key> m_bookings;
    crypto::Sha256 m_hash;
    std::vector<std::uint8_t> m_text;
};

} // namespace gotoai::clearinghouse
