// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/listensocket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>

namespace gotoai::http {

namespace {

constexpr int kBacklog = 1024;

struct RawAddress
{
    sockaddr_storage storage{};
    socklen_t size = 0;
};

std::optional<RawAddress> parseAddress(const std::string& text, std::uint16_t port)
{
    RawAddress address;
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    if (inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
        std::memcpy(&address.storage, &v4, sizeof v4);
        address.size = sizeof v4;
        return address;
    }
    if (inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1) {
        std::memcpy(&address.storage, &v6, sizeof v6);
        address.size = sizeof v6;
        return address;
    }
    return std::nullopt;
}

void enable(int fd, int level, int option)
{
    const int on = 1;
    setsockopt(fd, level, option, &on, sizeof on);
}

Error refusedBy(std::string_view step, const std::string& address, std::uint16_t port)
{
    return failure(ErrorCode::BadConfiguration, "cannot " + std::string(step) + " " + address + " port " +
                                                    std::to_string(port) + ": " + std::strerror(errno));
}

// "127.0.0.1"; an IPv4 address in IPv6 clothes is written as IPv4.
SocketAddress textOf(const sockaddr_storage& address)
{
    char text[INET6_ADDRSTRLEN] = {};
    std::uint16_t port = 0;
    if (address.ss_family == AF_INET) {
        sockaddr_in v4;
        std::memcpy(&v4, &address, sizeof v4);
        inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text);
        port = ntohs(v4.sin_port);
    } else if (address.ss_family == AF_INET6) {
        sockaddr_in6 v6;
        std::memcpy(&v6, &address, sizeof v6);
        const bool isMapped = IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr);
        inet_ntop(isMapped ? AF_INET : AF_INET6, v6.sin6_addr.s6_addr + (isMapped ? 12 : 0), text, sizeof text);
        port = ntohs(v6.sin6_port);
    }
    return {.host = text, .port = port};
}

int integerOption(int fd, int option)
{
    int value = -1;
    socklen_t size = sizeof value;
    getsockopt(fd, SOL_SOCKET, option, &value, &size);
    return value;
}

enum class PortUse { Alone, Shared };

Result<Descriptor> bindSocket(const std::string& address, std::uint16_t port, PortUse use)
{
    const auto target = parseAddress(address, port);
    if (!target)
        return failure(ErrorCode::BadConfiguration, "\"" + address + "\" is not a numeric IP address");
    Descriptor socket(::socket(target->storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket.isOpen())
        return refusedBy("open a socket for", address, port);
    enable(socket.fd(), SOL_SOCKET, SO_REUSEADDR);
    if (use == PortUse::Shared)
        enable(socket.fd(), SOL_SOCKET, SO_REUSEPORT);
    if (target->storage.ss_family == AF_INET6)
        enable(socket.fd(), IPPROTO_IPV6, IPV6_V6ONLY);
    if (::bind(socket.fd(), reinterpret_cast<const sockaddr*>(&target->storage), target->size) != 0)
        return refusedBy("bind", address, port);
    return socket;
}

} // namespace

Result<Descriptor> openListenSocket(const std::string& address, std::uint16_t port)
{
    auto socket = bindSocket(address, port, PortUse::Shared);
    if (socket && ::listen(socket->fd(), kBacklog) != 0)
        return refusedBy("listen on", address, port);
    return socket;
}

Result<void> requireFreePort(const std::string& address, std::uint16_t port)
{
    auto socket = bindSocket(address, port, PortUse::Alone);
    return socket ? Result<void>() : std::move(socket).error();
}

void prepareAccepted(int fd)
{
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    enable(fd, IPPROTO_TCP, TCP_NODELAY);
}

std::optional<IpAddress> peerAddressOf(int fd)
{
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    if (getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &size) != 0)
        return std::nullopt;
    return IpAddress::parse(textOf(peer).host);
}

Result<SocketAddress> listeningAddressOf(int fd)
{
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    const bool isListening = getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0 &&
                             integerOption(fd, SO_TYPE) == SOCK_STREAM && integerOption(fd, SO_ACCEPTCONN) == 1;
    if (!isListening || (address.ss_family != AF_INET && address.ss_family != AF_INET6))
        return failure(ErrorCode::BadConfiguration, "descriptor " + std::to_string(fd) + " is no listening TCP socket");
    return textOf(address);
}

Result<Descriptor> duplicate(const Descriptor& socket)
{
    Descriptor copy(fcntl(socket.fd(), F_DUPFD_CLOEXEC, 0));
    if (!copy.isOpen())
        return failure(ErrorCode::BadConfiguration,
                       std::string("cannot share a listening socket: ") + std::strerror(errno));
    return copy;
}

} // namespace gotoai::http
