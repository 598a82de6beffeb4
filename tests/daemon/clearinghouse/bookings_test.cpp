// SPDX-License-Identifier: GPL-3.0-or-later
// Bookings end to end: what they move, that each happens once, what they refuse, that a start finds them again.
#include "clearinghouse/sqliteledgerstore.h"

#include "daemon/clearinghouse/testledger.h"

#include <QtTest>

#include <limits>
#include <set>

using namespace gotoai;
using namespace gotoai::test;
using namespace std::chrono_literals;

namespace {

const Money kHold = nano(900'000);
const Money kCharge = nano(7'100);

} // namespace

class BookingsTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<TestLedger> m_ledger;

    // A finalized order of 7,100 nano-USD, and a fee.
    OrderNumber chargedOrder(std::int32_t feeBasisPoints = 0)
    {
        Reservation reservation = m_ledger->reservation(m_ledger->account, kHold);
        reservation.fee.basisPoints = feeBasisPoints;
        const auto reserved = m_ledger->reserve(std::move(reservation));
        if (!reserved)
            return 0;
        Settlement settlement = m_ledger->finalization(reserved->number, {m_ledger->attempt(Payer::User, 30, 14)});
        const auto settled = m_ledger->settle(std::move(settlement));
        return settled && m_ledger->store().catchUp(20s) ? reserved->number : 0;
    }
    Wallet wallet() { return m_ledger->wallet(m_ledger->account); }
    std::int64_t balance(const LedgerAccount& account)
    {
        const std::string name = "'" + account.name() + "'";
        return m_ledger->figure(
            "SELECT coalesce((SELECT sum(amount_nano) FROM transfers t JOIN ledger_accounts a ON a.number = t.credit "
            "WHERE a.name = " +
            name +
            "), 0) - coalesce((SELECT sum(amount_nano) FROM transfers t JOIN ledger_accounts a "
            "ON a.number = t.debit WHERE a.name = " +
            name + "), 0)");
    }
    ErrorCode refusal(const Result<BookingReceipt>& receipt) const
    {
        return receipt ? ErrorCode::Internal : receipt.error().code;
    }

private Q_SLOTS:
    void init()
    {
        m_ledger = std::make_unique<TestLedger>();
        QVERIFY(m_ledger->topUp(m_ledger->account, nano(1'000'000)));
    }
    void cleanup()
    {
        const auto report = m_ledger->verify();
        QVERIFY2(report, report ? "" : report.error().detail.c_str());
        m_ledger->reopen();
        const auto again = m_ledger->verify();
        QVERIFY2(again, again ? "" : again.error().detail.c_str());
    }

    void chargebackTakesWhatTheWalletHasAndAbsorbsTheRest()
    {
        const auto booked = m_ledger->book(Chargeback{m_ledger->account, "stripe", nano(1'500'000), nano(100)}, "dp_1");
        QVERIFY(booked);
        QCOMPARE(booked->booking.absorbed, nano(499'900));
        QCOMPARE(wallet().available, nano(-100));
        QCOMPARE(balance(LedgerAccount::cash("stripe")), 1'500'000);
        QCOMPARE(balance(LedgerAccount::absorbed()), -499'900);
    }

    void chargebackOfADebtorIsAbsorbedWhole()
    {
        QVERIFY(m_ledger->book(Chargeback{m_ledger->account, "stripe", nano(1'000'100), nano(100)}, "dp_1"));
        const auto booked = m_ledger->book(Chargeback{m_ledger->account, "stripe", nano(7), Money()}, "dp_2");
        QVERIFY(booked);
        QCOMPARE(booked->booking.absorbed, nano(7));
        QCOMPARE(wallet().available, nano(-100));
    }

    void grantedMoneyIsSpentFirst()
    {
        QVERIFY(m_ledger->book(Grant{m_ledger->account, nano(5'000), std::nullopt}, "welcome"));
        const auto reserved = m_ledger->reserve(m_ledger->account, kHold);
        QVERIFY(reserved);
        QCOMPARE(wallet().promoHeld, nano(5'000));
        QCOMPARE(wallet().held, nano(895'000));
        QVERIFY(m_ledger->settle(m_ledger->finalization(reserved->number, {m_ledger->attempt(Payer::User, 30, 14)})));
        QCOMPARE(wallet().promoAvailable, Money());
        QCOMPARE(wallet().promoHeld, Money());
        QCOMPARE(wallet().available, nano(1'000'000 - 2'100));
        QCOMPARE(wallet().held, Money());
    }

    void grantedMoneyThatWasNotNeededGoesBack()
    {
        QVERIFY(m_ledger->book(Grant{m_ledger->account, nano(5'000), std::nullopt}, "welcome"));
        const auto reserved = m_ledger->reserve(m_ledger->account, nano(5'000));
        QVERIFY(reserved);
        QCOMPARE(wallet().held, Money());
        m_ledger->reopen(); // in doubt, the promo still held
        QCOMPARE(wallet().promoHeld, nano(5'000));
        m_ledger->clock.advance(10min);
        QCOMPARE(m_ledger->expireDoubts().value_or(99), std::size_t{1});
        QCOMPARE(wallet().promoAvailable, nano(5'000));
    }

    void aGrantExpiresWithWhatIsLeftOfIt()
    {
        const Instant end = m_ledger->clock.now() + 24h;
        QVERIFY(m_ledger->book(Grant{m_ledger->account, nano(10'000), end}, "spring"));
        QVERIFY(m_ledger->book(Grant{m_ledger->account, nano(50), std::nullopt}, "for-ever"));
        QVERIFY(chargedOrder() > 0);
        m_ledger->clock.advance(24h - 1us);
        QCOMPARE(m_ledger->expireGrants().value_or(99), std::size_t{0});
        m_ledger->reopen();
        m_ledger->clock.advance(1us);
        QCOMPARE(m_ledger->expireGrants().value_or(99), std::size_t{1});
        QCOMPARE(m_ledger->expireGrants().value_or(99), std::size_t{0});
        QCOMPARE(wallet().promoAvailable, nano(50));
        QCOMPARE(balance(LedgerAccount::promoExpense()), -10'050 + 2'900);
        QCOMPARE(wallet().available, nano(1'000'000));
    }

    void expiredMoneyIsNotSpentAndWaitsForHolds()
    {
        QVERIFY(m_ledger->book(Grant{m_ledger->account, nano(10'000), m_ledger->clock.now() + 1h}, "spring"));
        const auto running = m_ledger->reserve(m_ledger->account, nano(4'000));
        QVERIFY(running);
        m_ledger->clock.advance(1h);
        QCOMPARE(m_ledger->expireGrants().value_or(99), std::size_t{0});
        const auto late = m_ledger->reserve(m_ledger->account, nano(4'000));
        QVERIFY(late);
        QCOMPARE(wallet().held, nano(4'000)); // of its own money
        QVERIFY(m_ledger->settle(m_ledger->release(running->number)));
        QVERIFY(m_ledger->settle(m_ledger->release(late->number)));
        QCOMPARE(m_ledger->expireGrants().value_or(99), std::size_t{1});
        QCOMPARE(wallet().promoAvailable, Money());
        QCOMPARE(wallet().available, nano(1'000'000));
    }

    void refundsGiveTheFeeBackFirstAndNeverMoreThanTheCharge()
    {
        const OrderNumber order = chargedOrder(2'000); // cost 7,100, fee 1,420
        const auto first = m_ledger->book(Refund{order, nano(1'500)}, "r1", "slow");
        QVERIFY(first);
        QCOMPARE(first->booking.part, 1);
        QCOMPARE(first->booking.absorbed, nano(80));
        QCOMPARE(balance(LedgerAccount::fee()), 0);
        QCOMPARE(refusal(m_ledger->book(Refund{order, nano(7'021)}, "r2", "slow")), ErrorCode::InvalidRequest);
        const auto rest = m_ledger->book(Refund{order, std::nullopt}, "r2", "slow");
        QVERIFY(rest);
        QCOMPARE(rest->booking.amount, nano(7'020));
        QCOMPARE(rest->booking.part, 2);
        QCOMPARE(wallet().available, nano(1'000'000));
        QCOMPARE(refusal(m_ledger->book(Refund{order, std::nullopt}, "r3", "slow")), ErrorCode::Conflict);
    }

    void refundsComeFromTheTablesAndFromTheBatchAlike()
    {
        const OrderNumber order = chargedOrder();
        QVERIFY(m_ledger->store().catchUp(20s));
        std::int64_t refunded = 0;
        int refusals = 0;
        int answers = 0;
        for (int i = 0; i < 20; ++i) {
            m_ledger->store().book(
                {.purpose = Refund{order, nano(1'000)}, .reference = std::to_string(i), .reason = "x"},
                m_ledger->queue(), [&](const Result<BookingReceipt>& receipt) {
                    ++answers;
                    refunded += receipt ? receipt->booking.amount.nano() : 0;
                    refusals += !receipt;
                });
        }
        QVERIFY(m_ledger->waitUntil([&] { return answers == 20; }));
        QCOMPARE(refunded, 7'000);
        QCOMPARE(refusals, 13);
    }

    void refundOfGrantedMoneyIsGrantedMoney()
    {
        QVERIFY(m_ledger->book(Grant{m_ledger->account, nano(5'000), std::nullopt}, "welcome"));
        const OrderNumber order = chargedOrder();
        QVERIFY(m_ledger->book(Refund{order, std::nullopt}, "r1", "slow"));
        QCOMPARE(wallet().promoAvailable, nano(5'000));
        QCOMPARE(wallet().available, nano(1'000'000));
    }

    // As granted money nobody could spend it, and it would never expire.
    void whatWasGrantedComesBackAsOwnWhereTheGrantHasExpired()
    {
        QVERIFY(m_ledger->book(Grant{m_ledger->account, nano(5'000), m_ledger->clock.now() + 1h}, "spring"));
        const OrderNumber order = chargedOrder(); // 5,000 granted, 2,100 of its own
        m_ledger->clock.advance(1h);
        const auto early = m_ledger->book(Refund{order, nano(2'500)}, "r1", "slow"); // the expiry is not booked yet
        QVERIFY(early);
        QCOMPARE(early->booking.promo, Money());
        QCOMPARE(m_ledger->expireGrants().value_or(99), std::size_t{1});
        QVERIFY(m_ledger->book(Refund{order, nano(100)}, "r2", "slow"));
        QCOMPARE(wallet().promoAvailable, Money());
        QCOMPARE(wallet().available, nano(1'000'000 - 2'100 + 2'600));
        // What another grant has given and the wallet has not any more, it may have again.
        QVERIFY(m_ledger->book(Grant{m_ledger->account, nano(300), std::nullopt}, "for-ever"));
        const auto held = m_ledger->reserve(m_ledger->account, nano(50)); // of the grant
        QVERIFY(held);
        QVERIFY(m_ledger->settle(m_ledger->finalization(held->number, {m_ledger->attempt(Payer::User, 30, 14)})));
        QVERIFY(m_ledger->reserve(m_ledger->account, nano(20)));
        QVERIFY(m_ledger->store().catchUp(20s));
        const auto late = m_ledger->book(Refund{order, nano(1'000)}, "r3", "slow");
        QVERIFY(late);
        QCOMPARE(late->booking.promo, nano(50));
        QCOMPARE(wallet().promoAvailable, nano(280)); // with 20 held the whole grant
    }

    void adjustmentsGrantNothing()
    {
        const LedgerAccount promo = LedgerAccount::promoAvailable(m_ledger->account);
        const LedgerAccount suspense = LedgerAccount::suspense(m_ledger->provider);
        const auto adjust = [&](std::int64_t amount, const char* reference) {
            return m_ledger->book(Adjustment{suspense, promo, nano(amount), Money()}, reference, "because");
        };
        QCOMPARE(refusal(adjust(1, "a1")), ErrorCode::Conflict);
        QVERIFY(m_ledger->book(Grant{m_ledger->account, nano(5'000), m_ledger->clock.now() + 1h}, "spring"));
        QCOMPARE(refusal(adjust(1, "a1")), ErrorCode::Conflict); // it has all of it
        QVERIFY(chargedOrder() > 0);
        QCOMPARE(refusal(adjust(5'001, "a1")), ErrorCode::Conflict);
        QVERIFY(adjust(2'000, "a1"));
        QVERIFY(m_ledger->book(Adjustment{promo, suspense, nano(500), Money()}, "a2", "because"));
        m_ledger->clock.advance(1h);
        QCOMPARE(refusal(adjust(1, "a3")), ErrorCode::Conflict);
        QCOMPARE(m_ledger->expireGrants().value_or(99), std::size_t{1});
        QCOMPARE(wallet().promoAvailable, Money());
    }

    void noWalletHoldsMoreThanCanBeSaid()
    {
        const std::int64_t most = std::numeric_limits<std::int64_t>::max();
        QVERIFY(m_ledger->reserve(m_ledger->account, nano(400'000)));
        const auto grant = [&](std::int64_t amount) {
            return m_ledger->book(Grant{m_ledger->account, nano(amount), std::nullopt}, "huge");
        };
        QCOMPARE(refusal(grant(most)), ErrorCode::InvalidRequest);
        QCOMPARE(refusal(grant(most - 999'999)), ErrorCode::InvalidRequest); // of that 400,000 are held
        QVERIFY(grant(most - 1'000'000));
        QVERIFY(m_ledger->topUp(m_ledger->account, nano(1), "2").error().code == ErrorCode::InvalidRequest);
        const Wallet full = wallet();
        QCOMPARE(full.available.nano() + full.promoAvailable.nano() + full.held.nano(), most);
        QVERIFY(m_ledger->settle(m_ledger->release(1)));
        QCOMPARE(wallet().available, nano(1'000'000));
    }

    void onlyWhatWasChargedIsRefunded()
    {
        const auto running = m_ledger->reserve(m_ledger->account, nano(10));
        QCOMPARE(refusal(m_ledger->book(Refund{running->number, nano(1)}, "r", "x")), ErrorCode::Conflict);
        QVERIFY(m_ledger->settle(m_ledger->release(running->number)));
        QVERIFY(m_ledger->store().catchUp(20s));
        QCOMPARE(refusal(m_ledger->book(Refund{running->number, nano(1)}, "r", "x")), ErrorCode::Conflict);
        QCOMPARE(refusal(m_ledger->book(Refund{77, nano(1)}, "r", "x")), ErrorCode::NotFound);
        QCOMPARE(refusal(m_ledger->book(Refund{running->number, nano(1)}, "r", "")), ErrorCode::InvalidRequest);
    }

    void providersAreCreditedAndPaid()
    {
        QVERIFY(chargedOrder() > 0);
        const ProviderId provider = m_ledger->provider;
        QCOMPARE(refusal(m_ledger->book(Payout{provider, "bank", nano(7'101), Payout::Limit::Owed}, "p1")),
                 ErrorCode::Conflict);
        QVERIFY(m_ledger->book(Payout{provider, "bank", nano(7'000), Payout::Limit::Owed}, "p1"));
        QVERIFY(m_ledger->book(Payout{provider, "bank", nano(5'000), Payout::Limit::None}, "p2"));
        QCOMPARE(balance(LedgerAccount::payable(provider)), -4'900);
        QVERIFY(m_ledger->book(ProviderCredit{provider, nano(60), ProviderCredit::Target::Suspense}, "c1"));
        QVERIFY(m_ledger->book(ProviderCredit{provider, nano(40), ProviderCredit::Target::Absorbed}, "c2"));
        QCOMPARE(balance(LedgerAccount::suspense(provider)), 60);
        QCOMPARE(balance(LedgerAccount::absorbed()), 40);
        QCOMPARE(balance(LedgerAccount::cash("bank")), 12'000);
    }

    void adjustmentsMoveBetweenSuspenseAndAnother()
    {
        const LedgerAccount suspense = LedgerAccount::suspense(m_ledger->provider);
        const LedgerAccount available = LedgerAccount::available(m_ledger->account);
        QVERIFY(m_ledger->book(Adjustment{suspense, available, nano(25), Money()}, "a1", "drift"));
        QCOMPARE(wallet().available, nano(1'000'025));
        QCOMPARE(refusal(m_ledger->book(Adjustment{available, suspense, nano(1'000'026), Money()}, "a2", "drift")),
                 ErrorCode::InsufficientFunds);
        QVERIFY(m_ledger->book(Adjustment{available, suspense, nano(1'000'026), nano(1)}, "a2", "drift"));
        QCOMPARE(wallet().available, nano(-1));
        const LedgerAccount held = LedgerAccount::held(m_ledger->account);
        for (const auto& [debit, credit] :
             {std::pair(suspense, held), std::pair(held, suspense), std::pair(suspense, suspense),
              std::pair(LedgerAccount::fee(), LedgerAccount::absorbed())})
            QCOMPARE(refusal(m_ledger->book(Adjustment{debit, credit, nano(1), Money()}, "a3", "drift")),
                     ErrorCode::InvalidRequest);
        QCOMPARE(refusal(m_ledger->book(Adjustment{suspense, available, nano(1), Money()}, "a3", "")),
                 ErrorCode::InvalidRequest);
    }

    void lateCostIsAbsorbedOncePerAttempt()
    {
        const auto reserved = m_ledger->reserve(m_ledger->account, kHold);
        const LateCost cost{reserved->number, 1, m_ledger->provider, nano(300)};
        QCOMPARE(refusal(m_ledger->book(cost, "")), ErrorCode::Conflict); // it runs
        QVERIFY(m_ledger->settle(m_ledger->release(reserved->number)));
        QVERIFY(m_ledger->store().catchUp(20s));
        QVERIFY(m_ledger->book(cost, ""));
        QVERIFY(m_ledger->book(cost, "")->isReplayed);
        QCOMPARE(balance(LedgerAccount::absorbed()), -300);
        QCOMPARE(balance(LedgerAccount::payable(m_ledger->provider)), 300);
        QCOMPARE(refusal(m_ledger->book(LateCost{reserved->number, 1, m_ledger->provider, nano(301)}, "")),
                 ErrorCode::Conflict);
        const OrderNumber settled = chargedOrder();
        QVERIFY(m_ledger->store().catchUp(20s));
        QCOMPARE(refusal(m_ledger->book(LateCost{settled, 1, m_ledger->provider, nano(1)}, "")), ErrorCode::Conflict);
    }

    void aHoldGrowsStepByStep()
    {
        QVERIFY(m_ledger->book(Grant{m_ledger->account, nano(150), std::nullopt}, "welcome"));
        const auto reserved = m_ledger->reserve(m_ledger->account, nano(100));
        const auto extend = [&](std::int64_t step, std::int64_t amount) {
            return m_ledger->book(HoldExtension{reserved->number, step, nano(amount), Money()}, "");
        };
        QCOMPARE(refusal(extend(2, 100)), ErrorCode::Conflict);
        QVERIFY(extend(1, 100));
        QCOMPARE(wallet().promoHeld, nano(150));
        QCOMPARE(wallet().held, nano(50));
        QVERIFY(extend(1, 100)->isReplayed);
        QCOMPARE(refusal(extend(2, 999'951)), ErrorCode::InsufficientFunds);
        QVERIFY(extend(2, 7'000));
        const auto settled =
            m_ledger->settle(m_ledger->finalization(reserved->number, {m_ledger->attempt(Payer::User, 30, 14)}));
        QVERIFY(settled);
        QCOMPARE(settled->charge, kCharge);
        QCOMPARE(settled->released, nano(100));
        QCOMPARE(wallet().available, nano(1'000'000 - 6'950));
        QCOMPARE(refusal(extend(3, 1)), ErrorCode::NotFound);
    }

    void aHoldGrowsAtItsEndAsFarAsTheWalletGoes()
    {
        QVERIFY(m_ledger->book(Grant{m_ledger->account, nano(150), std::nullopt}, "welcome"));
        const auto reserved = m_ledger->reserve(m_ledger->account, nano(100));
        const auto extend = [&](std::int64_t step, std::int64_t amount) {
            return m_ledger->book(
                HoldExtension{reserved->number, step, nano(amount), nano(30), {}, HoldExtension::Reach::AsFarAsItGoes},
                "");
        };
        QCOMPARE(extend(1, 60)->booking.amount, nano(60));
        const auto rest = extend(2, 5'000'000);
        QVERIFY(rest);
        QCOMPARE(rest->booking.amount, nano(1'000'020)); // of which 30 are owed
        QVERIFY(extend(2, 5'000'000)->isReplayed);
        QCOMPARE(refusal(extend(2, 7)), ErrorCode::Conflict);
        QCOMPARE(wallet().available, nano(-30));
        QCOMPARE(refusal(extend(3, 1)), ErrorCode::InsufficientFunds);
        QCOMPARE(refusal(extend(3, 0)), ErrorCode::InvalidRequest);
        // As it was left by a process that ended in between.
        m_ledger->reopen();
        QCOMPARE(wallet().held, nano(1'000'030));
        m_ledger->clock.advance(10min);
        QCOMPARE(m_ledger->expireDoubts().value_or(99), std::size_t{1});
        QCOMPARE(wallet().available, nano(1'000'000));
    }

    void anExtendedHoldSurvivesAStart()
    {
        QVERIFY(m_ledger->book(Grant{m_ledger->account, nano(150), std::nullopt}, "welcome"));
        const auto reserved = m_ledger->reserve(m_ledger->account, nano(100));
        QVERIFY(m_ledger->book(HoldExtension{reserved->number, 1, nano(100), Money()}, ""));
        m_ledger->reopen();
        QCOMPARE(refusal(m_ledger->book(HoldExtension{reserved->number, 2, nano(1), Money()}, "")),
                 ErrorCode::Conflict); // it does not run any more
        m_ledger->clock.advance(10min);
        QCOMPARE(m_ledger->expireDoubts().value_or(99), std::size_t{1});
        QCOMPARE(wallet().promoAvailable, nano(150));
        QCOMPARE(wallet().available, nano(1'000'000));
    }

    void theSameBookingAHundredTimesHasOneEffect_data()
    {
        QTest::addColumn<int>("kind");
        for (int kind = 0; kind < 7; ++kind)
            QTest::addRow("%d", kind) << kind;
    }
    void theSameBookingAHundredTimesHasOneEffect()
    {
        QFETCH(int, kind);
        const OrderNumber order = chargedOrder();
        const auto released = m_ledger->reserve(m_ledger->account, nano(5));
        QVERIFY(m_ledger->settle(m_ledger->release(released->number)));
        QVERIFY(m_ledger->store().catchUp(20s));
        const LedgerAccount suspense = LedgerAccount::suspense(m_ledger->provider);
        const BookingPurpose purposes[] = {
            Chargeback{m_ledger->account, "stripe", nano(10), Money()},
            Grant{m_ledger->account, nano(10), std::nullopt},
            Refund{order, nano(10)},
            ProviderCredit{m_ledger->provider, nano(10), ProviderCredit::Target::Suspense},
            Payout{m_ledger->provider, "bank", nano(10), Payout::Limit::Owed},
            Adjustment{suspense, LedgerAccount::available(m_ledger->account), nano(10), Money()},
            LateCost{released->number, 1, m_ledger->provider, nano(10)}};
        const std::int64_t before = m_ledger->figure("SELECT count(*) FROM transfers");
        int fresh = 0;
        int replayed = 0;
        std::set<BookingId> ids;
        for (int i = 0; i < 100; ++i) {
            if (i == 50)
                QVERIFY(m_ledger->waitUntil([&] { return fresh + replayed == 50; })); // some find it in the tables
            m_ledger->store().book({.purpose = purposes[kind], .reference = "once", .reason = "because"},
                                   m_ledger->queue(), [&](const Result<BookingReceipt>& receipt) {
                                       QVERIFY2(receipt, receipt ? "" : receipt.error().detail.c_str());
                                       ++(receipt->isReplayed ? replayed : fresh);
                                       ids.insert(receipt->booking.id);
                                   });
        }
        QVERIFY(m_ledger->waitUntil([&] { return fresh + replayed == 100; }));
        QCOMPARE(fresh, 1);
        QCOMPARE(ids.size(), std::size_t{1});
        QCOMPARE(m_ledger->figure("SELECT count(*) FROM transfers"), before + 1);
        m_ledger->reopen();
        QVERIFY(m_ledger->book(purposes[kind], "once", "because")->isReplayed);
    }

    void aReferenceStandsForOneBooking()
    {
        const AccountId account = m_ledger->account;
        QVERIFY(m_ledger->book(Grant{account, nano(10), std::nullopt}, "k"));
        QCOMPARE(refusal(m_ledger->book(Grant{account, nano(11), std::nullopt}, "k")), ErrorCode::Conflict);
        QCOMPARE(refusal(m_ledger->book(Grant{AccountId::make(m_ledger->clock.now()), nano(10), std::nullopt}, "k")),
                 ErrorCode::Conflict);
        QVERIFY(m_ledger->book(Chargeback{account, "stripe", nano(10), Money()}, "k")); // another kind
        QVERIFY(!m_ledger->book(Chargeback{account, "bank", nano(10), Money()}, "k")->isReplayed);
        const LedgerAccount suspense = LedgerAccount::suspense(m_ledger->provider);
        QVERIFY(m_ledger->book(Adjustment{suspense, LedgerAccount::fee(), nano(1), Money()}, "k", "x"));
        QCOMPARE(refusal(m_ledger->book(Adjustment{LedgerAccount::fee(), suspense, nano(1), Money()}, "k", "x")),
                 ErrorCode::Conflict);
    }

    void hostileAmountsAreRefused_data()
    {
        QTest::addColumn<qint64>("amount");
        for (const qint64 amount : {qint64{0}, qint64{-1}, qint64{INT64_MIN}, qint64{INT64_MAX}})
            QTest::addRow("%lld", amount) << amount;
    }
    void hostileAmountsAreRefused()
    {
        QFETCH(qint64, amount);
        const OrderNumber order = chargedOrder();
        QVERIFY(m_ledger->store().catchUp(20s));
        const auto running = m_ledger->reserve(m_ledger->account, nano(5));
        QVERIFY(m_ledger->book(Grant{m_ledger->account, nano(10), std::nullopt}, "welcome"));
        const AccountId account = m_ledger->account;
        const ProviderId provider = m_ledger->provider;
        const LedgerAccount suspense = LedgerAccount::suspense(provider);
        const LedgerAccount available = LedgerAccount::available(account);
        QVERIFY(m_ledger->book(ProviderCredit{provider, nano(1), ProviderCredit::Target::Suspense}, "some"));
        const Money hostile = nano(amount);
        const bool isHuge = amount > 0;
        const Wallet before = wallet();
        for (const BookingPurpose& purpose : std::vector<BookingPurpose>{
                 Grant{account, hostile, std::nullopt}, Refund{order, hostile},
                 Payout{provider, "bank", hostile, Payout::Limit::Owed}, Adjustment{suspense, available, hostile, {}},
                 HoldExtension{running->number, 1, hostile, Money()}})
            QVERIFY(!m_ledger->book(purpose, "h", "x"));
        if (!isHuge) {
            QVERIFY(!m_ledger->book(Chargeback{account, "stripe", hostile, Money()}, "h"));
            QVERIFY(!m_ledger->book(ProviderCredit{provider, hostile, ProviderCredit::Target::Suspense}, "h"));
        }
        QVERIFY(!m_ledger->book(Chargeback{account, "stripe", nano(1), nano(-1)}, "h"));
        QCOMPARE(wallet().available, before.available);
        QCOMPARE(wallet().held, before.held);
        QCOMPARE(wallet().promoAvailable, before.promoAvailable);
    }

    void hostileTextsAreRefused()
    {
        const auto grant = [&](const std::string& reference, const std::string& reason) {
            return m_ledger->book(Grant{m_ledger->account, nano(1), std::nullopt}, reference, reason);
        };
        for (const std::string& reference : {std::string(), std::string(256, 'k'), std::string("two words"),
                                             std::string("nul\0", 4), std::string("\xc3\xa9")})
            QCOMPARE(refusal(grant(reference, "x")), ErrorCode::InvalidRequest);
        QCOMPARE(refusal(grant("k", std::string(501, 'x'))), ErrorCode::InvalidRequest);
        QCOMPARE(refusal(m_ledger->book(Chargeback{m_ledger->account, "Big Rail", nano(1), Money()}, "k")),
                 ErrorCode::InvalidRequest);
        QCOMPARE(refusal(m_ledger->book(Grant{m_ledger->account, nano(1), m_ledger->clock.now()}, "k")),
                 ErrorCode::InvalidRequest);
        QCOMPARE(refusal(m_ledger->book(LateCost{1, 0, m_ledger->provider, nano(1)}, "")), ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(BookingsTest)
#include "bookings_test.moc"
