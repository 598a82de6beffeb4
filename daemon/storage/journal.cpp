// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/journal.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <utility>

namespace gotoai::storage {
namespace {

Result<void> syncFile(int descriptor)
{
    if (fdatasync(descriptor) != 0)
        return failure(ErrorCode::StoreUnavailable,
                       std::string("the journal cannot be synced: ") + std::strerror(errno));
    return {};
}

// The number that is a file's name; 0 for what is none of the journal's files.
int fileNumber(const std::string& name)
{
    int number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    return error == std::errc{} && end == name.data() + name.size() && number > 0 ? number : 0;
}

} // namespace

Journal::Journal(std::string directory, Options options)
    : m_directory(std::move(directory))
    , m_options(std::move(options))
{}

Result<std::unique_ptr<Journal>> Journal::open(const std::string& directory, Options options)
{
    std::error_code error;
    std::filesystem::create_directory(directory, error);
    if (!error)
        std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
    if (error)
        return failure(ErrorCode::StoreUnavailable, directory + " cannot be made: " + error.message());
    std::unique_ptr<Journal> journal(new Journal(directory, std::move(options)));
    if (auto adopted = journal->adoptFiles(); !adopted)
        return std::move(adopted).error();
    return journal;
}

Result<void> Journal::adoptFiles()
{
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(m_directory, error)) {
        const int number = fileNumber(entry.path().filename().string());
        if (number == 0)
            continue; // one that a crash left unfinished will be made anew under its name
        auto segment = JournalSegment::open(entry.path().string());
        if (!segment)
            return std::move(segment).error();
        m_nextFile = std::max(m_nextFile, number + 1);
        m_segments.push_back(std::move(*segment));
    }
    if (error)
        return failure(ErrorCode::StoreUnavailable, m_directory + " cannot be read: " + error.message());
    std::sort(m_segments.begin(), m_segments.end(),
              [](const auto& a, const auto& b) { return a->first() < b->first(); });
    return {};
}

Result<void> Journal::replay(std::uint64_t number, const Take& take)
{
    std::uint64_t next = number + 1;
    for (auto& segment : m_segments) {
        if (segment->first() == 0)
            continue;
        if (segment->first() > next) // a file is begun when all before it is durable
            return failure(ErrorCode::Corrupt, "frame " + std::to_string(next) + " is missing in the journal");
        if (auto loaded = segment->load(); !loaded)
            return loaded;
        if (auto read = replaySegment(*segment, next, take); !read)
            return read;
        segment->unload();
    }
    return {};
}

Result<void> Journal::replaySegment(const JournalSegment& segment, std::uint64_t& next, const Take& take)
{
    std::uint64_t offset = JournalSegment::firstOffset();
    for (std::uint64_t here = segment.first();; ++here) {
        auto frame = segment.frameAt(offset, here);
        if (!frame && here < next) { // damaged, but nobody needs it: on with those behind it
            const auto found = segment.find(next, offset);
            if (!found)
                break;
            here = next;
            offset = *found;
            frame = segment.frameAt(offset, here);
        }
        if (!frame)
            break;
        offset = frame->end;
        if (here < next)
            continue;
        if (auto taken = take(here, frame->payload); !taken)
            return taken;
        next = here + 1;
    }
    if (segment.knowsDurable(next, offset))
        return failure(ErrorCode::Corrupt, "frame " + std::to_string(next) + " is damaged in the journal");
    return {};
}

void Journal::start(std::uint64_t number)
{
    const std::lock_guard lock(m_mutex);
    for (auto& segment : m_segments)
        segment->isFree = true;
    m_appended = number - 1;
    m_durable = number - 1;
}

