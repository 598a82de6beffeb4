// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "clearinghouse/ledgeraccount.h"
#include "clearinghouse/order.h"
#include "clearinghouse/orderterms.h"

#include <span>
#include <string_view>
#include <vector>

// The rules of the ledger as functions of values: state × operation → postings | refusal. No database, no clock. A
// refusal is an InvalidRequest (hostile or nonsensical input) or what the function says.
namespace gotoai::clearinghouse {

// Stored by number: new ones go to the end.
enum class TransferKind : std::uint8_t {
    Reserve,
    Cost,
    Fee,
    Release,
    Absorb,
    TopUp,
    Chargeback,
    Grant,
    GrantExpiry,
    Refund,
    ProviderCredit,
    Payout,
    Adjustment
};

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
    Instant doubtDeadline{};     // when InDoubt
    OrderId id{};                // null when an earlier process began it
    Money promo{};               // of the hold: granted money
    std::int64_t extensions = 0; // of the hold, in this process
    OrderTerms terms{};
};

// What a wallet can give: its own, and what was granted and may still be spent.
struct Funds
{
    Money available{};
    Money promo{};
};

// Granted money is held first. InsufficientFunds when the rest of the hold would bring `available` below the credit
// limit.
Result<Postings> reserve(const Reservation& reservation, const Funds& funds);

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

// The movements that belong to such sums; what the books must show for them. The charge takes granted money first.
Postings postingsOf(const OpenOrder& order, const SettledAmounts& amounts, std::span<const PricedAttempt> attempts);

// The movements of a hold of which `promo` is granted money.
Postings holdPostings(const AccountId& account, Money hold, Money promo);

Result<Posting> topUp(const TopUp& topUp);

} // namespace gotoai::clearinghouse
