// SPDX-License-Identifier: GPL-3.0-or-later
#include "masterkey/keyfile.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace gotoai::masterkey {
namespace {

// More than a full ring with comments needs.
constexpr std::size_t kMaxFileBytes = 16 * 1024;

class FileDescriptor
{
public:
    explicit FileDescriptor(int descriptor)
        : m_descriptor(descriptor)
    {}
    ~FileDescriptor()
    {
        if (m_descriptor >= 0)
            close(m_descriptor);
    }
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    int get() const { return m_descriptor; }

private:
    int m_descriptor;
};

std::string systemError() { return std::strerror(errno); } // NOLINT: the main thread's alone

Error unusable(const std::string& path, const std::string& why)
{
    return failure(ErrorCode::BadConfiguration, "the master key file " + path + " " + why);
}

Result<Secret> readWhole(int descriptor, const std::string& path)
{
    std::array<char, kMaxFileBytes + 1> buffer{};
    std::size_t size = 0;
    while (size < buffer.size()) {
        const ssize_t got = ::read(descriptor, buffer.data() + size, buffer.size() - size);
        if (got < 0)
            return unusable(path, "cannot be read: " + systemError());
        if (got == 0)
            break;
        size += static_cast<std::size_t>(got);
    }
    Secret text(std::string(buffer.data(), size));
    wipeMemory(buffer.data(), buffer.size());
    if (size > kMaxFileBytes)
        return unusable(path, "is too long to be one");
    return text;
}

bool writeSynced(const std::string& path, std::string_view text)
{
    const FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    return file.get() >= 0 && ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
           fsync(file.get()) == 0;
}

bool syncDirectory(const std::string& path)
{
    const FileDescriptor directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return directory.get() >= 0 && fsync(directory.get()) == 0;
}

} // namespace

KeyFile::KeyFile(std::string directory, Origin origin)
    : m_directory(std::move(directory))
    , m_path(m_directory + "/" + std::string(kName))
    , m_origin(origin)
{}

KeyFile KeyFile::locate(const std::string& dataDirectory, const std::string& credentialsDirectory)
{
    if (!credentialsDirectory.empty()) {
        KeyFile credential(credentialsDirectory, Origin::Credential);
        if (credential.exists())
            return credential;
    }
    return KeyFile(dataDirectory, Origin::DataDirectory);
}

bool KeyFile::exists() const
{
    struct stat status
    {};
    return stat(m_path.c_str(), &status) == 0 || errno != ENOENT;
}

Result<crypto::KeyRing> KeyFile::load() const
{
    const FileDescriptor file(::open(m_path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status
    {};
    if (file.get() < 0 || fstat(file.get(), &status) != 0)
        return unusable(m_path, "cannot be read: " + systemError());
    // The group bits of a credential show the mask of its access control list, by which systemd lets the service in.
    const mode_t forbidden = m_origin == Origin::Credential ? 0007 : 0077;
    if (!S_ISREG(status.st_mode))
        return unusable(m_path, "is not a regular file");
    if ((status.st_mode & forbidden) != 0)
        return unusable(m_path, "is open to other users; its mode must be 0600");
    const auto text = readWhole(file.get(), m_path);
    if (!text)
        return text.error();
    auto ring = crypto::KeyRing::parse(*text);
    if (!ring)
        return unusable(m_path, "cannot be used: " + ring.error().detail);
    return ring;
}

Result<void> KeyFile::store(const crypto::KeyRing& ring) const
{
    if (m_origin == Origin::Credential)
        return failure(ErrorCode::Conflict,
                       "the master keys are a systemd credential, which only its owner can change");
    const std::string temporary = m_path + ".new";
    const Secret text = ring.text();
    if (!writeSynced(temporary, text.reveal()) || std::rename(temporary.c_str(), m_path.c_str()) != 0 ||
        !syncDirectory(m_directory))
        return failure(ErrorCode::StoreUnavailable,
                       "the master key file " + m_path + " cannot be written: " + systemError());
    return {};
}

Result<crypto::KeyRing> loadOrMakeRing(const KeyFile& file, bool hasDatabase)
{
    if (file.exists())
        return file.load();
    if (hasDatabase)
        return unusable(file.path(), "is missing, and without it the secrets in the database cannot be opened;"
                                     " bring it back from where its copy is kept");
    auto ring = crypto::KeyRing::make();
    if (auto stored = file.store(ring); !stored)
        return failure(ErrorCode::BadConfiguration, stored.error().detail);
    return ring;
}

} // namespace gotoai::masterkey
