// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config.h"

#include <string>

namespace gotoai::app {

// What is to be proved: one of these, or the ledger of the data directory when none is named.
struct VerifyPlan
{
    std::string backup;
    std::string journal;
    std::string receipt;
    std::string publicKeys; // a file of keys that signed heads are held against; empty: those of the data directory
};

// `gotoaid verify`: proves the books of a data directory that no daemon holds, of a backup, an exported journal, or a
// receipt; prints figures, or the first line that does not hold. The process's exit code.
int runVerify(const Config& config, const VerifyPlan& plan);

} // namespace gotoai::app
