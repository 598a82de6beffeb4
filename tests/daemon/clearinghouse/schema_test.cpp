// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/schema.h"

#include "daemon/clearinghouse/testledger.h"

#include <QtTest>

using namespace gotoai;
using namespace gotoai::test;

class SchemaTest final : public QObject
{
    Q_OBJECT

private:
    // A ledger with a row in each table, closed.
    void fill(TestLedger& ledger)
    {
        QVERIFY(ledger.topUp(ledger.account, nano(1'000'000)));
        auto reservation = ledger.reservation(ledger.account, nano(900'000));
        reservation.request = RequestIdentity{{1}, {2}};
        const auto reserved = ledger.reserve(reservation);
        QVERIFY(reserved);
        AttemptRecord attempt = ledger.attempt(Payer::User, 30, 14);
        attempt.price = tieredPrice();
        QVERIFY(ledger.settle(ledger.finalization(reserved->number, {attempt})));
        QVERIFY(ledger.book(Grant{ledger.account, nano(5), std::nullopt}, "welcome"));
        ledger.close();
    }

private Q_SLOTS:
    void ledgerIsAppendOnly_data()
    {
        QTest::addColumn<QByteArray>("sql");
        for (const QByteArray table :
             {"book", "ledger_accounts", "settled_prices", "orders", "transitions", "attempts", "transfers", "topups",
              "bookings", "batches", "order_requests", "settled_price_tiers"}) {
            const QByteArray column = table == "attempts"              ? "attempt"
                                      : table == "book"                ? "id"
                                      : table == "order_requests"      ? "order_number"
                                      : table == "settled_price_tiers" ? "price"
                                                                       : "number";
            const std::pair<const char*, QByteArray> changes[] = {
                {"update", "UPDATE " + table + " SET " + column + " = " + column},
                {"delete", "DELETE FROM " + table},
                {"replace", "REPLACE INTO " + table + " SELECT * FROM " + table},
            };
            for (const auto& [change, sql] : changes)
                QTest::addRow("%s %s", change, table.constData()) << sql;
        }
    }
    void ledgerIsAppendOnly()
    {
        QFETCH(QByteArray, sql);
        TestLedger ledger;
        fill(ledger);
        auto database = storage::Database::open(ledger.path(), storage::Access::ReadWrite);
        QVERIFY(database);
        const auto refused = database->execute(sql.toStdString());
        QVERIFY(!refused);
        QVERIFY(refused.error().code == ErrorCode::Conflict);
        QVERIFY(refused.error().detail.find("append-only") != std::string::npos);
    }

    void nonsenseIsRefusedByTheTables_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::newRow("amount zero") << QByteArray("INSERT INTO transfers VALUES (9, 0, 1, 1, 2, 0, 0)");
        QTest::newRow("amount negative") << QByteArray("INSERT INTO transfers VALUES (9, 0, 1, 1, 2, -1, 0)");
        QTest::newRow("to itself") << QByteArray("INSERT INTO transfers VALUES (9, 0, 1, 2, 2, 1, 0)");
        QTest::newRow("text for a number") << QByteArray("INSERT INTO transfers VALUES (9, 0, 1, 1, 2, 'x', 0)");
        QTest::newRow("second end of an order")
            << QByteArray("INSERT INTO transitions SELECT 9, order_number, is_terminal, state, charge_nano, cost_nano, "
                          "fee_nano, absorbed_nano, released_nano, reason, at_us, deadline_us, first_transfer, "
                          "transfer_count, attempt_count, leaf FROM transitions");
        QTest::newRow("the same reference again") << QByteArray(
            "INSERT INTO bookings SELECT 9, zeroblob(16), kind, account, provider, order_number, part, rail, "
            "scope, reference, amount_nano, promo_nano, absorbed_nano, debit, credit, reason, made_by, at_us, "
            "expires_us, first_transfer, transfer_count, leaf FROM bookings");
        QTest::newRow("second book") << QByteArray("INSERT INTO book SELECT 2, book_id, begun_us FROM book");
    }
    void nonsenseIsRefusedByTheTables()
    {
        QFETCH(QByteArray, sql);
        TestLedger ledger;
        fill(ledger);
        auto database = storage::Database::open(ledger.path(), storage::Access::ReadWrite);
        QVERIFY(database);
        const auto refused = database->execute(sql.toStdString());
        QVERIFY(!refused);
        QVERIFY(refused.error().code == ErrorCode::Conflict);
    }
};

QTEST_GUILESS_MAIN(SchemaTest)
#include "schema_test.moc"
