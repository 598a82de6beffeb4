// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/upstream/socketpoller.h"

#include <unistd.h>

#include <cstdlib>

namespace gotoai::supply {

SocketPoller::SocketPoller()
    : m_descriptor(epoll_create1(EPOLL_CLOEXEC))
{
    if (m_descriptor < 0)
        std::abort(); // no descriptors left at start
}

SocketPoller::~SocketPoller() { close(m_descriptor); }

void SocketPoller::adopt(int socket)
{
    interestIn(socket) = {.isAdopted = true}; // what its number's last bearer left, epoll has dropped by itself
}

void SocketPoller::watch(int socket, std::uint32_t events)
{
    Interest& interest = interestIn(socket);
    interest.wanted = events;
    if (events != 0 && events != interest.registered)
        enter(socket, interest);
    else if (events == 0 && !interest.isAdopted)
        leave(socket, interest);
}

void SocketPoller::forget(int socket)
{
    Interest& interest = interestIn(socket);
    leave(socket, interest);
    interest = {};
}

SocketPoller::Interest& SocketPoller::interestIn(int socket)
{
    const auto index = static_cast<std::size_t>(socket);
    if (index >= m_interests.size())
        m_interests.resize(index * 2 + 16);
    return m_interests[index];
}

void SocketPoller::leave(int socket, Interest& interest)
{
    if (interest.registered != 0)
        epoll_ctl(m_descriptor, EPOLL_CTL_DEL, socket, nullptr);
    interest.registered = 0;
}

void SocketPoller::enter(int socket, Interest& interest)
{
    epoll_event event{};
    event.events = interest.wanted;
    event.data.fd = socket;
    const auto apply = [&](int operation) { return epoll_ctl(m_descriptor, operation, socket, &event) == 0; };
    const bool isKnown = interest.registered != 0 && apply(EPOLL_CTL_MOD);
    if (isKnown || apply(EPOLL_CTL_ADD))
        interest.registered = interest.wanted;
}

std::span<const epoll_event> SocketPoller::poll()
{
    const int count = epoll_wait(m_descriptor, m_events.data(), static_cast<int>(m_events.size()), 0);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count < 0 ? 0 : count); ++i) {
        const int socket = m_events[i].data.fd;
        Interest& interest = m_interests[static_cast<std::size_t>(socket)];
        if (interest.wanted == 0)
            leave(socket, interest);
        else
            m_events[kept++] = m_events[i];
    }
    return {m_events.data(), kept};
}

} // namespace gotoai::supply
