// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/transport.h"

#include <curl/curl.h>

#include <memory>
#include <string>
#include <vector>

namespace gotoai::supply {

class CurlExchange;

// What stays the same between the requests of one endpoint: URL, header fields with the provider's secret, libcurl's
// options; and the exchanges that are set up for it and rest. Used on the lane's thread.
class CurlRoute
{
public:
    // `caFile` outlives the route; see CurlTransport.
    CurlRoute(const UpstreamRequest& request, const std::string& caFile);
    ~CurlRoute();
    CurlRoute(const CurlRoute&) = delete;
    CurlRoute& operator=(const CurlRoute&) = delete;

    bool isFor(const UpstreamRequest& request) const;
    const Endpoint& endpoint() const { return *m_endpoint; }
    // Nobody else knows this picture of the endpoint any more, and nothing runs on it.
    bool isStale() const { return m_running == 0 && m_endpoint.use_count() == 1; }

    // Everything but the request's own body and header fields.
    void configure(CURL* easy) const;
    curl_slist* headers() const { return m_headers; }

    // An exchange that rests here; null when there is none. Its end comes with giveBack().
    std::unique_ptr<CurlExchange> takeIdle();
    void giveBack(std::unique_ptr<CurlExchange> exchange);

private:
    void addHeader(const std::string& line);

    std::shared_ptr<const Endpoint> m_endpoint;
    const std::string& m_caFile;
    std::string m_path;
    bool m_isStreamed;
    std::string m_url;
    curl_slist* m_headers = nullptr;
    std::vector<std::unique_ptr<CurlExchange>> m_idle;
    std::size_t m_running = 0;
};

} // namespace gotoai::supply
