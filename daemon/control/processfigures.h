// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>

namespace gotoai::control {

// This process as the kernel sees it. What cannot be read is 0.
struct ProcessFigures
{
    std::chrono::microseconds cpu{0}; // user and system
    std::uint64_t residentBytes = 0;
    std::uint64_t virtualBytes = 0;
    std::uint64_t openDescriptors = 0;
    std::uint64_t maxDescriptors = 0;
    std::uint64_t threads = 0;
    std::int64_t startedAt = 0; // seconds since 1970
};

// From /proc (proc(5)).
ProcessFigures readProcessFigures();

} // namespace gotoai::control
