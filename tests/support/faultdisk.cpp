// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/faultdisk.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace gotoai::test {
namespace {

constexpr std::size_t kSector = 512;

std::string directoryOf(const std::string& path) { return std::filesystem::path(path).parent_path().string(); }

std::vector<std::string> filesIn(const std::string& directory)
{
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
        if (entry.is_regular_file())
            files.push_back(entry.path().string());
    }
    return files;
}

} // namespace

FaultDisk::FaultDisk(std::string root)
    : m_root(std::move(root))
{
    for (const std::string& path : filesIn(m_root)) {
        std::ifstream stream(path, std::ios::binary);
        m_names[path] = std::make_shared<File>();
        m_names[path]->synced.assign(std::istreambuf_iterator<char>(stream), {});
    }
    m_synced = m_names;
}

void FaultDisk::arm(Fault fault, int nth)
{
    const std::lock_guard lock(m_mutex);
    m_fault = fault;
    m_countdown = nth;
    m_hasStruck = false;
}

bool FaultDisk::hasStruck() const
{
    const std::lock_guard lock(m_mutex);
    return m_hasStruck;
}

int FaultDisk::operations() const
{
    const std::lock_guard lock(m_mutex);
    return m_operations;
}

void FaultDisk::kill()
{
    const std::lock_guard lock(m_mutex);
    m_isDead = true;
}

void FaultDisk::revive()
{
    const std::lock_guard lock(m_mutex);
    m_isDead = false;
    m_fault = Fault::None;
}

bool FaultDisk::befalls(Operation operation) const
{
    switch (m_fault) {
    case Fault::None: return false;
    case Fault::FailRead: return operation == Operation::Read;
    case Fault::FailWrite:
    case Fault::FullOnce:
    case Fault::Full: return operation == Operation::Write || operation == Operation::Truncate;
    case Fault::TornWrite: return operation == Operation::Write;
    case Fault::FailSync:
    case Fault::FakeSync: return operation == Operation::Sync;
    case Fault::FailOpen: return operation == Operation::Name;
    case Fault::PowerCut: return operation != Operation::Read;
    }
    return false;
}

int FaultDisk::judge(Operation operation)
{
    if (operation != Operation::Read) {
        if (m_isDead)
            return EIO;
        ++m_operations;
    }
    if (!befalls(operation))
        return 0;
    if (m_hasStruck)
        return m_fault == Fault::Full ? ENOSPC : 0;
    if (--m_countdown > 0)
        return 0;
    m_hasStruck = true;
    m_isDead = m_fault == Fault::PowerCut;
    if (m_fault == Fault::FakeSync)
        return 0;
    return m_fault == Fault::Full || m_fault == Fault::FullOnce ? ENOSPC : EIO;
}

FaultDisk::FileRef FaultDisk::opened(const std::string& path, bool isNew)
{
    const std::lock_guard lock(m_mutex);
    FileRef& file = m_names[path];
    if (!file || isNew)
        file = std::make_shared<File>();
    return file;
}

int FaultDisk::mayOpen()
{
    const std::lock_guard lock(m_mutex);
    return judge(Operation::Name);
}

int FaultDisk::read(const std::function<int()>& real)
{
    const std::lock_guard lock(m_mutex);
    const int error = judge(Operation::Read);
    return error != 0 ? error : real();
}

// What a power cut interrupts has begun: the file has it, and the disk may have any part of it.
int FaultDisk::write(const FileRef& file, std::uint64_t offset, std::span<const std::uint8_t> bytes,
                     const std::function<int(std::span<const std::uint8_t>)>& real)
{
    const std::lock_guard lock(m_mutex);
    const bool wasDead = m_isDead;
    const int error = judge(Operation::Write);
    std::span<const std::uint8_t> written = bytes;
    if (error != 0 && m_fault == Fault::TornWrite && !wasDead)
        written = bytes.first(bytes.size() / 2);
    else if (error != 0 && (m_fault != Fault::PowerCut || wasDead))
        return error;
    if (const int failed = real(written); failed != 0)
        return failed;
    file->unsynced.push_back({offset, std::string(written.begin(), written.end()), false});
    return error;
}

int FaultDisk::truncate(const FileRef& file, std::uint64_t length, const std::function<int()>& real)
{
    const std::lock_guard lock(m_mutex);
    if (const int error = judge(Operation::Truncate); error != 0)
        return error;
    file->unsynced.push_back({length, {}, true});
    return real();
}

int FaultDisk::sync(const FileRef& file)
{
    const std::lock_guard lock(m_mutex);
    const bool wasDead = m_isDead;
    const int error = judge(Operation::Sync);
    const bool isFake = m_fault == Fault::FakeSync && m_hasStruck;
    if (error == 0 && !isFake) {
        for (const File::Change& change : file->unsynced)
            apply(file->synced, change);
    }
    if (error == 0 || (m_fault == Fault::FailSync && !wasDead))
        file->unsynced.clear();
    return error;
}

int FaultDisk::syncNames(const std::string& directory)
{
    const std::lock_guard lock(m_mutex);
    if (const int error = judge(Operation::Sync); error != 0)
        return error;
    std::erase_if(m_synced, [&](const auto& name) { return directoryOf(name.first) == directory; });
    std::ranges::copy_if(m_names, std::inserter(m_synced, m_synced.end()),
                         [&](const auto& name) { return directoryOf(name.first) == directory; });
    return 0;
}

int FaultDisk::rename(const std::string& from, const std::string& to, const std::function<int()>& real)
{
    const std::lock_guard lock(m_mutex);
    if (const int error = judge(Operation::Name); error != 0)
        return error;
    m_names[to] = std::exchange(m_names[from], nullptr);
    m_names.erase(from);
    return real();
}

int FaultDisk::remove(const std::string& path, const std::function<int()>& real)
{
    const std::lock_guard lock(m_mutex);
    if (const int error = judge(Operation::Name); error != 0)
        return error;
    m_names.erase(path);
    return real();
}

std::function<Result<void>()> FaultDisk::syncOf(const std::string& path)
{
    return [this, path]() -> Result<void> {
        const int error = sync(opened(path, false));
        return error == 0 ? Result<void>() : failure(ErrorCode::StoreUnavailable, std::strerror(error));
    };
}

void FaultDisk::apply(std::string& content, const File::Change& change)
{
    if (change.isTruncation)
        return content.resize(change.offset);
    content.resize(std::max<std::size_t>(content.size(), change.offset + change.bytes.size()));
    std::ranges::copy(change.bytes, content.begin() + static_cast<std::ptrdiff_t>(change.offset));
}

// The system writes back in whatever order it likes, sector by sector.
std::string FaultDisk::survivor(const File& file)
{
    std::string content = file.synced;
    const bool isNothingKept = toss() && toss();
    for (const File::Change& change : file.unsynced) {
        if (isNothingKept)
            break;
        if (change.isTruncation && toss())
            apply(content, change);
        for (std::size_t first = 0; first < change.bytes.size(); first += kSector) {
            if (toss())
                apply(content, {change.offset + first, change.bytes.substr(first, kSector), false});
        }
    }
    return content;
}

void FaultDisk::losePower(unsigned seed)
{
    const std::lock_guard lock(m_mutex);
    m_random.seed(seed);
    const Names kept = toss() ? m_synced : m_names;
    for (const std::string& path : filesIn(m_root))
        std::filesystem::remove(path);
    for (const auto& [path, file] : kept) {
        file->synced = survivor(*file);
        file->unsynced.clear();
        std::ofstream(path, std::ios::binary) << file->synced;
    }
    m_names = m_synced = kept;
}

} // namespace gotoai::test
