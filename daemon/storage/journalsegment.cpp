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

Result<void> syncDirectory(const std::string& directory)
{
    const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool isSynced = descriptor >= 0 && fsync(descriptor) == 0;
    Result<void> result;
    if (!isSynced)
        result = unavailable(directory, "cannot be synced");
    if (descriptor >= 0)
        close(descriptor);
    return result;
}

} // namespace

JournalSegment::JournalSegment(std::string path, int descriptor, std::uint64_t bytes)
    : m_path(std::move(path))
    , m_descriptor(descriptor)
    , m_bytes(bytes)
    , m_end(bytes)
{}

JournalSegment::~JournalSegment() { close(m_descriptor); }

std::uint64_t JournalSegment::firstOffset() { return sizeof(SegmentHead); }

std::uint64_t JournalSegment::frameBytes(std::uint64_t payload) { return aligned(sizeof(FrameHead) + payload); }

std::uint64_t JournalSegment::fileBytes(std::uint64_t payload) { return firstOffset() + frameBytes(payload); }

Result<std::unique_ptr<JournalSegment>> JournalSegment::create(const std::string& directory, int file,
                                                               std::uint64_t bytes)
{
    const std::string path = directory + "/" + std::to_string(file);
    // Under another name until it is whole, so that a crash leaves no short file behind under its own.
    const std::string unfinished = path + ".new";
    const int descriptor = ::open(unfinished.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return unavailable(unfinished, "cannot be made");
    std::unique_ptr<JournalSegment> segment(new JournalSegment(path, descriptor, bytes));
    const std::vector<std::uint8_t> zeros(std::min<std::uint64_t>(bytes, 1024 * 1024));
    Result<void> filled;
    for (std::uint64_t offset = 0; offset < bytes && filled; offset += zeros.size())
        filled =
            segment->writeAt(offset, std::span(zeros).first(std::min<std::uint64_t>(zeros.size(), bytes - offset)));
    if (filled && (fsync(descriptor) != 0 || rename(unfinished.c_str(), path.c_str()) != 0))
        filled = unavailable(path, "cannot be made");
    if (filled)
        filled = syncDirectory(directory);
    if (!filled) {
        unlink(unfinished.c_str());
        return std::move(filled).error();
    }
    return segment;
}

Result<std::unique_ptr<JournalSegment>> JournalSegment::open(const std::string& path)
{
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    struct stat status
    {};
    if (descriptor < 0 || fstat(descriptor, &status) != 0) {
        Error error = unavailable(path, "cannot be opened");
        if (descriptor >= 0)
            close(descriptor);
        return error;
    }
    std::unique_ptr<JournalSegment> segment(
        new JournalSegment(path, descriptor, static_cast<std::uint64_t>(status.st_size)));
    segment->readHead();
    return segment;
}

void JournalSegment::readHead()
{
    SegmentHead head;
    const bool isRead = pread(m_descriptor, &head, sizeof head, 0) == ssize_t{sizeof head};
    if (isRead && head.magic == SegmentHead::kMagic && head.crc == checkSumOf(head))
        m_first = head.first;
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
    m_end = firstOffset();
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
        const ssize_t count = pwrite(m_descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return unavailable(m_path, "cannot be written");
        bytes = bytes.subspan(static_cast<std::size_t>(count));
        offset += static_cast<std::uint64_t>(count);
    }
    return {};
}

Result<void> JournalSegment::load()
{
    m_content.resize(m_bytes);
    std::size_t done = 0;
    while (done < m_content.size()) {
        const ssize_t count =
            pread(m_descriptor, m_content.data() + done, m_content.size() - done, static_cast<off_t>(done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return unavailable(m_path, "cannot be read");
        if (count == 0)
            break;
        done += static_cast<std::size_t>(count);
    }
    m_content.resize(done);
    return {};
}

std::optional<FrameHead> JournalSegment::headAt(std::uint64_t offset) const
{
    FrameHead head;
    if (offset > m_content.size() || m_content.size() - offset < sizeof head)
        return std::nullopt;
    std::memcpy(&head, m_content.data() + offset, sizeof head);
    const bool isWhole = head.magic == FrameHead::kMagic && head.bytes <= m_content.size() - offset - sizeof head;
    if (!isWhole || head.crc != checkSumOf(head, std::span(m_content).subspan(offset + sizeof head, head.bytes)))
        return std::nullopt;
    return head;
}

std::optional<Frame> JournalSegment::frameAt(std::uint64_t offset, std::uint64_t number) const
{
    const auto head = headAt(offset);
    if (!head || head->number != number)
        return std::nullopt;
    return Frame{*head, std::span(m_content).subspan(offset + sizeof *head, head->bytes),
                 offset + frameBytes(head->bytes)};
}

std::optional<std::uint64_t> JournalSegment::find(std::uint64_t number, std::uint64_t offset) const
{
    for (; offset + sizeof(FrameHead) <= m_content.size(); offset += kAlignment) {
        if (frameAt(offset, number))
            return offset;
    }
    return std::nullopt;
}

bool JournalSegment::knowsDurable(std::uint64_t missing, std::uint64_t offset) const
{
    for (; offset + sizeof(FrameHead) <= m_content.size(); offset += kAlignment) {
        const auto head = headAt(offset);
        if (head && head->number > missing && head->durable >= missing)
            return true;
    }
    return false;
}

void sealFrame(std::span<std::uint8_t> frame, const FrameHead& head, std::span<const std::uint8_t> payload)
{
    FrameHead sealed = head;
    sealed.crc = checkSumOf(head, payload);
    std::memcpy(frame.data(), &sealed, sizeof sealed);
    std::copy(payload.begin(), payload.end(), frame.begin() + sizeof sealed);
}

} // namespace gotoai::storage
