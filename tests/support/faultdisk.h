// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace gotoai::test {

// A disk that fails at the n-th operation, and the machine above it. The files under its root are real and hold what a
// process sees; beside them it keeps what has been synced, and what has been written since. FaultVfs puts SQLite on it,
// FaultFiles the journal. Nothing is really synced. Any thread.
class FaultDisk
{
public:
    enum class Fault {
        None,
        FailRead,  // EIO
        FailWrite, // EIO, nothing written
        FullOnce,  // ENOSPC, nothing written
        Full,      // ENOSPC from there on
        TornWrite, // half of it written, then EIO
        FailSync,  // EIO, and what was to be synced will never be on disk, whatever is synced later
        FakeSync,  // success, and nothing is on disk, from there on
        FailOpen,  // EIO: opening, renaming, removing, mapping shared memory
        PowerCut,  // dies in the midst of it
    };
    enum class Operation { Read, Write, Truncate, Sync, Name };

    // What a name stands for.
    struct File
    {
        struct Change
        {
            std::uint64_t offset = 0; // or the length, when it cuts the file
            std::string bytes{};
            bool isTruncation = false;
        };
        std::string synced{};
        std::vector<Change> unsynced{};
    };
    using FileRef = std::shared_ptr<File>;

    // What lies there by then has been synced.
    explicit FaultDisk(std::string root);

    // The fault strikes at the n-th operation from now on that it can befall, counted from 1.
    void arm(Fault fault, int nth);
    bool hasStruck() const;
    // Everything but reads, since the beginning.
    int operations() const;

    // The process dies: nothing reaches a file any more. What it had written stays, as the system has it.
    void kill();
    // After kill(): the machine dies, too, and starts again. What was not synced is there, or not, or in sectors.
    void losePower(unsigned seed);
    // A healthy disk again.
    void revive();

    // For what stands above it: `real` does the thing to the real file. 0 or an errno.
    FileRef opened(const std::string& path, bool isNew);
    int read(const std::function<int()>& real);
    int write(const FileRef& file, std::uint64_t offset, std::span<const std::uint8_t> bytes,
              const std::function<int(std::span<const std::uint8_t>)>& real);
    int truncate(const FileRef& file, std::uint64_t length, const std::function<int()>& real);
    int sync(const FileRef& file);
    int syncNames(const std::string& directory);
    int rename(const std::string& from, const std::string& to, const std::function<int()>& real);
    int remove(const std::string& path, const std::function<int()>& real);
    int mayOpen();

    // For a writer: syncs the file of that name.
    std::function<Result<void>()> syncOf(const std::string& path);

private:
    using Names = std::map<std::string, FileRef>;

    int judge(Operation operation); // under the mutex, as all below
    bool befalls(Operation operation) const;
    std::string survivor(const File& file);
    static void apply(std::string& content, const File::Change& change);
    bool toss() { return (m_random() & 1U) != 0; }

    const std::string m_root;
    mutable std::mutex m_mutex;
    Fault m_fault = Fault::None;
    int m_countdown = 0;
    bool m_hasStruck = false;
    bool m_isDead = false;
    int m_operations = 0;
    Names m_names;  // as the process sees them
    Names m_synced; // as the disk has them
    std::mt19937 m_random;
};

} // namespace gotoai::test
