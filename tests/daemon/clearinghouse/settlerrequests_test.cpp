// SPDX-License-Identifier: GPL-3.0-or-later
// One request makes one order.
#include "daemon/clearinghouse/testledger.h"

#include <QtTest>

#include <map>

using namespace gotoai;
using namespace gotoai::test;
using Standing = EarlierOrder::Standing;

class SettlerRequestsTest final : public QObject
{
    Q_OBJECT

private:
    static constexpr RequestIdentity kRequest{{1}, {7}};
    static constexpr RequestIdentity kOtherBody{{1}, {8}};

    static Reservation asking(TestLedger& ledger, const RequestIdentity& request = kRequest)
    {
        auto reservation = ledger.reservation(ledger.account, nano(100));
        reservation.request = request;
        return reservation;
    }

    // What stands in the way of the same request.
    static std::optional<EarlierOrder> repeat(TestLedger& ledger, const RequestIdentity& request = kRequest)
    {
        const auto receipt = ledger.reserve(asking(ledger, request));
        if (!receipt)
            qFatal("%s", receipt.error().detail.c_str());
        if (receipt->earlier && receipt->number != 0)
            qFatal("an order was made all the same");
        return receipt->earlier;
    }

    // Every place where the standing of an order may be read from: memory, tables, tables of another process.
    enum class From { Memory, Tables, NextProcess };
    static void settleDown(TestLedger& ledger, From from)
    {
        if (from == From::NextProcess)
            ledger.reopen();
        else if (from == From::Tables)
            (void)ledger.reader();
    }

private Q_SLOTS:
    void runningIsNotRunAgain()
    {
        TestLedger ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(1'000)));
        const Reservation first = asking(ledger);
        QVERIFY(ledger.reserve(first));
        for (const From from : {From::Memory, From::Tables}) {
            settleDown(ledger, from);
            const auto earlier = repeat(ledger);
            QVERIFY(earlier);
            QVERIFY(earlier->standing == Standing::Running && earlier->isSameBody);
            QCOMPARE(earlier->id.toString(), first.order.toString());
            QVERIFY(!repeat(ledger, kOtherBody)->isSameBody);
        }
        QCOMPARE(ledger.wallet(ledger.account).held, nano(100));
        QCOMPARE(ledger.figure("SELECT count(*) FROM orders"), 1);
    }

    void ends_data()
    {
        QTest::addColumn<int>("from");
        QTest::newRow("from memory") << int(From::Memory);
        QTest::newRow("from the tables") << int(From::Tables);
        QTest::newRow("after a restart") << int(From::NextProcess);
    }
    void ends()
    {
        QFETCH(int, from);
        TestLedger ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(1'000'000)));
        const auto finalized = ledger.reserve(asking(ledger));
        QVERIFY(finalized &&
                ledger.settle(ledger.finalization(finalized->number, {ledger.attempt(Payer::User, 1, 0)})));
        const RequestIdentity other{{2}, {7}};
        const auto released = ledger.reserve(asking(ledger, other));
        QVERIFY(released && ledger.settle(ledger.release(released->number)));
        settleDown(ledger, From(from));

        QVERIFY(repeat(ledger)->standing == Standing::Finalized);
        QVERIFY(!repeat(ledger, kOtherBody)->isSameBody);
        const auto changed = repeat(ledger, {{2}, {8}});
        QVERIFY(changed && changed->standing == Standing::Released && !changed->isSameBody);
        QVERIFY2(!repeat(ledger, other), "what was released may run again");
        QVERIFY(repeat(ledger, other)->standing == Standing::Running);
        const auto report = ledger.verify();
        QVERIFY2(report, report ? "" : report.error().detail.c_str());
    }

    void doubtIsNotRunAgain()
    {
        TestLedger ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(1'000)));
        QVERIFY(ledger.reserve(asking(ledger)));
        ledger.reopen();
        QVERIFY(repeat(ledger)->standing == Standing::InDoubt);
        ledger.clock.advance(std::chrono::minutes(10));
        QCOMPARE(*ledger.expireDoubts(), std::size_t{1});
        (void)ledger.reader();
        QVERIFY2(!repeat(ledger), "its doubt ended released");
    }

    void rejectedBindsNothing()
    {
        TestLedger ledger;
        const auto refused = ledger.reserve(asking(ledger));
        QVERIFY(!refused && refused.error().code == ErrorCode::InsufficientFunds);
        QVERIFY(ledger.topUp(ledger.account, nano(1'000)));
        QVERIFY(!repeat(ledger, kOtherBody));
    }

    void isForgottenAfterADay_data() { ends_data(); }
    void isForgottenAfterADay()
    {
        QFETCH(int, from);
        TestLedger ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(1'000'000)));
        const auto order = ledger.reserve(asking(ledger));
        QVERIFY(order && ledger.settle(ledger.finalization(order->number, {ledger.attempt(Payer::User, 1, 0)})));
        settleDown(ledger, From(from));
        ledger.clock.advance(std::chrono::hours(24) - std::chrono::microseconds(1));
        QVERIFY(repeat(ledger));
        ledger.clock.advance(std::chrono::microseconds(1));
        QVERIFY(!repeat(ledger, kOtherBody));
        QVERIFY2(repeat(ledger), "the new one is remembered");
    }

    void whatIsOpenIsNeverForgotten()
    {
        TestLedger ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(1'000)));
        QVERIFY(ledger.reserve(asking(ledger)));
        ledger.clock.advance(std::chrono::hours(48));
        QVERIFY(repeat(ledger)->standing == Standing::Running);
    }

    void hundredInParallelMakeOneOrder()
    {
        TestLedger ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(1'000'000)));
        std::map<bool, int> made;
        for (int i = 0; i < 100; ++i)
            ledger.store().reserve(asking(ledger), ledger.queue(), [&](const Result<ReservationReceipt>& receipt) {
                ++made[receipt && !receipt->earlier];
            });
        QVERIFY(ledger.waitUntil([&] { return made[true] + made[false] == 100; }));
        QCOMPARE(made[true], 1);
        QCOMPARE(ledger.wallet(ledger.account).held, nano(100));
    }

    // The identity is part of what the chain proves.
    void changesAreFound_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::newRow("another body") << QByteArray("UPDATE order_requests SET body = zeroblob(32)");
        QTest::newRow("another scope") << QByteArray("UPDATE order_requests SET scope = zeroblob(32)");
        QTest::newRow("taken away") << QByteArray("DELETE FROM order_requests");
        QTest::newRow("put in") << QByteArray("INSERT INTO order_requests VALUES (1, zeroblob(32), zeroblob(32))");
        QTest::newRow("of no order") << QByteArray("INSERT INTO order_requests VALUES (9, zeroblob(32), zeroblob(32))");
    }
    void changesAreFound()
    {
        QFETCH(QByteArray, sql);
        TestLedger ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(1'000)));
        QVERIFY(ledger.reserve(ledger.account, nano(1)));
        QVERIFY(ledger.reserve(asking(ledger)));
        ledger.close();
        QVERIFY(ledger.verify());
        auto database = storage::Database::open(ledger.path(), storage::Access::ReadWrite);
        QVERIFY(database);
        QVERIFY(database->execute("DROP TRIGGER order_requests_no_update; DROP TRIGGER order_requests_no_delete; " +
                                  sql.toStdString()));
        QVERIFY(!ledger.verify());
    }
};

QTEST_GUILESS_MAIN(SettlerRequestsTest)
#include "settlerrequests_test.moc"
