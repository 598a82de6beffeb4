// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "http/exchange.h"
#include "http/requestguard.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gotoai::http {

// How the end of an answer's body is marked.
enum class Framing { ContentLength, Chunked, UntilClose, NoBody };

// What the connection header says: nothing, as HTTP/1.1 keeps by default; "close"; or "keep-alive" for HTTP/1.0.
enum class Persistence { Default, Close, KeepAlive };

// `date: <IMF-fixdate>\r\n` (RFC 9110, section 5.6.7), made once a second.
class DateLine
{
public:
    std::string_view at(Instant now);

private:
    std::chrono::sys_seconds m_second{};
    std::string m_line;
};

struct ResponseHead
{
    int status = 200;
    Framing framing = Framing::ContentLength;
    Persistence persistence = Persistence::Default;
    std::size_t contentLength = 0; // for Framing::ContentLength
    std::string_view dateLine;
};

// Appends status line, headers and the empty line. Line breaks and NUL in header values become spaces.
void appendHead(std::string& out, const ResponseHead& head, const std::vector<Header>& headers);

// Whether an answer of this status has a body at all (RFC 9110, section 6.4.1).
bool allowsBody(int status);

} // namespace gotoai::http
