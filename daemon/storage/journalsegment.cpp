// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/journalsegment.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstddef>
#include <cstring>

namespace gotoai::storage {
namespace {

static_assert(std::endian::native == std::endian::little, "journals are little-endian");

constexpr std::uint64_t kAlignment = 16;

struct SegmentHead
{
    static constexpr std::uint64_t kMagic = 0x316c6e72756f6a67; // "gjournl1"

    std::uint64_t magic = kMagic;
    std::uint64_t first = 0;
    std::uint64_t crc = 0; // CRC-32 of the two before it
    std::uint64_t reserved = 0;
};
static_assert(sizeof(SegmentHead) % kAlignment == 0);

constexpr std::uint64_t aligned(std::uint64_t bytes) { return (bytes + kAlignment - 1) / kAlignment * kAlignment; }

std::uint32_t checkSum(std::uint32_t before, std::span<const std::uint8_t> bytes)
{
    return static_cast<std::uint32_t>(crc32_z(before, bytes.data(), bytes.size()));
}

std::uint64_t checkSumOf(const SegmentHead& head)
{
    std::uint8_t bytes[2 * sizeof(std::uint64_t)];
    std::memcpy(bytes, &head, sizeof bytes);
    return checkSum(0, bytes);
}

std::uint32_t checkSumOf(const FrameHead& head, std::span<const std::uint8_t> payload)
{
    constexpr std::size_t kSkipped = offsetof(FrameHead, number);
    std::uint8_t bytes[sizeof(FrameHead)];
    std::memcpy(bytes, &head, sizeof bytes);
    return checkSum(checkSum(0, std::span(bytes).subspan(kSkipped)), payload);
}

Error unavailable(const std::string& path, std::string_view what)
{
    return failure(ErrorCode::StoreUnavailable, path + " " + std::string(what) + ": " + std::strerror(errno));
}

constexpr std::uint64_t kFirstOffset = sizeof(SegmentHead);

} // namespace

JournalSegment::JournalSegment(FileSystem& files, std::string path, int descriptor, std::uint64_t bytes)
    : m_files(files)
    , m_path(std::move(path))
    , m_descriptor(descriptor)
    , m_bytes(bytes)
    , m_end(bytes)
{}

JournalSegment::~JournalSegment() { close(m_descriptor); }

std::uint64_t JournalSegment::frameBytes(std::uint64_t payload) { return aligned(sizeof(FrameHead) + payload); }

std::uint64_t JournalSegment::fileBytes(std::uint64_t payload) { return kFirstOffset + frameBytes(payload); }

Result<std::unique_ptr<JournalSegment>> JournalSegment::create(FileSystem& files, const std::string& directory,
                                                               int file, std::uint64_t bytes)
{
    const std::string path = directory + "/" + std::to_string(file);
    // Under another name until it is whole, so that a crash leaves no short file behind under its own.
    const std::string unfinished = path + ".new";
    const int descriptor = files.open(unfinished, O_RDWR | O_CREAT | O_TRUNC);
    if (descriptor < 0)
        return unavailable(unfinished, "cannot be made");
    std::unique_ptr<JournalSegment> segment(new JournalSegment(files, path, descriptor, bytes));
    const std::vector<std::uint8_t> zeros(std::min<std::uint64_t>(bytes, 1024 * 1024));
    Result<void> filled;
    for (std::uint64_t offset = 0; offset < bytes && filled; offset += zeros.size())
        filled =
            segment->writeAt(offset, std::span(zeros).first(std::min<std::uint64_t>(zeros.size(), bytes - offset)));
    if (filled && (files.fdatasync(descriptor) != 0 || files.rename(unfinished, path) != 0))
        filled = unavailable(path, "cannot be made");
    if (filled && files.syncDirectory(directory) != 0)
        filled = unavailable(directory, "cannot be synced");
    if (!filled) {
        files.unlink(unfinished);
        return std::move(filled).error();
    }
    return segment;
}

Result<std::unique_ptr<JournalSegment>> JournalSegment::open(FileSystem& files, const std::string& path)
{
    const int descriptor = files.open(path, O_RDWR);
    struct stat status
    {};
    if (descriptor < 0 || fstat(descriptor, &status) != 0) {
        Error error = unavailable(path, "cannot be opened");
        if (descriptor >= 0)
            close(descriptor);
        return error;
    }
    std::unique_ptr<JournalSegment> segment(
        new JournalSegment(files, path, descriptor, static_cast<std::uint64_t>(status.st_size)));
    if (auto read = segment->readHead(); !read)
        return std::move(read).error();
    return segment;
}

Result<void> JournalSegment::readHead()
{
    std::uint8_t bytes[sizeof(SegmentHead)];
    const auto count = readAt(0, bytes);
    if (!count)
        return count.error();
    SegmentHead head;
    std::memcpy(&head, bytes, sizeof head);
    if (*count == sizeof bytes && head.magic == SegmentHead::kMagic && head.crc == checkSumOf(head))
        m_first = head.first;
    return {};
}

Result<void> JournalSegment::begin(std::uint64_t number)
{
    SegmentHead head{.first = number};
    head.crc = checkSumOf(head);
    std::uint8_t bytes[sizeof head];
    std::memcpy(bytes, &head, sizeof head);
    if (auto written = writeAt(0, bytes); !written)
        return written;
    m_first = number;
    m_last = 0;
    m_end = kFirstOffset;
    return {};
}

Result<void> JournalSegment::write(std::span<const std::uint8_t> frame, std::uint64_t number)
{
    if (auto written = writeAt(m_end, frame); !written)
        return written;
    m_end += frame.size();
    m_last = number;
    return {};
}

Result<void> JournalSegment::writeAt(std::uint64_t offset, std::span<const std::uint8_t> bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = m_files.pwrite(m_descriptor, bytes, offset);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return unavailable(m_path, "cannot be written");
        bytes = bytes.subspan(static_cast<std::size_t>(count));
        offset += static_cast<std::uint64_t>(count);
    }
    return {};
}

