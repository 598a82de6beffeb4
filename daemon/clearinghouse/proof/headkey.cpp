// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/proof/headkey.h"

#include "base/log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>

namespace gotoai::clearinghouse {
namespace {

constexpr std::size_t kMaxKeyBytes = 4'096;
constexpr std::size_t kMaxPublicBytes = 1024 * 1024;

std::string systemError() { return std::generic_category().message(errno); }

Error unusable(const std::string& path, const std::string& why)
{
    return failure(ErrorCode::BadConfiguration, "the key file " + path + " " + why);
}

class File
{
public:
    File(const std::string& path, int flags)
        : m_descriptor(::open(path.c_str(), flags | O_CLOEXEC, 0600))
    {}
    ~File()
    {
        if (m_descriptor >= 0)
            close(m_descriptor);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    int get() const { return m_descriptor; }

private:
    int m_descriptor;
};

Result<Secret> readWhole(const File& file, const std::string& path, std::size_t most)
{
    std::string text(most + 1, '\0');
    const ssize_t size = ::read(file.get(), text.data(), text.size());
    if (size < 0 || static_cast<std::size_t>(size) > most) {
        const std::string why = size < 0 ? "cannot be read: " + systemError() : "is too long";
        wipeMemory(text.data(), text.size());
        return unusable(path, why);
    }
    Secret secret(text.substr(0, static_cast<std::size_t>(size)));
    wipeMemory(text.data(), text.size());
    return secret;
}

bool writeSynced(const std::string& path, std::string_view text)
{
    const File file(path, O_WRONLY | O_CREAT | O_TRUNC);
    return file.get() >= 0 && ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
           fsync(file.get()) == 0;
}

// Whole or not at all.
Result<void> replace(const std::string& directory, std::string_view name, std::string_view text)
{
    const std::string path = directory + "/" + std::string(name);
    const std::string temporary = path + ".new";
    const File folder(directory, O_RDONLY | O_DIRECTORY);
    if (!writeSynced(temporary, text) || std::rename(temporary.c_str(), path.c_str()) != 0 || fsync(folder.get()) != 0)
        return unusable(path, "cannot be written: " + systemError());
    return {};
}

// The public key stands there before anything can be signed by its private half.
Result<void> publish(const std::string& directory, const crypto::VerifyKey& key)
{
    const std::string path = directory + "/" + std::string(kHeadPublicFile);
    std::string text;
    if (const File file(path, O_RDONLY); file.get() >= 0) {
        const auto read = readWhole(file, path, kMaxPublicBytes);
        if (!read)
            return read.error();
        text = read->reveal();
        const auto keys = crypto::VerifyKey::parseAll(text);
        if (keys && std::ranges::find(*keys, key.id(), &crypto::VerifyKey::id) != keys->end())
            return {};
    }
    return replace(directory, kHeadPublicFile, text + key.pem());
}

Result<crypto::SigningKey> load(const std::string& path)
{
    const File file(path, O_RDONLY);
    struct stat status
    {};
    if (file.get() < 0 || fstat(file.get(), &status) != 0)
        return unusable(path, "cannot be read: " + systemError());
    if ((status.st_mode & 0077) != 0)
        return unusable(path, "is open to other users; its mode must be 0600");
    const auto text = readWhole(file, path, kMaxKeyBytes);
    if (!text)
        return text.error();
    auto key = crypto::SigningKey::parse(*text);
    return key ? std::move(key) : unusable(path, "cannot be used: " + key.error().detail);
}

} // namespace

Result<crypto::SigningKey> loadOrMakeHeadKey(const std::string& directory)
{
    const std::string path = directory + "/" + std::string(kHeadKeyFile);
    const bool isThere = access(path.c_str(), F_OK) == 0;
    auto key = isThere ? load(path) : crypto::SigningKey::make();
    if (!key)
        return key;
    if (auto published = publish(directory, key->verifyKey()); !published)
        return std::move(published).error();
    if (isThere)
        return key;
    if (auto stored = replace(directory, kHeadKeyFile, key->pem().reveal()); !stored)
        return std::move(stored).error();
    writeLog(LogLevel::Info, "head_key_made", {{"file", path}, {"key", key->verifyKey().id()}});
    return key;
}

Result<std::vector<crypto::VerifyKey>> loadHeadPublicKeys(const std::string& path)
{
    const File file(path, O_RDONLY);
    if (file.get() < 0)
        return failure(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::BadConfiguration,
                       path + " cannot be read: " + systemError());
    const auto text = readWhole(file, path, kMaxPublicBytes);
    if (!text)
        return text.error();
    auto keys = crypto::VerifyKey::parseAll(text->reveal());
    return keys ? std::move(keys) : unusable(path, "cannot be used: " + keys.error().detail);
}

} // namespace gotoai::clearinghouse
