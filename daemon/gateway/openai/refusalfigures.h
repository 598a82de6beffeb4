// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string_view>

namespace gotoai::gateway {

// Requests that were refused before they became orders, by code. Counted by all lanes, read by anyone.
class RefusalFigures
{
public:
    using Counts = std::map<std::string_view, std::uint64_t>;

    // `code` is a word of the program's own, which lives as long as the program; never a client's.
    void count(std::string_view code)
    {
        const std::lock_guard lock(m_mutex);
        ++m_counts[code];
    }
    Counts counts() const
    {
        const std::lock_guard lock(m_mutex);
        return m_counts;
    }

private:
    mutable std::mutex m_mutex;
    Counts m_counts;
};

} // namespace gotoai::gateway
