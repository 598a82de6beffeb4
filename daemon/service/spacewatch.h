// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace gotoai::service {

// Bytes that a process without privileges may still write to the file system of `directory`; empty when it cannot tell.
std::optional<std::uint64_t> freeBytesOf(const std::string& directory);

// Keeps the disk of a directory from filling up under running orders. Below `leastFree` there is little space, and
// whoever asks should begin nothing new: what has begun can still be written down. The ballast is a file of real blocks
// in the directory; when less than a quarter of `leastFree` is left, because others fill the disk, it is given up. Both
// come back when there is a quarter more than `leastFree` (and room for the ballast). On one thread.
class SpaceWatch
{
public:
    struct Options
    {
        std::string directory;
        std::int64_t ballastBytes = 0; // 0: none
        std::int64_t leastFree = 0;    // 0: never too little
    };
    using Measure = std::function<std::optional<std::uint64_t>()>;

    struct Figures
    {
        std::uint64_t freeBytes = 0; // as of the last look
        std::uint64_t ballastBytes = 0;
        bool isLow = false;
    };

    SpaceWatch(Options options, Measure measure);

    // Once a second or so. Says changes in the log. What cannot be measured changes nothing.
    void look();
    const Figures& figures() const { return m_figures; }

    static constexpr const char* kBallastName = "ballast";

private:
    void judge(std::uint64_t leastFree);
    void makeBallast();
    void giveUpBallast();

    const Options m_options;
    const Measure m_measure;
    const std::string m_ballast;
    Figures m_figures;
};

} // namespace gotoai::service
