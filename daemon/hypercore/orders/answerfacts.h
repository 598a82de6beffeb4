// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/finishreasons.h"

#include <string>

namespace gotoai::hypercore {

// What a provider's answer says of itself, for whoever traces it; the books have no use for it. Nothing of its content.
struct AnswerFacts
{
    std::string model{};                 // that it claims to come from; empty if it does not say; 128 bytes at most
    chat::FinishReasons finishReasons{}; // empty while no choice has ended
};

} // namespace gotoai::hypercore
