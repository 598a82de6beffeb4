// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/chain.h"

#include "base/hex.h"

#include <QtTest>

using namespace gotoai;
using namespace gotoai::clearinghouse;
using crypto::Digest;

namespace {

// RFC 6962 section 2.1, as it is written: split at the largest power of two below the count.
Digest rfcRoot(std::span<const Digest> leaves)
{
    if (leaves.size() == 1)
        return leaves.front();
    std::size_t split = 1;
    while (split * 2 < leaves.size())
        split *= 2;
    crypto::Sha256 hash;
    hash.update(std::array<std::uint8_t, 1>{0x01});
    hash.update(rfcRoot(leaves.first(split)));
    hash.update(rfcRoot(leaves.subspan(split)));
    return hash.finish();
}

Digest leafOf(std::uint8_t value) { return crypto::sha256(std::array<std::uint8_t, 2>{0x00, value}); }

} // namespace

class ChainTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rootIsThatOfTheRfcForEveryCount()
    {
        crypto::Sha256 hash;
        std::vector<Digest> leaves;
        BatchLeaves batch;
        for (std::uint8_t count = 1; count <= 70; ++count) {
            leaves.push_back(leafOf(count));
            batch.orders.push_back(leaves.back());
            QVERIFY(merkleRoot(batch, hash) == rfcRoot(leaves));
        }
    }

    // Vectors of the Certificate Transparency reference implementation: leaves "" and 0x00.
    void knownRoots()
    {
        crypto::Sha256 hash;
        BatchLeaves batch;
        batch.orders.push_back(crypto::sha256(std::array<std::uint8_t, 1>{0x00}));
        QCOMPARE(toHex(merkleRoot(batch, hash)),
                 std::string("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"));
        batch.orders.push_back(leafOf(0x00));
        QCOMPARE(toHex(merkleRoot(batch, hash)),
                 std::string("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"));
    }

    void kindsFollowEachOther()
    {
        crypto::Sha256 hash;
        BatchLeaves batch;
        batch.topUps.push_back(leafOf(5));
        batch.accounts.push_back(leafOf(1));
        batch.transitions.push_back(leafOf(4));
        batch.prices.push_back(leafOf(2));
        batch.orders.push_back(leafOf(3));
        const std::vector<Digest> inOrder = {leafOf(1), leafOf(2), leafOf(3), leafOf(4), leafOf(5)};
        QVERIFY(merkleRoot(batch, hash) == rfcRoot(inOrder));
    }

    void linkDependsOnAllBeforeIt()
    {
        crypto::Sha256 hash;
        const Digest first = chainHash(genesisHash({1}), leafOf(1), hash);
        const Digest other = chainHash(genesisHash({2}), leafOf(1), hash);
        QVERIFY(first != other);
        QVERIFY(chainHash(first, leafOf(2), hash) != chainHash(other, leafOf(2), hash));
    }
};

QTEST_GUILESS_MAIN(ChainTest)
#include "chain_test.moc"
