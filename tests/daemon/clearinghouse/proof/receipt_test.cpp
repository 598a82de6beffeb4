// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/proof/receipt.h"

#include "clearinghouse/proof/headfile.h"
#include "clearinghouse/proof/headsearch.h"
#include "clearinghouse/verify.h"
#include "daemon/clearinghouse/busyledger.h"

#include <QtTest>

using namespace gotoai;
using namespace gotoai::test;

class ReceiptTest final : public QObject
{
    Q_OBJECT

private:
    const BusyLedger m_busy;
    QTemporaryDir m_folder;
    const crypto::SigningKey m_key = crypto::SigningKey::make();
    std::vector<OrderId> m_ended;

    std::string path(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)).toStdString(); }

private Q_SLOTS:
    // Every third batch is signed, and the last.
    void initTestCase()
    {
        auto reader = m_busy.ledger.reader();
        auto heads = HeadFile::open(path("heads"));
        QVERIFY(heads);
        const std::int64_t last = m_busy.ledger.figure("SELECT max(number) FROM batches");
        IdBytes book{};
        const auto sign = [&](std::int64_t number, const crypto::Digest& hash) -> Result<void> {
            return number % 3 == 0 || number == last
                       ? heads->append(SignedHead::sign(book, {.batch = number, .hash = hash}, Instant(), m_key))
                       : Result<void>();
        };
        QVERIFY(verifyBooks(reader, {.book = [&](const IdBytes& id) { book = id; }, .batch = sign}));
        auto rows = reader.prepare("SELECT o.id FROM orders o JOIN transitions e ON e.order_number = o.number "
                                   "AND e.is_terminal = 1");
        QVERIFY(rows);
        while (*rows->step())
            m_ended.push_back(*OrderId::fromBytes(rows->blob(0)));
        QVERIFY(m_ended.size() >= 5);
    }

    void everyOrderThatHasEndedCanBeProved()
    {
        auto reader = m_busy.ledger.reader();
        for (const OrderId& id : m_ended) {
            const auto receipt = makeReceipt(reader, path("heads"), id);
            QVERIFY2(receipt, receipt ? "" : receipt.error().detail.c_str());
            const auto content = checkReceipt(*receipt, {m_key.verifyKey()});
            QVERIFY2(content, content ? "" : content.error().detail.c_str());
            const auto row = LedgerQueries(reader).order(id);
            QVERIFY(row);
            QVERIFY(content->id == id && content->account == row->account && content->state == row->state);
            QCOMPARE(content->amounts.charge, row->charge);
            QCOMPARE(content->attempts.size(), row->attempts.size());
            QVERIFY(!checkReceipt(*receipt, {crypto::SigningKey::make().verifyKey()}));
        }
    }

    void partsOfAnotherOrderAreFound()
    {
        auto reader = m_busy.ledger.reader();
        const auto one = makeReceipt(reader, path("heads"), m_ended[0]);
        const auto other = makeReceipt(reader, path("heads"), m_ended[1]);
        QVERIFY(one && other);
        Receipt mixed = *one;
        mixed.end = other->end;
        QVERIFY(!checkReceipt(mixed, {}));
        mixed = *one;
        mixed.prices.clear();
        QVERIFY(!checkReceipt(mixed, {}));
        mixed = *one;
        mixed.book = IdBytes{1};
        QVERIFY(!checkReceipt(mixed, {}));
        mixed = *one;
        mixed.end.event[20] ^= 1;
        QVERIFY(!checkReceipt(mixed, {}));
    }

    void whatIsNotSignedCannotBeProvedYet()
    {
        auto reader = m_busy.ledger.reader();
        const auto receipt = makeReceipt(reader, path("nothing"), m_ended[0]);
        QVERIFY(!receipt);
        QVERIFY(receipt.error().code == ErrorCode::Conflict);
        QVERIFY(makeReceipt(reader, path("heads"), OrderId()).error().code == ErrorCode::NotFound);
    }

    void theFirstHeadThatHasABatchIsFound()
    {
        const std::int64_t last = m_busy.ledger.figure("SELECT max(number) FROM batches");
        for (std::int64_t batch = 1; batch <= last; ++batch) {
            const auto head = findHead(path("heads"), batch);
            QVERIFY(head && *head);
            QCOMPARE((*head)->head.batch, std::min(last, (batch + 2) / 3 * 3));
        }
        QVERIFY(!*findHead(path("heads"), last + 1));
    }

    void everyLeafOfATreeHasItsPath()
    {
        for (std::int64_t count = 1; count <= 17; ++count) {
            BatchLeaves batch;
            for (std::int64_t i = 0; i < count; ++i)
                batch.orders.push_back(crypto::Digest{static_cast<std::uint8_t>(i + 1)});
            crypto::Sha256 hash;
            const crypto::Digest root = merkleRoot(batch, hash);
            for (std::int64_t i = 0; i < count; ++i) {
                MerklePath way = merklePath(batch.orders, i);
                const crypto::Digest leaf = batch.orders[static_cast<std::size_t>(i)];
                QVERIFY(rootOf(leaf, way) == root);
                QVERIFY(rootOf(crypto::Digest{99}, way) != root);
                if (way.empty())
                    continue;
                way.front().side =
                    way.front().side == MerkleStep::Side::Left ? MerkleStep::Side::Right : MerkleStep::Side::Left;
                QVERIFY(rootOf(leaf, way) != root);
            }
        }
    }
};

QTEST_GUILESS_MAIN(ReceiptTest)
#include "receipt_test.moc"
