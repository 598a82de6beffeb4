// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "supply/transport.h"
#include "supply/upstream/socketpoller.h"

#include <curl/curl.h>

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

class QSocketNotifier;
class QTimer;

namespace gotoai::supply {

class CurlExchange;
class CurlRoute;
class CurlTransfer;

// HTTP/1.1 to providers by libcurl's multi interface inside the Qt event loop of the thread that made it, on which all
// its calls happen. Connections are kept and reused; deadlines are looked after ten times a second or so.
//
// A request that may have reached the provider is never sent again: where libcurl would, the transfer ends as Cut.
class CurlTransport final : public Transport
{
public:
    // `caFile`: PEM file of authorities that are trusted beside the system's; empty: none. `clock` outlives the
    // transport. The transport outlives its transfers.
    explicit CurlTransport(const Clock& clock, std::string caFile = {});
    ~CurlTransport() override;

    std::unique_ptr<Transfer> start(UpstreamRequest request, TransferSink& sink) override;

private:
    friend class CurlTransfer;

    static int onSocket(CURL* easy, curl_socket_t socket, int what, void* self, void* unused);
    static int onTimeout(CURLM* multi, long timeoutMs, void* self);

    CurlRoute& routeOf(const UpstreamRequest& request);
    void dropStaleRoutes();
    void enter(CurlExchange& exchange);
    void cancel(CurlExchange& exchange);
    void resume(CurlExchange& exchange);

    void serveSockets();
    void serveTimeout();
    void serveResumed();
    void serveDeadlines();
    void settle();
    void finish(CurlExchange& exchange, UpstreamEnd end);
    void retire(CurlExchange& exchange);

    const Clock& m_clock;
    const std::string m_caFile;
    SocketPoller m_poller;
    CURLM* m_multi;
    std::unordered_map<const Endpoint*, std::vector<std::unique_ptr<CurlRoute>>> m_routes;
    std::vector<std::unique_ptr<CurlExchange>> m_running;
    // Wishes from within libcurl's own calls, which must not call it again.
    bool m_isInLibcurl = false;
    std::vector<CurlExchange*> m_entering;
    std::vector<CurlExchange*> m_cancelled;
    std::vector<CurlExchange*> m_resumed;
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::unique_ptr<QTimer> m_timeout;
    std::unique_ptr<QTimer> m_resumption;
    std::unique_ptr<QTimer> m_deadlines;
};

} // namespace gotoai::supply
