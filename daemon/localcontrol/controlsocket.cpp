// SPDX-License-Identifier: GPL-3.0-or-later
#include "localcontrol/controlsocket.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace gotoai::localcontrol {
namespace {

// sun_path is short (108 bytes, unix(7)) and data directories may lie deep: the socket is named through a descriptor of
// its directory.
struct Place
{
    http::Descriptor directory;
    sockaddr_un address{};
};

Place placeOf(const std::string& path)
{
    Place place{.directory = http::Descriptor(open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC))};
    place.address.sun_family = AF_UNIX;
    const std::string name = "/proc/self/fd/" + std::to_string(place.directory.fd()) + "/" + kSocketName;
    std::copy(name.begin(), name.end(), place.address.sun_path);
    return place;
}

const sockaddr* generic(const Place& place) { return reinterpret_cast<const sockaddr*>(&place.address); }

} // namespace

Result<http::Descriptor> listenIn(const std::string& directory)
{
    const auto refused = [&directory] {
        return failure(ErrorCode::StoreUnavailable,
                       "cannot make the control socket in " + directory + ": " + std::strerror(errno));
    };
    const Place place = placeOf(directory);
    http::Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!place.directory.isOpen() || !socket.isOpen())
        return refused();
    unlinkat(place.directory.fd(), kSocketName, 0);
    const mode_t before = umask(0177); // start-up, one thread
    const bool isBound = bind(socket.fd(), generic(place), sizeof place.address) == 0;
    umask(before);
    if (!isBound || listen(socket.fd(), 16) != 0)
        return refused();
    return socket;
}

Result<http::Descriptor> connectIn(const std::string& directory)
{
    const Place place = placeOf(directory);
    http::Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (place.directory.isOpen() && connect(socket.fd(), generic(place), sizeof place.address) == 0)
        return socket;
    if (errno == EACCES || errno == EPERM)
        return failure(ErrorCode::Forbidden,
                       "the daemon on " + directory + " belongs to another user; run this as that user or as root");
    return failure(ErrorCode::NotFound, "no gotoaid runs on " + directory);
}

std::optional<uid_t> trustedUser(int fd)
{
    ucred peer{};
    socklen_t size = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || (peer.uid != geteuid() && peer.uid != 0))
        return std::nullopt;
    return peer.uid;
}

} // namespace gotoai::localcontrol
