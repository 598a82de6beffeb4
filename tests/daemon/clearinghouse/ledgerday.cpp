// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/clearinghouse/ledgerday.h"

#include "storage/functionunit.h"

#include <algorithm>

namespace gotoai::test {
namespace {

// Of the first row; −1 when there is none.
std::int64_t number(storage::Database& database, const std::string& sql, std::span<const std::uint8_t> blob = {})
{
    auto statement = database.prepare(sql);
    if (!statement)
        return -1;
    if (!blob.empty())
        statement->bind(1, blob);
    return statement->step().value_or(false) ? statement->integer(0) : -1;
}

} // namespace

LedgerDay::LedgerDay(const std::string& directory, FaultDisk& disk)
    : m_disk(disk)
    , m_files(disk)
    , m_ledger(directory)
{}

SqliteLedgerStore::Options LedgerDay::options()
{
    SqliteLedgerStore::Options options;
    options.settler.transfersPerCheckpoint = 8;
    options.rows.delay = std::chrono::hours(1); // they follow when they are asked to
    options.rows.syncBytes = 2'048;
    options.journal.segmentBytes = 4'096;
    options.journal.files = m_files;
    options.writer.checkpointPages = 16;
    options.writer.sync = m_disk.syncOf(m_ledger.path() + "-wal");
    return options;
}

void LedgerDay::begin()
{
    if (!note(m_ledger.tryOpen(options())))
        return;
    topUp(m_ledger.account, 1'000'000, "first");
    configure(0);
    look();
}

void LedgerDay::run()
{
    if (!note(m_ledger.tryOpen(options())))
        return;
    morning();
    m_ledger.close();
    if (note(m_ledger.tryOpen(options())))
        evening();
}

void LedgerDay::adjust()
{
    if (!note(m_ledger.tryOpen(options())))
        return;
    topUp(m_ledger.account, 1'000'000, "first");
    const std::size_t charged = reserve(m_ledger.account, 900'000);
    finalize(charged, 7'100);
    extend(reserve(m_ledger.account, 10'000), 4'000); // open at the end
    look();
    refund(charged, 2'000, "part");
    m_ledger.close();
    if (!note(m_ledger.tryOpen(options())))
        return;
    book(Grant{m_other, nano(700), std::nullopt}, "welcome", {"kind = 1 AND reference = 'welcome'", true});
    finalize(reserve(m_other, 700), 700); // of what it was given; less than it costs
    book(Chargeback{m_ledger.account, "manual", nano(300), Money()}, "taken",
         {"kind = 0 AND reference = 'taken'", false});
    look();
}

void LedgerDay::end()
{
    m_disk.kill();
    m_ledger.close();
}

void LedgerDay::restart()
{
    m_ledger.close();
    (void)m_ledger.tryOpen(options()); // what is left is audited
}

void LedgerDay::morning()
{
    topUp(m_ledger.account, 1'000'000, "first");
    configure(1);
    finalize(reserve(m_ledger.account, 900'000), 7'100);
    release(reserve(m_ledger.account, 900'000));
    finalize(reserve(m_ledger.account, 5'000), 5'000); // less than it costs
    look();
    reserve(m_other, 1); // whose wallet is empty
    topUp(m_other, 40'000, "second");
    reserve(m_other, 30'000); // whose end is lost
    look();
    finalize(reserve(m_ledger.account, 20'000), 7'100);
}

void LedgerDay::evening()
{
    topUp(m_other, 5, "third");
    m_ledger.clock.advance(std::chrono::hours(1));
    expireDoubts();
    reserve(m_ledger.account, 10'000); // open at the end
    configure(3);
    finalize(reserve(m_other, 15'000), 7'100);
    look();
}

template<class T>
bool LedgerDay::note(const Result<T>& result)
{
    if (result)
        return true;
    m_isAllPromised = m_isAllPromised && result.error().code == ErrorCode::InsufficientFunds;
    if (result.error().code != ErrorCode::StoreUnavailable && result.error().code != ErrorCode::InsufficientFunds)
        m_surprise = result.error().detail;
    return false;
}

// A second time, too, as one does who has heard nothing: it counts once.
void LedgerDay::topUp(const AccountId& account, std::int64_t amount, const std::string& externalId)
{
    const bool isPromised = note(m_ledger.topUp(account, nano(amount), externalId));
    const bool isPromisedAgain = note(m_ledger.topUp(account, nano(amount), externalId));
    m_topUps.push_back({account, externalId, nano(amount), isPromised || isPromisedAgain});
}

std::size_t LedgerDay::reserve(const AccountId& account, std::int64_t hold)
{
    Reservation reservation = m_ledger.reservation(account, nano(hold));
    OrderTried order{.id = reservation.order, .account = account, .hold = nano(hold)};
    const auto done = m_ledger.reserve(std::move(reservation));
    if (note(done))
        order.number = done->number;
    else
        order.isRejected = done.error().code == ErrorCode::InsufficientFunds;
    m_orders.push_back(order);
    return m_orders.size() - 1;
}

void LedgerDay::finalize(std::size_t place, std::int64_t charge)
{
    if (const OrderNumber number = m_orders[place].number)
        end(m_orders[place], m_ledger.finalization(number, {m_ledger.attempt(Payer::User, 30, 14)}), charge);
}

void LedgerDay::release(std::size_t place)
{
    if (const OrderNumber number = m_orders[place].number)
        end(m_orders[place], m_ledger.release(number, {m_ledger.attempt(Payer::Platform, 10, 0)}), 0);
}

void LedgerDay::end(OrderTried& order, const Settlement& settlement, std::int64_t charge)
{
    order.charges = {nano(charge)};
    order.isEndPromised = note(m_ledger.settle(settlement));
    if (!order.isEndPromised)
        order.isEndPromised = note(m_ledger.settle(settlement));
}

// Of an order whose end the tables know.
void LedgerDay::refund(std::size_t place, std::int64_t amount, const std::string& reference)
{
    if (m_orders[place].isEndPromised && m_ledger.store().catchUp(std::chrono::milliseconds(20)))
        book(Refund{m_orders[place].number, nano(amount)}, reference,
             {"kind = 3 AND reference = '" + reference + "'", true});
}

void LedgerDay::extend(std::size_t place, std::int64_t amount)
{
    if (const OrderNumber number = m_orders[place].number)
        book(HoldExtension{number, 1, nano(amount), Money()}, "",
             {"kind = 8 AND part = 1 AND order_number = " + std::to_string(number), false});
}

// A second time, too, likewise.
void LedgerDay::book(const BookingPurpose& purpose, const std::string& reference, BookingTried booking)
{
    const bool isPromised = note(m_ledger.book(purpose, reference, "as agreed"));
    const bool isPromisedAgain = note(m_ledger.book(purpose, reference, "as agreed"));
    booking.isPromised = isPromised || isPromisedAgain;
    m_bookings.push_back(std::move(booking));
}

// Reaches whatever had no end when the process began.
void LedgerDay::expireDoubts()
{
    const bool isPromised = note(m_ledger.expireDoubts());
    for (OrderTried& order : m_orders) {
        if (order.isEndPromised || order.isRejected)
            continue;
        order.charges.push_back(Money());
        order.isEndPromised = isPromised && order.number > 0;
    }
}

void LedgerDay::configure(int value)
{
    std::optional<Result<void>> answer;
    const std::string text = std::to_string(value);
    storage::submitFunctions(
        m_ledger.store().writer(), m_ledger.queue(),
        [text](storage::Database& database) {
            return database.execute("CREATE TABLE IF NOT EXISTS settings(name TEXT, value INTEGER);"
                                    "INSERT INTO settings VALUES ('left', " +
                                    text + "); INSERT INTO settings VALUES ('right', " + text + ")");
        },
        [&answer](Result<void> result) { answer.emplace(std::move(result)); });
    if (!m_ledger.waitUntil([&] { return answer.has_value(); }))
        m_surprise = "a configuration write was not answered";
    else
        m_settings.emplace(value, note(*answer));
}

// What a reader sees may not be lost any more.
void LedgerDay::look()
{
    if (!m_ledger.store().catchUp(std::chrono::milliseconds(20)))
        return;
    auto database = storage::Database::open(m_ledger.path(), storage::Access::ReadOnly);
    if (!database)
        return;
    auto batches = database->prepare("SELECT number, hash FROM batches");
    while (batches && batches->step().value_or(false)) {
        const auto hash = batches->blob(1);
        m_seen[batches->integer(0)].assign(hash.begin(), hash.end());
    }
}

std::string LedgerDay::audit(const std::string& directory) const
{
    TestLedger found(directory);
    if (auto opened = found.tryOpen(); !opened)
        return "it does not open: " + opened.error().detail;
    auto database = found.reader();
    if (const auto books = verifyBooks(database); !books)
        return "the books do not hold: " + books.error().detail;
    std::int64_t available = 0;
    for (const TopUpTried& topUp : m_topUps) {
        if (auto fault = auditTopUp(database, topUp, available); !fault.empty())
            return fault;
    }
    for (const OrderTried& order : m_orders) {
        if (auto fault = auditOrder(database, order, available); !fault.empty())
            return fault;
    }
    for (const BookingTried& booking : m_bookings) {
        if (auto fault = auditBooking(database, booking, available); !fault.empty())
            return fault;
    }
    std::int64_t foundAvailable = 0;
    for (const AccountId& account : {m_ledger.account, m_other}) {
        const Wallet wallet = found.wallet(account);
        foundAvailable += wallet.available.nano() + wallet.promoAvailable.nano();
    }
    if (foundAvailable != available)
        return "the wallets have " + nano(foundAvailable).toUsd() + " where " + nano(available).toUsd() + " is left";
    if (auto fault = auditSettings(database); !fault.empty())
        return fault;
    if (auto fault = auditSeen(database); !fault.empty())
        return fault;
    return found.topUp(found.account, nano(1), "afterwards") ? "" : "it does not go on";
}

std::string LedgerDay::auditTopUp(storage::Database& database, const TopUpTried& topUp, std::int64_t& available) const
{
    const std::int64_t count = number(database,
                                      "SELECT count(*) FROM topups WHERE external_id = '" + topUp.externalId +
                                          "' AND account = ?1 AND amount_nano = " + std::to_string(topUp.amount.nano()),
                                      topUp.account.bytes());
    if (count > 1 || (topUp.isPromised && count != 1))
        return "top-up " + topUp.externalId + " is there " + std::to_string(count) + " times";
    if (count == 1)
        available += topUp.amount.nano();
    return {};
}

std::string LedgerDay::auditOrder(storage::Database& database, const OrderTried& order, std::int64_t& available) const
{
    const std::string name = "the order with the hold " + order.hold.toUsd();
    const auto id = std::span<const std::uint8_t>(order.id.bytes());
    const std::int64_t place = number(database, "SELECT number FROM orders WHERE id = ?1", id);
    if (place < 0)
        return order.number > 0 || order.isRejected ? name + " is lost" : "";
    if (order.number > 0 && place != order.number)
        return name + " has another number";
    const bool isReserved = number(database, "SELECT birth FROM orders WHERE id = ?1", id) == 1;
    if (isReserved ? order.isRejected : order.number > 0)
        return name + " was born as something else";
    if (!isReserved)
        return {};
    const std::string end = " FROM transitions WHERE is_terminal = 1 AND order_number = " + std::to_string(place);
    const std::int64_t ends = number(database, "SELECT count(*)" + end);
    if (ends > 1 || (order.isEndPromised && ends == 0))
        return name + " has " + std::to_string(ends) + " ends";
    const Money paid = ends == 0 ? order.hold : nano(number(database, "SELECT charge_nano" + end));
    if (ends == 1 && std::ranges::find(order.charges, paid) == order.charges.end())
        return name + " is charged " + paid.toUsd();
    available -= paid.nano();
    return {};
}

std::string LedgerDay::auditBooking(storage::Database& database, const BookingTried& booking,
                                    std::int64_t& available) const
{
    const std::int64_t count = number(database, "SELECT count(*) FROM bookings WHERE " + booking.where);
    if (count > 1 || (booking.isPromised && count != 1))
        return "the booking with " + booking.where + " is there " + std::to_string(count) + " times";
    if (count != 1)
        return {};
    const auto figure = [&](const std::string& column) {
        return number(database, "SELECT " + column + " FROM bookings WHERE " + booking.where);
    };
    available += booking.doesGive ? figure("amount_nano") : -figure("amount_nano - absorbed_nano");
    return {};
}

std::string LedgerDay::auditSettings(storage::Database& database) const
{
    for (const auto& [value, isPromised] : m_settings) {
        const std::string which = " AND value = " + std::to_string(value);
        const auto left = number(database, "SELECT count(*) FROM settings WHERE name = 'left'" + which);
        const auto right = number(database, "SELECT count(*) FROM settings WHERE name = 'right'" + which);
        if (left != right || left > 1 || (isPromised && left != 1))
            return "setting " + std::to_string(value) + " is not whole";
    }
    return {};
}

std::string LedgerDay::auditSeen(storage::Database& database) const
{
    for (const auto& [batch, hash] : m_seen) {
        const auto count = number(
            database, "SELECT count(*) FROM batches WHERE hash = ?1 AND number = " + std::to_string(batch), hash);
        if (count != 1)
            return "batch " + std::to_string(batch) + " was seen and is lost";
    }
    return {};
}

} // namespace gotoai::test
