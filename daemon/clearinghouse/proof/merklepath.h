// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "crypto/sha256.h"

#include <cstdint>
#include <vector>

// The way of one leaf up to the root of its batch's tree (RFC 9162 section 2.1.3): it shows nothing of its neighbours
// but hashes.
namespace gotoai::clearinghouse {

struct MerkleStep
{
    enum class Side { Left, Right }; // of the way, where the neighbour stands

    crypto::Digest beside{};
    Side side = Side::Right;
};

// From the leaf up; empty for the only leaf of a batch.
using MerklePath = std::vector<MerkleStep>;

// Of the leaf at `index`, which is one of them.
MerklePath merklePath(std::vector<crypto::Digest> leaves, std::int64_t index);

// The root that the path leads to.
crypto::Digest rootOf(const crypto::Digest& leaf, const MerklePath& path);

} // namespace gotoai::clearinghouse
