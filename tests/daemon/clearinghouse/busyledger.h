// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/clearinghouse/testledger.h"

namespace gotoai::test {

// A closed ledger with something of everything: orders that were finalized with a fee, released, rejected, extended and
// put in doubt, money of their own and granted, a refund, a chargeback, a payout, an adjustment, a late cost.
class BusyLedger
{
public:
    TestLedger ledger;

    BusyLedger()
    {
        must(ledger.topUp(ledger.account, nano(5'000'000)));
        finalize(400'000, 500);
        must(ledger.book(Grant{ledger.account, nano(300'000), std::nullopt}, "welcome"));
        const auto mixed = finalize(900'000, 500); // held from both sides of the wallet
        finalize(1'000, 0);                        // granted money alone
        AttemptRecord failed = ledger.attempt(Payer::Platform, 10, 0);
        failed.price = tieredPrice();
        must(ledger.settle(ledger.release(reserve(200'000), {failed})));
        if (ledger.reserve(ledger.account, nano(50'000'000)))
            qFatal("the wallet is too full");
        const auto extended = reserve(100);
        must(ledger.book(HoldExtension{extended, 1, nano(7'000), Money()}, "1"));
        must(ledger.settle(ledger.finalization(extended, {ledger.attempt(Payer::User, 30, 14)})));
        catchUp();
        must(ledger.book(Refund{mixed, nano(5'000)}, "r1", "a bad answer"));
        must(ledger.book(Refund{mixed, std::nullopt}, "r2", "the rest"));
        must(ledger.book(LateCost{mixed, 2, ledger.provider, nano(11)}, "late"));
        must(ledger.book(Chargeback{ledger.account, "stripe", nano(20'000), Money()}, "dp_1"));
        must(ledger.book(Payout{ledger.provider, "bank", nano(1'000), Payout::Limit::Owed}, "p1"));
        must(ledger.book(Adjustment{LedgerAccount::suspense(ledger.provider), LedgerAccount::available(ledger.account),
                                    nano(9), Money()},
                         "a1", "a mistake"));
        reserve(3'333);
        ledger.reopen(); // in doubt
        reserve(4'444);  // still open
        catchUp();
        ledger.close();
        transfers = ledger.figure("SELECT max(number) FROM transfers");
    }

    std::int64_t transfers = 0;

private:
    template<class T>
    static void must(const Result<T>& result)
    {
        if (!result)
            qFatal("%s", result.error().detail.c_str());
    }
    void catchUp()
    {
        if (!ledger.store().catchUp(std::chrono::seconds(20)))
            qFatal("the tables do not follow");
    }
    OrderNumber reserve(std::int64_t hold, std::int32_t basisPoints = 0)
    {
        ledger.clock.advance(std::chrono::milliseconds(3));
        Reservation reservation = ledger.reservation(ledger.account, nano(hold));
        reservation.fee.basisPoints = basisPoints;
        const auto reserved = ledger.reserve(std::move(reservation));
        must(reserved);
        return reserved->number;
    }
    OrderNumber finalize(std::int64_t hold, std::int32_t basisPoints)
    {
        const OrderNumber order = reserve(hold, basisPoints);
        must(ledger.settle(ledger.finalization(order, {ledger.attempt(Payer::User, 30, 14)})));
        return order;
    }
};

} // namespace gotoai::test
