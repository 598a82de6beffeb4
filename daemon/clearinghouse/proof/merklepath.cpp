// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/proof/merklepath.h"

#include "clearinghouse/invariant.h"

#include <array>
#include <iterator>

namespace gotoai::clearinghouse {
namespace {

constexpr std::array<std::uint8_t, 1> kNodePrefix = {0x01};

crypto::Digest node(const crypto::Digest& left, const crypto::Digest& right)
{
    crypto::Sha256 hash;
    hash.update(kNodePrefix);
    hash.update(left);
    hash.update(right);
    return hash.finish();
}

// The last of an odd level goes up as it is.
bool isAlone(std::int64_t index, std::int64_t count) { return index == count - 1 && count % 2 == 1; }

} // namespace

MerklePath merklePath(std::vector<crypto::Digest> level, std::int64_t index)
{
    ensure(index >= 0 && index < std::ssize(level), "the leaf is one of its batch");
    MerklePath path;
    while (level.size() > 1) {
        if (!isAlone(index, std::ssize(level)))
            path.push_back({level[static_cast<std::size_t>(index ^ 1)],
                            index % 2 == 0 ? MerkleStep::Side::Right : MerkleStep::Side::Left});
        std::vector<crypto::Digest> above;
        for (std::size_t i = 0; i + 1 < level.size(); i += 2)
            above.push_back(node(level[i], level[i + 1]));
        if (level.size() % 2 == 1)
            above.push_back(level.back());
        level = std::move(above);
        index /= 2;
    }
    return path;
}

crypto::Digest rootOf(const crypto::Digest& leaf, const MerklePath& path)
{
    crypto::Digest hash = leaf;
    for (const MerkleStep& step : path)
        hash = step.side == MerkleStep::Side::Right ? node(hash, step.beside) : node(step.beside, hash);
    return hash;
}

} // namespace gotoai::clearinghouse
