// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/request.h"
#include "money/costbound.h"
#include "supply/catalog.h"

#include <cstdint>

namespace gotoai::hypercore {

// The most that `request` can use on `endpoint`.
// Prompt: a byte-level BPE token covers at least one byte, so the body's bytes bound the prompt's tokens; what a
// provider's chat template adds to a message is less than the JSON around that message. An image adds what the endpoint
// may bill for one, and the adapter knows what its provider's templates add. The context bounds both; the output is
// bounded by the client's limit and the endpoint's, times n.
UsageBound usageBound(const chat::Request& request, const supply::Endpoint& endpoint);

// What a call probably used when nobody counted: a token for every four bytes, as English text averages, never above
// `bound`. `outputBytes` is the UTF-8 that the provider has sent.
Usage estimateUsage(const chat::Request& request, std::int64_t outputBytes, const UsageBound& bound);

// The same measure for a text of so many bytes.
std::int64_t estimatedTokens(std::int64_t bytes);

} // namespace gotoai::hypercore
