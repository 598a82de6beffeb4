// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/id.h"

#include "base/hex.h"

#include <sys/random.h>

#include <algorithm>
#include <cstdlib>

namespace gotoai {
namespace {

// Random bytes from the kernel, fetched a page at a time: a system call an id would show in the order path.
class RandomPool
{
public:
    void take(std::span<std::uint8_t> out)
    {
        if (m_bytes.size() - m_used < out.size())
            refill();
        std::copy_n(m_bytes.begin() + static_cast<std::ptrdiff_t>(m_used), out.size(), out.begin());
        m_used += out.size();
    }

private:
    void refill()
    {
        std::size_t filled = 0;
        while (filled < m_bytes.size()) {
            const auto got = getrandom(m_bytes.data() + filled, m_bytes.size() - filled, 0);
            if (got < 0 && errno != EINTR)
                std::abort();
            filled += got > 0 ? static_cast<std::size_t>(got) : 0;
        }
        m_used = 0;
    }

    std::array<std::uint8_t, 4096> m_bytes{};
    std::size_t m_used = m_bytes.size();
};

// The 12 bits behind the time count up within one millisecond (RFC 9562, section 6.2, method 1).
struct Sequence
{
    std::uint64_t millisecond = 0;
    std::uint32_t counter = 0;
    RandomPool random;
};

} // namespace

IdBytes makeUuidV7(Instant now)
{
    thread_local Sequence sequence;
    const auto us = toMicroseconds(now);
    const std::uint64_t ms = us > 0 ? static_cast<std::uint64_t>(us) / 1000 : 0;
    if (ms > sequence.millisecond) {
        sequence.millisecond = ms;
        sequence.counter = 0;
    } else if (++sequence.counter > 0xfff) {
        ++sequence.millisecond; // more than 4,096 ids in a millisecond: borrow from the next
        sequence.counter = 0;
    }

    IdBytes bytes{};
    sequence.random.take(std::span(bytes).subspan(8));
    for (std::size_t i = 0; i < 6; ++i)
        bytes[i] = static_cast<std::uint8_t>(sequence.millisecond >> (40 - 8 * i));
    bytes[6] = static_cast<std::uint8_t>(0x70 | (sequence.counter >> 8));
    bytes[7] = static_cast<std::uint8_t>(sequence.counter);
    bytes[8] = static_cast<std::uint8_t>(0x80 | (bytes[8] & 0x3f));
    return bytes;
}

std::string idToString(std::string_view prefix, const IdBytes& bytes) { return std::string(prefix) + toHex(bytes); }

Result<IdBytes> idFromString(std::string_view prefix, std::string_view text)
{
    const auto malformed = [&] {
        return failure(ErrorCode::InvalidRequest,
                       "an identifier is '" + std::string(prefix) + "' and 32 lower-case hexadecimal digits");
    };
    if (text.size() != prefix.size() + 32 || !text.starts_with(prefix))
        return malformed();
    const auto parsed = fromHex(text.substr(prefix.size()));
    if (!parsed)
        return malformed();
    IdBytes bytes{};
    std::copy(parsed->begin(), parsed->end(), bytes.begin());
    return bytes;
}

} // namespace gotoai
