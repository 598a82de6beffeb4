// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/epoll.h>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace gotoai::supply {

// Which sockets somebody waits for, in one epoll descriptor. Used on one thread.
//
// An adopted socket stays registered while nobody waits for it, until it makes itself heard: connections in a
// keep-alive pool are unwatched and watched again with each request, and two system calls a request are saved that way.
// Any other socket is taken out at once. The end of an adopted socket is announced by forget(), but for one that was
// still being connected: libcurl 7.88 closes it without a word (cf_socket_close in lib/cf-socket.c). Its number comes
// back with another socket, which must not inherit what was registered.
class SocketPoller
{
public:
    SocketPoller();
    ~SocketPoller();
    SocketPoller(const SocketPoller&) = delete;
    SocketPoller& operator=(const SocketPoller&) = delete;

    // Readable whenever a watched socket has something to tell.
    int descriptor() const { return m_descriptor; }

    void adopt(int socket); // that was just made
    // EPOLLIN, EPOLLOUT or both; 0: not at the moment.
    void watch(int socket, std::uint32_t events);
    // An adopted socket is about to be closed, its number may come back as another one.
    void forget(int socket);
    // What has happened since, at most a batch; level-triggered. Valid until the next call.
    std::span<const epoll_event> poll();

private:
    struct Interest
    {
        std::uint32_t wanted = 0;
        std::uint32_t registered = 0;
        bool isAdopted = false;
    };

    Interest& interestIn(int socket);
    void enter(int socket, Interest& interest);
    void leave(int socket, Interest& interest);

    int m_descriptor = -1;
    std::vector<Interest> m_interests; // by socket number
    std::array<epoll_event, 128> m_events{};
};

} // namespace gotoai::supply
