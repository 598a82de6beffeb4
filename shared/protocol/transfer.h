// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/codec.h"

#include <optional>
#include <string>

namespace gotoai::protocol {

using TransferId = Id<TransferTag>;

struct Transfer
{
    TransferId id;
    std::int64_t number = 0; // dense within the book
    std::optional<OrderId> order;
    std::string kind;  // "reserve", "cost", "fee", "release", "absorb", "topup"
    std::string debit; // names of ledger accounts
    std::string credit;
    Money amount; // > 0
    Instant at{};
    std::optional<Money> availableAfter{}; // what its account had; null in lists by more than the account

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("number", self.number);
        codec.nullable("order", self.order);
        codec.required("kind", self.kind);
        codec.required("debit", self.debit);
        codec.required("credit", self.credit);
        codec.required("amount_usd", self.amount);
        codec.required("at", self.at);
        codec.nullable("available_after_usd", self.availableAfter);
    }
};

} // namespace gotoai::protocol
