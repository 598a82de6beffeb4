// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/bookingrules.h"
#include "clearinghouse/events.h"
#include "clearinghouse/tables.h"

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace gotoai::clearinghouse {

// Keeps texts beyond what they were read from.
class TextArena
{
public:
    std::string_view keep(std::string_view text);
    std::span<const std::uint8_t> keep(std::span<const std::uint8_t> bytes);

private:
    static constexpr std::size_t kBlockBytes = 64 * 1024;

    std::vector<std::unique_ptr<char[]>> m_blocks;
    std::size_t m_left = 0; // in the last block
};

template<class Record>
struct SealedRecord
{
    Record record{};
    crypto::Digest leaf{};
};

struct SealedTransition
{
    TransitionRecord record{};
    tables::Extent extent{};
    crypto::Digest leaf{};
    std::size_t firstAttempt = 0; // in the chunk; of an end
    std::size_t attempts = 0;
};

struct SealedBooking
{
    BookingRecord record{};
    tables::Extent extent{};
    std::string_view scope{};
    crypto::Digest leaf{};
    std::optional<EndedOrder> refunded{};
};

// Some batches of the ledger one behind the other, as they were read and not judged yet: what lies in which of them
// follows from their seals. Numbers within it are dense. Only moved, never copied: texts point into it.
struct LedgerChunk
{
    std::vector<Seal> seals;
    std::vector<SealedRecord<AccountRecord>> accounts;
    std::vector<SealedRecord<PriceRecord>> prices;
    std::vector<TransferRecord> transfers;
    std::vector<SealedRecord<OrderRecord>> orders;
    std::vector<SealedBooking> bookings;
    std::vector<SealedTransition> transitions;
    std::vector<AttemptEntry> attempts;
    std::vector<SealedRecord<TopUpRecord>> topUps;
    std::optional<Error> fault; // why reading ended behind these
    bool isLast = false;        // nothing follows
    TextArena texts;
};

} // namespace gotoai::clearinghouse
