// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/upstream/curlexchange.h"

#include "supply/upstream/addresspolicy.h"
#include "supply/upstream/curlroute.h"
#include "supply/upstream/socketpoller.h"

#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <ctime>

namespace gotoai::supply {
namespace {

using Kind = UpstreamEnd::Kind;

bool isFieldText(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

// The value of a header line when its name is `name` (lower case).
std::optional<std::string_view> fieldValue(std::string_view line, std::string_view name)
{
    if (line.size() <= name.size() || line[name.size()] != ':')
        return std::nullopt;
    for (std::size_t i = 0; i < name.size(); ++i)
        if ((line[i] | 0x20) != (name[i] | 0x20))
            return std::nullopt;
    line.remove_prefix(name.size() + 1);
    const std::size_t begin = line.find_first_not_of(" \t");
    const std::size_t end = line.find_last_not_of(" \t\r\n");
    return begin == std::string_view::npos || end < begin ? std::string_view{} : line.substr(begin, end - begin + 1);
}

std::optional<std::int64_t> number(std::string_view text)
{
    std::int64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    return read.ec == std::errc() && value >= 0 ? std::optional(value) : std::nullopt;
}

// An unstreamed answer may take so many times the deadline of a stream's first token.
constexpr int kWholeAnswer = 10;
// So many times the idle deadline may pass with comments or bytes that make no frame.
constexpr int kCommentsOnly = 4;
// For usage and [DONE] after the last of the answer.
constexpr std::chrono::milliseconds kClosing{2'000};

// Nobody waits longer than that; what is beyond would overflow somewhere.
constexpr std::int64_t kLongestRetryAfter = 366 * 86'400;

std::optional<std::chrono::seconds> retryAfter(std::string_view line, const Clock& clock)
{
    using namespace std::chrono;
    if (const auto text = fieldValue(line, "retry-after-ms")) {
        const auto count = number(*text);
        return count ? std::optional(ceil<seconds>(milliseconds(std::min(*count, kLongestRetryAfter * 1'000))))
                     : std::nullopt;
    }
    const auto text = fieldValue(line, "retry-after");
    if (!text)
        return std::nullopt;
    if (const auto count = number(*text))
        return seconds(std::min(*count, kLongestRetryAfter));
    const std::time_t date = curl_getdate(std::string(*text).c_str(), nullptr);
    if (date < 0)
        return std::nullopt;
    return ceil<seconds>(std::max(fromMicroseconds(date * 1'000'000) - clock.now(), microseconds{0}));
}

void takeRateLimit(std::string_view line, RateLimits& limits)
{
    struct Field
    {
        std::string_view name;
        std::optional<std::int64_t> RateLimits::*figure;
    };
    constexpr std::array<Field, 8> kFields{{
        {"x-ratelimit-limit-requests", &RateLimits::requestsLimit},
        {"x-ratelimit-remaining-requests", &RateLimits::requestsLeft},
        {"x-ratelimit-limit-tokens", &RateLimits::tokensLimit},
        {"x-ratelimit-remaining-tokens", &RateLimits::tokensLeft},
        {"anthropic-ratelimit-requests-limit", &RateLimits::requestsLimit},
        {"anthropic-ratelimit-requests-remaining", &RateLimits::requestsLeft},
        {"anthropic-ratelimit-tokens-limit", &RateLimits::tokensLimit},
        {"anthropic-ratelimit-tokens-remaining", &RateLimits::tokensLeft},
    }};
    const char first = static_cast<char>(line.front() | 0x20);
    if (first != 'x' && first != 'a')
        return;
    for (const Field& field : kFields)
        if (const auto value = fieldValue(line, field.name))
            limits.*field.figure = number(*value);
}

} // namespace

CurlExchange::CurlExchange(CurlRoute& route, SocketPoller& poller, const Clock& clock)
    : m_route(route)
    , m_poller(poller)
    , m_clock(clock)
    , m_easy(curl_easy_init())
{
    if (!m_easy)
        std::abort(); // out of memory
    m_route.configure(m_easy);
    installCallbacks();
}

CurlExchange::~CurlExchange() { curl_easy_cleanup(m_easy); }

void CurlExchange::installCallbacks()
{
    curl_easy_setopt(m_easy, CURLOPT_PRIVATE, this);
    curl_easy_setopt(m_easy, CURLOPT_ERRORBUFFER, m_complaint.data());
    curl_easy_setopt(m_easy, CURLOPT_HEADERFUNCTION, onHeader);
    curl_easy_setopt(m_easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(m_easy, CURLOPT_WRITEFUNCTION, onBytes);
    curl_easy_setopt(m_easy, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(m_easy, CURLOPT_PREREQFUNCTION, onRequest);
    curl_easy_setopt(m_easy, CURLOPT_PREREQDATA, this);
    curl_easy_setopt(m_easy, CURLOPT_OPENSOCKETFUNCTION, onOpen);
    curl_easy_setopt(m_easy, CURLOPT_OPENSOCKETDATA, this);
    curl_easy_setopt(m_easy, CURLOPT_CLOSESOCKETFUNCTION, onClose);
    curl_easy_setopt(m_easy, CURLOPT_CLOSESOCKETDATA, &m_poller);
}

void CurlExchange::begin(UpstreamRequest request, TransferSink& sink)
{
    m_sink = &sink;
    m_body = std::move(request.body);
    m_deadlines = request.deadlines.value_or(m_route.endpoint().deadlines);
    m_isStreamed = request.isStreamed;
    curl_easy_setopt(m_easy, CURLOPT_HTTPHEADER, headersWith(request.tags));
    if (request.method == UpstreamRequest::Method::Get) {
        curl_easy_setopt(m_easy, CURLOPT_HTTPGET, 1L);
    } else {
        curl_easy_setopt(m_easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(m_body.size()));
        curl_easy_setopt(m_easy, CURLOPT_POSTFIELDS, m_body.data());
    }
    m_head = {};
    m_headBytes = 0;
    m_isHeadDone = false;
    m_phase = Phase::Connecting;
    m_since = m_begunAt = m_progressAt = m_clock.tick();
    m_awaited = Transfer::Awaited::FirstToken;
    m_uploaded = 0;
    m_isPaused = m_isHeldBack = false;
    m_verdict.reset();
    m_complaint[0] = '\0';
}

// The route's fields with those of the tags before them, which live as long as this exchange.
curl_slist* CurlExchange::headersWith(const RequestTags& tags)
{
    const std::array<std::pair<const char*, const std::string*>, 3> fields{{{"x-request-id: ", &tags.requestId},
                                                                            {"traceparent: ", &tags.traceParent},
                                                                            {"tracestate: ", &tags.traceState}}};
    curl_slist* headers = m_route.headers();
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto& [name, value] = fields[i];
        if (value->empty() || !isFieldText(*value))
            continue;
        m_tagLines[i] = name;
        m_tagLines[i] += *value;
        m_tagNodes[i] = {m_tagLines[i].data(), headers};
        headers = &m_tagNodes[i];
    }
    return headers;
}

void CurlExchange::rest()
{
    m_sink = nullptr;
    transfer = nullptr;
    m_body = std::string();
}

bool CurlExchange::resume()
{
    m_isPaused = false;
    m_since = m_progressAt = m_clock.tick();
    return std::exchange(m_isHeldBack, false);
}

// Right before a request goes out on a connection. libcurl comes here a second time when it means to send the request
// once more because a kept connection died: only a request of which nothing had gone out may do that.
int CurlExchange::onRequest(void* self, char* remoteAddress, char*, int, int)
{
    auto& exchange = *static_cast<CurlExchange*>(self);
    if (!exchange.mayDial(remoteAddress)) {
        exchange.m_verdict = Kind::Unreachable;
        return CURL_PREREQFUNC_ABORT;
    }
    if (exchange.isOnTheWire()) {
        exchange.m_verdict = Kind::Cut;
        return CURL_PREREQFUNC_ABORT;
    }
    exchange.m_verdict.reset(); // of an address that was passed over
    exchange.m_phase = Phase::Sending;
    exchange.m_since = exchange.m_clock.tick();
    return CURL_PREREQFUNC_OK;
}

// Kept connections are shared by all providers of a host, whatever their allowances.
bool CurlExchange::mayDial(const char* address)
{
    return m_route.endpoint().provider->allowsPrivateAddresses || isPublicAddress(std::string(address));
}

bool CurlExchange::isOnTheWire() const
{
    long sent = 0;
    return m_phase != Phase::Connecting && curl_easy_getinfo(m_easy, CURLINFO_REQUEST_SIZE, &sent) == CURLE_OK &&
           sent > 0;
}

curl_socket_t CurlExchange::onOpen(void* self, curlsocktype, curl_sockaddr* address)
{
    auto& exchange = *static_cast<CurlExchange*>(self);
    if (!exchange.m_route.endpoint().provider->allowsPrivateAddresses && !isPublicAddress(address->addr)) {
        exchange.m_verdict = Kind::Unreachable;
        return CURL_SOCKET_BAD;
    }
    const int socket = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (socket < 0)
        return CURL_SOCKET_BAD;
    exchange.m_poller.adopt(socket);
    return socket;
}

int CurlExchange::onClose(void* poller, curl_socket_t socket)
{
    static_cast<SocketPoller*>(poller)->forget(socket);
    return close(socket);
}

std::size_t CurlExchange::onHeader(char* bytes, std::size_t size, std::size_t count, void* self)
{
    auto& exchange = *static_cast<CurlExchange*>(self);
    return exchange.takeHeaderLine({bytes, size * count}) ? size * count : 0;
}

bool CurlExchange::takeHeaderLine(std::string_view line)
{
    m_phase = Phase::Receiving;
    m_since = m_clock.tick();
    m_headBytes += line.size();
    if (m_headBytes > kMaxHead) {
        m_verdict = Kind::TooLarge;
        return false;
    }
    if (!m_sink || m_isHeadDone) // trailers
        return true;
    if (line.starts_with("HTTP/")) {
        m_head = {};
        const std::size_t blank = line.find(' ');
        m_head.status =
            blank == std::string_view::npos ? 0 : static_cast<int>(number(line.substr(blank + 1)).value_or(0));
    } else if (line == "\r\n" || line == "\n") {
        if (m_head.status >= 200) {
            m_isHeadDone = true;
            m_sink->headArrived(m_head);
        }
    } else {
        takeField(line);
    }
    return true;
}

void CurlExchange::takeField(std::string_view line)
{
    if (auto contentType = fieldValue(line, "content-type")) {
        m_head.contentType = *contentType;
    } else if (auto requestId = fieldValue(line, "x-request-id")) {
        m_head.requestId = *requestId;
    } else if (auto anthropicId = fieldValue(line, "request-id")) {
        m_head.requestId = *anthropicId;
    } else if (auto wait = retryAfter(line, m_clock)) {
        m_head.retryAfter = std::max(m_head.retryAfter.value_or(*wait), *wait);
    } else {
        takeRateLimit(line, m_head.limits);
    }
}

std::size_t CurlExchange::onBytes(char* bytes, std::size_t size, std::size_t count, void* self)
{
    auto& exchange = *static_cast<CurlExchange*>(self);
    if (exchange.m_sink && exchange.m_isPaused) {
        exchange.m_isHeldBack = true;
        return CURL_WRITEFUNC_PAUSE;
    }
    exchange.m_since = exchange.m_clock.tick();
    if (exchange.m_sink)
        exchange.m_sink->bytesArrived({bytes, size * count});
    return size * count;
}

void CurlExchange::awaits(Transfer::Awaited next)
{
    m_awaited = next;
    m_progressAt = m_since; // the bytes that are being told
}

std::optional<Kind> CurlExchange::expired(Tick now)
{
    if (m_phase == Phase::Connecting)
        return now - m_since > m_deadlines.connect ? std::optional(Kind::ConnectTimeout) : std::nullopt;
    if (m_awaited == Transfer::Awaited::FirstToken && now - m_begunAt > patience())
        return Kind::FirstTokenTimeout;
    if (m_phase == Phase::Receiving)
        return m_isPaused ? std::nullopt : expiredAnswer(now);
    curl_off_t uploaded = 0;
    curl_easy_getinfo(m_easy, CURLINFO_SIZE_UPLOAD_T, &uploaded);
    if (std::exchange(m_uploaded, uploaded) != uploaded)
        m_since = now;
    return now - m_since > m_deadlines.firstByte ? std::optional(Kind::FirstByteTimeout) : std::nullopt;
}

// For the first of a stream, or the whole of a body.
std::chrono::milliseconds CurlExchange::patience() const
{
    const auto patience = m_deadlines.firstToken * (m_isStreamed ? 1 : kWholeAnswer);
    return std::min(patience, m_deadlines.total.value_or(patience));
}

// Before a stream's first token its own deadline is the only one: a model may think for long.
std::optional<Kind> CurlExchange::expiredAnswer(Tick now) const
{
    if (m_isStreamed && m_awaited == Transfer::Awaited::FirstToken)
        return std::nullopt;
    const auto idle = m_awaited == Transfer::Awaited::End ? std::min(m_deadlines.idle, kClosing) : m_deadlines.idle;
    const bool isSilent = now - m_since > idle;
    const bool isStuck = m_isStreamed && now - m_progressAt > idle * kCommentsOnly;
    return isSilent || isStuck ? std::optional(Kind::IdleTimeout) : std::nullopt;
}

UpstreamEnd CurlExchange::endOf(CURLcode code) const
{
    std::string detail = m_complaint[0] ? m_complaint.data() : curl_easy_strerror(code);
    if (code == CURLE_OK) // libcurl is content with half a head
        return m_isHeadDone ? endOf(Kind::Complete, {}) : endOf(Kind::Cut, "the answer's head broke off");
    if (m_verdict && *m_verdict == Kind::Unreachable)
        return endOf(Kind::Unreachable, "the address is not a public one");
    if (m_verdict)
        return endOf(*m_verdict,
                     *m_verdict == Kind::TooLarge ? "the answer's head is too large" : "the connection died");
    if (code == CURLE_PEER_FAILED_VERIFICATION)
        return endOf(Kind::Untrusted, distrust());
    if (!isOnTheWire())
        return endOf(code == CURLE_OPERATION_TIMEDOUT ? Kind::ConnectTimeout : Kind::Unreachable, std::move(detail));
    const bool isNoHttp = code == CURLE_WEIRD_SERVER_REPLY || code == CURLE_UNSUPPORTED_PROTOCOL ||
                          code == CURLE_BAD_CONTENT_ENCODING || code == CURLE_FILESIZE_EXCEEDED;
    return endOf(isNoHttp ? Kind::Malformed : Kind::Cut, std::move(detail));
}

// Names no host: customers may read it.
std::string CurlExchange::distrust() const
{
    long verdict = X509_V_ERR_UNSPECIFIED;
    curl_easy_getinfo(m_easy, CURLINFO_SSL_VERIFYRESULT, &verdict);
    const bool isOfAuthority = verdict == X509_V_OK || verdict == X509_V_ERR_UNSPECIFIED; // the name was next
    return isOfAuthority ? "it is made out to another host" : X509_verify_cert_error_string(verdict);
}

UpstreamEnd CurlExchange::endOf(Kind kind, std::string detail) const
{
    return UpstreamEnd{kind, std::move(detail), isOnTheWire()};
}

} // namespace gotoai::supply
