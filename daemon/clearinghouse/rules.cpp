// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/rules.h"

#include "clearinghouse/invariant.h"
#include "clearinghouse/pricing.h"

#include <algorithm>
#include <array>

namespace gotoai::clearinghouse {
namespace {

constexpr std::size_t kMaxNameSize = 512; // of a model or a mode
constexpr std::size_t kMaxExternalIdSize = 255;
constexpr std::size_t kMaxAttempts = 1'000;

Error invalid(std::string sentence) { return failure(ErrorCode::InvalidRequest, std::move(sentence)); }

void add(Postings& postings, TransferKind kind, const LedgerAccount& debit, const LedgerAccount& credit, Money amount)
{
    if (!amount.isZero())
        postings.push_back({kind, debit, credit, amount});
}

bool isPaidByCustomer(Payer payer) { return payer != Payer::Platform; }

Result<void> checkAttempts(const Settlement& settlement)
{
    if (settlement.attempts.size() > kMaxAttempts)
        return invalid("an order has too many attempts");
    int expected = 0;
    for (const AttemptRecord& attempt : settlement.attempts) {
        if (!attempt.price)
            return invalid("an attempt has no price");
        if (attempt.number != ++expected)
            return invalid("the attempts of an order are numbered from 1 without gaps");
    }
    const auto paid = std::count_if(settlement.attempts.begin(), settlement.attempts.end(),
                                    [](const AttemptRecord& attempt) { return isPaidByCustomer(attempt.payer); });
    if (settlement.outcome == OrderState::Finalized && paid != 1)
        return invalid("a finalized order has exactly one attempt that its user pays");
    const bool hasUser = std::any_of(settlement.attempts.begin(), settlement.attempts.end(),
                                     [](const AttemptRecord& attempt) { return attempt.payer == Payer::User; });
    if (settlement.outcome == OrderState::Released && hasUser)
        return invalid("a released order has no attempt that its user pays");
    return {};
}

// Where nobody counted, nothing is billed.
Result<Charge> priceOf(const AttemptRecord& attempt, const FeePolicy& fee)
{
    return chargeFor(attempt.usageSource == UsageSource::None ? Usage{} : attempt.usage, *attempt.price, fee);
}

Money difference(Money a, Money b)
{
    const auto result = a.minus(b);
    ensure(result.has_value(), "a difference of settled amounts overflows");
    return *result;
}

// Under a customer's own key the provider bills the customer: the order is charged the fee alone.
SettledAmounts amountsFor(const OpenOrder& order, const Charge& charge, Payer payer)
{
    const bool isOwnKey = payer == Payer::CustomerKey;
    SettledAmounts amounts;
    amounts.providerCost = isOwnKey ? Money() : charge.providerCost;
    const Money asked = isOwnKey ? difference(charge.userPrice, charge.providerCost) : charge.userPrice;
    amounts.charge = std::min(asked, order.hold);
    const Money covered = std::min(amounts.providerCost, amounts.charge);
    amounts.fee = difference(amounts.charge, covered);
    amounts.absorbed = difference(amounts.providerCost, covered);
    amounts.released = difference(order.hold, amounts.charge);
    return amounts;
}

// What an order holds, while it is paid out: granted money first.
class HeldMoney
{
public:
    explicit HeldMoney(const OpenOrder& order)
        : m_account(order.account)
        , m_promo(order.promo)
    {}

    void pay(Postings& postings, TransferKind kind, const LedgerAccount& credit, Money amount)
    {
        const Money granted = std::min(amount, m_promo);
        add(postings, kind, LedgerAccount::promoHeld(m_account), credit, granted);
        add(postings, kind, LedgerAccount::held(m_account), credit, difference(amount, granted));
        m_promo = difference(m_promo, granted);
    }

