// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "http/exchange.h"
#include "http/ipaddress.h"

#include <string>
#include <string_view>
#include <vector>

namespace gotoai::control {

// By which names the admin API lets itself be called. A page whose name has been made to lead to this machine (DNS
// rebinding) is taken for our own by its browser, and all that still tells it apart is its name in the Host header.
struct HostRule
{
    std::vector<std::string> names; // lower case, without port
    http::AddressBlocks proxies;    // that are trusted
    bool isEncrypted = false; // the listener speaks TLS: whose name is not in its certificate is not let in anyway

    // An address, localhost and the names; where there are none, also whatever a trusted proxy calls us.
    bool admits(const http::Request& request) const;
};

// Names with commas between them; none for an empty text. InvalidRequest for what is none.
Result<std::vector<std::string>> parseHostNames(std::string_view text);
std::string hostNamesText(const std::vector<std::string>& names);

} // namespace gotoai::control
