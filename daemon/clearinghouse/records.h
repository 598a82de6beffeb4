// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/booking.h"
#include "clearinghouse/rules.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

// The rows of the ledger as values, the same for writing and for verifying. Texts are views: valid as long as what they
// were made from. Numbers are dense and count from 1; 0 means none. Times are microseconds since 1970.
namespace gotoai::clearinghouse {

struct AccountRecord
{
    std::int64_t number = 0;
    std::string_view name{};
};

// The ledger's own copy of each price version that an attempt was settled by.
struct PriceRecord
{
    std::int64_t number = 0;
    PriceId id{};
    Price::Picos picos{};
    std::int64_t validFrom = 0;
    std::vector<PriceTier> tiers{};
};

struct TransferRecord
{
    std::int64_t number = 0;
    TransferKind kind = TransferKind::Reserve;
    OrderNumber order = 0;
    std::int64_t debit = 0;
    std::int64_t credit = 0;
    Money amount{};
    std::int64_t at = 0;
    bool operator==(const TransferRecord&) const = default;
};

// An order's birth.
struct OrderRecord
{
    OrderNumber number = 0;
    OrderId id{};
    AccountId account{};
    KeyId key{};
    std::string_view model{};
    std::string_view mode{};
    bool isStreamed = false;
    OrderState birth = OrderState::Reserved; // or Rejected
    Money hold{};
    std::string_view refusal{}; // why it was rejected
    std::int64_t at = 0;
    std::optional<RequestIdentity> request{};
    std::span<const std::uint8_t> terms{}; // see encodeTerms()
    std::int64_t firstTransfer = 0;
    std::span<const TransferRecord> transfers{}; // the reserve; none for a hold of zero
};

struct AttemptEntry
{
    std::int64_t number = 1;
    ProviderId provider{};
    EndpointId endpoint{};
    std::int64_t price = 0; // number of its PriceRecord
    Payer payer = Payer::Platform;
    Usage usage{};
    UsageSource usageSource = UsageSource::None;
    Money cost{};
    std::string_view outcome{};
    std::string_view upstreamId{};
    std::int64_t httpStatus = 0;
    std::int64_t startedAt = 0;
    std::optional<std::int64_t> firstTokenAt{};
    std::int64_t endedAt = 0;
};

// A change of an order's state: into doubt, or its one end.
struct TransitionRecord
{
    std::int64_t number = 0;
    OrderNumber order = 0;
    OrderState state = OrderState::Released;
    SettledAmounts amounts{};
    std::string_view reason{};
    std::int64_t at = 0;
    std::optional<std::int64_t> deadline{}; // of a doubt
    std::span<const TransferRecord> transfers{};
    std::span<const AttemptEntry> attempts{};

    bool isTerminal() const { return state != OrderState::InDoubt; }
};

struct TopUpRecord
{
    std::int64_t number = 0;
    TopUpId id{};
    AccountId account{};
    std::string_view rail{};
    std::string_view externalId{};
    Money amount{};
    Money availableAfter{};
    std::int64_t at = 0;
    TransferRecord transfer{};
};

struct BookingRecord
{
    std::int64_t number = 0;
    BookingId id{};
    BookingKind kind = BookingKind::Adjustment;
    AccountId account{};
    ProviderId provider{};
    OrderNumber order = 0;
    std::int64_t part = 0;
    std::string_view rail{};
    std::string_view reference{};
    Money amount{};
    Money promo{};
    Money absorbed{};
    std::int64_t debit = 0;
    std::int64_t credit = 0;
    std::string_view reason{};
    std::string_view by{};
    std::int64_t at = 0;
    std::optional<std::int64_t> expiresAt{};
    std::span<const TransferRecord> transfers{};
};

// With the texts of `row`, without transfers.
BookingRecord recordOf(const BookingRow& row);
BookingRow rowOf(const BookingRecord& record);

// How many of each there are: the last number given.
struct Counters
{
    std::int64_t accounts = 0;
    std::int64_t prices = 0;
    std::int64_t orders = 0;
    std::int64_t transitions = 0;
    std::int64_t transfers = 0;
    std::int64_t topUps = 0;
    std::int64_t bookings = 0;
    std::int64_t batches = 0;
    bool operator==(const Counters&) const = default;
};

} // namespace gotoai::clearinghouse
