// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/ledgeraccount.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace gotoai::clearinghouse {
namespace {

constexpr std::string_view kFeeName = "revenue:fee";
constexpr std::string_view kAbsorbedName = "expense:absorbed";
constexpr std::string_view kPromoExpenseName = "expense:promo";

// What stands between `first` and `last` in `text`; empty when it does not begin and end so.
std::optional<std::string_view> between(std::string_view text, std::string_view first, std::string_view last)
{
    if (text.size() < first.size() + last.size() || !text.starts_with(first) || !text.ends_with(last))
        return std::nullopt;
    return text.substr(first.size(), text.size() - first.size() - last.size());
}

template<class IdType>
std::optional<IdType> idBetween(std::string_view text, std::string_view first, std::string_view last)
{
    const auto inner = between(text, first, last);
    if (!inner)
        return std::nullopt;
    const auto id = IdType::parse(*inner);
    return id ? std::optional(*id) : std::nullopt;
}

} // namespace

LedgerAccount::LedgerAccount(Kind kind, std::string_view owner)
    : m_kind(kind)
{
    std::copy_n(owner.begin(), std::min(owner.size(), m_owner.size()), m_owner.begin());
}

LedgerAccount::LedgerAccount(Kind kind, const IdBytes& owner)
    : m_kind(kind)
{
    std::memcpy(m_owner.data(), owner.data(), owner.size());
}

LedgerAccount LedgerAccount::cash(std::string_view rail) { return {Kind::Cash, rail}; }
LedgerAccount LedgerAccount::available(const AccountId& account) { return {Kind::Available, account.bytes()}; }
LedgerAccount LedgerAccount::held(const AccountId& account) { return {Kind::Held, account.bytes()}; }
LedgerAccount LedgerAccount::payable(const ProviderId& provider) { return {Kind::Payable, provider.bytes()}; }
LedgerAccount LedgerAccount::fee() { return {Kind::Fee, std::string_view()}; }
LedgerAccount LedgerAccount::absorbed() { return {Kind::Absorbed, std::string_view()}; }
LedgerAccount LedgerAccount::promoAvailable(const AccountId& account)
{
    return {Kind::PromoAvailable, account.bytes()};
}
LedgerAccount LedgerAccount::promoHeld(const AccountId& account) { return {Kind::PromoHeld, account.bytes()}; }
LedgerAccount LedgerAccount::promoExpense() { return {Kind::PromoExpense, std::string_view()}; }
LedgerAccount LedgerAccount::suspense(const ProviderId& provider) { return {Kind::Suspense, provider.bytes()}; }

IdBytes LedgerAccount::ownerId() const
{
    IdBytes bytes{};
    std::memcpy(bytes.data(), m_owner.data(), bytes.size());
    return bytes;
}

std::string LedgerAccount::name() const
{
    switch (m_kind) {
    case Kind::Cash: return "cash:" + std::string(m_owner.begin(), std::find(m_owner.begin(), m_owner.end(), '\0'));
    case Kind::Available: return "wallet:" + AccountId(ownerId()).toString() + ":available";
    case Kind::Held: return "wallet:" + AccountId(ownerId()).toString() + ":held";
    case Kind::Payable: return "provider:" + ProviderId(ownerId()).toString() + ":payable";
    case Kind::Fee: return std::string(kFeeName);
    case Kind::Absorbed: return std::string(kAbsorbedName);
    case Kind::PromoAvailable: return "promo:" + AccountId(ownerId()).toString() + ":available";
    case Kind::PromoHeld: return "promo:" + AccountId(ownerId()).toString() + ":held";
    case Kind::PromoExpense: return std::string(kPromoExpenseName);
    case Kind::Suspense: return "suspense:reconcile:" + ProviderId(ownerId()).toString();
    }
    return {};
}

std::optional<AccountId> LedgerAccount::owner() const
{
    switch (m_kind) {
    case Kind::Available:
    case Kind::Held:
    case Kind::PromoAvailable:
    case Kind::PromoHeld: return AccountId(ownerId());
    default: return std::nullopt;
    }
}

std::optional<ProviderId> LedgerAccount::provider() const
{
    if (m_kind != Kind::Payable && m_kind != Kind::Suspense)
        return std::nullopt;
    return ProviderId(ownerId());
}

Result<LedgerAccount> LedgerAccount::parse(std::string_view name)
{
    if (name == kFeeName)
        return fee();
    if (name == kAbsorbedName)
        return absorbed();
    if (name == kPromoExpenseName)
        return promoExpense();
    if (const auto rail = between(name, "cash:", ""); rail && isRail(*rail))
        return cash(*rail);
    if (const auto account = idBetween<AccountId>(name, "wallet:", ":available"))
        return available(*account);
    if (const auto account = idBetween<AccountId>(name, "wallet:", ":held"))
        return held(*account);
    if (const auto account = idBetween<AccountId>(name, "promo:", ":available"))
        return promoAvailable(*account);
    if (const auto account = idBetween<AccountId>(name, "promo:", ":held"))
        return promoHeld(*account);
    if (const auto provider = idBetween<ProviderId>(name, "provider:", ":payable"))
        return payable(*provider);
    if (const auto provider = idBetween<ProviderId>(name, "suspense:reconcile:", ""))
        return suspense(*provider);
    return failure(ErrorCode::Corrupt, "the ledger has no account of the name '" + std::string(name) + "'");
}

bool LedgerAccount::isRail(std::string_view rail)
{
    const auto isAllowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    };
    return !rail.empty() && rail.size() <= 32 && std::all_of(rail.begin(), rail.end(), isAllowed);
}

std::size_t LedgerAccount::hash() const
{
    std::array<std::uint64_t, 4> words{};
    std::memcpy(words.data(), m_owner.data(), sizeof words);
    std::uint64_t mixed = static_cast<std::uint64_t>(m_kind);
    for (const std::uint64_t word : words)
        mixed = (mixed ^ word) * 0x9e3779b97f4a7c15U + (mixed >> 29);
    return mixed ^ (mixed >> 32);
}

} // namespace gotoai::clearinghouse
