// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/proof/journalfile.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gotoai::clearinghouse {

// Reads an exported journal into chunks to be judged. Memory for a chunk and for the orders that were refunded.
class JournalReader
{
public:
    // Goes through the file once, for the refunds in it. `keys` may be none: signatures stay unproven then.
    // InvalidRequest when it is no such file, StoreUnavailable when it cannot be read.
    static Result<JournalReader> open(const std::string& path, std::vector<crypto::VerifyKey> keys);

    const IdBytes& book() const { return m_book; }
    // A fault names the line, or, where not even that can be read, the batch and the event in it.
    LedgerChunk next();

    std::int64_t headCount() const { return m_headCount; }
    const std::optional<SignedHead>& lastHead() const { return m_lastHead; }

private:
    struct Frame
    {
        JournalFrame kind = JournalFrame::End;
        std::span<const std::uint8_t> payload{};
    };
    struct Into; // takes events by their kinds

    JournalReader(OpenFile file, std::vector<crypto::VerifyKey> keys)
        : m_file(std::move(file))
        , m_keys(std::move(keys))
    {}
    Result<void> readBegin();
    Result<void> findRefunds();
    Result<Frame> readFrame(); // the payload is valid until the next
    bool readBytes(std::size_t count);
    Result<void> takeFrame(const Frame& frame, LedgerChunk& chunk);
    Result<void> takeEvent(std::span<const std::uint8_t> payload, LedgerChunk& chunk);
    Result<void> takeSeal(std::span<const std::uint8_t> payload, LedgerChunk& chunk);
    Result<void> takeHead(std::span<const std::uint8_t> payload);
    Result<void> takeEnd(std::span<const std::uint8_t> payload);
    Error broken(std::string_view what) const;
    Error brokenHead(std::string_view what) const;

    OpenFile m_file;
    std::vector<crypto::VerifyKey> m_keys;
    IdBytes m_book{};
    std::vector<std::uint8_t> m_buffer;
    std::unique_ptr<crypto::Sha256> m_hash = std::make_unique<crypto::Sha256>(); // of all frames before
    Counters m_at;                                                               // events given
    std::size_t m_batchBegin = 0; // the batch's first transfer in the chunk
    std::int64_t m_event = 0;     // in its batch
    bool m_hasEnded = false;
    crypto::Digest m_lastHash{};
    std::int64_t m_headCount = 0;
    std::optional<SignedHead> m_lastHead;
    std::unordered_map<std::string, std::int64_t> m_accounts; // by name, those of granted money that is held
    std::unordered_map<OrderNumber, EndedOrder> m_refunded;   // those that are refunded somewhere
};

} // namespace gotoai::clearinghouse
