// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/keysetlist.h"
#include "client/names.h"
#include "protocol/order.h"

#include <QStringList>

namespace gotoai::requests {

namespace column {
enum : int {
    Time,
    Id,
    State,
    Model,
    Provider,
    Key,
    Account,
    TokensIn,
    TokensOut,
    Attempts,
    FirstToken,
    Duration,
    Cost,
    Fee,
    Charge,
    Hold,
    Reason
};
}

using OrderList = client::KeysetList<protocol::Order>;

// `known` outlives the list that has the columns.
std::vector<client::Column<protocol::Order>> orderColumns(const client::Names& known);

// One order as a record of the export; exact amounts, times in ISO 8601 UTC.
QStringList exportTitles();
QStringList exportFields(const protocol::Order& order, const client::Names& names);

} // namespace gotoai::requests