// Fewer than asked for at the file's end.
Result<std::size_t> JournalSegment::readAt(std::uint64_t offset, std::span<std::uint8_t> bytes) const
{
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count = m_files.pread(m_descriptor, bytes.subspan(done), offset + done);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return unavailable(m_path, "cannot be read");
        if (count == 0)
            break;
        done += static_cast<std::size_t>(count);
    }
    return done;
}

Result<void> JournalSegment::load()
{
    m_content.resize(m_bytes);
    const auto count = readAt(0, m_content);
    m_content.resize(count.value_or(std::size_t{0}));
    return count ? Result<void>() : count.error();
}

std::optional<Frame> JournalSegment::frameAt(std::uint64_t offset) const
{
    FrameHead head;
    if (offset > m_content.size() || m_content.size() - offset < sizeof head)
        return std::nullopt;
    std::memcpy(&head, m_content.data() + offset, sizeof head);
    if (head.magic != FrameHead::kMagic || head.bytes > m_content.size() - offset - sizeof head)
        return std::nullopt;
    const auto payload = std::span(m_content).subspan(offset + sizeof head, head.bytes);
    return head.crc == checkSumOf(head, payload) ? std::optional(Frame{head, payload, offset}) : std::nullopt;
}

// What a crash has torn is passed over in steps: a frame behind it stands at its own multiple of the alignment.
std::vector<Frame> JournalSegment::frames() const
{
    std::vector<Frame> frames;
    for (std::uint64_t offset = kFirstOffset; offset + sizeof(FrameHead) <= m_content.size();) {
        const auto frame = frameAt(offset);
        offset += frame ? frameBytes(frame->head.bytes) : kAlignment;
        if (frame)
            frames.push_back(*frame);
    }
    return frames;
}

void sealFrame(std::span<std::uint8_t> frame, const FrameHead& head, std::span<const std::uint8_t> payload)
{
    FrameHead sealed = head;
    sealed.crc = checkSumOf(head, payload);
    std::memcpy(frame.data(), &sealed, sizeof sealed);
    std::copy(payload.begin(), payload.end(), frame.begin() + sizeof sealed);
}

} // namespace gotoai::storage
