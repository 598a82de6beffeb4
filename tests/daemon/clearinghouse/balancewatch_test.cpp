// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/balancewatch.h"

#include "daemon/clearinghouse/testledger.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::clearinghouse;
using test::nano;

class BalanceWatchTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::TestLedger> m_ledger;
    AccountId m_account;

    static BalanceThresholdsPtr thresholds(const AccountId& account, std::int64_t amount)
    {
        return std::make_shared<const BalanceThresholds>(BalanceThresholds{{account, nano(amount)}});
    }
    std::vector<BalanceCrossing> ask(const BalanceThresholdsPtr& thresholds)
    {
        std::optional<Result<std::vector<BalanceCrossing>>> answer;
        m_ledger->store().watchBalances(thresholds, m_ledger->queue(), [&](auto reply) { answer = std::move(reply); });
        if (!m_ledger->waitUntil([&] { return answer.has_value(); }) || !*answer)
            qFatal("no answer");
        return answer->value();
    }
    OrderNumber reserve(std::int64_t amount) { return m_ledger->reserve(m_account, nano(amount))->number; }

private Q_SLOTS:
    void init()
    {
        m_ledger = std::make_unique<test::TestLedger>();
        m_account = m_ledger->account;
    }
    void cleanup() { m_ledger.reset(); }

    void tellsOnceUntilMoneyComesIn()
    {
        QVERIFY(m_ledger->topUp(m_account, nano(1'000)));
        const auto wanted = thresholds(m_account, 500);
        QCOMPARE(ask(wanted).size(), std::size_t{0});
        QCOMPARE(ask(wanted).size(), std::size_t{0});

        const OrderNumber order = reserve(501);
        const auto crossings = ask(wanted);
        QCOMPARE(crossings.size(), std::size_t{1});
        QVERIFY(crossings[0].isLow && crossings[0].account == m_account);
        QCOMPARE(crossings[0].available, nano(499));
        QCOMPARE(crossings[0].held, nano(501));
        QCOMPARE(crossings[0].threshold, nano(500));

        QVERIFY(m_ledger->settle(m_ledger->release(order)));
        reserve(600);
        QVERIFY2(ask(wanted).empty(), "what an order gives back lifts nothing, and it is low already");

        QVERIFY(m_ledger->topUp(m_account, nano(99), "2"));
        QVERIFY2(ask(wanted).empty(), "499 are still too little");
        QVERIFY(m_ledger->topUp(m_account, nano(1), "3"));
        const auto risen = ask(wanted);
        QCOMPARE(risen.size(), std::size_t{1});
        QVERIFY(!risen[0].isLow);

        reserve(1);
        QCOMPARE(ask(wanted).size(), std::size_t{1});
    }

    void grantedMoneyCountsAndIsIncome()
    {
        QVERIFY(m_ledger->topUp(m_account, nano(400)));
        const auto wanted = thresholds(m_account, 500);
        QVERIFY(ask(wanted).empty());
        QCOMPARE(ask(wanted).size(), std::size_t{1});
        QVERIFY(m_ledger->book(Grant{m_account, nano(100), {}}, "g"));
        const auto risen = ask(wanted);
        QCOMPARE(risen.size(), std::size_t{1});
        QVERIFY(!risen[0].isLow);
        reserve(50); // of the granted ones
        QCOMPARE(ask(wanted).at(0).available, nano(450));
    }

    void newThresholdsTellOfAllThatAreBelow()
    {
        QVERIFY(m_ledger->topUp(m_account, nano(400)));
        const AccountId other = AccountId::make(m_ledger->clock.now());
        QVERIFY(ask(std::make_shared<const BalanceThresholds>()).empty());
        const auto both =
            std::make_shared<const BalanceThresholds>(BalanceThresholds{{m_account, nano(500)}, {other, nano(1)}});
        QVERIFY2(ask(both).empty(), "they count from the end of this batch on");
        QCOMPARE(ask(both).size(), std::size_t{2});
        const auto lower = thresholds(m_account, 300);
        QVERIFY(ask(lower).empty());
        const auto risen = ask(lower);
        QCOMPARE(risen.size(), std::size_t{2});
        QVERIFY2(!risen[0].isLow && !risen[1].isLow, "one is above the new one, the other is watched no more");
    }

    void whatIsRolledBackWasNotTold()
    {
        Books books;
        const std::int64_t available = books.addAccount(LedgerAccount::available(m_account));
        const std::int64_t cash = books.addAccount(LedgerAccount::cash("manual"));
        QVERIFY(books.move(cash, available, nano(10)));
        books.commit();
        BalanceWatch watch;
        watch.setThresholds(thresholds(m_account, 5));
        watch.committed(books);
        const Books::Mark before = books.mark();
        const auto pay = [&](std::int64_t amount) {
            const TransferRecord transfer{.debit = available, .credit = cash, .amount = nano(amount)};
            QVERIFY(books.move(available, cash, nano(amount)));
            watch.note({&transfer, 1});
        };
        pay(6);
        books.undoTo(before);
        watch.rolledBack();
        watch.committed(books);
        QVERIFY2(watch.take().empty(), "it did not happen");
        pay(6);
        books.commit();
        watch.committed(books);
        QCOMPARE(watch.take().size(), std::size_t{1});
        watch.rolledBack();
        QCOMPARE(watch.take().size(), std::size_t{1});
        watch.committed(books);
        QVERIFY(watch.take().empty());
    }
};

QTEST_GUILESS_MAIN(BalanceWatchTest)
#include "balancewatch_test.moc"
