// SPDX-License-Identifier: GPL-3.0-or-later
#include "crypto/random.h"

#include <openssl/crypto.h>
#include <sys/random.h>

#include <cerrno>
#include <cstdlib>

namespace gotoai::crypto {

void fillRandom(std::span<std::uint8_t> bytes)
{
    while (!bytes.empty()) {
        const auto got = getrandom(bytes.data(), bytes.size(), 0);
        if (got < 0 && errno != EINTR)
            std::abort(); // a key from anything less would be no secret
        if (got > 0)
            bytes = bytes.subspan(static_cast<std::size_t>(got));
    }
}

bool constantTimeEqual(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace gotoai::crypto
