// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "base/result.h"

#include <functional>
#include <string>

namespace gotoai::gateway {

// Where a customer's proofs come from. Asked on a lane's thread, which it never holds up; replies there, exactly once,
// possibly from within the call (refusals).
class ReceiptSource
{
public:
    using Reply = std::function<void(Result<std::string>)>;

    virtual ~ReceiptSource() = default;
    // The receipt of an order of this account, as JSON. NotFound when the account has no such order, Conflict while it
    // runs or before its end is signed, Overloaded, StoreUnavailable.
    virtual void findReceipt(const AccountId& account, const OrderId& order, Reply reply) = 0;
};

} // namespace gotoai::gateway
