// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "base/result.h"
#include "clearinghouse/booking.h"
#include "clearinghouse/order.h"
#include "storage/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gotoai::clearinghouse {

// Which rows of a list, always newest first: those numbered below `before`, or the next ones above `after`, or those
// about `around` (half of them at or below it); one of the three at most, none for the newest. 1…500 rows.
struct PageRequest
{
    std::size_t limit = 100;
    std::optional<std::int64_t> before{};
    std::optional<std::int64_t> after{};
    std::optional<std::int64_t> around{};
};

// Takes constant time, so it may hold fewer rows than asked for, or none, where a filter keeps few: `next` alone tells
// whether more may follow.
template<class T>
struct Page
{
    std::vector<T> rows;
    std::optional<std::int64_t> next;     // `before` of the page of older rows; empty: there are none
    std::optional<std::int64_t> previous; // `after` of the page of newer rows; empty: there were none
};

// Times from `from` on and before `to`.
struct Period
{
    std::optional<Instant> from{};
    std::optional<Instant> to{};
};

struct AttemptRow
{
    int number = 1;
    ProviderId provider;
    EndpointId endpoint;
    PriceId price;
    Payer payer = Payer::Platform;
    Usage usage;
    UsageSource usageSource = UsageSource::None;
    Money cost;
    std::string outcome;
    std::string upstreamId;
    int httpStatus = 0;
    Instant startedAt;
    std::optional<Instant> firstTokenAt;
    Instant endedAt;
};

struct OrderRow
{
    OrderNumber number = 0;
    OrderId id;
    OrderState state = OrderState::Reserved;
    AccountId account;
    KeyId key;
    std::string model;
    std::string mode;
    bool isStreamed = false;
    Money hold; // with its extensions
    Money charge;
    Money promo;    // of the charge: granted money
    Money refunded; // of the charge
    Money providerCost;
    Money fee;
    std::string reason;
    bool wasInDoubt = false;
    Instant createdAt;
    std::optional<Instant> endedAt;
    std::vector<AttemptRow> attempts;
};

struct OrderFilter
{
    std::optional<AccountId> account{};
    std::optional<KeyId> key{}; // found faster together with its account
    std::optional<OrderState> state{};
    std::optional<std::string> model{};   // as the client asked
    std::optional<ProviderId> provider{}; // of any of its attempts; those of an open order are not known yet
    Period created{};
};

struct TransferRow
{
    std::int64_t number = 0;
    std::optional<OrderId> order;
    std::string kind;  // transferKindWord()
    std::string debit; // name of the ledger account: "wallet:acct_…:available"
    std::string credit;
    Money amount; // > 0
    Instant at;
};

struct TransferFilter
{
    std::optional<OrderId> order{};
    std::optional<std::string> kind{};
    std::optional<AccountId> account{}; // what its wallet took part in
    Period at{};
};

struct TopUpRow
{
    std::int64_t number = 0;
    TopUpId id;
    AccountId account;
    std::string rail;
    std::string externalId;
    Money amount;
    Instant at;
};

// A booking, with what other tables know of it.
struct BookingView
{
    std::int64_t number = 0;
    BookingRow booking;
    std::optional<OrderId> order;
    std::string debit; // ledger accounts of an adjustment or a provider's credit
    std::string credit;
};

struct BookingFilter
{
    std::optional<BookingKind> kind{};
    std::optional<AccountId> account{};
    std::optional<ProviderId> provider{};
    std::optional<OrderId> order{};
};

// Reads the ledger over a read-only connection, in short transactions. Used by one thread at a time.
// NotFound for an unknown id; StoreUnavailable when the database cannot be read.
// Numbers follow time but for the clock's own corrections: what a step back of the clock interleaved by more than a
// thousand rows may be missing from a filter by time.
class LedgerQueries
{
public:
    explicit LedgerQueries(storage::Database& database);

    Result<Page<OrderRow>> orders(const OrderFilter& filter, const PageRequest& page);
    Result<OrderRow> order(const OrderId& id);
    Result<Page<TransferRow>> transfers(const TransferFilter& filter, const PageRequest& page);
    Result<Page<TopUpRow>> topUps(const std::optional<AccountId>& account, const PageRequest& page);

    Result<Page<BookingView>> bookings(const BookingFilter& filter, const PageRequest& page);

private:
    storage::Database& m_database;
};

} // namespace gotoai::clearinghouse
