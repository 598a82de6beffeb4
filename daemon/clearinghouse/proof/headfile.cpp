// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/proof/headfile.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace gotoai::clearinghouse {
namespace {

constexpr std::size_t kMaxLineBytes = 512; // more than any line takes
constexpr std::int64_t kTailBytes = 4 * kMaxLineBytes;

} // namespace

HeadFile::HeadFile(HeadFile&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_size(other.m_size)
    , m_last(std::move(other.m_last))
{}

HeadFile::~HeadFile()
{
    if (m_descriptor >= 0)
        close(m_descriptor);
}

Error HeadFile::unusable(const char* what) const
{
    return failure(ErrorCode::StoreUnavailable,
                   m_path + " cannot be " + what + ": " + std::generic_category().message(errno));
}

Result<HeadFile> HeadFile::open(const std::string& path)
{
    HeadFile file(path, ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    if (file.m_descriptor < 0)
        return file.unusable("opened");
    if (auto read = file.readEnd(); !read)
        return std::move(read).error();
    return file;
}

Result<void> HeadFile::readEnd()
{
    const off_t size = lseek(m_descriptor, 0, SEEK_END);
    if (size < 0)
        return unusable("read");
    std::string tail(static_cast<std::size_t>(std::min<off_t>(size, kTailBytes)), '\0');
    const off_t begin = size - static_cast<off_t>(tail.size());
    if (pread(m_descriptor, tail.data(), tail.size(), begin) != static_cast<ssize_t>(tail.size()))
        return unusable("read");
    // Of the whole lines at the end, the last that is a head; at most one line was under way in a crash.
    for (int torn = 0;; ++torn) {
        tail.resize(tail.rfind('\n') + 1); // what has no end was not written to its end
        const std::size_t before = tail.size() < 2 ? std::string::npos : tail.rfind('\n', tail.size() - 2);
        const std::size_t start = before == std::string::npos ? 0 : before + 1;
        if (!tail.empty())
            m_last = SignedHead::parse(std::string_view(tail).substr(start, tail.size() - start - 1));
        if (m_last || tail.empty())
            break;
        if (torn == 1)
            return failure(ErrorCode::Corrupt, m_path + " does not end with a signed head");
        tail.resize(start);
    }
    if (!m_last && begin > 0)
        return failure(ErrorCode::Corrupt, m_path + " does not end with a signed head");
    m_size = begin + static_cast<std::int64_t>(tail.size());
    if (m_size < size && (ftruncate(m_descriptor, m_size) != 0 || fdatasync(m_descriptor) != 0))
        return unusable("written");
    return {};
}

Result<void> HeadFile::append(const SignedHead& head)
{
    const std::string line = head.text() + '\n';
    if (write(m_descriptor, line.data(), line.size()) != static_cast<ssize_t>(line.size()) ||
        fdatasync(m_descriptor) != 0) {
        const Error error = unusable("written");
        (void)!ftruncate(m_descriptor, m_size); // or the next start does it
        return error;
    }
    m_size += static_cast<std::int64_t>(line.size());
    m_last = head;
    return {};
}

Result<HeadReader> HeadReader::open(const std::string& path)
{
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
        return failure(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::StoreUnavailable,
                       path + " cannot be read: " + std::generic_category().message(errno));
    return HeadReader(std::move(stream));
}

Result<std::optional<SignedHead>> HeadReader::next()
{
    std::array<char, kMaxLineBytes> buffer{};
    m_stream.getline(buffer.data(), buffer.size());
    const bool isWhole = m_stream.good();
    if (!isWhole && m_stream.eof())
        return std::optional<SignedHead>();
    ++m_line;
    auto head = isWhole ? SignedHead::parse({buffer.data(), static_cast<std::size_t>(m_stream.gcount() - 1)})
                        : std::optional<SignedHead>();
    if (!head && isWhole && m_stream.peek() == std::ifstream::traits_type::eof())
        return std::optional<SignedHead>();
    if (!head)
        return failure(ErrorCode::Corrupt, "heads " + std::to_string(m_line) + ": no signed head stands there");
    return head;
}

} // namespace gotoai::clearinghouse