    void giveBack(Postings& postings, Money released) const
    {
        const Money granted = std::min(released, m_promo);
        add(postings, TransferKind::Release, LedgerAccount::promoHeld(m_account),
            LedgerAccount::promoAvailable(m_account), granted);
        add(postings, TransferKind::Release, LedgerAccount::held(m_account), LedgerAccount::available(m_account),
            difference(released, granted));
    }

private:
    const AccountId m_account;
    Money m_promo; // that is left
};

} // namespace

std::string_view transferKindWord(TransferKind kind)
{
    switch (kind) {
    case TransferKind::Reserve: return "reserve";
    case TransferKind::Cost: return "cost";
    case TransferKind::Fee: return "fee";
    case TransferKind::Release: return "release";
    case TransferKind::Absorb: return "absorb";
    case TransferKind::TopUp: return "topup";
    case TransferKind::Chargeback: return "chargeback";
    case TransferKind::Grant: return "grant";
    case TransferKind::GrantExpiry: return "grant_expiry";
    case TransferKind::Refund: return "refund";
    case TransferKind::ProviderCredit: return "provider_credit";
    case TransferKind::Payout: return "payout";
    case TransferKind::Adjustment: return "adjustment";
    }
    return "unknown";
}

std::optional<TransferKind> transferKindFromWord(std::string_view word)
{
    constexpr std::array kKinds = {TransferKind::Reserve,    TransferKind::Cost,           TransferKind::Fee,
                                   TransferKind::Release,    TransferKind::Absorb,         TransferKind::TopUp,
                                   TransferKind::Chargeback, TransferKind::Grant,          TransferKind::GrantExpiry,
                                   TransferKind::Refund,     TransferKind::ProviderCredit, TransferKind::Payout,
                                   TransferKind::Adjustment};
    for (const TransferKind kind : kKinds) {
        if (transferKindWord(kind) == word)
            return kind;
    }
    return std::nullopt;
}

Postings holdPostings(const AccountId& account, Money hold, Money promo)
{
    Postings postings;
    add(postings, TransferKind::Reserve, LedgerAccount::promoAvailable(account), LedgerAccount::promoHeld(account),
        promo);
    add(postings, TransferKind::Reserve, LedgerAccount::available(account), LedgerAccount::held(account),
        difference(hold, promo));
    return postings;
}

Result<Postings> reserve(const Reservation& reservation, const Funds& funds)
{
    if (reservation.order.isNull() || reservation.account.isNull())
        return invalid("a reservation needs an order and an account");
    if (reservation.hold.isNegative() || reservation.creditLimit.isNegative())
        return invalid("a hold and a credit limit are not negative");
    const FeePolicy& fee = reservation.fee;
    if (fee.basisPoints < 0 || fee.basisPoints > FeePolicy::kMaxBasisPoints || fee.perCall.isNegative())
        return invalid("a fee is out of its limits");
    if (reservation.model.size() > kMaxNameSize || reservation.mode.size() > kMaxNameSize)
        return invalid("the name of a model or a mode is too long");
    const Money granted = std::min(reservation.hold, std::max(funds.promo, Money()));
    const Money own = difference(reservation.hold, granted);
    const auto rest = funds.available.minus(own);
    const bool isCovered = rest && *rest >= Money::fromNano(-reservation.creditLimit.nano());
    if (!isCovered && !own.isZero()) {
        const Money available = funds.available.plus(funds.promo).value_or(funds.available);
        return failure(ErrorCode::InsufficientFunds, "Insufficient funds: the call may cost up to $" +
                                                         reservation.hold.toUsd() + ", the wallet has $" +
                                                         available.toUsd() + " available.");
    }
    return holdPostings(reservation.account, reservation.hold, granted);
}

Result<Verdict> settle(const OpenOrder& order, const Settlement& settlement)
{
    if (settlement.outcome != OrderState::Finalized && settlement.outcome != OrderState::Released)
        return invalid("an order ends finalized or released");
    if (auto checked = checkAttempts(settlement); !checked)
        return std::move(checked).error();
    Verdict verdict;
    verdict.amounts.released = order.hold;
    verdict.attempts.reserve(settlement.attempts.size());
    for (const AttemptRecord& attempt : settlement.attempts) {
        auto charge = priceOf(attempt, order.terms.fee);
        if (!charge)
            return std::move(charge).error();
        verdict.attempts.push_back({attempt.provider, attempt.payer, attempt.usageSource, charge->providerCost});
        if (settlement.outcome != OrderState::Finalized || !isPaidByCustomer(attempt.payer))
            continue;
        if (settlement.chargedUsage) {
            const auto asked = chargeFor(*settlement.chargedUsage, *attempt.price, order.terms.fee);
            if (!asked)
                return asked.error();
            charge->userPrice = asked->userPrice;
        }
        verdict.amounts = amountsFor(order, *charge, attempt.payer);
    }
    verdict.postings = postingsOf(order, verdict.amounts, verdict.attempts);
    return verdict;
}

Postings postingsOf(const OpenOrder& order, const SettledAmounts& amounts, std::span<const PricedAttempt> attempts)
{
    HeldMoney held(order);
    Postings postings;
    postings.reserve(3 + attempts.size());
    for (const PricedAttempt& attempt : attempts) {
        if (attempt.payer == Payer::User)
            held.pay(postings, TransferKind::Cost, LedgerAccount::payable(attempt.provider),
                     difference(amounts.providerCost, amounts.absorbed));
    }
    held.pay(postings, TransferKind::Fee, LedgerAccount::fee(), amounts.fee);
    held.giveBack(postings, amounts.released);
    for (const PricedAttempt& attempt : attempts) {
        const Money absorbed = attempt.payer == Payer::User       ? amounts.absorbed
                               : attempt.payer == Payer::Platform ? attempt.cost
                                                                  : Money();
        add(postings, TransferKind::Absorb, LedgerAccount::absorbed(), LedgerAccount::payable(attempt.provider),
            absorbed);
    }
    return postings;
}

Result<Posting> topUp(const TopUp& topUp)
{
    if (topUp.account.isNull())
        return invalid("a top-up needs an account");
    if (!LedgerAccount::isRail(topUp.rail))
        return invalid("the rail of a top-up is 1 to 32 of a-z, 0-9, '_' and '-'");
    if (topUp.externalId.empty() || topUp.externalId.size() > kMaxExternalIdSize)
        return invalid("the external id of a top-up is 1 to 255 characters");
    if (topUp.amount <= Money())
        return invalid("the amount of a top-up is above zero");
    return Posting{TransferKind::TopUp, LedgerAccount::cash(topUp.rail), LedgerAccount::available(topUp.account),
                   topUp.amount};
}

} // namespace gotoai::clearinghouse
