// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/upstream/curlroute.h"

#include "supply/upstream/curlexchange.h"

#include <cstdlib>
#include <cstring>

namespace gotoai::supply {
namespace {

// An exchange at rest takes some ten KiB.
constexpr std::size_t kMaxIdle = 256;

} // namespace

CurlRoute::CurlRoute(const UpstreamRequest& request, const std::string& caFile)
    : m_endpoint(request.endpoint)
    , m_caFile(caFile)
    , m_path(request.path)
    , m_isStreamed(request.isStreamed)
    , m_url(request.endpoint->provider->baseUrl + request.path)
{
    addHeader("Content-Type: application/json");
    addHeader("Accept: " + std::string(m_isStreamed ? request.manner.streamType : "application/json"));
    addHeader("Expect:"); // leave out what libcurl would add
    if (!request.manner.versionField.empty())
        addHeader(std::string(request.manner.versionField));
    for (const HeaderField& field : m_endpoint->provider->headers)
        addHeader(field.name + ": " + field.value);
    if (const Secret& secret = m_endpoint->provider->secret; !secret.isEmpty()) {
        std::string line(request.manner.secretField);
        line += secret.reveal();
        addHeader(line);
        wipeMemory(line.data(), line.size());
    }
}

CurlRoute::~CurlRoute()
{
    m_idle.clear();
    for (const curl_slist* node = m_headers; node; node = node->next)
        wipeMemory(node->data, std::strlen(node->data));
    curl_slist_free_all(m_headers);
}

void CurlRoute::addHeader(const std::string& line)
{
    curl_slist* grown = curl_slist_append(m_headers, line.c_str());
    if (!grown)
        std::abort(); // out of memory
    m_headers = grown;
}

bool CurlRoute::isFor(const UpstreamRequest& request) const
{
    return m_isStreamed == request.isStreamed && m_path == request.path;
}

void CurlRoute::configure(CURL* easy) const
{
    curl_easy_setopt(easy, CURLOPT_URL, m_url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "gotoai");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_CONTENT_DECODING, 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!m_caFile.empty()) // in place of the system's bundle; its directory of authorities counts as before
        curl_easy_setopt(easy, CURLOPT_CAINFO, m_caFile.c_str());
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 1L);
    curl_easy_setopt(easy, CURLOPT_VERBOSE, 0L);
}

std::unique_ptr<CurlExchange> CurlRoute::takeIdle()
{
    ++m_running;
    if (m_idle.empty())
        return nullptr;
    auto exchange = std::move(m_idle.back());
    m_idle.pop_back();
    return exchange;
}

void CurlRoute::giveBack(std::unique_ptr<CurlExchange> exchange)
{
    --m_running;
    if (m_idle.size() < kMaxIdle)
        m_idle.push_back(std::move(exchange));
}

} // namespace gotoai::supply
