// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gotoai::http {

// The outgoing half of a non-blocking socket: what the kernel does not take waits here. Does not own the socket.
class Outlet
{
public:
    enum class Outcome { Progress, Stalled, Broken };

    explicit Outlet(int socket)
        : m_socket(socket)
    {}

    // Space to append to; goes out with the next flush().
    std::string& buffer() { return m_waiting; }
    std::size_t waiting() const { return m_waiting.size() - m_sent; }

    // Sends both parts at once if nothing waits before them, without copying what the kernel takes.
    Outcome send(std::string_view head, std::string_view body);
    // Progress when the kernel took something or nothing waits.
    Outcome flush();
    void discard();

private:
    void forgetSent();

    int m_socket;
    std::string m_waiting;
    std::size_t m_sent = 0; // of m_waiting, from its front
};

} // namespace gotoai::http
