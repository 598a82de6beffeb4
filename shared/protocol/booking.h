// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bookingid.h"
#include "protocol/codec.h"

#include <optional>
#include <string>

namespace gotoai::protocol {

// What moved money beside the reserves and ends of orders and top-ups.
struct Booking
{
    BookingId id;
    std::int64_t number = 0; // dense in the book
    std::string kind;        // "refund", "grant", …
    std::optional<AccountId> account;
    std::optional<ProviderId> provider;
    std::optional<OrderId> order;
    std::int64_t part = 0; // which refund, step or attempt of its order; of an expiry, the number of the grant
    std::string rail;
    std::string reference; // with its kind and its rail, provider or order it has one effect, ever
    std::string debit;     // ledger accounts of an adjustment or a provider's credit
    std::string credit;
    Money amount;
    Money promo;    // of the amount: granted money
    Money absorbed; // of the amount: borne by the platform
    std::string reason;
    std::string by;
    std::optional<Instant> expiresAt; // of a grant
    Instant at{};

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("number", self.number);
        codec.required("kind", self.kind);
        codec.nullable("account", self.account);
        codec.nullable("provider", self.provider);
        codec.nullable("order", self.order);
        codec.required("part", self.part);
        codec.required("rail", self.rail);
        codec.required("reference", self.reference);
        codec.required("debit", self.debit);
        codec.required("credit", self.credit);
        codec.required("amount_usd", self.amount);
        codec.required("promo_usd", self.promo);
        codec.required("absorbed_usd", self.absorbed);
        codec.required("reason", self.reason);
        codec.required("by", self.by);
        codec.nullable("expires_at", self.expiresAt);
        codec.required("at", self.at);
    }
};

// Where a draft has an external id, the request's Idempotency-Key stands in when there is none.

struct ChargebackDraft
{
    AccountId account;
    std::string rail = "manual";
    std::optional<std::string> externalId; // the rail's own
    Money amount;
    std::string reason;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("account", self.account);
        codec.defaulted("rail", self.rail);
        codec.nullable("external_id", self.externalId);
        codec.required("amount_usd", self.amount);
        codec.defaulted("reason", self.reason);
    }
};

struct GrantDraft
{
    AccountId account;
    Money amount;
    std::optional<Instant> expiresAt;
    std::string reason;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("account", self.account);
        codec.required("amount_usd", self.amount);
        codec.nullable("expires_at", self.expiresAt);
        codec.defaulted("reason", self.reason);
    }
};

struct RefundDraft
{
    OrderId order;
    std::optional<Money> amount; // all that is left of the charge unless given
    std::string reason;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("order", self.order);
        codec.nullable("amount_usd", self.amount);
        codec.required("reason", self.reason);
    }
};

struct AdjustmentDraft
{
    std::string debit; // names of ledger accounts, one of them a suspense account
    std::string credit;
    Money amount;
    std::string reason;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("debit", self.debit);
        codec.required("credit", self.credit);
        codec.required("amount_usd", self.amount);
        codec.required("reason", self.reason);
    }
};

struct ProviderCreditDraft
{
    ProviderId provider;
    Money amount;
    std::string target = "suspense"; // or "absorbed"
    std::optional<std::string> externalId;
    std::string reason;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("provider", self.provider);
        codec.required("amount_usd", self.amount);
        codec.defaulted("target", self.target);
        codec.nullable("external_id", self.externalId);
        codec.defaulted("reason", self.reason);
    }
};

struct PayoutDraft
{
    ProviderId provider;
    std::string rail = "manual";
    Money amount;
    bool isPrepayment = false; // may be more than the provider is owed
    std::optional<std::string> externalId;
    std::string reason;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("provider", self.provider);
        codec.defaulted("rail", self.rail);
        codec.required("amount_usd", self.amount);
        codec.defaulted("prepayment", self.isPrepayment);
        codec.nullable("external_id", self.externalId);
        codec.defaulted("reason", self.reason);
    }
};

struct LateCostDraft
{
    OrderId order;
    std::int64_t attempt = 1;
    ProviderId provider;
    Money amount;
    std::string reason;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("order", self.order);
        codec.defaulted("attempt", self.attempt);
        codec.required("provider", self.provider);
        codec.required("amount_usd", self.amount);
        codec.defaulted("reason", self.reason);
    }
};

} // namespace gotoai::protocol
