// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/requestguard.h"

#include "http/syntax.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gotoai::http {

namespace {

constexpr std::size_t kRequestLineOverhead = 32; // method, version and spaces around the target
constexpr std::size_t kMaxChunkLine = 128;
constexpr std::size_t kMaxExtensionBytes = 4 * 1024; // of all chunks of a body
constexpr std::uint64_t kReserveFactor = 4; // a declared length is a claim: memory follows the bytes that have come

constexpr std::array<std::string_view, 7> kMethods{"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"};

// HTTP-version = "HTTP/" DIGIT "." DIGIT (RFC 9112, section 2.3).
bool isVersion(std::string_view text)
{
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    return text.size() == 8 && text.starts_with("HTTP/") && isDigit(text[5]) && text[6] == '.' && isDigit(text[7]);
}

void clearKeepingLittle(std::string& text)
{
    constexpr std::size_t kKeptCapacity = 1024;
    text.clear();
    if (text.capacity() > kKeptCapacity)
        text.shrink_to_fit();
}

} // namespace

RequestGuard::RequestGuard(const Limits& limits)
    : m_limits(limits)
{}

RequestGuard::State RequestGuard::state() const
{
    switch (m_part) {
    case Part::Start: return m_line.empty() ? State::Idle : State::Head;
    case Part::RequestLine:
    case Part::Fields: return State::Head;
    case Part::FixedBody:
    case Part::ChunkSize:
    case Part::ChunkBytes:
    case Part::ChunkEnd:
    case Part::Trailers: return State::Body;
    case Part::Complete: return State::Complete;
    case Part::Refused: break;
    }
    return State::Refused;
}

std::size_t RequestGuard::feed(std::string_view bytes)
{
    std::size_t taken = 0;
    while (taken < bytes.size() && m_part != Part::Complete && m_part != Part::Refused) {
        const auto rest = bytes.substr(taken);
        const bool isInBody = m_part == Part::FixedBody || m_part == Part::ChunkBytes;
        taken += isInBody ? takeBody(rest) : takeLine(rest);
    }
    return taken;
}

GuardedRequest RequestGuard::take()
{
    unpackFields();
    auto taken = std::exchange(m_current, {});
    m_part = Part::Start;
    m_headBytes = m_fieldCount = m_extensionBytes = 0;
    m_authority.clear();
    m_contentLength.reset();
    m_hasHost = m_isChunked = m_hasClose = m_hasKeepAlive = m_isAwaitingContinue = false;
    return taken;
}

std::size_t RequestGuard::takeLine(std::string_view bytes)
{
    const auto end = bytes.find('\n');
    const auto taken = end == bytes.npos ? bytes.size() : end + 1;
    if (!hasRoomForLine(m_line.size() + taken))
        return taken;
    if (end == bytes.npos) {
        m_line.append(bytes);
        return taken;
    }
    auto line = bytes.substr(0, taken);
    if (!m_line.empty()) {
        m_line.append(line);
        line = m_line;
    }
    if (m_part != Part::ChunkSize && m_part != Part::ChunkEnd)
        m_headBytes += line.size();
    if (line.size() < 2 || line[line.size() - 2] != '\r')
        refuse(400, "bare_line_feed", "A line does not end with CRLF.");
    else
        acceptLine(line.substr(0, line.size() - 2));
    clearKeepingLittle(m_line);
    return taken;
}

std::size_t RequestGuard::takeBody(std::string_view bytes)
{
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), m_bytesAhead));
    auto& body = m_current.request.body;
    if (body.isEmpty())
        body.reserve(static_cast<qsizetype>(std::min(m_bytesAhead, kReserveFactor * taken)));
    body.append(bytes.data(), static_cast<qsizetype>(taken));
    m_bytesAhead -= taken;
    m_isAwaitingContinue = false;
    if (m_bytesAhead == 0)
        m_part = m_part == Part::FixedBody ? Part::Complete : Part::ChunkEnd;
    return taken;
}

bool RequestGuard::hasRoomForLine(std::size_t lineBytes)
{
    switch (m_part) {
    case Part::ChunkSize:
        if (lineBytes > kMaxChunkLine)
            refuse(400, "invalid_chunk", "A chunk size line is too long.");
        break;
    case Part::ChunkEnd:
        if (lineBytes > 2)
            refuse(400, "invalid_chunk", "A chunk does not end where its size says.");
        break;
    case Part::Start:
    case Part::RequestLine:
        if (lineBytes > m_limits.maxTargetBytes + kRequestLineOverhead)
            refuse(414, "uri_too_long", "The request target is too long.");
        [[fallthrough]];
    default:
        if (m_part != Part::Refused && m_headBytes + lineBytes > m_limits.maxHeadBytes)
            refuse(431, "headers_too_large", "The request head is too large.");
        break;
    }
    return m_part != Part::Refused;
}

