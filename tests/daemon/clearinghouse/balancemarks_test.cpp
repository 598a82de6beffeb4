// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/balancemarks.h"

#include "daemon/clearinghouse/randombook.h"

#include <QtTest>

using namespace gotoai;
using namespace gotoai::test;

class BalanceMarksTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void marksWholeBlocksOnly()
    {
        RandomBook book;
        QCOMPARE(*lastMarkedBlock(book.database()), 0);
        QVERIFY(*markNextBlock(book.database()));
        QVERIFY(*markNextBlock(book.database()));
        QVERIFY(!*markNextBlock(book.database()));
        QCOMPARE(*lastMarkedBlock(book.database()), 2);
        QVERIFY(auditMarks(book.database()));
    }

    void aMarkIsWhatTransfersComeTo()
    {
        RandomBook book;
        book.mark();
        for (std::int64_t account = 1; account <= static_cast<std::int64_t>(book.names.size()); ++account) {
            for (const std::int64_t block : {0, 1, 2, 3}) {
                KindSums sums;
                for (const auto& transfer : book.transfers) {
                    if (transfer.number > std::min<std::int64_t>(block, 2) * kMarkBlock)
                        break;
                    for (const auto& [place, nano] :
                         {std::pair{transfer.debit, -transfer.nano}, std::pair{transfer.credit, transfer.nano}}) {
                        if (static_cast<std::int64_t>(place) + 1 == account)
                            QVERIFY(addTo(sums[transfer.kind], Money::fromNano(nano)));
                    }
                }
                const auto mark = *markBelow(book.database(), account, block);
                QVERIFY((mark ? mark->sums : KindSums()) == sums);
            }
        }
    }

    void knowsWhereAnAccountMoved()
    {
        RandomBook book;
        book.mark();
        const auto rare = static_cast<std::int64_t>(book.names.size());
        QCOMPARE((*markBelow(book.database(), rare, 2))->block, 1);
        QVERIFY(!*markAbove(book.database(), rare, 2));
        QCOMPARE((*markAbove(book.database(), 1, 2))->block, 2);
        QVERIFY(!*markBelow(book.database(), 1, 0));
    }

    // A bit for each 64th of the block in which it did.
    void knowsThePlacesOfABlock()
    {
        RandomBook book;
        book.mark();
        for (std::size_t account = 0; account < book.names.size(); ++account) {
            std::uint64_t places = 0;
            for (std::int64_t number = 1; number <= kMarkBlock; ++number) {
                const auto& transfer = book.transfers[static_cast<std::size_t>(number) - 1];
                if (transfer.debit == account || transfer.credit == account)
                    places |= std::uint64_t{1} << ((number - 1) * kMarkPlaces / kMarkBlock);
            }
            QCOMPARE((*markBelow(book.database(), static_cast<std::int64_t>(account) + 1, 1))->places, places);
        }
    }

    void tamperingIsFound_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::newRow("sums") << QByteArray(
            "UPDATE balance_marks SET sums = zeroblob(9) WHERE account = 1 AND block = 2");
        QTest::newRow("not sums") << QByteArray(
            "UPDATE balance_marks SET sums = x'00' WHERE account = 4 AND block = 1");
        QTest::newRow("missing") << QByteArray("DELETE FROM balance_marks WHERE account = 2 AND block = 2");
        QTest::newRow("too many") << QByteArray("INSERT INTO balance_marks VALUES(1, 99, 0, 0, x'')");
        QTest::newRow("places") << QByteArray("UPDATE balance_marks SET places = 0 WHERE account = 1 AND block = 1");
        QTest::newRow("link") << QByteArray("UPDATE balance_marks SET previous = 0 WHERE account = 1 AND block = 2");
        QTest::newRow("head") << QByteArray("UPDATE mark_heads SET block = 1 WHERE account = 1");
        QTest::newRow("head too many") << QByteArray("INSERT INTO mark_heads VALUES(99, 1, x'')");
        QTest::newRow("time") << QByteArray("UPDATE mark_blocks SET latest_us = latest_us + 1 WHERE number = 1");
        QTest::newRow("unfinished block") << QByteArray("INSERT INTO mark_blocks VALUES(3, 2000000000000000)");
    }
    void tamperingIsFound()
    {
        QFETCH(QByteArray, sql);
        RandomBook book;
        book.mark();
        QVERIFY(book.database().execute(sql.toStdString()));
        const auto audited = auditMarks(book.database());
        QVERIFY(!audited);
        QCOMPARE(audited.error().code, ErrorCode::Corrupt);
    }

    // All before the cut are older than the time, the one at the cut is not; marks change nothing about it.
    void cutsTheBookAtATime()
    {
        RandomBook book;
        std::vector<std::pair<std::int64_t, std::int64_t>> cuts;
        for (int i = 0; i < 50; ++i) {
            const std::int64_t us =
                RandomBook::kFirstUs + book.random(-100'000, (RandomBook::kTransfers + 100) * 1'000);
            const std::int64_t cut = *transferCut(book.database(), RandomBook::at(us));
            for (std::int64_t number = 1; number < cut; ++number)
                QVERIFY(book.transfers[static_cast<std::size_t>(number) - 1].atUs < us);
            if (cut <= RandomBook::kTransfers)
                QVERIFY(book.transfers[static_cast<std::size_t>(cut) - 1].atUs >= us);
            else
                QCOMPARE(cut, RandomBook::kTransfers + 1);
            cuts.emplace_back(us, cut);
        }
        book.mark();
        for (const auto& [us, cut] : cuts)
            QCOMPARE(*transferCut(book.database(), RandomBook::at(us)), cut);
    }
};

QTEST_GUILESS_MAIN(BalanceMarksTest)
#include "balancemarks_test.moc"
