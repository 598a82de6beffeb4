// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/bookingrules.h"

#include <algorithm>
#include <array>

namespace gotoai::clearinghouse {
namespace {

constexpr std::size_t kMaxReferenceSize = 255;
constexpr std::size_t kMaxReasonSize = 500;
constexpr std::size_t kMaxNameSize = 128; // of who it is by

constexpr std::array kKinds = {BookingKind::Chargeback, BookingKind::Grant,          BookingKind::GrantExpiry,
                               BookingKind::Refund,     BookingKind::ProviderCredit, BookingKind::Payout,
                               BookingKind::Adjustment, BookingKind::LateCost,       BookingKind::Extension};

Error invalid(std::string sentence, std::string param = {})
{
    return failure(ErrorCode::InvalidRequest, std::move(sentence), std::move(param));
}

Result<void> checkAmount(Money amount)
{
    if (amount <= Money())
        return invalid("an amount is above zero", "amount_usd");
    return {};
}

Result<void> checkRail(std::string_view rail)
{
    if (!LedgerAccount::isRail(rail))
        return invalid("a rail has 1 to 32 small letters, digits and _-", "rail");
    return {};
}

// Of values that are not negative, or where the result stays in range.
Money minus(Money a, Money b) { return a.minus(b).value_or(Money()); }

// How far `balance` may go down to −`creditLimit`, in 0…INT64_MAX.
Money reachOf(Money balance, Money creditLimit)
{
    const Money reach = balance.plus(creditLimit).value_or(Money::fromNano(INT64_MAX));
    return std::max(reach, Money());
}

std::string usd(Money amount) { return "$" + amount.toUsd(); }

void add(Postings& postings, TransferKind kind, const LedgerAccount& debit, const LedgerAccount& credit, Money amount)
{
    if (!amount.isZero())
        postings.push_back({kind, debit, credit, amount});
}

// The platform gives back its fee first, then of its own; the customer gets paid money back first, then granted.
Postings refundPostings(const BookingRow& refund)
{
    const LedgerAccount wallet = LedgerAccount::available(refund.account);
    const LedgerAccount promo = LedgerAccount::promoAvailable(refund.account);
    const Money fromFee = minus(refund.amount, refund.absorbed);
    const Money toWallet = minus(refund.amount, refund.promo);
    const Money feeToWallet = std::min(fromFee, toWallet);
    const Money feeToPromo = minus(fromFee, feeToWallet);
    Postings postings;
    add(postings, TransferKind::Refund, LedgerAccount::fee(), wallet, feeToWallet);
    add(postings, TransferKind::Refund, LedgerAccount::fee(), promo, feeToPromo);
    add(postings, TransferKind::Refund, LedgerAccount::absorbed(), wallet, minus(toWallet, feeToWallet));
    add(postings, TransferKind::Refund, LedgerAccount::absorbed(), promo, minus(refund.promo, feeToPromo));
    return postings;
}

Result<void> checkSides(const BookingRow& booking, const BookingSides& sides)
{
    if (!sides.debit || !sides.credit || *sides.debit == *sides.credit)
        return invalid("it moves between two accounts of the ledger", "debit");
    if (sides.debit->isHeld() || sides.credit->isHeld())
        return invalid("what open orders hold is not adjusted", sides.debit->isHeld() ? "debit" : "credit");
    const auto isSuspense = [](const LedgerAccount& account) {
        return account.kind() == LedgerAccount::Kind::Suspense;
    };
    const bool isCredit = booking.kind == BookingKind::ProviderCredit;
    if (isCredit &&
        (*sides.debit != LedgerAccount::payable(booking.provider) ||
         (*sides.credit != LedgerAccount::suspense(booking.provider) && *sides.credit != LedgerAccount::absorbed())))
        return invalid("a provider's credit goes from what it is owed to its suspense account or to what was absorbed");
    if (!isCredit && !isSuspense(*sides.debit) && !isSuspense(*sides.credit))
        return invalid("an adjustment is between a suspense account and another", "credit");
    return {};
}

} // namespace

std::string_view bookingKindWord(BookingKind kind)
{
    switch (kind) {
    case BookingKind::Chargeback: return "chargeback";
    case BookingKind::Grant: return "grant";
    case BookingKind::GrantExpiry: return "grant_expiry";
    case BookingKind::Refund: return "refund";
    case BookingKind::ProviderCredit: return "provider_credit";
    case BookingKind::Payout: return "payout";
    case BookingKind::Adjustment: return "adjustment";
    case BookingKind::LateCost: return "late_cost";
    case BookingKind::Extension: return "extension";
    }
    return "unknown";
}

std::optional<BookingKind> bookingKindFromWord(std::string_view word)
{
    const auto found = std::ranges::find(kKinds, word, &bookingKindWord);
    return found == kKinds.end() ? std::nullopt : std::optional(*found);
}

Result<void> checkNotes(const Booking& booking)
{
    const auto isVisible = [](char c) { return c > 0x20 && c < 0x7f; };
    if (booking.reference.empty() || booking.reference.size() > kMaxReferenceSize ||
        !std::ranges::all_of(booking.reference, isVisible))
        return invalid("a reference has 1 to 255 visible ASCII characters", "reference");
    if (booking.reason.size() > kMaxReasonSize)
        return invalid("a reason has at most 500 bytes", "reason");
    if (booking.by.size() > kMaxNameSize)
        return invalid("who asked for it has too long a name");
    const bool needsReason = booking.kind() == BookingKind::Adjustment || booking.kind() == BookingKind::Refund;
    if (needsReason && booking.reason.empty())
        return invalid("it needs a reason", "reason");
    return {};
}

std::string scopeOf(BookingKind kind, std::string_view rail, const ProviderId& provider, OrderNumber order)
{
    switch (kind) {
    case BookingKind::Chargeback: return std::string(rail);
    case BookingKind::ProviderCredit:
    case BookingKind::Payout: return provider.toString();
    case BookingKind::Refund:
    case BookingKind::LateCost:
    case BookingKind::Extension: return std::to_string(order);
    case BookingKind::Grant:
    case BookingKind::GrantExpiry:
    case BookingKind::Adjustment: return {};
    }
    return {};
}

Result<BookingRow> plan(const Chargeback& chargeback, Money available)
{
    if (chargeback.account.isNull())
        return invalid("there is no such account", "account");
    if (auto checked = checkRail(chargeback.rail); !checked)
        return std::move(checked).error();
    if (auto checked = checkAmount(chargeback.amount); !checked)
        return std::move(checked).error();
    if (chargeback.creditLimit.isNegative())
        return invalid("a credit limit is not negative");
    const Money given = std::min(chargeback.amount, reachOf(available, chargeback.creditLimit));
    return BookingRow{.kind = BookingKind::Chargeback,
                      .account = chargeback.account,
                      .rail = chargeback.rail,
                      .amount = chargeback.amount,
                      .absorbed = minus(chargeback.amount, given)};
}

Result<BookingRow> plan(const Grant& grant, Instant at)
{
    if (grant.account.isNull())
        return invalid("there is no such account", "account");
    if (auto checked = checkAmount(grant.amount); !checked)
        return std::move(checked).error();
    if (grant.expiresAt && *grant.expiresAt <= at)
        return invalid("a grant expires in the future", "expires_at");
    return BookingRow{.kind = BookingKind::Grant,
                      .account = grant.account,
                      .amount = grant.amount,
                      .promo = grant.amount,
                      .expiresAt = grant.expiresAt};
}

BookingRow planExpiry(const AccountId& account, std::int64_t grant, Money promoAvailable, Money otherGrants)
{
    const Money left = std::max(minus(promoAvailable, otherGrants), Money());
    return {.kind = BookingKind::GrantExpiry, .account = account, .part = grant, .amount = left, .promo = left};
}

Money promoRoom(Money grantedLive, Money promoAvailable, Money promoHeld)
{
    return std::max(minus(minus(grantedLive, promoAvailable), promoHeld), Money());
}

Result<BookingRow> plan(const Refund& refund, const EndedOrder& order, Money room)
{
    if (order.state != OrderState::Finalized)
        return failure(ErrorCode::Conflict, "the order was not charged", "order");
    const Money left = minus(order.charge, order.refunded);
    const Money amount = refund.amount.value_or(left);
    if (left.isZero())
        return failure(ErrorCode::Conflict, "nothing of the order's charge is left to refund", "order");
    if (auto checked = checkAmount(amount); !checked)
        return std::move(checked).error();
    if (amount > left)
        return invalid("of the order's charge " + usd(left) + " is left to refund", "amount_usd");
    const Money feeLeft = minus(order.fee, std::min(order.fee, order.refunded));
    const Money paid = minus(order.charge, order.promoCharge);
    const Money paidLeft = minus(paid, std::min(paid, order.refunded));
    return BookingRow{.kind = BookingKind::Refund,
                      .account = order.account,
                      .order = refund.order,
                      .part = order.refunds + 1,
                      .amount = amount,
                      .promo = std::min(minus(amount, std::min(amount, paidLeft)), room),
                      .absorbed = minus(amount, std::min(amount, feeLeft)),
                      .budgets = order.budgets};
}

Result<BookingRow> plan(const ProviderCredit& credit)
{
    if (credit.provider.isNull())
        return invalid("there is no such provider", "provider");
    if (auto checked = checkAmount(credit.amount); !checked)
        return std::move(checked).error();
    return BookingRow{.kind = BookingKind::ProviderCredit, .provider = credit.provider, .amount = credit.amount};
}

Result<BookingRow> plan(const Payout& payout, Money payable)
{
    if (payout.provider.isNull())
        return invalid("there is no such provider", "provider");
    if (auto checked = checkRail(payout.rail); !checked)
        return std::move(checked).error();
    if (auto checked = checkAmount(payout.amount); !checked)
        return std::move(checked).error();
    if (payout.limit == Payout::Limit::Owed && payout.amount > payable)
        return failure(ErrorCode::Conflict,
                       "the provider is owed " + usd(std::max(payable, Money())) + ": more is a prepayment",
                       "amount_usd");
    return BookingRow{
        .kind = BookingKind::Payout, .provider = payout.provider, .rail = payout.rail, .amount = payout.amount};
}

Result<BookingRow> plan(const Adjustment& adjustment, Money debitBalance, Money room)
{
    if (auto checked = checkAmount(adjustment.amount); !checked)
        return std::move(checked).error();
    if (adjustment.creditLimit.isNegative())
        return invalid("a credit limit is not negative");
    const LedgerAccount::Kind kind = adjustment.debit.kind();
    const bool isOwned = kind == LedgerAccount::Kind::Available || kind == LedgerAccount::Kind::PromoAvailable;
    const Money limit = kind == LedgerAccount::Kind::Available ? adjustment.creditLimit : Money();
    if (isOwned && adjustment.amount > reachOf(debitBalance, limit))
        return failure(ErrorCode::InsufficientFunds, "the wallet has " + usd(debitBalance) + " available",
                       "amount_usd");
    if (adjustment.credit.kind() == LedgerAccount::Kind::PromoAvailable && adjustment.amount > room)
        return failure(ErrorCode::Conflict, "live grants of the account have room for " + usd(room), "credit");
    const auto owner = adjustment.debit.owner() ? adjustment.debit.owner() : adjustment.credit.owner();
    const auto provider = adjustment.debit.kind() == LedgerAccount::Kind::Suspense ? adjustment.debit.provider()
                                                                                   : adjustment.credit.provider();
    return BookingRow{.kind = BookingKind::Adjustment,
                      .account = owner.value_or(AccountId()),
                      .provider = provider.value_or(ProviderId()),
                      .amount = adjustment.amount};
}

Result<BookingRow> plan(const LateCost& cost, const AccountId& account)
{
    if (cost.provider.isNull())
        return invalid("there is no such provider", "provider");
    if (cost.attempt < 1 || cost.attempt > UINT16_MAX)
        return invalid("attempts of an order are numbered from 1", "attempt");
    if (auto checked = checkAmount(cost.amount); !checked)
        return std::move(checked).error();
    return BookingRow{.kind = BookingKind::LateCost,
                      .account = account,
                      .provider = cost.provider,
                      .order = cost.order,
                      .part = cost.attempt,
                      .amount = cost.amount,
                      .absorbed = cost.amount};
}

Money amountOf(const HoldExtension& extension, const Funds& funds, Money budgetsLeft)
{
    if (extension.reach == HoldExtension::Reach::Whole)
        return extension.amount;
    const Money reach = reachOf(funds.available, extension.creditLimit);
    const Money carried = std::min(reach.plus(funds.promo).value_or(reach), budgetsLeft);
    return carried > Money() ? std::min(extension.amount, carried) : extension.amount;
}

Result<BookingRow> plan(const HoldExtension& extension, const OpenOrder& order, const Funds& funds)
{
    if (order.state != OrderState::Reserved)
        return failure(ErrorCode::Conflict, "the order does not run");
    if (extension.step != order.extensions + 1)
        return failure(ErrorCode::Conflict, "the hold is extended step by step");
    if (auto checked = checkAmount(extension.amount); !checked)
        return std::move(checked).error();
    if (extension.creditLimit.isNegative())
        return invalid("a credit limit is not negative");
    if (!order.hold.plus(extension.amount))
        return invalid("the hold is beyond what the ledger can hold");
    const Money granted = std::min(extension.amount, funds.promo);
    const Money paid = minus(extension.amount, granted);
    if (paid > reachOf(funds.available, extension.creditLimit))
        return failure(ErrorCode::InsufficientFunds,
                       "Insufficient funds: the call needs " + usd(extension.amount) + " more, the wallet has " +
                           usd(funds.available.plus(funds.promo).value_or(funds.available)) + " available.");
    return BookingRow{.kind = BookingKind::Extension,
                      .account = order.account,
                      .order = extension.order,
                      .part = extension.step,
                      .amount = extension.amount,
                      .promo = granted};
}

BookingSides sidesOf(const BookingPurpose& purpose)
{
    if (const auto* const adjustment = std::get_if<Adjustment>(&purpose))
        return {adjustment->debit, adjustment->credit};
    const auto* const credit = std::get_if<ProviderCredit>(&purpose);
    if (!credit)
        return {};
    const bool isSuspense = credit->target == ProviderCredit::Target::Suspense;
    return {LedgerAccount::payable(credit->provider),
            isSuspense ? LedgerAccount::suspense(credit->provider) : LedgerAccount::absorbed()};
}

Result<Postings> postingsOf(const BookingRow& booking, const BookingSides& sides)
{
    const bool mayBeNothing = booking.kind == BookingKind::GrantExpiry; // all of it was spent
    const bool isSound = (booking.amount > Money() || (mayBeNothing && booking.amount.isZero())) &&
                         !booking.promo.isNegative() && booking.promo <= booking.amount &&
                         !booking.absorbed.isNegative() && booking.absorbed <= booking.amount;
    if (!isSound)
        return invalid("its amounts contradict each other");
    const LedgerAccount wallet = LedgerAccount::available(booking.account);
    const LedgerAccount promo = LedgerAccount::promoAvailable(booking.account);
    const bool isOfRail = booking.kind == BookingKind::Chargeback || booking.kind == BookingKind::Payout;
    if (auto checked = isOfRail ? checkRail(booking.rail) : Result<void>(); !checked)
        return std::move(checked).error();
    Postings postings;
    switch (booking.kind) {
    case BookingKind::Chargeback: {
        const LedgerAccount cash = LedgerAccount::cash(booking.rail);
        add(postings, TransferKind::Chargeback, wallet, cash, minus(booking.amount, booking.absorbed));
        add(postings, TransferKind::Chargeback, LedgerAccount::absorbed(), cash, booking.absorbed);
        return postings;
    }
    case BookingKind::Grant:
        add(postings, TransferKind::Grant, LedgerAccount::promoExpense(), promo, booking.amount);
        return postings;
    case BookingKind::GrantExpiry:
        add(postings, TransferKind::GrantExpiry, promo, LedgerAccount::promoExpense(), booking.amount);
        return postings;
    case BookingKind::Refund: return refundPostings(booking);
    case BookingKind::Payout:
        add(postings, TransferKind::Payout, LedgerAccount::payable(booking.provider), LedgerAccount::cash(booking.rail),
            booking.amount);
        return postings;
    case BookingKind::ProviderCredit:
    case BookingKind::Adjustment: {
        if (auto checked = checkSides(booking, sides); !checked)
            return std::move(checked).error();
        const bool isCredit = booking.kind == BookingKind::ProviderCredit;
        add(postings, isCredit ? TransferKind::ProviderCredit : TransferKind::Adjustment, *sides.debit, *sides.credit,
            booking.amount);
        return postings;
    }
    case BookingKind::LateCost:
        add(postings, TransferKind::Absorb, LedgerAccount::absorbed(), LedgerAccount::payable(booking.provider),
            booking.amount);
        return postings;
    case BookingKind::Extension:
        add(postings, TransferKind::Reserve, promo, LedgerAccount::promoHeld(booking.account), booking.promo);
        add(postings, TransferKind::Reserve, wallet, LedgerAccount::held(booking.account),
            minus(booking.amount, booking.promo));
        return postings;
    }
    return invalid("there is no such booking");
}

} // namespace gotoai::clearinghouse
