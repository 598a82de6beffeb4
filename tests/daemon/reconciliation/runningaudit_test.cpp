// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/runningaudit.h"

#include "clearinghouse/bookfault.h"
#include "daemon/clearinghouse/busyledger.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::reconciliation;
using test::nano;

class RunningAuditTest : public QObject
{
    Q_OBJECT

private:
    static constexpr std::size_t kAll = 1'000'000;

    static storage::Database openFor(const test::TestLedger& ledger, storage::Access access)
    {
        auto database = storage::Database::open(ledger.path(), access);
        if (!database)
            qFatal("%s", database.error().detail.c_str());
        return *std::move(database);
    }
    static std::unique_ptr<RunningAudit> must(Result<std::unique_ptr<RunningAudit>> audit)
    {
        if (!audit)
            qFatal("%s", audit.error().detail.c_str());
        return *std::move(audit);
    }
    // Its error, empty when it held to the end.
    static QString runToEnd(RunningAudit& audit, storage::Database& database, std::size_t rows)
    {
        for (;;) {
            const auto more = audit.step(database, rows);
            if (!more)
                return QString::fromStdString(more.error().param + ": " + more.error().detail);
            if (!*more)
                return {};
        }
    }

private Q_SLOTS:
    void holdsALedgerInStepsOfAnySize_data()
    {
        QTest::addColumn<int>("rows");
        QTest::newRow("a batch at a time") << 1;
        QTest::newRow("some") << 7;
        QTest::newRow("at once") << 1'000'000;
    }
    void holdsALedgerInStepsOfAnySize()
    {
        QFETCH(int, rows);
        const test::BusyLedger busy;
        auto database = openFor(busy.ledger, storage::Access::ReadOnly);
        const auto audit = must(RunningAudit::fromBeginning(database));
        QCOMPARE(runToEnd(*audit, database, static_cast<std::size_t>(rows)), QString());
        QCOMPARE(audit->through().transfers, busy.transfers);
        const auto report = clearinghouse::verifyBooks(database);
        QVERIFY(report && report->head == audit->books().head);
        QCOMPARE(std::ssize(audit->books().openOrders()), report->openOrders);
        QVERIFY(checkSum(audit->books()));
    }

    void goesOnWithWhatIsNew()
    {
        test::BusyLedger busy;
        busy.ledger.open();
        auto database = busy.ledger.reader();
        const auto whole = must(RunningAudit::fromBeginning(database));
        const auto fromEnd = must(RunningAudit::fromEnd(database));
        for (int round = 0; round < 3; ++round) {
            const auto order = busy.ledger.reserve(busy.ledger.account, nano(900));
            QVERIFY(order);
            QVERIFY(busy.ledger.book(clearinghouse::HoldExtension{order->number, 1, nano(70), Money()}, "1"));
            QVERIFY(busy.ledger.settle(
                busy.ledger.finalization(order->number, {busy.ledger.attempt(clearinghouse::Payer::User, 1, 1)})));
            QVERIFY(busy.ledger.store().catchUp(std::chrono::seconds(20)));
            for (RunningAudit* const audit : {whole.get(), fromEnd.get()}) {
                QCOMPARE(runToEnd(*audit, database, kAll), QString());
                QCOMPARE(audit->through().transfers, busy.ledger.figure("SELECT max(number) FROM transfers"));
            }
        }
        QVERIFY(whole->books().head == fromEnd->books().head);
    }

    // An order whose hold was extended before somebody began to look.
    void beginsInTheMiddleOfOrders()
    {
        test::TestLedger ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(10'000)));
        const auto order = ledger.reserve(ledger.account, nano(900));
        QVERIFY(ledger.book(clearinghouse::HoldExtension{order->number, 1, nano(70), Money()}, "1"));
        auto database = ledger.reader();
        const auto audit = must(RunningAudit::fromEnd(database));
        QVERIFY(ledger.book(clearinghouse::HoldExtension{order->number, 2, nano(70), Money()}, "2"));
        QVERIFY(ledger.book(clearinghouse::HoldExtension{order->number, 3, nano(70), Money()}, "3"));
        QVERIFY(ledger.store().catchUp(std::chrono::seconds(20)));
        QCOMPARE(runToEnd(*audit, database, kAll), QString());
    }

    void knowsTheTiersOfPricesThatItBeginsBehind()
    {
        test::TestLedger ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(10'000'000)));
        const auto settle = [&ledger] {
            const auto order = ledger.reserve(ledger.account, nano(1'000'000));
            auto attempt = ledger.attempt(clearinghouse::Payer::User, 101, 10); // beyond the first tier
            attempt.price = test::tieredPrice();
            return order && ledger.settle(ledger.finalization(order->number, {attempt})) &&
                   ledger.store().catchUp(std::chrono::seconds(20));
        };
        QVERIFY(settle());
        auto database = ledger.reader();
        const auto audit = must(RunningAudit::fromEnd(database));
        QVERIFY(settle());
        QCOMPARE(runToEnd(*audit, database, kAll), QString());
    }

    void findsWhatWasChangedAndOfWhichKindItIs_data()
    {
        QTest::addColumn<QByteArray>("change");
        QTest::addColumn<QString>("finding");
        const auto row = [](const char* name, const char* change, const char* finding) {
            QTest::newRow(name) << QByteArray(change) << QString::fromLatin1(finding);
        };
        row("an amount", "UPDATE transfers SET amount_nano = amount_nano + 1 WHERE number = 2", "chain: transfers 2");
        row("a missing transfer", "DELETE FROM transfers WHERE number = 2", "fold: transfers 2");
        row("a hash", "UPDATE batches SET hash = zeroblob(32) WHERE number = 2", "chain: batches 2");
        row("a row too many",
            "INSERT INTO attempts SELECT order_number, attempt + 9, provider, endpoint, price, payer, prompt, "
            "cache_read, cache_write, completion, reasoning, image, audio, request, usage_source, cost_nano, outcome, "
            "upstream_id, http_status, started_us, first_token_us, ended_us FROM attempts LIMIT 1",
            "fold: transitions");
        row("a balance that is no fold", "UPDATE checkpoint_balances SET balance_nano = balance_nano + 1",
            "fold: checkpoint_balances");
    }
    void findsWhatWasChangedAndOfWhichKindItIs()
    {
        QFETCH(QByteArray, change);
        QFETCH(QString, finding);
        const test::BusyLedger busy;
        auto writing = openFor(busy.ledger, storage::Access::ReadWrite);
        QVERIFY(writing.execute("DROP TRIGGER transfers_no_update; DROP TRIGGER transfers_no_delete;"
                                "DROP TRIGGER batches_no_update"));
        QVERIFY(writing.execute(change.toStdString()));
        auto database = openFor(busy.ledger, storage::Access::ReadOnly);
        const auto audit = must(RunningAudit::fromBeginning(database));
        const QString found = runToEnd(*audit, database, 1);
        QVERIFY2(found.startsWith(finding), qPrintable(found));
    }
};

QTEST_GUILESS_MAIN(RunningAuditTest)
#include "runningaudit_test.moc"
