// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/exchange.h"
#include "hypercore/orders/orderobserver.h"
#include "hypercore/orders/transcript.h"

#include <string_view>

namespace gotoai::gateway {

// How a request is answered that had made an order before.

// What a repetition may hope for.
enum class RepetitionFate {
    OtherBody,  // 422: the key belongs to another request
    InProgress, // 409: the order runs, or has ended just now
    InDoubt,    // 409: a crash interrupted it
    NotKept,    // 409: it has been charged, but its answer is not there any more
    Replayed,   // its answer once more
};

// Before the transcript was looked for: Replayed where it is worth looking.
RepetitionFate fateOf(const clearinghouse::EarlierOrder& earlier);
RepetitionFate fateOf(const hypercore::FoundTranscript& found);

// A word of the program's own: "request_in_progress" …; for answers and for counting.
std::string_view repetitionWord(RepetitionFate fate);

// Any but Replayed. `requestId` names this request, the order the one it had made.
void refuseRepetition(http::Exchange& exchange, RepetitionFate fate, const OrderId& order, const OrderId& requestId);
void replay(http::Exchange& exchange, const hypercore::Transcript& transcript, const OrderId& requestId);

} // namespace gotoai::gateway
