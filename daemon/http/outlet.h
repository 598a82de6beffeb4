// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gotoai::http {

class TlsChannel;

// The outgoing half of a non-blocking socket: what the kernel does not take waits here. Does not own the socket.
class Outlet
{
public:
    enum class Outcome { Open, Broken };

    explicit Outlet(int socket)
        : m_socket(socket)
    {}

    // From now on what is sent is encrypted by the channel, whose wire is wire(); null: goes out in clear. Not owned.
    void setChannel(TlsChannel* channel) { m_channel = channel; }
    // What goes to the socket as it stands.
    std::string& wire() { return m_waiting; }

    // Space to append to; goes out with the next flush().
    std::string& buffer() { return m_channel ? m_clear : m_waiting; }
    std::size_t waiting() const { return m_waiting.size() - m_sent + m_clear.size(); }
    // Bytes that the other end has acknowledged, since the beginning. Asks the kernel.
    std::uint64_t delivered() const;

    // Sends both parts at once if nothing waits before them, without copying what the kernel takes.
    Outcome send(std::string_view head, std::string_view body);
    // As much as the kernel takes.
    Outcome flush();
    void discard();

private:
    void encrypt();
    void forgetSent();

    int m_socket;
    std::string m_waiting;
    std::size_t m_sent = 0; // of m_waiting, from its front
    std::uint64_t m_taken = 0;
    TlsChannel* m_channel = nullptr;
    std::string m_clear; // to be encrypted with the next flush(), so that many writes share a record
};

} // namespace gotoai::http
