// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/inheritedsockets.h"

#include "http/listensocket.h"

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <string_view>

namespace gotoai::service {
namespace {

constexpr int kFirstDescriptor = 3; // SD_LISTEN_FDS_START
constexpr int kMostDescriptors = 64;

std::string_view valueOf(const Environment& environment, std::string_view name)
{
    const auto found = environment.find(name);
    return found == environment.end() ? std::string_view() : std::string_view(found->second);
}

int numberOf(std::string_view text)
{
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? number : 0;
}

std::string takeName(std::string_view& names)
{
    const auto colon = names.find(':');
    std::string name(names.substr(0, colon));
    names = colon == std::string_view::npos ? std::string_view() : names.substr(colon + 1);
    return name;
}

Error refused(const std::string& name, const std::string& why)
{
    return failure(ErrorCode::BadConfiguration, "the inherited socket '" + name + "' " + why);
}

} // namespace

Result<InheritedSockets> InheritedSockets::take(const Environment& environment)
{
    InheritedSockets sockets;
    const int count = numberOf(valueOf(environment, "LISTEN_FDS"));
    if (numberOf(valueOf(environment, "LISTEN_PID")) != getpid() || count <= 0)
        return sockets;
    if (count > kMostDescriptors)
        return failure(ErrorCode::BadConfiguration, "more than 64 sockets were handed over");
    std::string_view names = valueOf(environment, "LISTEN_FDNAMES");
    for (int fd = kFirstDescriptor; fd < kFirstDescriptor + count; ++fd) {
        http::Descriptor socket(fd);
        const std::string name = takeName(names);
        if (name != "gateway" && name != "admin")
            return refused(name, "is called neither gateway nor admin (FileDescriptorName= of its unit)");
        if (const auto address = http::listeningAddressOf(fd); !address)
            return refused(name, "cannot be used: " + address.error().detail);
        if (name == "admin" && !sockets.admin.empty())
            return refused(name, "was handed over twice; the admin API has one address");
        fcntl(fd, F_SETFD, FD_CLOEXEC);
        (name == "gateway" ? sockets.gateway : sockets.admin).push_back(std::move(socket));
    }
    return sockets;
}

std::map<std::string, std::string, std::less<>> InheritedSockets::settings() const
{
    std::map<std::string, std::string, std::less<>> settings;
    const auto describe = [&settings](const char* name, const std::vector<http::Descriptor>& sockets) {
        if (sockets.empty())
            return;
        const auto address = http::listeningAddressOf(sockets.front().fd());
        const bool isIpv6 = address && address->host.find(':') != std::string::npos;
        if (address)
            settings.emplace(name, (isIpv6 ? "[" + address->host + "]" : address->host) + ":" +
                                       std::to_string(address->port));
    };
    describe("gateway.listen", gateway);
    describe("admin.listen", admin);
    return settings;
}

} // namespace gotoai::service
