// SPDX-License-Identifier: GPL-3.0-or-later
// Prices with tiers in the ledger: settled by, kept, proved.
#include "daemon/clearinghouse/testledger.h"

#include <QtTest>

using namespace gotoai;
using namespace gotoai::test;

class TieredPricesTest final : public QObject
{
    Q_OBJECT

private:
    static Result<SettlementReceipt> settle(TestLedger& ledger, std::int64_t prompt, std::int64_t cached)
    {
        const auto reserved = ledger.reserve(ledger.account, nano(1'000'000));
        if (!reserved)
            return reserved.error();
        AttemptRecord attempt = ledger.attempt(Payer::User, prompt, 10);
        attempt.usage[Meter::CacheRead] = cached;
        attempt.price = tieredPrice();
        return ledger.settle(ledger.finalization(reserved->number, {attempt}));
    }

private Q_SLOTS:
    void chargesByTheTierOfThePrompt()
    {
        TestLedger ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(10'000'000)));
        QCOMPARE(settle(ledger, 100, 0)->charge, nano(100 * 50 + 10 * 400));
        QCOMPARE(settle(ledger, 101, 0)->charge, nano(101 * 100 + 10 * 800));
        QCOMPARE(settle(ledger, 1, 100)->charge, nano(101 * 100 + 10 * 800)); // cached tokens are of the prompt
        ledger.reopen(); // the price is known again by its id, and written once
        QCOMPARE(settle(ledger, 101, 0)->charge, nano(101 * 100 + 10 * 800));
        ledger.close();
        const auto report = ledger.verify();
        QVERIFY2(report, report ? "" : report.error().detail.c_str());
        QCOMPARE(ledger.figure("SELECT count(*) FROM settled_prices"), std::int64_t{1});
        QCOMPARE(ledger.figure("SELECT count(*) FROM settled_price_tiers"), std::int64_t{1});
    }

    void changesAreFound_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::newRow("another length") << QByteArray(
            "UPDATE settled_price_tiers SET tiers = CAST(x'0000000000000001' || "
            "substr(tiers, 9) AS BLOB)");
        QTest::newRow("no tiers") << QByteArray("UPDATE settled_price_tiers SET tiers = x'00'");
        QTest::newRow("taken away") << QByteArray("DELETE FROM settled_price_tiers");
        QTest::newRow("of no price") << QByteArray("INSERT INTO settled_price_tiers VALUES (9, x'00')");
    }
    void changesAreFound()
    {
        QFETCH(QByteArray, sql);
        TestLedger ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(10'000'000)));
        QVERIFY(settle(ledger, 101, 0));
        ledger.close();
        QVERIFY(ledger.verify());
        auto database = storage::Database::open(ledger.path(), storage::Access::ReadWrite);
        QVERIFY(database);
        const auto changed = database->execute("DROP TRIGGER settled_price_tiers_no_update;"
                                               "DROP TRIGGER settled_price_tiers_no_delete; " +
                                               sql.toStdString());
        QVERIFY2(changed, changed ? "" : changed.error().detail.c_str());
        QVERIFY(!ledger.verify());
    }
};

QTEST_GUILESS_MAIN(TieredPricesTest)
#include "tieredprices_test.moc"
