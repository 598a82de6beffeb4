// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "chat/request.h"

#include <cstdint>
#include <optional>

namespace gotoai::hypercore {

// How orders are shared out among endpoints that are equally good: by weighted rendezvous hashing. The same seed always
// orders the same endpoints in the same way, over many seeds each comes first as often as its weight says, and one that
// comes or goes changes nothing among the others. (Thaler and Ravishankar, "Using Name-Based Mappings to Increase Hit
// Rates", 1998; weights as in Efraimidis and Spirakis, "Weighted Random Sampling with a Reservoir", 2006.)

// Less comes first. `weight` is positive.
float spreadRank(std::uint64_t seed, const EndpointId& endpoint, std::int32_t weight);

std::uint64_t seedOf(const IdBytes& id);

// The seed of all requests of an account that begin alike, so that they meet the same provider's prompt cache: by the
// client's own cache key, or by the first bytes of the messages. Empty where there is no key and the prompt is too
// short for any provider to cache (OpenAI's guide, "Prompt caching": from 1,024 tokens on).
std::optional<std::uint64_t> stickySeed(const AccountId& account, const chat::Request& request);

inline constexpr std::size_t kStickyBytes = 4'096;

} // namespace gotoai::hypercore
