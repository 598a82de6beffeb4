// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/anchor.h"

#include "base/hex.h"
#include "base/secret.h"
#include "crypto/random.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <vector>

namespace gotoai::audit {
namespace {

constexpr std::string_view kFormat = "gotoai.audit.anchor.1";
constexpr std::size_t kMaxBytes = 512; // several times what the line takes

std::string systemError() { return std::generic_category().message(errno); }

crypto::Digest macOf(const crypto::MasterKeyBytes& masterKey, std::string_view text)
{
    auto key = crypto::hmacSha256(masterKey, crypto::asBytes("gotoai audit anchor"));
    const auto mac = crypto::hmacSha256(key, crypto::asBytes(text));
    wipeMemory(key.data(), key.size());
    return mac;
}

// The parts of a line. Empty when it cannot be an anchor's.
struct Line
{
    Head head;
    std::vector<std::uint8_t> keyId;
    std::string_view signedText;
    std::vector<std::uint8_t> mac;
};

std::optional<Line> parse(std::string_view text)
{
    if (!text.ends_with('\n'))
        return std::nullopt;
    text.remove_suffix(1);
    std::array<std::string_view, 5> words;
    std::string_view rest = text;
    for (std::string_view& word : words) {
        word = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    }
    Line line;
    const auto [end, error] = std::from_chars(words[1].data(), words[1].data() + words[1].size(), line.head.number);
    const auto hash = fromHex(words[2]);
    const auto keyId = fromHex(words[3]);
    const auto mac = fromHex(words[4]);
    const bool isNumber = error == std::errc() && end == words[1].data() + words[1].size() && line.head.number > 0;
    if (words[0] != kFormat || !rest.empty() || !isNumber || !hash || hash->size() != line.head.hash.size() || !keyId ||
        keyId->size() != sizeof(crypto::MasterKeyId) || !mac || mac->size() != sizeof(crypto::Digest))
        return std::nullopt;
    std::ranges::copy(*hash, line.head.hash.begin());
    line.keyId = *keyId;
    line.mac = *mac;
    line.signedText = text.substr(0, text.rfind(' '));
    return line;
}

bool writeSynced(const std::string& path, std::string_view text)
{
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return false;
    const bool isWritten =
        ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(file) == 0;
    return close(file) == 0 && isWritten;
}

bool syncDirectoryOf(const std::string& path)
{
    const auto parent = std::filesystem::path(path).parent_path();
    const int directory = ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return false;
    const bool isSynced = fsync(directory) == 0;
    return close(directory) == 0 && isSynced;
}

} // namespace

Result<std::optional<AnchoredHead>> Anchor::read(const crypto::KeyRing* ring) const
{
    const std::lock_guard lock(m_mutex);
    return readNow(ring);
}

Result<void> Anchor::write(const Head& head, const crypto::KeyRing& ring)
{
    const std::lock_guard lock(m_mutex);
    return writeNow(head, ring);
}

Result<std::size_t> Anchor::rewrap(const crypto::KeyRing& ring)
{
    const std::lock_guard lock(m_mutex);
    const auto content = text();
    if (!content)
        return content.error();
    const auto line = parse(*content);
    // What is damaged or forged stays as it is, to be found.
    if (!line || std::ranges::equal(line->keyId, ring.activeId()))
        return 0;
    const auto read = readNow(&ring);
    if (!read || !*read)
        return 0;
    if (auto written = writeNow((*read)->head, ring); !written)
        return std::move(written).error();
    return 1;
}

// Empty when there is none.
Result<std::string> Anchor::text() const
{
    const int file = ::open(m_path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0 && errno == ENOENT)
        return std::string();
    std::array<char, kMaxBytes> buffer{};
    const ssize_t size = file < 0 ? -1 : ::read(file, buffer.data(), buffer.size());
    const std::string why = size < 0 ? systemError() : std::string();
    if (file >= 0)
        close(file);
    if (size < 0)
        return failure(ErrorCode::StoreUnavailable, m_path + " cannot be read: " + why);
    // A file that is empty was one.
    return size == 0 ? "\n" : std::string(buffer.data(), static_cast<std::size_t>(size));
}

Result<std::optional<AnchoredHead>> Anchor::readNow(const crypto::KeyRing* ring) const
{
    const auto content = text();
    if (!content)
        return content.error();
    if (content->empty())
        return std::optional<AnchoredHead>();
    const auto line = parse(*content);
    if (!line)
        return failure(ErrorCode::Corrupt, m_path + " is damaged");
    if (!ring)
        return std::optional(AnchoredHead{line->head, Authenticity::Unknown});
    const auto* const key = ring->find(line->keyId);
    if (!key)
        return failure(ErrorCode::Corrupt,
                       m_path + " lies under master key " + toHex(line->keyId) + ", which is not there");
    if (!crypto::constantTimeEqual(macOf(*key, line->signedText), line->mac))
        return failure(ErrorCode::Corrupt, m_path + " was not written by this daemon: its MAC is wrong");
    return std::optional(AnchoredHead{line->head, Authenticity::Proven});
}

Result<void> Anchor::writeNow(const Head& head, const crypto::KeyRing& ring) const
{
    std::string line = std::string(kFormat) + ' ' + std::to_string(head.number) + ' ' + toHex(head.hash) + ' ' +
                       toHex(ring.activeId());
    line += ' ' + toHex(macOf(ring.active(), line)) + '\n';
    const std::string temporary = m_path + ".new";
    if (!writeSynced(temporary, line) || std::rename(temporary.c_str(), m_path.c_str()) != 0 ||
        !syncDirectoryOf(m_path))
        return failure(ErrorCode::StoreUnavailable, m_path + " cannot be written: " + systemError());
    return {};
}

} // namespace gotoai::audit
