// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "base/result.h"
#include "hypercore/routing/routereasons.h"
#include "storage/database.h"

#include <cstdint>
#include <span>
#include <vector>

namespace gotoai::requestlog {

// Why an order went where it went, as bytes: a version, then numbers as LEB128 and ids as they are; some 40 bytes an
// endpoint.
std::vector<std::uint8_t> encodeRoute(const hypercore::RouteReasons& reasons);
// Corrupt on anything that encodeRoute() does not write.
Result<hypercore::RouteReasons> decodeRoute(std::span<const std::uint8_t> bytes);

struct KeptRoute
{
    AccountId account; // whose order it is
    hypercore::RouteReasons reasons;
};

// NotFound where nothing is kept of it: it is still running, its row is too old, or the log has lost it. For any
// connection to requests.db.
Result<KeptRoute> readRoute(storage::Database& database, const OrderId& order);

} // namespace gotoai::requestlog
