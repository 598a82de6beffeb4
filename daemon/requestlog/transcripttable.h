// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"
#include "hypercore/orders/transcript.h"
#include "storage/database.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Transcripts as bytes and as rows of requests.db.
namespace gotoai::requestlog {

std::string transcriptText(const hypercore::Transcript& transcript);
// Corrupt when it is none.
Result<hypercore::Transcript> parseTranscript(std::string_view text);

// Inside a transaction.
Result<void> insertTranscript(storage::Database& database, const OrderId& order, Instant at,
                              std::span<const std::uint8_t> sealed);
// Those from before `oldest`, and the oldest until all together have at most `totalBytes`.
Result<void> sweepTranscripts(storage::Database& database, Instant oldest, std::int64_t totalBytes);
// Empty when there is none, or it is from before `oldest`.
Result<std::optional<std::vector<std::uint8_t>>> findTranscript(storage::Database& database, const OrderId& order,
                                                                Instant oldest);

} // namespace gotoai::requestlog
