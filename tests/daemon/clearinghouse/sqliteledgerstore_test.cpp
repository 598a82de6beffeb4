// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/sqliteledgerstore.h"

#include "daemon/clearinghouse/testledger.h"

#include <QtTest>

#include <thread>

using namespace gotoai;
using namespace gotoai::test;

namespace {

// A configuration write that fails as a broken disk would.
class BrokenUnit final : public storage::Unit
{
public:
    explicit BrokenUnit(bool& isDone)
        : m_isDone(isDone)
    {}
    Result<void> apply(storage::Database&) override { return failure(ErrorCode::StoreUnavailable, "injected"); }
    void completed(Result<void>) override { m_isDone = true; }

private:
    bool& m_isDone;
};

// Holds the writer until it is let go, so that what is submitted meanwhile shares one transaction.
class GateUnit final : public storage::Unit
{
public:
    explicit GateUnit(std::atomic<bool>& isOpen)
        : m_isOpen(isOpen)
    {}
    Result<void> apply(storage::Database&) override
    {
        while (!m_isOpen)
            std::this_thread::yield();
        return {};
    }
    void completed(Result<void>) override {}

private:
    std::atomic<bool>& m_isOpen;
};

bool isCode(const auto& result, ErrorCode code) { return !result && result.error().code == code; }

} // namespace

class SqliteLedgerStoreTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<TestLedger> m_ledger;

    void closeGate(std::atomic<bool>& isOpen)
    {
        QVERIFY(m_ledger->store().writer().submit(std::make_unique<GateUnit>(isOpen), m_ledger->queue()));
        while (m_ledger->store().writer().figures().waiting > 0)
            std::this_thread::yield();
    }

