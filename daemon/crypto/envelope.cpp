// SPDX-License-Identifier: GPL-3.0-or-later
#include "crypto/envelope.h"

#include "crypto/random.h"
#include "crypto/sha256.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>

namespace gotoai::crypto {
namespace {

constexpr std::uint8_t kFormat = 1;
constexpr std::size_t kKeySize = 32;
constexpr std::size_t kNonceSize = 12;
constexpr std::size_t kTagSize = 16;
constexpr std::size_t kOverhead = kNonceSize + kTagSize;

using Bytes = std::vector<std::uint8_t>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

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

void require(bool isOk)
{
    if (!isOk)
        std::abort();
}

// Appends nonce, ciphertext and tag of `plain` to `out`.
void encryptInto(Bytes& out, std::span<const std::uint8_t, kKeySize> key, std::span<const std::uint8_t> plain,
                 std::string_view aad)
{
    const std::size_t start = out.size();
    out.resize(start + kOverhead + plain.size());
    const std::span<std::uint8_t> nonce(out.data() + start, kNonceSize);
    std::uint8_t* const cipher = out.data() + start + kNonceSize;
    fillRandom(nonce);

    const CipherContext context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    int length = 0;
    require(context && EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(), nonce.data()) == 1);
    require(EVP_EncryptUpdate(context.get(), nullptr, &length, asBytes(aad).data(), static_cast<int>(aad.size())) == 1);
    require(EVP_EncryptUpdate(context.get(), cipher, &length, plain.data(), static_cast<int>(plain.size())) == 1);
    require(EVP_EncryptFinal_ex(context.get(), cipher + length, &length) == 1);
    require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagSize, cipher + plain.size()) == 1);
}

std::optional<Bytes> decrypt(std::span<const std::uint8_t, kKeySize> key, std::span<const std::uint8_t> sealed,
                             std::string_view aad)
{
    if (sealed.size() < kOverhead)
        return std::nullopt;
    const auto cipher = sealed.subspan(kNonceSize, sealed.size() - kOverhead);
    std::array<std::uint8_t, kTagSize> tag{};
    std::copy_n(sealed.end() - kTagSize, kTagSize, tag.begin());

    Bytes plain(cipher.size() + kTagSize);
    const CipherContext context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    int length = 0;
    require(context && EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(), sealed.data()) == 1);
    require(EVP_DecryptUpdate(context.get(), nullptr, &length, asBytes(aad).data(), static_cast<int>(aad.size())) == 1);
    require(EVP_DecryptUpdate(context.get(), plain.data(), &length, cipher.data(), static_cast<int>(cipher.size())) ==
            1);
    require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagSize, tag.data()) == 1);
    const bool isAuthentic = EVP_DecryptFinal_ex(context.get(), plain.data() + length, &length) == 1;
    if (!isAuthentic) {
        wipeMemory(plain.data(), plain.size());
        return std::nullopt;
    }
    plain.resize(cipher.size());
    return plain;
}

Error unusable(const std::string& path, const char* why)
{
    return failure(ErrorCode::BadConfiguration, "the master key file " + path + " " + why);
}

Result<void> createKeyFile(const std::string& path)
{
    std::array<std::uint8_t, kKeySize> bytes{};
    fillRandom(bytes);
    const FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    const bool isWritten = file.get() >= 0 && ::write(file.get(), bytes.data(), bytes.size()) == ssize_t{kKeySize} &&
                           fsync(file.get()) == 0;
    wipeMemory(bytes.data(), bytes.size());
    if (!isWritten)
        return unusable(path, "cannot be written");
    return {};
}

} // namespace

Result<MasterKey> MasterKey::loadOrCreate(const std::string& path)
{
    if (access(path.c_str(), F_OK) != 0) {
        if (auto created = createKeyFile(path); !created)
            return std::move(created).error();
    }
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status
    {};
    if (file.get() < 0 || fstat(file.get(), &status) != 0)
        return unusable(path, "cannot be read");
    if ((status.st_mode & 0077) != 0)
        return unusable(path, "is open to other users; its mode must be 0600");
    MasterKey key;
    if (status.st_size != off_t{kKeySize} || ::read(file.get(), key.m_bytes.data(), kKeySize) != ssize_t{kKeySize})
        return unusable(path, "is not 32 bytes long");
    return key;
}

MasterKey::MasterKey(MasterKey&& other) noexcept
    : m_bytes(other.m_bytes)
{
    wipeMemory(other.m_bytes.data(), other.m_bytes.size());
}

MasterKey& MasterKey::operator=(MasterKey&& other) noexcept
{
    if (this != &other) {
        m_bytes = other.m_bytes;
        wipeMemory(other.m_bytes.data(), other.m_bytes.size());
    }
    return *this;
}

MasterKey::~MasterKey() { wipeMemory(m_bytes.data(), m_bytes.size()); }

std::vector<std::uint8_t> seal(const MasterKey& master, const Secret& secret, std::string_view aad)
{
    std::array<std::uint8_t, kKeySize> dataKey{};
    fillRandom(dataKey);
    Bytes envelope{kFormat};
    envelope.reserve(1 + kOverhead + kKeySize + kOverhead + secret.reveal().size());
    encryptInto(envelope, master.bytes(), dataKey, aad);
    encryptInto(envelope, dataKey, asBytes(secret.reveal()), aad);
    wipeMemory(dataKey.data(), dataKey.size());
    return envelope;
}

Result<Secret> open(const MasterKey& master, std::span<const std::uint8_t> envelope, std::string_view aad)
{
    constexpr std::size_t kWrappedSize = kOverhead + kKeySize;
    const auto corrupt = [] { return failure(ErrorCode::Corrupt, "a sealed secret does not open"); };
    if (envelope.size() < 1 + kWrappedSize + kOverhead || envelope[0] != kFormat)
        return corrupt();
    auto dataKey = decrypt(master.bytes(), envelope.subspan(1, kWrappedSize), aad);
    if (!dataKey || dataKey->size() != kKeySize)
        return corrupt();
    auto plain = decrypt(std::span<const std::uint8_t, kKeySize>(dataKey->data(), kKeySize),
                         envelope.subspan(1 + kWrappedSize), aad);
    wipeMemory(dataKey->data(), dataKey->size());
    if (!plain)
        return corrupt();
    Secret secret(std::string(plain->begin(), plain->end()));
    wipeMemory(plain->data(), plain->size());
    return secret;
}

} // namespace gotoai::crypto
