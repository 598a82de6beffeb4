// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/faultvfs.h"

#include <cerrno>
#include <filesystem>
#include <new>
#include <string>

namespace gotoai::test {
namespace {

// What stands before the base's own file in the memory that SQLite gives.
struct Opened
{
    FaultDisk* disk = nullptr;
    FaultDisk::FileRef file{};
    std::string directory{};
    bool mustSyncName = false; // the unix VFS syncs the directory of a log that it made with its first sync
};

struct VfsFile
{
    sqlite3_file base; // what SQLite sees
    Opened* opened;

    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    const sqlite3_io_methods& methods() { return *real()->pMethods; }
};

VfsFile& of(sqlite3_file* file) { return *reinterpret_cast<VfsFile*>(file); }
sqlite3_vfs* baseOf(sqlite3_vfs* vfs) { return vfs->pNext; }
FaultDisk& diskOf(sqlite3_vfs* vfs) { return *static_cast<FaultDisk*>(vfs->pAppData); }

int codeOf(int error, int otherwise)
{
    if (error == 0)
        return SQLITE_OK;
    return error == ENOSPC ? SQLITE_FULL : otherwise;
}

int closeFile(sqlite3_file* file)
{
    VfsFile& self = of(file);
    delete self.opened;
    return self.methods().xClose(self.real());
}

int readFile(sqlite3_file* file, void* bytes, int count, sqlite3_int64 offset)
{
    VfsFile& self = of(file);
    int code = SQLITE_OK;
    const int error = self.opened->disk->read([&] {
        code = self.methods().xRead(self.real(), bytes, count, offset);
        return 0;
    });
    return error == 0 ? code : SQLITE_IOERR_READ;
}

int writeFile(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset)
{
    VfsFile& self = of(file);
    const std::span all(static_cast<const std::uint8_t*>(bytes), static_cast<std::size_t>(count));
    const auto write = [&](std::span<const std::uint8_t> part) {
        return self.methods().xWrite(self.real(), part.data(), static_cast<int>(part.size()), offset) == SQLITE_OK
                   ? 0
                   : EIO;
    };
    return codeOf(self.opened->disk->write(self.opened->file, static_cast<std::uint64_t>(offset), all, write),
                  SQLITE_IOERR_WRITE);
}

int truncateFile(sqlite3_file* file, sqlite3_int64 length)
{
    VfsFile& self = of(file);
    const auto truncate = [&] { return self.methods().xTruncate(self.real(), length) == SQLITE_OK ? 0 : EIO; };
    return codeOf(self.opened->disk->truncate(self.opened->file, static_cast<std::uint64_t>(length), truncate),
                  SQLITE_IOERR_TRUNCATE);
}

int syncFile(sqlite3_file* file, int)
{
    Opened& opened = *of(file).opened;
    if (opened.disk->sync(opened.file) != 0)
        return SQLITE_IOERR_FSYNC;
    if (opened.mustSyncName && opened.disk->syncNames(opened.directory) != 0)
        return SQLITE_IOERR_DIR_FSYNC;
    opened.mustSyncName = false;
    return SQLITE_OK;
}

int sizeOfFile(sqlite3_file* file, sqlite3_int64* size) { return of(file).methods().xFileSize(of(file).real(), size); }
int lockFile(sqlite3_file* file, int level) { return of(file).methods().xLock(of(file).real(), level); }
int unlockFile(sqlite3_file* file, int level) { return of(file).methods().xUnlock(of(file).real(), level); }
int isFileReserved(sqlite3_file* file, int* result)
{
    return of(file).methods().xCheckReservedLock(of(file).real(), result);
}
// The base would take hints of sizes past the disk.
int controlFile(sqlite3_file* file, int operation, void* argument)
{
    if (operation == SQLITE_FCNTL_SIZE_HINT || operation == SQLITE_FCNTL_CHUNK_SIZE)
        return SQLITE_NOTFOUND;
    return of(file).methods().xFileControl(of(file).real(), operation, argument);
}
int sectorSizeOfFile(sqlite3_file* file) { return of(file).methods().xSectorSize(of(file).real()); }
int traitsOfFile(sqlite3_file* file) { return of(file).methods().xDeviceCharacteristics(of(file).real()); }
int mapShared(sqlite3_file* file, int page, int size, int mayExtend, void volatile** mapped)
{
    if (of(file).opened->disk->mayOpen() != 0)
        return SQLITE_IOERR_SHMMAP;
    return of(file).methods().xShmMap(of(file).real(), page, size, mayExtend, mapped);
}
int lockShared(sqlite3_file* file, int offset, int count, int flags)
{
    return of(file).methods().xShmLock(of(file).real(), offset, count, flags);
}
void barrierShared(sqlite3_file* file) { of(file).methods().xShmBarrier(of(file).real()); }
int unmapShared(sqlite3_file* file, int mustDelete)
{
    return of(file).methods().xShmUnmap(of(file).real(), mustDelete);
}

constexpr sqlite3_io_methods kMethods = {
    .iVersion = 2,
    .xClose = closeFile,
    .xRead = readFile,
    .xWrite = writeFile,
    .xTruncate = truncateFile,
    .xSync = syncFile,
    .xFileSize = sizeOfFile,
    .xLock = lockFile,
    .xUnlock = unlockFile,
    .xCheckReservedLock = isFileReserved,
    .xFileControl = controlFile,
    .xSectorSize = sectorSizeOfFile,
    .xDeviceCharacteristics = traitsOfFile,
    .xShmMap = mapShared,
    .xShmLock = lockShared,
    .xShmBarrier = barrierShared,
    .xShmUnmap = unmapShared,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int openFile(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* outFlags)
{
    VfsFile& self = of(file);
    file->pMethods = nullptr;
    self.real()->pMethods = nullptr;
    if (diskOf(vfs).mayOpen() != 0)
        return SQLITE_CANTOPEN;
    const bool isNew = name && !std::filesystem::exists(name);
    const int code = baseOf(vfs)->xOpen(baseOf(vfs), name, self.real(), flags, outFlags);
    if (code != SQLITE_OK) {
        if (self.real()->pMethods)
            self.methods().xClose(self.real());
        return code;
    }
    const std::string path = name ? name : "";
    self.opened = new Opened{.disk = &diskOf(vfs),
                             .file = name ? diskOf(vfs).opened(path, isNew) : std::make_shared<FaultDisk::File>(),
                             .directory = std::filesystem::path(path).parent_path().string(),
                             .mustSyncName = isNew};
    file->pMethods = &kMethods;
    return SQLITE_OK;
}

int removeFile(sqlite3_vfs* vfs, const char* name, int mustSyncName)
{
    int code = SQLITE_OK;
    const int error = diskOf(vfs).remove(name, [&] {
        code = baseOf(vfs)->xDelete(baseOf(vfs), name, mustSyncName);
        return 0;
    });
    if (error != 0)
        return SQLITE_IOERR_DELETE;
    if (mustSyncName != 0 && diskOf(vfs).syncNames(std::filesystem::path(name).parent_path().string()) != 0)
        return SQLITE_IOERR_DIR_FSYNC;
    return code;
}

int accessFile(sqlite3_vfs* vfs, const char* name, int flags, int* result)
{
    return baseOf(vfs)->xAccess(baseOf(vfs), name, flags, result);
}
int fullPath(sqlite3_vfs* vfs, const char* name, int size, char* result)
{
    return baseOf(vfs)->xFullPathname(baseOf(vfs), name, size, result);
}
int randomness(sqlite3_vfs* vfs, int size, char* result) { return baseOf(vfs)->xRandomness(baseOf(vfs), size, result); }
int sleepFor(sqlite3_vfs* vfs, int microseconds) { return baseOf(vfs)->xSleep(baseOf(vfs), microseconds); }
int currentTime(sqlite3_vfs* vfs, double* result) { return baseOf(vfs)->xCurrentTime(baseOf(vfs), result); }
int lastError(sqlite3_vfs* vfs, int size, char* result)
{
    return baseOf(vfs)->xGetLastError(baseOf(vfs), size, result);
}

} // namespace

FaultVfs::FaultVfs(FaultDisk& disk)
    : m_vfs(std::make_unique<sqlite3_vfs>())
{
    sqlite3_initialize();
    sqlite3_vfs* const base = sqlite3_vfs_find(nullptr);
    *m_vfs = {};
    m_vfs->iVersion = 1;
    m_vfs->szOsFile = static_cast<int>(sizeof(VfsFile)) + base->szOsFile;
    m_vfs->mxPathname = base->mxPathname;
    m_vfs->zName = "fault";
    m_vfs->pAppData = &disk;
    m_vfs->xOpen = openFile;
    m_vfs->xDelete = removeFile;
    m_vfs->xAccess = accessFile;
    m_vfs->xFullPathname = fullPath;
    m_vfs->xRandomness = randomness;
    m_vfs->xSleep = sleepFor;
    m_vfs->xCurrentTime = currentTime;
    m_vfs->xGetLastError = lastError;
    sqlite3_vfs_register(m_vfs.get(), 1);
}

FaultVfs::~FaultVfs() { sqlite3_vfs_unregister(m_vfs.get()); }

} // namespace gotoai::test
