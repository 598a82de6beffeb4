// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/proof/receipt.h"
#include "protocol/receipt.h"

#include "storage/database.h"

#include <QJsonObject>

#include <optional>
#include <string>

namespace gotoai::control {

// A receipt with what it says, as checkReceipt() read it.
protocol::Receipt toWire(const clearinghouse::Receipt& receipt, const clearinghouse::ReceiptContent& content);

// Makes the receipt of an order and judges it before it is handed out. As clearinghouse::makeReceipt(); NotFound, too,
// where it is not this account's, whatever state it is in.
Result<protocol::Receipt> proveOrder(storage::Database& database, const std::string& headFile, const OrderId& order,
                                     const std::optional<AccountId>& account);

// The proofs alone. InvalidRequest naming the field that is no such value.
Result<clearinghouse::Receipt> proofsOf(const protocol::Receipt& wire);

// Judges a receipt as it was handed out: its proofs, and that every field shown is what the leaves say. Corrupt naming
// the first that is not; InvalidRequest when it is no receipt.
Result<protocol::Receipt> checkReceipt(const QJsonObject& json, const std::vector<crypto::VerifyKey>& keys);

} // namespace gotoai::control
