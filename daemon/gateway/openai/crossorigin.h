// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace gotoai::http {
class Exchange;
struct Header;
} // namespace gotoai::http

namespace gotoai::gateway {

// Which pages a browser lets call the API from another origin (Fetch standard, "CORS protocol"): none unless named.
// Keys travel in headers, never in cookies, so credentials are never allowed.
class CrossOriginPolicy
{
public:
    // Origins with commas between them, as "https://app.example, http://localhost:3000"; "*" for all, empty for none.
    // InvalidRequest for anything else.
    static Result<CrossOriginPolicy> parse(std::string_view text);
    // What parse() reads.
    std::string text() const;

    // Adds to the answer what lets an allowed page read it. True when the page only asked whether it may call (a
    // preflight, which carries no key): that is answered then.
    bool admit(http::Exchange& exchange) const;
    // Adds the same to the headers of an answer that is no exchange's: to a page of `origin`, which may be unknown.
    void let(std::string_view origin, std::vector<http::Header>& headers) const;

private:
    bool isClosed() const { return !m_isOpenToAll && m_origins.empty(); }
    bool allows(std::string_view origin) const;

    std::vector<std::string> m_origins;
    bool m_isOpenToAll = false;
};

} // namespace gotoai::gateway
