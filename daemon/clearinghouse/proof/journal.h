// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/proof/signedhead.h"
#include "clearinghouse/verify.h"

#include <optional>
#include <string>
#include <vector>

namespace gotoai::clearinghouse {

struct JournalReport
{
    VerifyReport books{};
    std::int64_t heads = 0;
    std::optional<SignedHead> lastHead{};
};

// Writes the whole ledger into a new file, with the signed heads of `headFile` where there is one; the books are proved
// on the way. Errors of verifyBooks() and of JournalWriter; what was written so far stays.
Result<JournalReport> exportJournal(storage::Database& readOnly, const std::string& headFile, const std::string& path);

// Judges such a file by itself, as verifyBooks() does a ledger, and every signed head in it; those by `keys`, unless
// there are none. Corrupt, naming the first line that does not hold.
Result<JournalReport> verifyJournal(const std::string& path, std::vector<crypto::VerifyKey> keys);

} // namespace gotoai::clearinghouse
