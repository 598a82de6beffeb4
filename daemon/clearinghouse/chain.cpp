// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/chain.h"

#include "clearinghouse/invariant.h"

#include <array>

namespace gotoai::clearinghouse {
namespace {

constexpr std::array<std::uint8_t, 1> kNodePrefix = {0x01};

} // namespace

bool BatchLeaves::isEmpty() const
{
    return accounts.empty() && prices.empty() && orders.empty() && transitions.empty() && topUps.empty() &&
           bookings.empty();
}

void BatchLeaves::clear()
{
    for (auto* const leaves : {&accounts, &prices, &orders, &transitions, &topUps, &bookings})
        leaves->clear();
}

crypto::Digest merkleRoot(const BatchLeaves& leaves, crypto::Sha256& hash)
{
    std::vector<crypto::Digest> level;
    for (const auto* const kind :
         {&leaves.accounts, &leaves.prices, &leaves.orders, &leaves.transitions, &leaves.topUps, &leaves.bookings})
        level.insert(level.end(), kind->begin(), kind->end());
    ensure(!level.empty(), "a batch has leaves");
    // Pairing level by level and carrying an odd last node up unhashed gives the tree that RFC 6962 defines from above.
    while (level.size() > 1) {
        const std::size_t pairs = level.size() / 2;
        for (std::size_t i = 0; i < pairs; ++i) {
            hash.update(kNodePrefix);
            hash.update(level[2 * i]);
            hash.update(level[2 * i + 1]);
            level[i] = hash.finish();
        }
        if (level.size() % 2 == 1)
            level[pairs] = level.back();
        level.resize(pairs + level.size() % 2);
    }
    return level.front();
}

crypto::Digest genesisHash(const IdBytes& book)
{
    crypto::Sha256 hash;
    hash.update(crypto::asBytes("gotoai book"));
    hash.update(book);
    return hash.finish();
}

crypto::Digest chainHash(const crypto::Digest& previous, const crypto::Digest& root, crypto::Sha256& hash)
{
    hash.update(previous);
    hash.update(root);
    return hash.finish();
}

} // namespace gotoai::clearinghouse
