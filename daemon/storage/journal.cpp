// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/journal.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <utility>

namespace gotoai::storage {
namespace {

Error unavailable(const std::string& what)
{
    return failure(ErrorCode::StoreUnavailable, what + ": " + std::strerror(errno));
}

Result<void> syncFile(FileSystem& files, int descriptor)
{
    return files.fdatasync(descriptor) == 0 ? Result<void>() : unavailable("the journal cannot be synced");
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
    // An earlier process may have ended before the names that it gave were on disk, the directory's or the files'.
    for (const std::string& place : {std::filesystem::absolute(directory).parent_path().string(), directory}) {
        if (options.files.get().syncDirectory(place) != 0)
            return unavailable(place + " cannot be synced");
    }
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
        if (auto adopted = adoptFile(entry.path().string()); !adopted)
            return adopted;
        m_nextFile = std::max(m_nextFile, number + 1);
    }
    if (error)
        return failure(ErrorCode::StoreUnavailable, m_directory + " cannot be read: " + error.message());
    std::ranges::sort(m_places, {}, &Place::number);
    return {};
}

Result<void> Journal::adoptFile(const std::string& path)
{
    auto segment = JournalSegment::open(m_options.files, path);
    if (!segment)
        return std::move(segment).error();
    if (auto loaded = (*segment)->load(); !loaded)
        return loaded;
    for (const Frame& frame : (*segment)->frames())
        m_places.push_back({frame.head.number, frame.head.durable, segment->get(), frame.offset});
    (*segment)->unload();
    m_segments.push_back(std::move(*segment));
    return {};
}

Result<void> Journal::replay(std::uint64_t number, const Take& take)
{
    std::uint64_t next = number + 1;
    JournalSegment* loaded = nullptr;
    for (const Place& place : m_places) {
        if (place.number < next)
            continue;
        if (place.number > next)
            break;
        if (place.segment != loaded) {
            if (loaded)
                loaded->unload();
            loaded = place.segment;
            if (auto read = loaded->load(); !read)
                return read;
        }
        if (auto taken = takePlace(place, take); !taken)
            return taken;
        ++next;
    }
    if (loaded)
        loaded->unload();
    return refuseGap(next);
}

Result<void> Journal::takePlace(const Place& place, const Take& take) const
{
    const auto frame = place.segment->frameAt(place.offset);
    if (!frame || frame->head.number != place.number)
        return failure(ErrorCode::Corrupt, "frame " + std::to_string(place.number) + " of the journal changes");
    return take(place.number, frame->payload);
}

// A frame that a later one calls durable, or that comes before a file's first: a file is begun when all before it is
// durable.
Result<void> Journal::refuseGap(std::uint64_t missing) const
{
    const bool wasDurable =
        std::ranges::any_of(
            m_places, [missing](const Place& place) { return place.number > missing && place.durable >= missing; }) ||
        std::ranges::any_of(m_segments, [missing](const auto& segment) { return segment->first() > missing; });
    if (!wasDurable)
        return {};
    return failure(ErrorCode::Corrupt, "frame " + std::to_string(missing) + " is missing or damaged in the journal");
}

Result<void> Journal::start(std::uint64_t number)
{
    const std::lock_guard lock(m_mutex);
    if (auto discarded = discard(number); !discarded)
        return discarded;
    for (auto& segment : m_segments)
        segment->isFree = true;
    m_appended = number - 1;
    m_durable = number - 1;
    return {};
}

// The files that hold frames from `number` on.
Result<void> Journal::discard(std::uint64_t number)
{
    FileSystem& files = m_options.files;
    bool hasDiscarded = false;
    for (const Place& place : std::exchange(m_places, {})) {
        if (place.number < number)
            continue;
        const auto stale = std::ranges::find(m_segments, place.segment, &std::unique_ptr<JournalSegment>::get);
        if (stale == m_segments.end())
            continue; // with an earlier one
        if (files.unlink((*stale)->path()) != 0)
            return unavailable((*stale)->path() + " cannot be removed");
        m_segments.erase(stale);
        hasDiscarded = true;
    }
    if (hasDiscarded && files.syncDirectory(m_directory) != 0)
        return unavailable(m_directory + " cannot be synced");
    return {};
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
        const std::lock_guard lock(m_syncMutex);
        if (auto synced = syncThrough(appended(), m_active->descriptor()); !synced)
            return synced;
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
    auto segment = JournalSegment::create(m_options.files, m_directory, m_nextFile, bytes);
    if (!segment)
        return std::move(segment).error();
    ++m_nextFile;
    m_segments.push_back(std::move(*segment));
    return m_segments.back().get();
}

Result<void> Journal::sync()
{
    const std::lock_guard lock(m_syncMutex);
    const std::uint64_t through = appended(); // before the descriptor: what stands in an older file is durable
    return syncThrough(through, m_descriptor.load(std::memory_order_acquire));
}

Result<void> Journal::syncThrough(std::uint64_t number, int descriptor)
{
    if (m_isBroken)
        return failure(ErrorCode::StoreUnavailable, "the journal failed; the process must start again");
    if (durable() >= number)
        return {};
    auto synced = m_options.sync ? m_options.sync(descriptor) : syncFile(m_options.files, descriptor);
    if (synced)
        m_durable.store(number, std::memory_order_release);
    else
        m_isBroken = true;
    return synced;
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
