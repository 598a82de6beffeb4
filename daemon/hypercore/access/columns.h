// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"
#include "hypercore/access/credential.h"
#include "storage/database.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

// What the tables of this folder have in common: values that may be missing, MACs, whole tables.
namespace gotoai::hypercore::columns {

inline std::optional<std::int64_t> toColumn(const std::optional<Instant>& instant)
{
    return instant ? std::optional(toMicroseconds(*instant)) : std::nullopt;
}

// A view of `id`.
template<class Tag>
std::optional<std::span<const std::uint8_t>> toColumn(const std::optional<Id<Tag>>& id)
{
    return id ? std::optional(std::span<const std::uint8_t>(id->bytes())) : std::nullopt;
}

inline std::optional<Instant> instantOrNull(const storage::Statement& row, int column)
{
    return row.isNull(column) ? std::nullopt : std::optional(fromMicroseconds(row.integer(column)));
}

template<class IdType>
Result<std::optional<IdType>> idOrNull(const storage::Statement& row, int column)
{
    if (row.isNull(column))
        return std::optional<IdType>();
    const auto id = IdType::fromBytes(row.blob(column));
    if (!id)
        return id.error();
    return std::optional(*id);
}

inline Result<CredentialMac> macOf(std::span<const std::uint8_t> blob)
{
    CredentialMac mac{};
    if (blob.size() != mac.size())
        return failure(ErrorCode::Corrupt, "a stored credential is not 32 bytes long");
    std::ranges::copy(blob, mac.begin());
    return mac;
}

template<class T>
Result<std::vector<T>> loadAll(storage::Database& database, std::string_view sql,
                               Result<T> (*read)(const storage::Statement&))
{
    auto statement = database.prepare(sql);
    if (!statement)
        return std::move(statement).error();
    std::vector<T> rows;
    for (;;) {
        const auto stepped = statement->step();
        if (!stepped)
            return stepped.error();
        if (!*stepped)
            return rows;
        auto row = read(*statement);
        if (!row)
            return std::move(row).error();
        rows.push_back(*std::move(row));
    }
}

} // namespace gotoai::hypercore::columns
