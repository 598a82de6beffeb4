// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/id.h"
#include "storage/database.h"

namespace gotoai::clearinghouse {

// The id of the book; drawn when the book begins.
Result<IdBytes> openBook(storage::Database& database, const Clock& clock);

// The id of a book that has begun. Corrupt when there is none.
Result<IdBytes> readBookId(storage::Database& database);

} // namespace gotoai::clearinghouse
