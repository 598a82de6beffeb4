// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/servicenotifier.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <ctime>

namespace gotoai::service {
namespace {

std::string_view valueOf(const Environment& environment, std::string_view name)
{
    const auto found = environment.find(name);
    return found == environment.end() ? std::string_view() : std::string_view(found->second);
}

// A path, or an abstract name with '@' for its first NUL.
http::Descriptor connectTo(std::string_view path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() < 2 || path.size() >= sizeof address.sun_path || (path[0] != '/' && path[0] != '@'))
        return {};
    std::memcpy(address.sun_path, path.data(), path.size());
    if (path[0] == '@')
        address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
    http::Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!socket.isOpen() || connect(socket.fd(), reinterpret_cast<const sockaddr*>(&address), size) != 0)
        return {};
    return socket;
}

std::optional<std::uint64_t> numberOf(std::string_view text)
{
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

std::string oneLine(std::string_view text)
{
    std::string line(text);
    std::ranges::replace(line, '\n', ' ');
    return line;
}

} // namespace

ServiceNotifier::ServiceNotifier(const Environment& environment)
    : m_socket(connectTo(valueOf(environment, "NOTIFY_SOCKET")))
{
    const auto period = numberOf(valueOf(environment, "WATCHDOG_USEC"));
    const auto process = numberOf(valueOf(environment, "WATCHDOG_PID"));
    const bool isMeant = !process || *process == static_cast<std::uint64_t>(getpid());
    if (m_socket.isOpen() && period && *period > 0 && isMeant)
        m_watchdogPeriod = std::chrono::microseconds(*period);
}

void ServiceNotifier::ready(std::string_view status) const { send("READY=1\nSTATUS=" + oneLine(status)); }

void ServiceNotifier::reloading() const
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    const std::int64_t us = std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000;
    send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(us));
}

void ServiceNotifier::stopping(std::chrono::milliseconds atMost) const
{
    send("STOPPING=1\nSTATUS=Draining.\nEXTEND_TIMEOUT_USEC=" +
         std::to_string(std::chrono::microseconds(atMost).count()));
}

void ServiceNotifier::status(std::string_view text) const { send("STATUS=" + oneLine(text)); }

void ServiceNotifier::alive() const { send("WATCHDOG=1"); }

void ServiceNotifier::send(const std::string& message) const
{
    if (m_socket.isOpen())
        ::send(m_socket.fd(), message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

} // namespace gotoai::service
