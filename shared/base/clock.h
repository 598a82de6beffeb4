// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace gotoai {

// A point of civil time in UTC, to the microsecond. Stored as microseconds since 1970.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

// A point on a clock that never jumps; for deadlines and durations, never stored.
using Tick = std::chrono::steady_clock::time_point;

// Where time comes from, so that tests can hold it. Called from any thread.
class Clock
{
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
    virtual Tick tick() const = 0;
};

class SystemClock final : public Clock
{
public:
    Instant now() const override;
    Tick tick() const override;
};

// RFC 3339 in UTC with microseconds: 2026-01-02T03:04:05.678901Z.
std::string toRfc3339(Instant instant);

// Accepts RFC 3339 with Z or a numeric offset and up to nine fractional digits (beyond six are cut off).
std::optional<Instant> fromRfc3339(std::string_view text);

inline std::int64_t toMicroseconds(Instant instant) { return instant.time_since_epoch().count(); }
inline Instant fromMicroseconds(std::int64_t us) { return Instant{std::chrono::microseconds{us}}; }

} // namespace gotoai
