// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/secret.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace gotoai::crypto {

// What scrypt (RFC 7914) is made to cost: 128 × r × 2^log2N bytes of memory, and p times their mixing.
// The default takes 32 MiB and about a quarter of a second of one core.
struct ScryptCost
{
    std::uint8_t log2N = 15; // 4…20
    std::uint8_t r = 8;      // 1…32
    std::uint8_t p = 3;      // 1…16
    bool operator==(const ScryptCost&) const = default;
};

// What is kept of a password: scrypt's output, with its salt and its cost, so that either may be raised later on.
// Making and matching take long: never on a thread that others wait for.
class PasswordHash
{
public:
    static PasswordHash make(const Secret& password, const ScryptCost& cost = {});
    // A hash that no password matches, and that takes as long to find out.
    static PasswordHash decoy(const ScryptCost& cost = {});

    // Format 1: version byte, log2N, r, p, salt (16), output (32). Corrupt on anything else.
    static Result<PasswordHash> fromBytes(std::span<const std::uint8_t> bytes);
    std::vector<std::uint8_t> toBytes() const;

    // Compares in constant time.
    bool matches(const Secret& password) const;
    const ScryptCost& cost() const { return m_cost; }

private:
    PasswordHash() = default;

    ScryptCost m_cost;
    std::array<std::uint8_t, 16> m_salt{};
    std::array<std::uint8_t, 32> m_output{};
};

} // namespace gotoai::crypto
