// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/codec.h"

namespace gotoai::protocol {

struct Wallet
{
    AccountId account;
    Money available; // what may be spent; negative within the credit limit
    Money held;      // by open orders
    Money creditLimit;
    Money promoAvailable; // granted, spent before the wallet's own
    Money promoHeld;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("account", self.account);
        codec.required("available_usd", self.available);
        codec.required("held_usd", self.held);
        codec.required("credit_limit_usd", self.creditLimit);
        codec.required("promo_available_usd", self.promoAvailable);
        codec.required("promo_held_usd", self.promoHeld);
    }
};

} // namespace gotoai::protocol