Result<void> Journal::append(std::span<const std::uint8_t> payload)
{
    if (m_isBroken)
        return failure(ErrorCode::StoreUnavailable, "the journal failed; the process must start again");
    const std::uint64_t bytes = JournalSegment::frameBytes(payload.size());
    if (!m_active || m_active->room() < bytes) {
        if (auto turned = turnTo(payload.size()); !turned)
            return turned;
    }
    const std::uint64_t number = appended() + 1;
    m_frame.assign(bytes, 0);
    sealFrame(m_frame, {.number = number, .durable = durable(), .bytes = payload.size()}, payload);
    if (auto written = m_active->write(m_frame, number); !written)
        return written;
    m_appended.store(number, std::memory_order_release);
    return {};
}

Result<void> Journal::probe()
{
    constexpr std::array<std::uint8_t, sizeof(FrameHead)> kNothing{};
    if (m_active && m_active->room() >= kNothing.size())
        return m_active->overwrite(kNothing);
    return prepareSpare();
}

// To a fresh file. The full one is synced first, so that from here on one descriptor is all that a sync must see to.
Result<void> Journal::turnTo(std::uint64_t payload)
{
    if (m_active) {
        const std::uint64_t through = appended();
        if (auto synced = syncDescriptor(m_active->descriptor()); !synced)
            return synced;
        m_durable.store(std::max(durable(), through), std::memory_order_release);
    }
    const std::lock_guard lock(m_mutex);
    const std::uint64_t bytes = std::max(m_options.segmentBytes, JournalSegment::fileBytes(payload));
    JournalSegment* next = findFree(bytes);
    if (!next) {
        auto made = makeSegment(bytes);
        if (!made)
            return std::move(made).error();
        next = *made;
    }
    if (auto begun = next->begin(appended() + 1); !begun)
        return begun;
    next->isFree = false;
    m_active = next;
    m_descriptor.store(next->descriptor(), std::memory_order_release);
    return {};
}

JournalSegment* Journal::findFree(std::uint64_t bytes)
{
    const auto found = std::find_if(m_segments.begin(), m_segments.end(), [bytes](const auto& segment) {
        return segment->isFree && segment->bytes() >= bytes;
    });
    return found == m_segments.end() ? nullptr : found->get();
}

Result<JournalSegment*> Journal::makeSegment(std::uint64_t bytes)
{
    auto segment = JournalSegment::create(m_directory, m_nextFile, bytes);
    if (!segment)
        return std::move(segment).error();
    ++m_nextFile;
    m_segments.push_back(std::move(*segment));
    return m_segments.back().get();
}

Result<void> Journal::syncDescriptor(int descriptor)
{
    auto synced = m_options.sync ? m_options.sync(descriptor) : syncFile(descriptor);
    if (!synced)
        m_isBroken = true;
    return synced;
}

Result<void> Journal::sync()
{
    if (m_isBroken)
        return failure(ErrorCode::StoreUnavailable, "the journal failed; the process must start again");
    const std::uint64_t through = appended(); // before the descriptor: what stands in an older file is durable
    const int descriptor = m_descriptor.load(std::memory_order_acquire);
    if (descriptor < 0 || durable() >= through)
        return {};
    if (auto synced = syncDescriptor(descriptor); !synced)
        return synced;
    std::uint64_t before = durable();
    while (before < through && !m_durable.compare_exchange_weak(before, through)) {
    }
    return {};
}

void Journal::release(std::uint64_t number)
{
    const std::lock_guard lock(m_mutex);
    const int active = m_descriptor.load(std::memory_order_acquire);
    for (auto& segment : m_segments) {
        if (!segment->isFree && segment->descriptor() != active && segment->last() <= number)
            segment->isFree = true;
    }
}

Result<void> Journal::prepareSpare()
{
    const std::lock_guard lock(m_mutex);
    if (findFree(m_options.segmentBytes))
        return {};
    auto made = makeSegment(m_options.segmentBytes);
    return made ? Result<void>() : std::move(made).error();
}

std::size_t Journal::segmentCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_segments.size();
}

} // namespace gotoai::storage
