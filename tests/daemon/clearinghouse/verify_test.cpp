// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/verify.h"

#include "daemon/clearinghouse/testledger.h"

#include <QtTest>

using namespace gotoai;
using namespace gotoai::test;

class VerifyTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<TestLedger> m_ledger;

private Q_SLOTS:
    // A finalized order with two attempts (1), a released one (2), a rejected one (3), one in doubt (4).
    void init()
    {
        m_ledger = std::make_unique<TestLedger>();
        TestLedger& ledger = *m_ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(1'000'000)));
        Reservation first = ledger.reservation(ledger.account, nano(400'000));
        first.fee.basisPoints = 500;
        QVERIFY(ledger.reserve(first));
        QVERIFY(ledger.reserve(ledger.account, nano(500'000)));
        Settlement settlement =
            ledger.finalization(1, {ledger.attempt(Payer::Platform, 10, 0), ledger.attempt(Payer::User, 30, 14, 2)});
        QVERIFY(ledger.settle(settlement));
        QVERIFY(ledger.settle(ledger.release(2)));
        QVERIFY(!ledger.reserve(ledger.account, nano(5'000'000)));
        QVERIFY(ledger.reserve(ledger.account, nano(100)));
        ledger.reopen();
        ledger.close();
    }

    void soundBooksAreReported()
    {
        const auto report = m_ledger->verify();
        QVERIFY2(report, report ? "" : report.error().detail.c_str());
        QCOMPARE(report->orders, 4);
        QCOMPARE(report->transitions, 3);
        QCOMPARE(report->transfers, 9);
        QCOMPARE(report->topUps, 1);
        QCOMPARE(report->openOrders, 1);
        QCOMPARE(report->held, nano(100));
        QVERIFY(report->batches > 0);
    }

    void emptyBooksAreSound()
    {
        TestLedger ledger;
        ledger.close();
        const auto report = ledger.verify();
        QVERIFY2(report, report ? "" : report.error().detail.c_str());
        QCOMPARE(report->batches, 0);
    }

    void tamperingIsFoundAndNamed_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QByteArray>("line");
        const auto row = [](const char* name, const char* sql, const char* line) {
            QTest::newRow(name) << QByteArray(sql) << QByteArray(line);
        };
        row("transfer amount", "UPDATE transfers SET amount_nano = amount_nano + 1 WHERE number = 2", "transfers 2:");
        row("top-up amount", "UPDATE transfers SET amount_nano = 2000000 WHERE number = 1", "transfers 1:");
        row("transfer account", "UPDATE transfers SET credit = 1 WHERE number = 4", "transfers 4:");
        row("transfer kind", "UPDATE transfers SET kind = 2 WHERE number = 4", "transfers 4:");
        row("transfer time", "UPDATE transfers SET at_us = at_us + 1 WHERE number = 9", "transfers 9:");
        row("transfer order", "UPDATE transfers SET order_number = 2 WHERE number = 4", "transfers 4:");
        row("transfer gone", "DELETE FROM transfers WHERE number = 3", "transfers 3:");
        row("last transfer gone", "DELETE FROM transfers WHERE number = 9", "transfers 9:");
        row("transfer too many", "INSERT INTO transfers VALUES (10, 0, 4, 1, 2, 1, 0)", "transfers 10:");
        row("order hold", "UPDATE orders SET hold_nano = 400001 WHERE number = 1", "orders 1:");
        row("order account", "UPDATE orders SET account = zeroblob(16) WHERE number = 2", "orders 2:");
        row("order model", "UPDATE orders SET model = 'gpt-5' WHERE number = 2", "orders 2:");
        row("order streamed", "UPDATE orders SET is_streamed = 0 WHERE number = 1", "orders 1:");
        row("order id", "UPDATE orders SET id = zeroblob(16) WHERE number = 4", "orders 4:");
        row("rejection", "UPDATE orders SET refusal = '' WHERE number = 3", "orders 3:");
        row("order gone", "DELETE FROM orders WHERE number = 3", "orders 3:");
        row("order leaf", "UPDATE orders SET leaf = zeroblob(32) WHERE number = 1", "orders 1:");
        row("end's charge", "UPDATE transitions SET charge_nano = 0 WHERE number = 1", "transitions 1:");
        row("end's fee moved to its cost",
            "UPDATE transitions SET cost_nano = cost_nano + 1, fee_nano = fee_nano - 1 WHERE number = 1",
            "transitions 1:");
        row("end's state", "UPDATE transitions SET state = 4 WHERE number = 1", "transitions 1:");
        row("end's reason", "UPDATE transitions SET reason = 'x' WHERE number = 2", "transitions 2:");
        row("end's order", "UPDATE transitions SET order_number = 4 WHERE number = 2", "transitions 2:");
        row("end's transfers", "UPDATE transitions SET first_transfer = 2 WHERE number = 1", "transitions 1:");
        row("doubt's deadline", "UPDATE transitions SET deadline_us = 0 WHERE number = 3", "transitions 3:");
        row("end gone", "DELETE FROM transitions WHERE number = 2", "transitions 2:");
        row("attempt usage", "UPDATE attempts SET prompt = 0 WHERE attempt = 2", "attempts 1: attempt 2:");
        row("attempt cost", "UPDATE attempts SET cost_nano = 0 WHERE attempt = 1", "attempts 1: attempt 1:");
        row("attempt payer", "UPDATE attempts SET payer = 2 WHERE attempt = 2", "transitions 1:");
        row("attempt outcome", "UPDATE attempts SET outcome = 'x' WHERE attempt = 2", "transitions 1:");
        row("attempt provider", "UPDATE attempts SET provider = zeroblob(16) WHERE attempt = 2", "transitions 1:");
        row("attempt gone", "DELETE FROM attempts WHERE attempt = 2", "transitions 1:");
        row("attempt too many",
            "INSERT INTO attempts SELECT 3, 1, provider, endpoint, price, payer, prompt, cache_read, cache_write, "
            "completion, reasoning, image, audio, request, usage_source, cost_nano, outcome, upstream_id, http_status, "
            "started_us, first_token_us, ended_us FROM attempts WHERE attempt = 1",
            "attempts 3:");
        row("top-up", "UPDATE topups SET external_id = 'x'", "topups 1:");
        row("price", "UPDATE settled_prices SET image_pico = 1", "settled_prices 1:");
        row("account name", "UPDATE ledger_accounts SET name = 'cash:other' WHERE number = 1", "ledger_accounts 1:");
        row("batch hash", "UPDATE batches SET hash = zeroblob(32) WHERE number = 2", "batches 2:");
        row("batch root", "UPDATE batches SET merkle_root = zeroblob(32) WHERE number = 3", "batches 3:");
        row("batch gone", "DELETE FROM batches WHERE number = 2", "batches 3:");
        row("book id", "UPDATE book SET book_id = zeroblob(16)", "batches 1:");
        row("balance", "UPDATE checkpoint_balances SET balance_nano = 1 WHERE account = 3", "checkpoint_balances 3:");
        row("balance gone", "DELETE FROM checkpoint_balances WHERE account = 1", "checkpoint_balances 1:");
        row("open order", "UPDATE checkpoint_open_orders SET hold_nano = 1", "checkpoint_open_orders 4:");
        row("open order gone", "DELETE FROM checkpoint_open_orders", "checkpoint_open_orders 0:");
        row("checkpoint", "UPDATE checkpoint_through SET last_transfer = 3", "checkpoint_through 1:");
    }
    void tamperingIsFoundAndNamed()
    {
        QFETCH(QByteArray, sql);
        QFETCH(QByteArray, line);
        auto database = storage::Database::open(m_ledger->path(), storage::Access::ReadWrite);
        QVERIFY(database);
        QVERIFY(database->execute("BEGIN"));
        for (const char* table : {"book", "ledger_accounts", "settled_prices", "orders", "transitions", "attempts",
                                  "transfers", "topups", "batches"}) {
            for (const char* event : {"update", "delete"})
                QVERIFY(database->execute(std::string("DROP TRIGGER ") + table + "_no_" + event));
        }
        QVERIFY(database->execute("COMMIT; PRAGMA ignore_check_constraints = ON"));
        const auto tampered = database->execute(sql.toStdString());
        QVERIFY2(tampered, tampered ? "" : tampered.error().detail.c_str());
        QVERIFY(database->changes() > 0);
        const auto report = verifyBooks(*database);
        QVERIFY(!report);
        QVERIFY(report.error().code == ErrorCode::Corrupt);
        QVERIFY2(QByteArray(report.error().detail.c_str()).startsWith(line), report.error().detail.c_str());
    }

    void worksBesideARunningStore()
    {
        TestLedger& ledger = *m_ledger;
        ledger.open();
        QVERIFY(ledger.topUp(ledger.account, nano(7), "2"));
        const auto report = ledger.verify();
        QVERIFY2(report, report ? "" : report.error().detail.c_str());
        QCOMPARE(report->topUps, 2);
    }
};

QTEST_GUILESS_MAIN(VerifyTest)
#include "verify_test.moc"
