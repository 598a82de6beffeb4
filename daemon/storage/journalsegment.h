// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "storage/filesystem.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gotoai::storage {

// A frame's place in front of its payload. Integers are little-endian, frames start at multiples of sixteen bytes.
struct FrameHead
{
    static constexpr std::uint32_t kMagic = 0x4a414f47; // "GOAJ"

    std::uint32_t magic = kMagic;
    std::uint32_t crc = 0; // CRC-32 (zlib's) of what follows it in the head, then the payload
    std::uint64_t number = 0;
    std::uint64_t durable = 0; // frames up to this number were durable when it was written
    std::uint64_t bytes = 0;   // of the payload
};
static_assert(sizeof(FrameHead) == 32);

struct Frame
{
    FrameHead head{};
    std::span<const std::uint8_t> payload{};
    std::uint64_t offset = 0;
};

// One file of a journal. Its head says which frame it begins with; what stands behind its last frame is left over from
// an earlier use and has lower numbers. Not thread-safe.
class JournalSegment
{
public:
    // A new file, filled with zeros and synced together with its directory.
    static Result<std::unique_ptr<JournalSegment>> create(FileSystem& files, const std::string& directory, int file,
                                                          std::uint64_t bytes);
    static Result<std::unique_ptr<JournalSegment>> open(FileSystem& files, const std::string& path);
    ~JournalSegment();
    JournalSegment(const JournalSegment&) = delete;
    JournalSegment& operator=(const JournalSegment&) = delete;

    // Room behind the last frame, in bytes with the frame's head.
    std::uint64_t room() const { return m_bytes - m_end; }
    static std::uint64_t frameBytes(std::uint64_t payload);
    // Room in an empty file for a frame of `payload` bytes.
    static std::uint64_t fileBytes(std::uint64_t payload);

    // Starts again from the front, for frames from `number` on.
    Result<void> begin(std::uint64_t number);
    // `frame` is whole, head and padding included; it may be written again when this fails.
    Result<void> write(std::span<const std::uint8_t> frame, std::uint64_t number);

    // Writes `bytes` behind the last frame, as part of none.
    Result<void> overwrite(std::span<const std::uint8_t> bytes) { return writeAt(m_end, bytes); }

    // Whole file, for reading at a start.
    Result<void> load();
    void unload() { m_content = std::vector<std::uint8_t>(); }
    // Every frame that is whole, of whatever use of the file, as long as it is loaded.
    std::vector<Frame> frames() const;
    std::optional<Frame> frameAt(std::uint64_t offset) const;

    const std::string& path() const { return m_path; }
    int descriptor() const { return m_descriptor; }
    std::uint64_t bytes() const { return m_bytes; }
    std::uint64_t first() const { return m_first; } // 0: none yet
    std::uint64_t last() const { return m_last; }   // of what this process wrote; 0: nothing

    bool isFree = true; // owned by the journal's mutex

private:
    JournalSegment(FileSystem& files, std::string path, int descriptor, std::uint64_t bytes);
    Result<void> writeAt(std::uint64_t offset, std::span<const std::uint8_t> bytes);
    Result<std::size_t> readAt(std::uint64_t offset, std::span<std::uint8_t> bytes) const;
    Result<void> readHead();

    FileSystem& m_files;
    const std::string m_path;
    const int m_descriptor;
    const std::uint64_t m_bytes;
    std::uint64_t m_first = 0;
    std::uint64_t m_last = 0;
    std::uint64_t m_end = 0;
    std::vector<std::uint8_t> m_content;
};

// Fills in the check sum of a frame whose bytes stand in `frame`, head first.
void sealFrame(std::span<std::uint8_t> frame, const FrameHead& head, std::span<const std::uint8_t> payload);

} // namespace gotoai::storage