void RequestGuard::acceptLine(std::string_view line)
{
    switch (m_part) {
    case Part::Start: // one empty line before a request is forgiven (RFC 9112, section 2.2)
        if (line.empty())
            m_part = Part::RequestLine;
        else
            acceptRequestLine(line);
        break;
    case Part::RequestLine: acceptRequestLine(line); break;
    case Part::Fields: line.empty() ? finishHead() : acceptField(line); break;
    case Part::ChunkSize: acceptChunkSize(line); break;
    case Part::ChunkEnd:
        if (line.empty())
            m_part = Part::ChunkSize;
        else
            refuse(400, "invalid_chunk", "A chunk does not end where its size says.");
        break;
    case Part::Trailers:
        if (line.empty())
            m_part = Part::Complete;
        else
            acceptField(line);
        break;
    default: break;
    }
}

void RequestGuard::acceptRequestLine(std::string_view line)
{
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == line.npos || first == last || !isVersion(line.substr(last + 1)))
        return refuse(400, "invalid_request_line", "The request line is malformed.");
    const auto version = line.substr(last + 1);
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return refuse(505, "http_version_not_supported", "Only HTTP/1.1 and HTTP/1.0 are spoken here.");
    m_current.isHttp10 = version == "HTTP/1.0";
    m_part = Part::Fields;
    acceptMethod(line.substr(0, first));
    if (m_part != Part::Refused)
        acceptTarget(line.substr(first + 1, last - first - 1));
}

void RequestGuard::acceptMethod(std::string_view method)
{
    if (!isToken(method))
        return refuse(400, "invalid_request_line", "The method is malformed.");
    if (std::find(kMethods.begin(), kMethods.end(), method) == kMethods.end())
        return refuse(501, "method_not_implemented", "The method is not implemented.");
    m_current.request.method = method;
}

void RequestGuard::acceptTarget(std::string_view target)
{
    if (target.size() > m_limits.maxTargetBytes)
        return refuse(414, "uri_too_long", "The request target is too long.");
    if ((!target.starts_with('/') && !takeAuthority(target)) || !isOriginForm(target))
        return refuse(400, "invalid_target", "The request target is not a valid path or absolute URI.");
    const auto mark = std::min(target.find('?'), target.size());
    m_current.request.path = target.substr(0, mark);
    m_current.request.query = target.substr(std::min(mark + 1, target.size()));
}

// absolute-form (RFC 9112, section 3.2.2): servers must accept it. Leaves the path.
bool RequestGuard::takeAuthority(std::string_view& target)
{
    const auto schemeEnd = target.find("://");
    if (schemeEnd == target.npos)
        return false;
    const auto scheme = target.substr(0, schemeEnd);
    if (!equalsIgnoringCase(scheme, "http") && !equalsIgnoringCase(scheme, "https"))
        return false;
    target.remove_prefix(schemeEnd + 3);
    m_authority = target.substr(0, target.find('/'));
    target.remove_prefix(m_authority.size());
    if (target.empty())
        target = "/";
    return !m_authority.empty();
}

void RequestGuard::acceptField(std::string_view line)
{
    if (line.front() == ' ' || line.front() == '\t')
        return refuse(400, "invalid_header", "A header line is folded.");
    const auto colon = line.find(':');
    if (colon == line.npos || !isToken(line.substr(0, colon)))
        return refuse(400, "invalid_header", "A header name is malformed.");
    const auto value = trimmed(line.substr(colon + 1));
    if (!isFieldValue(value))
        return refuse(400, "invalid_header", "A header value holds a control character.");
    if (++m_fieldCount > m_limits.maxHeaders)
        return refuse(431, "too_many_headers", "The request has too many headers.");
    if (m_part == Part::Trailers)
        return;
    keepField(line.substr(0, colon), value);
}

void RequestGuard::keepField(std::string_view name, std::string_view value)
{
    const auto start = m_fields.size();
    m_fields += name;
    std::transform(name.begin(), name.end(), m_fields.begin() + static_cast<std::ptrdiff_t>(start), lowered);
    m_fields += ':';
    m_fields += value;
    m_fields += '\n';
    acceptFramingField(std::string_view(m_fields).substr(start, name.size()), value);
}

void RequestGuard::unpackFields()
{
    auto& headers = m_current.request.headers;
    headers.reserve(m_fieldCount);
    for (std::string_view rest = m_fields; !rest.empty();) {
        const auto colon = rest.find(':');
        const auto end = rest.find('\n', colon);
        headers.push_back({std::string(rest.substr(0, colon)), std::string(rest.substr(colon + 1, end - colon - 1))});
        rest.remove_prefix(end + 1);
    }
    clearKeepingLittle(m_fields);
}

