// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "clearinghouse/ledgerqueries.h"
#include "clearinghouse/proof/leafproof.h"
#include "clearinghouse/rules.h"

#include <string>
#include <vector>

namespace gotoai::clearinghouse {

// Proves to whoever holds it what one order was charged and why, without a ledger, and shows nobody else's rows.
struct Receipt
{
    IdBytes book{};
    LeafProof order; // its birth
    LeafProof end;   // its terminal transition
    std::vector<LeafProof> prices;
};

// What a receipt says, decoded from its leaves.
struct ReceiptContent
{
    OrderNumber number = 0;
    OrderId id;
    AccountId account;
    KeyId key;
    std::string model;
    std::string mode;
    bool isStreamed = false;
    Money hold; // as it was reserved
    Instant createdAt;
    OrderState state = OrderState::Released;
    SettledAmounts amounts{};
    std::string reason;
    Instant endedAt;
    std::vector<AttemptRow> attempts;
};

// Of an order that has ended. NotFound; Conflict while it runs, or before its end is signed.
Result<Receipt> makeReceipt(storage::Database& database, const std::string& headFile, const OrderId& id);

// Decodes and judges it: the leaves are those of one order, each attempt's cost is its usage by a price that is proved,
// the charge is cost and fee less what was absorbed, and every leaf leads to a head, which one of the keys signed,
// unless there are none. Corrupt, saying what does not hold.
Result<ReceiptContent> checkReceipt(const Receipt& receipt, const std::vector<crypto::VerifyKey>& keys);

} // namespace gotoai::clearinghouse
