// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "clearinghouse/ledgeraccount.h"
#include "clearinghouse/order.h"

#include <span>
#include <string_view>
#include <vector>

// The rules of the ledger as functions of values: state × operation → postings | refusal. No database, no clock. A
// refusal is an InvalidRequest (hostile or nonsensical input) or what the function says.
namespace gotoai::clearinghouse {

enum class TransferKind : std::uint8_t { Reserve, Cost, Fee, Release, Absorb, TopUp };

std::string_view transferKindWord(TransferKind kind);
std::optional<TransferKind> transferKindFromWord(std::string_view word);

// A movement that the rules ask for: `amount` > 0 from `debit` to `credit`.
struct Posting
{
    TransferKind kind;
    LedgerAccount debit;
    LedgerAccount credit;
    Money amount{};
    bool operator==(const Posting&) const = default;
};

using Postings = std::vector<Posting>;

// An order without its terminal transition: Reserved or InDoubt.
struct OpenOrder
{
    AccountId account{};
    Money hold{};
    OrderState state = OrderState::Reserved;
    Instant doubtDeadline{}; // when InDoubt
    OrderId id{};            // null when an earlier process began it
};

// InsufficientFunds when `available` − hold would fall below the credit limit.
Result<Postings> reserve(const Reservation& reservation, Money available);

// What an attempt cost and who pays it: all of it that moves money.
struct PricedAttempt
{
    ProviderId provider{};
    Payer payer = Payer::Platform;
    UsageSource usageSource = UsageSource::None;
    Money cost{}; // half to even
};

// The sums of a terminal transition. hold = charge + released; charge = providerCost + fee − absorbed.
using SettledAmounts = SettlementReceipt;

struct Verdict
{
    SettledAmounts amounts{};
    std::vector<PricedAttempt> attempts; // as in the settlement
    Postings postings;
};

Result<Verdict> settle(const OpenOrder& order, const Settlement& settlement);

// The movements that belong to such sums; what the books must show for them.
Postings postingsOf(const OpenOrder& order, const SettledAmounts& amounts, std::span<const PricedAttempt> attempts);

Result<Posting> topUp(const TopUp& topUp);

} // namespace gotoai::clearinghouse
