// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "crypto/sha256.h"

#include <cstdint>
#include <vector>

namespace gotoai::clearinghouse {

// The leaves of one transaction, in the order of their numbers within each kind.
struct BatchLeaves
{
    std::vector<crypto::Digest> accounts;
    std::vector<crypto::Digest> prices;
    std::vector<crypto::Digest> orders;
    std::vector<crypto::Digest> transitions;
    std::vector<crypto::Digest> topUps;
    std::vector<crypto::Digest> bookings;

    bool isEmpty() const;
    void clear();
};

// How far the chain goes, and its hash there.
struct ChainHead
{
    std::int64_t batch = 0; // 0: no batch yet
    std::int64_t transfers = 0;
    crypto::Digest hash{};
    bool operator==(const ChainHead&) const = default;
};

// Hash of the tree over the leaves, kind after kind as declared: RFC 6962 section 2.1, nodes are
// SHA-256(0x01 ‖ left ‖ right), the left tree holds the largest power of two below the count.
crypto::Digest merkleRoot(const BatchLeaves& leaves, crypto::Sha256& hash);

// What the first batch stands on: SHA-256("gotoai book" ‖ book id).
crypto::Digest genesisHash(const IdBytes& book);

// hₙ = SHA-256(hₙ₋₁ ‖ Merkle root).
crypto::Digest chainHash(const crypto::Digest& previous, const crypto::Digest& root, crypto::Sha256& hash);

} // namespace gotoai::clearinghouse
