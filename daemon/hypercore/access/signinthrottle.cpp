// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/signinthrottle.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace gotoai::hypercore {
namespace {

using std::chrono::milliseconds;

std::string networkOf(std::string_view address)
{
    const std::string text(address);
    std::array<char, 16> bytes{};
    if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1)
        return "net6 " + std::string(bytes.data(), 8);
    return "net " + text;
}

// No network's text holds a line feed in front of a name, and no name a control character.
std::string userAt(std::string_view user, const std::string& network) { return network + '\n' + std::string(user); }

} // namespace

SignInThrottle::SignInThrottle()
    : SignInThrottle(Options())
{}

SignInThrottle::SignInThrottle(Options options)
    : m_options(options)
{}

milliseconds SignInThrottle::wait(std::string_view user, std::string_view address, Tick now) const
{
    const std::string network = networkOf(address);
    return std::max(waitOf(userAt(user, network), m_options.freeFailures, now),
                    waitOf(network, m_options.freeNetworkFailures, now));
}

void SignInThrottle::begin(std::string_view user, std::string_view address, Tick now)
{
    const std::string network = networkOf(address);
    count(network, now);
    count(userAt(user, network), now);
}

void SignInThrottle::succeed(std::string_view user, std::string_view address)
{
    const std::string network = networkOf(address);
    if (const auto found = m_counts.find(userAt(user, network)); found != m_counts.end())
        forget(found);
    giveBack(network);
}

void SignInThrottle::withdraw(std::string_view user, std::string_view address)
{
    const std::string network = networkOf(address);
    giveBack(userAt(user, network));
    giveBack(network);
}

milliseconds SignInThrottle::waitOf(const std::string& name, int freeFailures, Tick now) const
{
    const auto found = m_counts.find(name);
    if (found == m_counts.end() || found->second.failures < freeFailures || now - found->second.last > m_options.memory)
        return milliseconds(0);
    milliseconds wait = m_options.firstWait;
    for (int i = freeFailures; i < found->second.failures && wait < m_options.longestWait; ++i)
        wait *= 2;
    const Tick end = found->second.last + std::min(wait, m_options.longestWait);
    return end > now ? std::chrono::ceil<milliseconds>(end - now) : milliseconds(0);
}

void SignInThrottle::count(const std::string& name, Tick now)
{
    const auto [found, isNew] = m_counts.try_emplace(name);
    Count& count = found->second;
    if (!isNew) {
        m_byAge.erase(count.place);
        if (now - count.last > m_options.memory)
            count.failures = 0;
    }
    count.place = m_byAge.insert(m_byAge.end(), name);
    count.last = now;
    ++count.failures;
    if (m_counts.size() > m_options.maxCounts)
        forget(m_counts.find(m_byAge.front()));
}

void SignInThrottle::giveBack(const std::string& name)
{
    const auto found = m_counts.find(name);
    if (found != m_counts.end() && --found->second.failures <= 0)
        forget(found);
}

void SignInThrottle::forget(Counts::iterator count)
{
    m_byAge.erase(count->second.place);
    m_counts.erase(count);
}

} // namespace gotoai::hypercore
