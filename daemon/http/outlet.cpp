// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/outlet.h"

#include "http/tlschannel.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <cerrno>

namespace gotoai::http {

namespace {

constexpr std::size_t kKeptCapacity = 4 * 1024; // an idle connection holds no more than this

bool isTransient(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

iovec view(std::string_view bytes)
{
    return {const_cast<char*>(bytes.data()), bytes.size()}; // sendmsg only reads
}

} // namespace

Outlet::Outcome Outlet::send(std::string_view head, std::string_view body)
{
    if (m_channel || waiting() > 0) {
        buffer().append(head).append(body);
        return flush();
    }
    iovec parts[] = {view(head), view(body)};
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = 2;
    const auto result = ::sendmsg(m_socket, &message, MSG_NOSIGNAL);
    if (result < 0 && !isTransient(errno))
        return Outcome::Broken;
    const auto sent = result < 0 ? std::size_t{0} : static_cast<std::size_t>(result);
    m_taken += sent;
    if (sent < head.size())
        m_waiting.append(head.substr(sent)).append(body);
    else
        m_waiting.append(body.substr(sent - head.size()));
    return Outcome::Open;
}

Outlet::Outcome Outlet::flush()
{
    if (!m_clear.empty())
        encrypt();
    if (waiting() == 0)
        return Outcome::Open;
    const auto result = ::send(m_socket, m_waiting.data() + m_sent, waiting(), MSG_NOSIGNAL);
    if (result < 0)
        return isTransient(errno) ? Outcome::Open : Outcome::Broken;
    m_sent += static_cast<std::size_t>(result);
    m_taken += static_cast<std::uint64_t>(result);
    forgetSent();
    return Outcome::Open;
}

std::uint64_t Outlet::delivered() const
{
    int underWay = 0; // written and not acknowledged (tcp(7))
    ::ioctl(m_socket, SIOCOUTQ, &underWay);
    return m_taken - static_cast<std::uint64_t>(underWay);
}

void Outlet::encrypt()
{
    m_channel->write(m_clear);
    m_clear = std::string();
}

void Outlet::discard()
{
    m_clear = std::string();
    m_sent = m_waiting.size();
    forgetSent();
}

void Outlet::forgetSent()
{
    if (waiting() == 0) {
        m_waiting.clear();
        m_sent = 0;
        if (m_waiting.capacity() > kKeptCapacity)
            m_waiting.shrink_to_fit();
    } else if (m_sent >= waiting()) { // each byte is moved at most once on average
        m_waiting.erase(0, m_sent);
        m_sent = 0;
    }
}

} // namespace gotoai::http
