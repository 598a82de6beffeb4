// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/exchange.h"
#include "http/ipaddress.h"

#include <string>

namespace gotoai::http {

// Who asked, by X-Forwarded-For, when the request came over a proxy of ours: each proxy appends whom it was called by,
// so the list is read from its end, and the first address that is no trusted proxy is the client. What stands before it
// was written by the client and proves nothing. An entry that is no address ends the reading at the hop before it.
std::string forwardedClient(const Request& request, const AddressBlocks& trustedProxies);

} // namespace gotoai::http
