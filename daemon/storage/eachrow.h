// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "storage/database.h"

#include <string_view>

namespace gotoai::storage {

// Calls `read(const Statement&)` for every row until one fails.
template<class Read>
Result<void> forEachRow(Database& database, std::string_view sql, Read read)
{
    auto select = database.prepare(sql);
    if (!select)
        return std::move(select).error();
    for (;;) {
        const auto stepped = select->step();
        if (!stepped)
            return stepped.error();
        if (!*stepped)
            return {};
        if (Result<void> done = read(*select); !done)
            return done;
    }
}

} // namespace gotoai::storage
