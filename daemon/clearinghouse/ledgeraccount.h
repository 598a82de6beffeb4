// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "base/result.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gotoai::clearinghouse {

// An account of the ledger, by meaning rather than by number. A plain value of fixed size: the order path looks
// accounts up without building a name.
class LedgerAccount
{
public:
    enum class Kind : std::uint8_t {
        Cash,
        Available,
        Held,
        Payable,
        Fee,
        Absorbed,
        PromoAvailable,
        PromoHeld,
        PromoExpense,
        Suspense
    };

    static LedgerAccount cash(std::string_view rail); // of a rail that isRail() accepts
    static LedgerAccount available(const AccountId& account);
    static LedgerAccount held(const AccountId& account);
    static LedgerAccount payable(const ProviderId& provider);
    static LedgerAccount fee();
    static LedgerAccount absorbed();
    // Granted money: what may be spent, what open orders hold, and who gave it.
    static LedgerAccount promoAvailable(const AccountId& account);
    static LedgerAccount promoHeld(const AccountId& account);
    static LedgerAccount promoExpense();
    // What the platform and a provider do not agree on yet.
    static LedgerAccount suspense(const ProviderId& provider);

    // "wallet:acct_…:available", "provider:prov_…:payable", "cash:manual", … and back. Corrupt on anything else.
    std::string name() const;
    static Result<LedgerAccount> parse(std::string_view name);

    static bool isRail(std::string_view rail); // [a-z0-9_-]{1,32}

    Kind kind() const { return m_kind; }
    // Set aside for open orders: only their own operations move it.
    bool isHeld() const { return m_kind == Kind::Held || m_kind == Kind::PromoHeld; }
    // Whose wallet it is of, or which provider's; empty for every other kind.
    std::optional<AccountId> owner() const;
    std::optional<ProviderId> provider() const;
    std::size_t hash() const;
    bool operator==(const LedgerAccount&) const = default;

private:
    LedgerAccount(Kind kind, std::string_view owner);
    LedgerAccount(Kind kind, const IdBytes& owner);
    IdBytes ownerId() const;

    Kind m_kind;
    std::array<char, 32> m_owner{}; // the bytes of an id, or a rail, then zeros
};

} // namespace gotoai::clearinghouse

template<>
struct std::hash<gotoai::clearinghouse::LedgerAccount>
{
    std::size_t operator()(const gotoai::clearinghouse::LedgerAccount& account) const noexcept
    {
        return account.hash();
    }
};
