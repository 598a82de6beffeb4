// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/registry/pricetable.h"

#include "storage/eachrow.h"

#include <limits>
#include <string>

namespace gotoai::supply {

Result<void> insertPrice(storage::Database& database, const EndpointId& endpoint, const Price& price)
{
    auto insert = database.cached(
        "INSERT INTO prices (id, endpoint, prompt_pico, cache_read_pico, cache_write_pico, completion_pico,"
        " reasoning_pico, image_pico, audio_pico, request_pico, valid_from_us, valid_until_us, tiers)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)");
    if (!insert)
        return std::move(insert).error();
    storage::Statement& statement = **insert;
    statement.bind(1, std::span(price.id().bytes())).bind(2, std::span(endpoint.bytes()));
    int position = 3;
    for (const Meter meter : kMeters)
        statement.bind(position++, price.pico(meter));
    const auto until = price.validUntil();
    const std::vector<std::uint8_t> tiers = encodeTiers(price.tiers());
    return statement.bind(position, toMicroseconds(price.validFrom()))
        .bind(position + 1, until ? std::optional(toMicroseconds(*until)) : std::nullopt)
        .bind(position + 2, std::span<const std::uint8_t>(tiers))
        .run();
}

Result<Price> priceOf(const storage::Statement& row, int firstColumn)
{
    const auto id = PriceId::fromBytes(row.blob(firstColumn));
    if (!id)
        return id.error();
    Price::Picos picos;
    int column = firstColumn + 1;
    for (auto& pico : picos) {
        if (!row.isNull(column))
            pico = row.integer(column);
        ++column;
    }
    const std::optional<Instant> until =
        row.isNull(column + 1) ? std::nullopt : std::optional(fromMicroseconds(row.integer(column + 1)));
    auto tiers = decodeTiers(row.blob(column + 2));
    if (!tiers)
        return std::move(tiers).error();
    auto price = Price::make(*id, {picos, *std::move(tiers)}, fromMicroseconds(row.integer(column)), until);
    if (!price)
        return failure(ErrorCode::Corrupt, "a stored price is not one: " + price.error().detail);
    return price;
}

Result<Price> priceVersion(storage::Database& database, const EndpointId& endpoint, const PriceId& price)
{
    auto select =
        database.prepare("SELECT " + std::string(kPriceColumns) + " FROM prices p WHERE p.id = ?1 AND p.endpoint = ?2");
    if (!select)
        return std::move(select).error();
    select->bind(1, std::span(price.bytes())).bind(2, std::span(endpoint.bytes()));
    const auto found = select->step();
    if (!found)
        return found.error();
    if (!*found)
        return failure(ErrorCode::NotFound, "the endpoint never had such a price");
    return priceOf(*select, 0);
}

Result<PricePage> priceHistory(storage::Database& database, const std::optional<EndpointId>& endpoint,
                               const std::optional<std::int64_t>& before, std::size_t limit)
{
    const std::string filter = endpoint ? " AND p.endpoint = ?3" : "";
    auto select = database.prepare("SELECT p.number, p.endpoint, " + std::string(kPriceColumns) +
                                   " FROM prices p WHERE p.number < ?1" + filter + " ORDER BY p.number DESC LIMIT ?2");
    if (!select)
        return std::move(select).error();
    select->bind(1, before.value_or(std::numeric_limits<std::int64_t>::max()))
        .bind(2, static_cast<std::int64_t>(limit) + 1);
    if (endpoint)
        select->bind(3, std::span(endpoint->bytes()));
    PricePage page;
    for (;;) {
        const auto stepped = select->step();
        if (!stepped)
            return stepped.error();
        if (!*stepped)
            return page;
        if (page.rows.size() == limit) {
            page.next = page.rows.back().number;
            return page;
        }
        const auto owner = EndpointId::fromBytes(select->blob(1));
        auto price = priceOf(*select, 2);
        if (!owner || !price)
            return failure(ErrorCode::Corrupt, "a row of prices cannot be read");
        page.rows.push_back({select->integer(0), *owner, *std::move(price)});
    }
}

Result<std::vector<PriceRow>> laterPrices(storage::Database& database)
{
    std::vector<PriceRow> rows;
    auto loaded =
        storage::forEachRow(database,
                            "SELECT p.number, p.endpoint, " + std::string(kPriceColumns) +
                                " FROM prices p JOIN endpoints e ON e.id = p.endpoint JOIN prices c ON c.id = e.price"
                                " WHERE p.valid_from_us > c.valid_from_us OR p.number > c.number ORDER BY p.number",
                            [&rows](const storage::Statement& row) -> Result<void> {
                                const auto owner = EndpointId::fromBytes(row.blob(1));
                                auto price = priceOf(row, 2);
                                if (!owner || !price)
                                    return failure(ErrorCode::Corrupt, "a row of prices cannot be read");
                                rows.push_back({row.integer(0), *owner, *std::move(price)});
                                return {};
                            });
    if (!loaded)
        return std::move(loaded).error();
    return rows;
}

Result<Price> findPrice(storage::Database& database, const PriceId& id)
{
    auto select = database.prepare("SELECT " + std::string(kPriceColumns) + " FROM prices p WHERE p.id = ?1");
    if (!select)
        return std::move(select).error();
    select->bind(1, std::span(id.bytes()));
    const auto found = select->step();
    if (!found)
        return found.error();
    if (!*found)
        return failure(ErrorCode::NotFound, "there is no such price");
    return priceOf(*select, 0);
}

} // namespace gotoai::supply
