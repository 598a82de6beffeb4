// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace gotoai::crypto {

using Digest = std::array<std::uint8_t, 32>;

// SHA-256 (FIPS 180-4). Keeps its OpenSSL context, so reuse one where many are made. One thread at a time.
class Sha256
{
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void update(std::span<const std::uint8_t> bytes);
    Digest finish(); // ready for the next message afterwards

private:
    struct State;
    std::unique_ptr<State> m_state;
};

Digest sha256(std::span<const std::uint8_t> bytes);

// HMAC-SHA-256 (RFC 2104).
Digest hmacSha256(std::span<const std::uint8_t> key, std::span<const std::uint8_t> message);

inline std::span<const std::uint8_t> asBytes(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

} // namespace gotoai::crypto
