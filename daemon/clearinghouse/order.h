// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/budgetid.h"
#include "base/clock.h"
#include "base/id.h"
#include "crypto/sha256.h"
#include "money/fee.h"
#include "money/money.h"
#include "money/price.h"
#include "money/usage.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gotoai::clearinghouse {

// Dense number of an order in its book, given when it is reserved or rejected.
using OrderNumber = std::int64_t;

enum class OrderState : std::uint8_t { Rejected, Reserved, InDoubt, Finalized, Released };

std::string_view orderStateWord(OrderState state); // "in_doubt" …
std::optional<OrderState> orderStateFromWord(std::string_view word);

// Who bears an attempt's provider cost.
enum class Payer : std::uint8_t { User, Platform, CustomerKey };

std::string_view payerWord(Payer payer);

// What a request is known by that may be sent again. The same scope is the same request, as long as its body is, too.
struct RequestIdentity
{
    crypto::Digest scope{}; // of who asks, for what, and by which key of his own
    crypto::Digest body{};
    bool operator==(const RequestIdentity&) const = default;
};
// A budget that an order is under: it counts in the window that begins at `from`.
struct BudgetClaim
{
    BudgetId budget;
    std::string name; // for people
    Money limit;      // ≥ 0; of what the window's orders are charged and hold, together
    Instant from{};
    std::optional<Instant> until{}; // where it ends
};
// Asks for the most that an order can cost to be held. Durable before anything leaves for a provider.
struct Reservation
{
    OrderId order;
    AccountId account;
    KeyId key;
    std::string model; // as the client asked
    std::string mode;  // routing mode; empty is the default
    bool isStreamed = false;
    Money hold;        // ≥ 0; zero (a free endpoint) makes an order without a transfer
    Money creditLimit; // how far below zero available may go, ≥ 0
    FeePolicy fee{};   // that the hold was computed with; the order keeps it to its end
    std::vector<BudgetClaim> budgets{};
    Instant at;
    std::optional<RequestIdentity> request{}; // of a request that makes one order, however often it is sent
};

// The order that a request made before.
struct EarlierOrder
{
    enum class Standing : std::uint8_t {
        Running,
        InDoubt,
        Finalized,
        Released, // of another body; the same may run again
        Ending,   // it has ended, how can be read in a moment
    };
    OrderId id{};
    Standing standing = Standing::Running;
    bool isSameBody = true;
};

struct ReservationReceipt
{
    OrderNumber number = 0;
    std::optional<EarlierOrder> earlier{}; // then nothing was reserved
};

// One try at an endpoint, as it ended.
struct AttemptRecord
{
    std::uint16_t number = 1; // 1, 2, … in the order
    ProviderId provider;
    EndpointId endpoint;
    std::shared_ptr<const Price> price; // the version it was priced by; never null
    Payer payer = Payer::Platform;
    Usage usage;
    UsageSource usageSource = UsageSource::None;
    std::string outcome;    // "answered", or an errorWord
    std::string upstreamId; // the provider's own id of the generation, empty if unknown
    int httpStatus = 0;     // 0: no answer head arrived
    Instant startedAt;
    std::optional<Instant> firstTokenAt;
    Instant endedAt;
};

// Ends an order. What it costs follows from the attempts by the rules of rules.h; the caller brings no amounts.
// Finalized needs exactly one attempt paid by the user; Released needs none.
struct Settlement
{
    OrderNumber number = 0;
    OrderState outcome = OrderState::Released; // Finalized or Released
    std::vector<AttemptRecord> attempts;
    // Finalized: what the user is asked for at the paid attempt's price, where that is not the attempt's own usage: the
    // begin of its answer came from another attempt.
    std::optional<Usage> chargedUsage;
    std::string reason; // why it ended so: "completed", "client_gone", an errorWord …; for people
    Instant at;
};

struct SettlementReceipt
{
    Money charge;       // what the user paid: providerCost + fee − absorbed
    Money providerCost; // of the attempt the user paid
    Money fee;
    Money absorbed; // provider cost above the charge, borne by the platform
    Money released; // hold − charge
};

struct TopUp
{
    AccountId account;
    std::string rail;       // "manual", "stripe", …: [a-z0-9_-]{1,32}
    std::string externalId; // the rail's own id; (rail, externalId) has one effect, ever
    Money amount;           // > 0
    Instant at;
};

struct TopUpReceipt
{
    TopUpId id;
    Money available;         // after it
    bool isReplayed = false; // it had happened before; nothing moved now
};

struct Wallet
{
    AccountId account;
    Money available;
    Money held;
    Money promoAvailable; // granted money, spent first
    Money promoHeld;
};

} // namespace gotoai::clearinghouse
