// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "clearinghouse/ledgerchunk.h"
#include "clearinghouse/proof/signedhead.h"

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

// An exported journal: one file that has all events of a book from its begin, and all that is needed to judge them. A
// line "gotoai.journal.1 <book>", then frames: a letter, the number of bytes that follow (four bytes, big-endian), then
//     e  an event: its leaf (32 bytes) and its encoding (events.h)
//     z  the encoding of the seal that ends a batch
//     h  the line of a signed head of the batch before it
//     .  the end: SHA-256 of all before this frame; nothing follows
namespace gotoai::clearinghouse {

struct CloseFile
{
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using OpenFile = std::unique_ptr<std::FILE, CloseFile>;

enum class JournalFrame : char { Event = 'e', Seal = 'z', Head = 'h', End = '.' };

// Writes one. StoreUnavailable, with the system's reason, from the first write on that fails.
class JournalWriter
{
public:
    // A new file (0600): Conflict when there is one of this name, Forbidden when it may not be made.
    static Result<JournalWriter> create(const std::string& path);

    Result<void> begin(const IdBytes& book);
    // Batches that hold, as `verifyBooks` gives them; behind each the signed heads of it that `heads` gives.
    using HeadsOf = std::function<Result<std::vector<SignedHead>>(std::int64_t batch)>;
    Result<void> append(const LedgerChunk& chunk, const HeadsOf& heads);
    // Synced when it returns.
    Result<void> end();

private:
    struct Place;
    JournalWriter(std::string path, OpenFile file)
        : m_path(std::move(path))
        , m_file(std::move(file))
    {}
    void writeBatch(const LedgerChunk& chunk, const Seal& seal, Place& place);
    template<class Record>
    void writeEvent(const Record& record, const crypto::Digest& leaf);
    void writeFrame(JournalFrame kind, std::span<const std::uint8_t> first, std::span<const std::uint8_t> second = {});
    void write(std::span<const std::uint8_t> bytes);
    Result<void> state() const;

    std::string m_path;
    OpenFile m_file;
    Counters m_at;
    std::vector<std::uint8_t> m_event;
    std::unique_ptr<crypto::Sha256> m_hash = std::make_unique<crypto::Sha256>();
    int m_error = 0; // of the first write that failed
};

} // namespace gotoai::clearinghouse
