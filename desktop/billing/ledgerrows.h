// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/directory.h"
#include "client/keysetlist.h"
#include "protocol/statement.h"
#include "protocol/transfer.h"
#include "widgets/celltable.h"
#include "widgets/transferwords.h"

namespace gotoai::billing {

enum LedgerColumn {
    TimeColumn,
    OrderColumn,
    EventColumn,
    WhatColumn,
    CostColumn,
    FeeColumn,
    ChargeColumn,
    HoldColumn,
    AvailableColumn
};

// The directory outlives the columns; it names providers.
std::vector<client::Column<protocol::Transfer>> ledgerColumns(const client::Directory& directory);

// "wallet available → held": the two ledger accounts of a transfer in words.
QString wayText(const client::Directory& directory, const std::string& debit, const std::string& credit);
// An order's transfers, oldest first: kind, way, amount.
std::vector<std::vector<widgets::Cell>> transferRows(const client::Directory& directory,
                                                     std::vector<protocol::Transfer> transfers);

QString signedMoney(Money amount); // "+12.500000000", "−0.000900000"

} // namespace gotoai::billing
