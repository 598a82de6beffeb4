// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <chrono>
#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace gotoai::hypercore {

// Slows down the guessing of passwords without locking anybody out: after some failures the next attempt has to wait,
// each time twice as long, up to a bound. An attempt before its time is not looked at and costs nothing more, so the
// right password works as soon as the wait is over. Counted by user name and client network together (a stranger
// elsewhere does not slow down the user) and, more patiently, by network alone. Unknown names count like known ones.
// Networks are an IPv4 address or an IPv6 /64. Holds a bounded number of counts and forgets them after a while.
class SignInThrottle
{
public:
    struct Options
    {
        int freeFailures = 3;         // of one name from one network, before waiting begins
        int freeNetworkFailures = 20; // of all names from one network
        std::chrono::milliseconds firstWait{1'000};
        std::chrono::milliseconds longestWait{60'000};
        std::chrono::milliseconds memory{15 * 60'000}; // how long after its last attempt a count is kept
        std::size_t maxCounts = 8'192;                 // beyond it, the one that was idle longest goes
    };

    SignInThrottle();
    explicit SignInThrottle(Options options);

    // How long this attempt has to wait; zero: it may begin.
    std::chrono::milliseconds wait(std::string_view user, std::string_view address, Tick now) const;
    // An attempt begins: it counts as failed until it has succeeded, so that many at once gain nothing.
    void begin(std::string_view user, std::string_view address, Tick now);
    // Forgets the failures of this user there; gives the network back this one attempt.
    void succeed(std::string_view user, std::string_view address);
    // The attempt did not take place after all.
    void withdraw(std::string_view user, std::string_view address);

    std::size_t size() const { return m_counts.size(); }

private:
    struct Count
    {
        int failures = 0;
        Tick last{};
        std::list<std::string>::iterator place; // in m_byAge
    };
    using Counts = std::unordered_map<std::string, Count>;

    std::chrono::milliseconds waitOf(const std::string& name, int freeFailures, Tick now) const;
    void count(const std::string& name, Tick now);
    void giveBack(const std::string& name);
    void forget(Counts::iterator count);

    Options m_options;
    Counts m_counts;
    std::list<std::string> m_byAge; // last touched at the end
};

} // namespace gotoai::hypercore
