// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "money/price.h"
#include "storage/database.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace gotoai::supply {

// One row of the table of prices: never changed, never deleted.
struct PriceRow
{
    std::int64_t number = 0; // counts up in the table
    EndpointId endpoint;
    Price price;
};

struct PricePage
{
    std::vector<PriceRow> rows;       // newest first
    std::optional<std::int64_t> next; // `before` of the following page; empty at the end
};

Result<void> insertPrice(storage::Database& database, const EndpointId& endpoint, const Price& price);

// The versions of one endpoint's price (of all, if empty) numbered below `before`, at most `limit`.
// For any connection, read-only ones too.
Result<PricePage> priceHistory(storage::Database& database, const std::optional<EndpointId>& endpoint,
                               const std::optional<std::int64_t>& before, std::size_t limit);

// One version of an endpoint's price. NotFound.
Result<Price> priceVersion(storage::Database& database, const EndpointId& endpoint, const PriceId& price);
// The versions that begin, or were added, after the one that their endpoint's row names, by their numbers.
Result<std::vector<PriceRow>> laterPrices(storage::Database& database);
// One version, of whatever endpoint. NotFound when there is none.
Result<Price> findPrice(storage::Database& database, const PriceId& id);
// For joins of this folder: a price from its columns, id first, then the meters in the order of kMeters, then the times
// and the tiers.
inline constexpr const char* kPriceColumns =
    "p.id, p.prompt_pico, p.cache_read_pico, p.cache_write_pico, p.completion_pico, p.reasoning_pico, p.image_pico,"
    " p.audio_pico, p.request_pico, p.valid_from_us, p.valid_until_us, p.tiers";
Result<Price> priceOf(const storage::Statement& row, int firstColumn);

} // namespace gotoai::supply
