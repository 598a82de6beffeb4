// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "storage/filesystem.h"
#include "storage/journalsegment.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gotoai::storage {

// An append-only journal of numbered frames in files of a fixed size that are written before they are used and used
// again once released, so that an fdatasync has only a frame's own bytes to write and never a file's length.
//
// Thread by thread: one appends, any syncs and releases. Numbers are dense. A frame is durable when sync() has returned
// after its append(); a frame that a crash has torn, and what followed it, was never durable and is as good as absent.
class Journal
{
public:
    struct Options
    {
        std::uint64_t segmentBytes = 8 * 1024 * 1024;
        std::function<Result<void>(int descriptor)> sync{}; // empty: fdatasync
        std::reference_wrapper<FileSystem> files = FileSystem::real();
    };
    using Take = std::function<Result<void>(std::uint64_t number, std::span<const std::uint8_t> payload)>;

    // Makes the directory (0700) when there is none. StoreUnavailable with the system's reason.
    static Result<std::unique_ptr<Journal>> open(const std::string& directory, Options options);

    // Gives the frames numbered after `number` to `take`, one by one, until one is missing or `take` fails. Before
    // start(). Corrupt when a durable frame is missing or damaged.
    Result<void> replay(std::uint64_t number, const Take& take);
    // The next frame has this number. Everything before it is released; what an earlier process wrote from there on
    // without making it durable can never be taken for a frame of this one.
    Result<void> start(std::uint64_t number);

    // Appending thread. StoreUnavailable: nothing was appended, the next append takes its place.
    Result<void> append(std::span<const std::uint8_t> payload);
    // Whether an append would work now, after one has not.
    Result<void> probe();
    // Number of the last frame appended.
    std::uint64_t appended() const { return m_appended.load(std::memory_order_acquire); }

    // Any thread. After a failure nobody knows what is on disk, and everything here fails from then on.
    Result<void> sync();
    // Number up to which frames are known to be durable.
    std::uint64_t durable() const { return m_durable.load(std::memory_order_acquire); }

    // Any thread: the frames up to `number` are kept elsewhere, durably; their files may be used again.
    void release(std::uint64_t number);
    // Any thread: makes the next file ahead of its need, so that an append seldom waits for one.
    Result<void> prepareSpare();

    std::size_t segmentCount() const;
    FileSystem& files() const { return m_options.files; }

private:
    Journal(std::string directory, Options options);
    // A whole frame that an earlier process left.
    struct Place
    {
        std::uint64_t number = 0;
        std::uint64_t durable = 0; // as its head says
        JournalSegment* segment = nullptr;
        std::uint64_t offset = 0;
    };

    Result<void> adoptFiles();
    Result<void> adoptFile(const std::string& path);
    Result<void> takePlace(const Place& place, const Take& take) const;
    Result<void> refuseGap(std::uint64_t missing) const;
    Result<void> discard(std::uint64_t number);
    Result<JournalSegment*> makeSegment(std::uint64_t bytes); // under the mutex
    Result<void> turnTo(std::uint64_t bytes);
    Result<void> syncThrough(std::uint64_t number, int descriptor); // under the mutex of syncs
    JournalSegment* findFree(std::uint64_t bytes);                  // under the mutex

    const std::string m_directory;
    const Options m_options;
    mutable std::mutex m_mutex; // of the list and of who is free
    std::vector<std::unique_ptr<JournalSegment>> m_segments;
    int m_nextFile = 1;
    std::vector<Place> m_places; // by number; until start()

    JournalSegment* m_active = nullptr; // appending thread's
    std::vector<std::uint8_t> m_frame;  // appending thread's
    std::atomic<int> m_descriptor{-1};  // of the active segment
    std::atomic<std::uint64_t> m_appended{0};
    std::atomic<std::uint64_t> m_durable{0};
    // The system reports a failed write-back to one sync alone: another beside it would take the file for synced.
    std::mutex m_syncMutex;
    std::atomic<bool> m_isBroken{false};
};

} // namespace gotoai::storage
