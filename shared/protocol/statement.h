// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/transfer.h"

#include <optional>
#include <string>
#include <vector>

namespace gotoai::protocol {

// What an account has, or by what it changed.
struct StatementAmounts
{
    Money available;
    Money held;  // by open orders
    Money total; // both
    Money promo; // of the total, what was granted

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("available_usd", self.available);
        codec.required("held_usd", self.held);
        codec.required("total_usd", self.total);
        codec.required("promo_usd", self.promo);
    }
};

struct StatementActivity
{
    std::string kind; // of transfers
    StatementAmounts change;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("kind", self.kind);
        codec.required("change", self.change);
    }
};

// A transfer that changed the total.
struct StatementLine
{
    TransferId id;
    std::int64_t number = 0;
    Instant at{};
    std::string kind;
    std::optional<OrderId> order;
    Money amount;      // what the total changed by
    Money balance;     // the total behind it
    std::string debit; // names of ledger accounts
    std::string credit;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("number", self.number);
        codec.required("at", self.at);
        codec.required("kind", self.kind);
        codec.nullable("order", self.order);
        codec.required("amount_usd", self.amount);
        codec.required("balance_usd", self.balance);
        codec.required("debit", self.debit);
        codec.required("credit", self.credit);
    }
};

// opening + activity = closing, in each amount; all lines of the period come to closing − opening of the total.
struct Statement
{
    AccountId account;
    std::optional<Instant> from; // empty: from the beginning
    std::optional<Instant> to;   // not included; empty: up to now
    StatementAmounts opening;
    std::vector<StatementActivity> activity;
    StatementAmounts closing;
    std::vector<StatementLine> data; // a page, newest first; of an export all, oldest first
    std::optional<std::string> nextCursor;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("account", self.account);
        codec.nullable("from", self.from);
        codec.nullable("to", self.to);
        codec.required("opening", self.opening);
        codec.required("activity", self.activity);
        codec.required("closing", self.closing);
        codec.required("data", self.data);
        codec.nullable("next_cursor", self.nextCursor);
    }
};

} // namespace gotoai::protocol
