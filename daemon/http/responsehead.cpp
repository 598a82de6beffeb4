// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/responsehead.h"

#include <array>
#include <charconv>
#include <ctime>

namespace gotoai::http {

namespace {

std::string_view reasonPhrase(int status)
{
    switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 402: return "Payment Required";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    default: return "Status";
    }
}

void appendNumber(std::string& out, std::size_t number)
{
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

void appendValue(std::string& out, std::string_view value)
{
    const auto start = out.size();
    out += value;
    for (auto at = out.find_first_of(std::string_view("\r\n\0", 3), start); at != out.npos;
         at = out.find_first_of(std::string_view("\r\n\0", 3), at))
        out[at] = ' ';
}

std::string_view framingLine(Framing framing)
{
    return framing == Framing::Chunked ? "transfer-encoding: chunked\r\n" : "";
}

std::string_view persistenceLine(Persistence persistence)
{
    switch (persistence) {
    case Persistence::Close: return "connection: close\r\n";
    case Persistence::KeepAlive: return "connection: keep-alive\r\n";
    case Persistence::Default: break;
    }
    return {};
}

} // namespace

std::string_view DateLine::at(Instant now)
{
    const auto second = std::chrono::floor<std::chrono::seconds>(now);
    if (second == m_second && !m_line.empty())
        return m_line;
    m_second = second;
    const std::time_t time = second.time_since_epoch().count();
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::array<char, 64> text;
    const auto size = std::strftime(text.data(), text.size(), "date: %a, %d %b %Y %H:%M:%S GMT\r\n", &parts);
    m_line.assign(text.data(), size);
    return m_line;
}

void appendHead(std::string& out, const ResponseHead& head, const std::vector<Header>& headers)
{
    out += "HTTP/1.1 ";
    appendNumber(out, static_cast<std::size_t>(head.status));
    out += ' ';
    out += reasonPhrase(head.status);
    out += "\r\n";
    out += head.dateLine;
    for (const auto& [name, value] : headers) {
        out += name;
        out += ": ";
        appendValue(out, value);
        out += "\r\n";
    }
    if (head.framing == Framing::ContentLength) {
        out += "content-length: ";
        appendNumber(out, head.contentLength);
        out += "\r\n";
    }
    out += framingLine(head.framing);
    out += persistenceLine(head.persistence);
    out += "\r\n";
}

bool allowsBody(int status) { return status >= 200 && status != 204 && status != 304; }

} // namespace gotoai::http