std::string RequestGuard::origin() const
{
    if (m_part == Part::Refused)
        return m_refusedOrigin;
    constexpr std::string_view kName = "origin:";
    for (std::string_view rest = m_fields; !rest.empty(); rest.remove_prefix(rest.find('\n') + 1)) {
        if (rest.starts_with(kName))
            return std::string(rest.substr(kName.size(), rest.find('\n') - kName.size()));
    }
    return {};
}

void RequestGuard::acceptFramingField(std::string_view name, std::string_view value)
{
    if (name == "host") {
        acceptHost(value);
    } else if (name == "content-length") {
        acceptContentLength(value);
    } else if (name == "transfer-encoding") {
        acceptTransferEncoding(value);
    } else if (name == "expect") {
        acceptExpect(value);
    } else if (name == "connection") {
        m_hasClose = m_hasClose || listHolds(value, "close");
        m_hasKeepAlive = m_hasKeepAlive || listHolds(value, "keep-alive");
    }
}

void RequestGuard::acceptHost(std::string_view value)
{
    if (std::exchange(m_hasHost, true))
        return refuse(400, "invalid_host", "The request has more than one Host header.");
    if (!isHostValue(value))
        return refuse(400, "invalid_host", "The Host header is malformed.");
    if (!m_authority.empty() && !equalsIgnoringCase(value, m_authority))
        refuse(400, "invalid_host", "The Host header and the request target name different hosts.");
}

void RequestGuard::acceptContentLength(std::string_view value)
{
    if (m_contentLength)
        return refuse(400, "invalid_content_length", "The request has more than one Content-Length header.");
    m_contentLength = parseLength(value);
    if (!m_contentLength)
        refuse(400, "invalid_content_length", "The Content-Length header is not a number.");
}

void RequestGuard::acceptTransferEncoding(std::string_view value)
{
    if (std::exchange(m_isChunked, true))
        return refuse(400, "invalid_transfer_encoding", "The request has more than one Transfer-Encoding header.");
    if (m_current.isHttp10)
        return refuse(400, "invalid_transfer_encoding", "HTTP/1.0 knows no Transfer-Encoding.");
    if (!equalsIgnoringCase(value, "chunked"))
        refuse(501, "transfer_encoding_not_implemented", "Only the transfer coding chunked is implemented.");
}

void RequestGuard::acceptExpect(std::string_view value)
{
    if (!equalsIgnoringCase(value, "100-continue"))
        return refuse(417, "expectation_failed", "Only the expectation 100-continue can be met.");
    m_isAwaitingContinue = !m_current.isHttp10; // an HTTP/1.0 client's is ignored (RFC 9110, section 10.1.1)
}

void RequestGuard::finishHead()
{
    if (m_isChunked && m_contentLength)
        return refuse(400, "invalid_framing", "The request has both Content-Length and Transfer-Encoding.");
    if (!m_hasHost && !m_current.isHttp10)
        return refuse(400, "invalid_host", "The request has no Host header.");
    if (m_contentLength.value_or(0) > m_limits.maxBodyBytes)
        return refuse(413, "request_too_large", "The request body is too large.");
    m_current.isKeepAlive = !m_hasClose && (!m_current.isHttp10 || m_hasKeepAlive);
    if (m_isChunked) {
        m_part = Part::ChunkSize;
        return;
    }
    m_bytesAhead = m_contentLength.value_or(0);
    m_part = m_bytesAhead == 0 ? Part::Complete : Part::FixedBody;
}

void RequestGuard::acceptChunkSize(std::string_view line)
{
    const auto semicolon = std::min(line.find(';'), line.size());
    const auto size = parseChunkSize(line.substr(0, semicolon));
    if (!size || !isChunkExtension(line.substr(semicolon)))
        return refuse(400, "invalid_chunk", "A chunk size is malformed.");
    m_extensionBytes += line.size() - semicolon;
    if (m_extensionBytes > kMaxExtensionBytes)
        return refuse(400, "invalid_chunk", "The chunk extensions are too long.");
    const auto held = static_cast<std::uint64_t>(m_current.request.body.size());
    if (*size > m_limits.maxBodyBytes || held > m_limits.maxBodyBytes - *size) // the limit may have been lowered
        return refuse(413, "request_too_large", "The request body is too large.");
    m_isAwaitingContinue = false;
    m_bytesAhead = *size;
    m_part = *size == 0 ? Part::Trailers : Part::ChunkBytes;
}

void RequestGuard::refuse(int status, std::string_view code, std::string_view message)
{
    if (m_part == Part::Refused)
        return;
    m_refusedOrigin = origin();
    m_part = Part::Refused;
    m_refusal = {status, code, message};
    m_current = {};
    m_fields.clear();
}

} // namespace gotoai::http
