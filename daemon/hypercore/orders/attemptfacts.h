// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/finishreasons.h"
#include "supply/adapters/fault.h"

#include <optional>
#include <string>

namespace gotoai::hypercore {

// What is known of an attempt beside what the books keep of it, for whoever traces or explains it. Nothing of the
// answer's content.
struct AttemptFacts
{
    std::string model{}; // that the answer claims to come from; empty if it does not say; 128 bytes at most
    chat::FinishReasons finishReasons{};      // empty while no choice has ended
    int skippedFrames = 0;                    // malformed ones that were passed over
    std::optional<supply::FaultKind> fault{}; // why it failed
};

} // namespace gotoai::hypercore
