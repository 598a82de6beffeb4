// SPDX-License-Identifier: GPL-3.0-or-later
// Budgets through the whole ledger: held and spent, refused, given back, across starts, and proved.
#include "daemon/clearinghouse/testledger.h"

#include <QtTest>

using namespace gotoai;
using namespace gotoai::test;
using namespace std::chrono_literals;

class BudgetsTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<TestLedger> m_ledger;
    BudgetId m_budget;

    Reservation reservation(std::int64_t hold, std::int64_t limit, Instant from = fromMicroseconds(0))
    {
        Reservation reservation = m_ledger->reservation(m_ledger->account, nano(hold));
        reservation.budgets = {
            {.budget = m_budget, .name = "team", .limit = nano(limit), .from = from, .until = std::nullopt}};
        return reservation;
    }
    Result<ReservationReceipt> reserve(std::int64_t hold, std::int64_t limit, Instant from = fromMicroseconds(0))
    {
        return m_ledger->reserve(reservation(hold, limit, from));
    }
    BudgetTally tally(Instant from = fromMicroseconds(0))
    {
        std::optional<Result<std::vector<BudgetTally>>> answer;
        m_ledger->store().budgets({{m_budget, from}}, m_ledger->queue(),
                                  [&](Result<std::vector<BudgetTally>> tallies) { answer = std::move(tallies); });
        if (!m_ledger->waitUntil([&] { return answer.has_value(); }) || !*answer)
            return {};
        return (*answer)->front();
    }
    // An order of 7,100 nano-USD.
    Result<SettlementReceipt> finalize(OrderNumber number)
    {
        return m_ledger->settle(m_ledger->finalization(number, {m_ledger->attempt(Payer::User, 30, 14)}));
    }

