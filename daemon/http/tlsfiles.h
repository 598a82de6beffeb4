// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace gotoai::http {

// Paths of PEM files; both empty where there is no TLS.
struct TlsFiles
{
    std::string certificate; // the server's first, then those that lead to the root
    std::string key;
};

} // namespace gotoai::http
