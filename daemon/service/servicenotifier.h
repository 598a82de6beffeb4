// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/descriptor.h"
#include "service/inheritedsockets.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace gotoai::service {

// Tells the service manager where the daemon stands: sd_notify(3)'s datagrams to $NOTIFY_SOCKET. Says nothing where
// there is no such socket. Safe from any thread; a datagram that cannot be sent is lost, as the protocol has it.
class ServiceNotifier
{
public:
    explicit ServiceNotifier(const Environment& environment);

    bool isHeard() const { return m_socket.isOpen(); }
    // How long the manager waits for alive() before it restarts the service; empty when it does not wait.
    std::optional<std::chrono::microseconds> watchdogPeriod() const { return m_watchdogPeriod; }

    void ready(std::string_view status) const;
    void reloading() const;
    // The stop may take this long.
    void stopping(std::chrono::milliseconds atMost) const;
    void status(std::string_view text) const;
    void alive() const;

private:
    void send(const std::string& message) const;

    http::Descriptor m_socket; // connected
    std::optional<std::chrono::microseconds> m_watchdogPeriod;
};

} // namespace gotoai::service