private Q_SLOTS:
    void init()
    {
        m_ledger = std::make_unique<TestLedger>();
        m_budget = BudgetId::make(m_ledger->clock.now());
        QVERIFY(m_ledger->topUp(m_ledger->account, nano(10'000'000)));
    }
    void cleanup()
    {
        const auto report = m_ledger->verify();
        QVERIFY2(report, report ? "" : report.error().detail.c_str());
    }

    void isHeldThenSpentThenRefunded()
    {
        const auto order = reserve(20'000, 30'000);
        QVERIFY(order);
        QVERIFY((tally() == BudgetTally{fromMicroseconds(0), nano(0), nano(20'000), 1}));
        QVERIFY(finalize(order->number));
        QVERIFY((tally() == BudgetTally{fromMicroseconds(0), nano(7'100), nano(0), 0}));
        QVERIFY(m_ledger->store().catchUp(20s));
        QVERIFY(m_ledger->book(Refund{order->number, nano(7'000)}, "r1", "slow"));
        QCOMPARE(tally().spent, nano(100));
        const auto replay = m_ledger->book(Refund{order->number, nano(7'000)}, "r1", "slow");
        QVERIFY(replay && replay->isReplayed);
        QCOMPARE(tally().spent, nano(100));
    }

    void whatItCannotCarryIsRejected()
    {
        QVERIFY(reserve(20'000, 30'000));
        const auto refused = reserve(10'001, 30'000);
        QVERIFY(!refused);
        QVERIFY(refused.error().code == ErrorCode::InsufficientFunds && refused.error().param == "budget");
        QCOMPARE(m_ledger->figure("SELECT count(*) FROM orders WHERE birth = 0 AND refusal = 'insufficient_funds'"), 1);
        QCOMPARE(tally().held, nano(20'000));
        QCOMPARE(m_ledger->wallet(m_ledger->account).held, nano(20'000));
        QVERIFY(reserve(10'000, 30'000));
    }

    void aReleaseGivesAllBack()
    {
        const auto order = reserve(30'000, 30'000);
        QVERIFY(order);
        QVERIFY(m_ledger->settle(m_ledger->release(order->number)));
        QVERIFY(tally().spent.isZero() && tally().held.isZero());
    }

    void anExtensionCountsInTheOrdersOwnWindow()
    {
        const auto order = reserve(10'000, 15'000);
        QVERIFY(order);
        const Instant next = fromMicroseconds(3'600'000'000);
        QVERIFY(reserve(15'000, 15'000, next));
        HoldExtension extension{order->number, 1, nano(5'001), {}, reservation(1, 15'000, next).budgets};
        QCOMPARE(m_ledger->book(extension, "").error().param, "budget");
        extension.amount = nano(5'000);
        QVERIFY(m_ledger->book(extension, ""));
        QCOMPARE(tally(next).held, nano(15'000));
    }

    void anExtensionOfItsEndGoesAsFarAsTheBudget()
    {
        const auto order = reserve(10'000, 15'000);
        QVERIFY(order);
        HoldExtension extension{
            order->number, 1, nano(90'000), {}, reservation(1, 15'000).budgets, HoldExtension::Reach::AsFarAsItGoes};
        QCOMPARE(m_ledger->book(extension, "")->booking.amount, nano(5'000));
        QCOMPARE(tally().held, nano(15'000));
        extension.step = 2;
        QCOMPARE(m_ledger->book(extension, "").error().param, "budget");
    }

    void standsAfterAStart_data()
    {
        QTest::addColumn<bool>("isCheckpointed");
        QTest::newRow("from the checkpoint") << true;
        QTest::newRow("from the rows behind it") << false;
    }
    // Once as the process ended in order, once from rows that no checkpoint has seen.
    void standsAfterAStart()
    {
        QFETCH(bool, isCheckpointed);
        const auto ended = reserve(20'000, 100'000);
        const auto open = reserve(30'000, 100'000);
        QVERIFY(ended && open && finalize(ended->number) && m_ledger->store().catchUp(20s));
        QVERIFY(m_ledger->book(Refund{ended->number, nano(100)}, "r1", "slow"));
        const HoldExtension extension{open->number, 1, nano(5'000), {}, reservation(1, 100'000).budgets};
        QVERIFY(m_ledger->book(extension, ""));
        const BudgetTally before{fromMicroseconds(0), nano(7'000), nano(35'000), 1};
        QVERIFY(tally() == before);
        m_ledger->close();
        if (!isCheckpointed) {
            auto database = storage::Database::open(m_ledger->path(), storage::Access::ReadWrite);
            QVERIFY(database &&
                    database->execute("DELETE FROM checkpoint_through; DELETE FROM checkpoint_budgets;"
                                      "DELETE FROM checkpoint_open_orders; DELETE FROM checkpoint_balances"));
        }
        m_ledger->open();
        QVERIFY(tally() == before);
        QVERIFY(!reserve(58'001, 100'000));
        QVERIFY(reserve(58'000, 100'000));
        QVERIFY(finalize(open->number)); // out of its doubt
        QVERIFY((tally() == BudgetTally{fromMicroseconds(0), nano(14'100), nano(58'000), 1}));
    }

    void aSpoiledTallyIsFound_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::newRow("spent") << QByteArray("UPDATE checkpoint_budgets SET spent_nano = spent_nano - 1");
        QTest::newRow("held") << QByteArray("UPDATE checkpoint_budgets SET held_nano = held_nano + 1");
        QTest::newRow("a window too many")
            << QByteArray("INSERT INTO checkpoint_budgets SELECT budget, 5, 0, 0, 0 FROM checkpoint_budgets LIMIT 1");
        QTest::newRow("a window too few") << QByteArray("DELETE FROM checkpoint_budgets");
    }
    void aSpoiledTallyIsFound()
    {
        QFETCH(QByteArray, sql);
        const auto order = reserve(20'000, 30'000);
        QVERIFY(order && finalize(order->number) && reserve(1, 30'000));
        m_ledger->close();
        const std::string path = m_ledger->path();
        auto database = storage::Database::open(path, storage::Access::ReadWrite);
        QVERIFY(database && database->execute("CREATE TABLE kept AS SELECT * FROM checkpoint_budgets"));
        QVERIFY(database->execute(sql.toStdString()));
        const auto report = m_ledger->verify();
        QVERIFY(!report && report.error().detail.starts_with("checkpoint_budgets"));
        QVERIFY(database->execute("DELETE FROM checkpoint_budgets; INSERT INTO checkpoint_budgets SELECT * FROM kept"));
    }

    void theFeeIsThatOfTheReserve()
    {
        Reservation asked = reservation(20'000, 30'000);
        asked.fee = {1'000, nano(3)};
        const auto order = m_ledger->reserve(asked);
        QVERIFY(order);
        m_ledger->reopen();
        const auto settled = finalize(order->number);
        QVERIFY(settled);
        QCOMPARE(settled->fee, nano(713));
        QCOMPARE(settled->charge, nano(7'813));
    }
};

QTEST_GUILESS_MAIN(BudgetsTest)
#include "budgets_test.moc"
