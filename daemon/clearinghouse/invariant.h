// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/log.h"

#include <cstdlib>
#include <string_view>

namespace gotoai::clearinghouse {

// What cannot be unless the program or its memory is broken. Ends the process, in release builds too: books that go on
// from a broken state are worse than books that stop. Never for input.
inline void ensure(bool holds, std::string_view sentence)
{
    if (holds) [[likely]]
        return;
    writeLog(LogLevel::Error, "invariant_broken", {{"invariant", sentence}});
    std::abort();
}

} // namespace gotoai::clearinghouse