private Q_SLOTS:
    void init() { m_ledger = std::make_unique<TestLedger>(); }
    void cleanup()
    {
        const auto report = m_ledger->verify();
        QVERIFY2(report, report ? "" : report.error().detail.c_str());
    }

    void exampleComesOutToTheLastDigit()
    {
        TestLedger& ledger = *m_ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(1'000'000'000)));
        const auto reserved = ledger.reserve(ledger.account, nano(900'000));
        QVERIFY(reserved);
        QCOMPARE(ledger.wallet(ledger.account).held.toUsd(), std::string("0.0009"));
        const auto settled =
            ledger.settle(ledger.finalization(reserved->number, {ledger.attempt(Payer::User, 30, 14)}));
        QVERIFY(settled);
        QCOMPARE(settled->charge.toUsd(), std::string("0.0000071"));
        QCOMPARE(settled->providerCost.toUsd(), std::string("0.0000071"));
        QCOMPARE(settled->released.toUsd(), std::string("0.0008929"));
        QVERIFY(settled->fee.isZero() && settled->absorbed.isZero());
        QCOMPARE(ledger.wallet(ledger.account).available.toUsd(), std::string("0.9999929"));
        QVERIFY(ledger.wallet(ledger.account).held.isZero());
        QCOMPARE(ledger.figure("SELECT count(*) FROM transfers"), 4); // top-up, reserve, cost, release
    }

    void emptyWalletRejectsAndMovesNothing()
    {
        TestLedger& ledger = *m_ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(899'999)));
        const auto refused = ledger.reserve(ledger.account, nano(900'000));
        QVERIFY(isCode(refused, ErrorCode::InsufficientFunds));
        QCOMPARE(
            refused.error().detail,
            std::string("Insufficient funds: the call may cost up to $0.0009, the wallet has $0.000899999 available."));
        QCOMPARE(ledger.wallet(ledger.account).available, nano(899'999));
        QCOMPARE(ledger.figure("SELECT count(*) FROM orders WHERE birth = 0"), 1);
        QCOMPARE(ledger.figure("SELECT count(*) FROM transfers"), 1);
    }

    void creditLimitLetsAvailableFallBelowZero()
    {
        TestLedger& ledger = *m_ledger;
        Reservation reservation = ledger.reservation(ledger.account, nano(100));
        reservation.creditLimit = nano(100);
        QVERIFY(ledger.reserve(reservation));
        QCOMPARE(ledger.wallet(ledger.account).available, nano(-100));
        reservation = ledger.reservation(ledger.account, nano(1));
        reservation.creditLimit = nano(100);
        QVERIFY(isCode(ledger.reserve(reservation), ErrorCode::InsufficientFunds));
    }

    void freeOrderNeedsNoTransfer()
    {
        TestLedger& ledger = *m_ledger;
        const auto reserved = ledger.reserve(ledger.account, Money());
        QVERIFY(reserved);
        QVERIFY(ledger.settle(ledger.release(reserved->number)));
        QCOMPARE(ledger.figure("SELECT count(*) FROM transfers"), 0);
    }

    void hostileReservationIsRefused_data()
    {
        constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
        QTest::addColumn<qint64>("hold");
        QTest::addColumn<qint64>("creditLimit");
        QTest::addColumn<int>("code");
        QTest::newRow("negative hold") << qint64{-1} << qint64{0} << int(ErrorCode::InvalidRequest);
        QTest::newRow("smallest hold") << qint64{-kMax - 1} << qint64{0} << int(ErrorCode::InvalidRequest);
        QTest::newRow("negative credit") << qint64{1} << qint64{-1} << int(ErrorCode::InvalidRequest);
        QTest::newRow("largest hold") << qint64{kMax} << qint64{0} << int(ErrorCode::InsufficientFunds);
        QTest::newRow("overflow of held") << qint64{kMax} << qint64{kMax} << int(ErrorCode::InvalidRequest);
    }
    void hostileReservationIsRefused()
    {
        QFETCH(qint64, hold);
        QFETCH(qint64, creditLimit);
        QFETCH(int, code);
        TestLedger& ledger = *m_ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(1'000)));
        QVERIFY(ledger.reserve(ledger.account, nano(1'000)));
        Reservation reservation = ledger.reservation(ledger.account, nano(hold));
        reservation.creditLimit = nano(creditLimit);
        QVERIFY(isCode(ledger.reserve(reservation), ErrorCode(code)));
        QCOMPARE(ledger.wallet(ledger.account).held, nano(1'000));
    }

    void sameOrderIsReservedOnce()
    {
        TestLedger& ledger = *m_ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(1'000)));
        const Reservation reservation = ledger.reservation(ledger.account, nano(10));
        QVERIFY(ledger.reserve(reservation));
        QVERIFY(isCode(ledger.reserve(reservation), ErrorCode::Conflict));
        QCOMPARE(ledger.wallet(ledger.account).held, nano(10));
        QVERIFY(ledger.reserve(ledger.account, nano(10)));
    }

    void orderEndsOnce()
    {
        TestLedger& ledger = *m_ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(1'000'000)));
        const auto reserved = ledger.reserve(ledger.account, nano(900'000));
        QVERIFY(reserved);
        QVERIFY(ledger.settle(ledger.release(reserved->number)));
        const auto again = ledger.settle(ledger.finalization(reserved->number, {ledger.attempt(Payer::User, 30, 14)}));
        QVERIFY(isCode(again, ErrorCode::Conflict));
        QCOMPARE(ledger.wallet(ledger.account).available, nano(1'000'000));
        QVERIFY(isCode(ledger.settle(ledger.release(reserved->number + 1)), ErrorCode::NotFound));
        QVERIFY(isCode(ledger.settle(ledger.release(-1)), ErrorCode::NotFound));
    }

    void costAboveTheHoldIsAbsorbed()
    {
        TestLedger& ledger = *m_ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(10'000)));
        const auto reserved = ledger.reserve(ledger.account, nano(5'000));
        QVERIFY(reserved);
        const auto settled =
            ledger.settle(ledger.finalization(reserved->number, {ledger.attempt(Payer::User, 30, 14)}));
        QVERIFY(settled);
        QCOMPARE(settled->charge, nano(5'000));
        QCOMPARE(settled->providerCost, nano(7'100));
        QCOMPARE(settled->absorbed, nano(2'100));
        QCOMPARE(ledger.wallet(ledger.account).available, nano(5'000));
    }

    void platformPaysForFailedAttempts()
    {
        TestLedger& ledger = *m_ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(1'000'000)));
        const auto reserved = ledger.reserve(ledger.account, nano(900'000));
        QVERIFY(reserved);
        const auto settled = ledger.settle(ledger.finalization(
            reserved->number, {ledger.attempt(Payer::Platform, 100, 0), ledger.attempt(Payer::User, 30, 14, 2)}));
        QVERIFY(settled);
        QCOMPARE(settled->charge, nano(7'100));
        QVERIFY(settled->absorbed.isZero());
        QCOMPARE(ledger.figure("SELECT amount_nano FROM transfers WHERE kind = 4"), 5'000);
    }

    void malformedSettlementLeavesTheOrderOpen()
    {
        TestLedger& ledger = *m_ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(1'000'000)));
        const auto reserved = ledger.reserve(ledger.account, nano(900'000));
        QVERIFY(reserved);
        QVERIFY(isCode(ledger.settle(ledger.finalization(reserved->number, {})), ErrorCode::InvalidRequest));
        AttemptRecord absurd = ledger.attempt(Payer::User, kMaxTokenCount + 1, 0);
        QVERIFY(isCode(ledger.settle(ledger.finalization(reserved->number, {absurd})), ErrorCode::InvalidRequest));
        absurd.usage[Meter::Prompt] = -1;
        QVERIFY(isCode(ledger.settle(ledger.finalization(reserved->number, {absurd})), ErrorCode::InvalidRequest));
        QCOMPARE(ledger.wallet(ledger.account).held, nano(900'000));
        QVERIFY(ledger.settle(ledger.release(reserved->number)));
    }

    void topUpHappensOnce()
    {
        TestLedger& ledger = *m_ledger;
        const auto first = ledger.topUp(ledger.account, nano(500), "payment-1");
        QVERIFY(first && !first->isReplayed);
        QVERIFY(ledger.topUp(ledger.account, nano(1), "payment-2"));
        const auto again = ledger.topUp(ledger.account, nano(500), "payment-1");
        QVERIFY(again && again->isReplayed);
        QVERIFY(again->id == first->id);
        QCOMPARE(again->available, first->available);
        QCOMPARE(ledger.wallet(ledger.account).available, nano(501));
        QVERIFY(isCode(ledger.topUp(ledger.account, nano(501), "payment-1"), ErrorCode::Conflict));
        QVERIFY(isCode(ledger.topUp(AccountId::make(ledger.clock.now()), nano(500), "payment-1"), ErrorCode::Conflict));
    }

    void hostileTopUpIsRefused()
    {
        constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
        TestLedger& ledger = *m_ledger;
        for (const std::int64_t amount : {std::int64_t{0}, std::int64_t{-1}, -kMax - 1})
            QVERIFY(isCode(ledger.topUp(ledger.account, nano(amount)), ErrorCode::InvalidRequest));
        QVERIFY(ledger.topUp(ledger.account, nano(kMax), "all"));
        QVERIFY(isCode(ledger.topUp(ledger.account, nano(1), "more"), ErrorCode::InvalidRequest));
        QVERIFY(
            isCode(ledger.topUp(AccountId::make(ledger.clock.now()), nano(kMax), "cash"), ErrorCode::InvalidRequest));
        QCOMPARE(ledger.wallet(ledger.account).available, nano(kMax));
    }

    void tooManyOpenOrdersAreOverload()
    {
        TestLedger& ledger = *m_ledger;
        ledger.reopen({.settler = {.maxOpenOrders = 2}});
        QVERIFY(ledger.reserve(ledger.account, Money()));
        const auto second = ledger.reserve(ledger.account, Money());
        QVERIFY(second);
        QVERIFY(isCode(ledger.reserve(ledger.account, Money()), ErrorCode::Overloaded));
        QVERIFY(ledger.settle(ledger.release(second->number)));
        QVERIFY(ledger.reserve(ledger.account, Money()));
        QCOMPARE(ledger.figure("SELECT count(*) FROM orders"), 3);
    }

    void fullQueueRepliesOverloaded()
    {
        TestLedger& ledger = *m_ledger;
        ledger.reopen({.writer = {.maxWaiting = 1}});
        std::atomic<bool> isOpen{false};
        closeGate(isOpen);
        std::vector<bool> outcomes;
        const auto note = [&](const Result<ReservationReceipt>& receipt) {
            outcomes.push_back(receipt || receipt.error().code != ErrorCode::Overloaded);
        };
        for (int i = 0; i < 3; ++i)
            ledger.store().reserve(ledger.reservation(ledger.account, Money()), ledger.queue(), note);
        isOpen = true;
        QVERIFY(ledger.waitUntil([&] { return outcomes.size() == 3; }));
        QCOMPARE(std::count(outcomes.begin(), outcomes.end(), true), 1);
        QCOMPARE(ledger.figure("SELECT count(*) FROM orders"), 1);
    }

    // Whatever stands in the transaction that fails has not happened, on disk and in memory alike.
    void rolledBackBatchLeavesNoTrace()
    {
        TestLedger& ledger = *m_ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(1'000'000)));
        const auto running = ledger.reserve(ledger.account, nano(900'000));
        QVERIFY(running);
        const AccountId other = AccountId::make(ledger.clock.now());
        std::atomic<bool> isOpen{false};
        closeGate(isOpen);
        int unavailable = 0;
        const auto count = [&](const auto& result) { unavailable += isCode(result, ErrorCode::StoreUnavailable); };
        ledger.store().reserve(ledger.reservation(ledger.account, nano(1)), ledger.queue(), count);
        ledger.store().topUp({other, "card", "x", nano(5), ledger.clock.now()}, ledger.queue(), count);
        ledger.store().settle(ledger.finalization(running->number, {ledger.attempt(Payer::User, 30, 14)}),
                              ledger.queue(), count);
        bool isBroken = false;
        QVERIFY(ledger.store().writer().submit(std::make_unique<BrokenUnit>(isBroken), ledger.queue()));
        isOpen = true;
        QVERIFY(ledger.waitUntil([&] { return isBroken; }));
        QCOMPARE(unavailable, 3);
        QCOMPARE(ledger.wallet(ledger.account).available, nano(100'000));
        QCOMPARE(ledger.wallet(ledger.account).held, nano(900'000));
        QCOMPARE(ledger.wallet(other).available, Money());
        QVERIFY(ledger.verify());

        QVERIFY(ledger.topUp(other, nano(5), "2"));
        QVERIFY(ledger.settle(ledger.finalization(running->number, {ledger.attempt(Payer::User, 30, 14)})));
        QCOMPARE(ledger.wallet(ledger.account).available, nano(1'000'000 - 7'100));
    }

    void parallelReservesNeverOverdraw()
    {
        constexpr int kThreads = 4;
        constexpr int kEach = 250;
        TestLedger& ledger = *m_ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(100)));
        std::atomic<int> admitted{0};
        std::array<storage::CompletionQueue, kThreads> queues;
        std::vector<std::thread> threads;
        for (auto& queue : queues) {
            threads.emplace_back([&] {
                int answered = 0;
                for (int i = 0; i < kEach; ++i)
                    ledger.store().reserve(ledger.reservation(ledger.account, nano(1)), queue,
                                           [&](const Result<ReservationReceipt>& receipt) {
                                               admitted += receipt ? 1 : 0;
                                               ++answered;
                                           });
                pollfd entry{queue.descriptor(), POLLIN, 0};
                while (answered < kEach && poll(&entry, 1, 20'000) == 1)
                    queue.drain();
            });
        }
        for (auto& thread : threads)
            thread.join();
        QCOMPARE(admitted.load(), 100);
        QVERIFY(ledger.wallet(ledger.account).available.isZero());
        QCOMPARE(ledger.wallet(ledger.account).held, nano(100));
        QCOMPARE(ledger.figure("SELECT count(*) FROM orders WHERE birth = 0"), kThreads * kEach - 100);
    }
};

QTEST_GUILESS_MAIN(SqliteLedgerStoreTest)
#include "sqliteledgerstore_test.moc"
