// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/faultdisk.h"
#include "support/faultfiles.h"

#include "daemon/clearinghouse/testledger.h"

#include <map>
#include <string>
#include <vector>

namespace gotoai::test {

// A day in the life of a ledger on a disk that may fail: everything it is asked to do, what it promised by answering,
// and what was seen in its tables meanwhile. Goes on when something is refused, as a daemon would.
class LedgerDay
{
public:
    // `directory` exists; a ledger may be there.
    LedgerDay(const std::string& directory, FaultDisk& disk);

    // The first minutes of a ledger alone; or the whole of a later day, with a restart at noon; or one of refunds,
    // grants and the like, with a restart, too.
    void begin();
    void run();
    void adjust();
    // The process ends, by kill; or it stops and starts again.
    void end();
    void restart();

    // What does not hold about the ledger that was found in `directory` afterwards; empty when all holds.
    std::string audit(const std::string& directory) const;

    // An answer that nothing explains; empty when there was none.
    const std::string& surprise() const { return m_surprise; }
    // Nothing was refused that a healthy disk would not have had refused.
    bool isAllPromised() const { return m_isAllPromised; }

private:
    struct TopUpTried
    {
        AccountId account;
        std::string externalId;
        Money amount;
        bool isPromised = false;
    };
    struct OrderTried
    {
        OrderId id;
        AccountId account;
        Money hold;
        OrderNumber number = 0; // when it was promised
        bool isRejected = false;
        std::vector<Money> charges{}; // one of these is what its end has
        bool isEndPromised = false;
    };

    struct BookingTried
    {
        std::string where;    // what it is known by in its table
        bool doesGive = true; // to a wallet; or takes from one what nobody else bears
        bool isPromised = false;
    };

    SqliteLedgerStore::Options options();
    void morning();
    void evening();

    void topUp(const AccountId& account, std::int64_t amount, const std::string& externalId);
    std::size_t reserve(const AccountId& account, std::int64_t hold); // its place in m_orders
    void finalize(std::size_t place, std::int64_t charge);
    void release(std::size_t place);
    void end(OrderTried& order, const Settlement& settlement, std::int64_t charge);
    void refund(std::size_t place, std::int64_t amount, const std::string& reference);
    void extend(std::size_t place, std::int64_t amount); // of an order that stays open
    void book(const BookingPurpose& purpose, const std::string& reference, BookingTried booking);
    void expireDoubts();
    void configure(int value);
    void look();
    template<class T>
    bool note(const Result<T>& result);

    std::string auditTopUp(storage::Database& database, const TopUpTried& topUp, std::int64_t& available) const;
    std::string auditOrder(storage::Database& database, const OrderTried& order, std::int64_t& available) const;
    std::string auditBooking(storage::Database& database, const BookingTried& booking, std::int64_t& available) const;
    std::string auditSettings(storage::Database& database) const;
    std::string auditSeen(storage::Database& database) const;

    FaultDisk& m_disk;
    FaultFiles m_files;
    TestLedger m_ledger;
    const AccountId m_other = AccountId::make(m_ledger.clock.now());

    std::vector<TopUpTried> m_topUps;
    std::vector<OrderTried> m_orders;
    std::vector<BookingTried> m_bookings;
    std::map<int, bool> m_settings;                           // whether they were promised
    std::map<std::int64_t, std::vector<std::uint8_t>> m_seen; // batches in the tables, and their hashes
    std::string m_surprise;
    bool m_isAllPromised = true;
};

} // namespace gotoai::test
