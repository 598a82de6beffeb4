// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "supply/transport.h"

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace gotoai::supply {

class CurlRoute;
class CurlTransfer;
class SocketPoller;

// One libcurl handle and the request that it carries at the moment. Set up once for its route, used for many requests.
// Tells the sink about head and bytes from within libcurl's calls; its end is told by CurlTransport. While it has no
// sink (the transfer was destroyed), what arrives is dropped.
class CurlExchange
{
public:
    static constexpr std::size_t kMaxHead = 64 * 1024;

    // All three outlive the exchange.
    CurlExchange(CurlRoute& route, SocketPoller& poller, const Clock& clock);
    ~CurlExchange();
    CurlExchange(const CurlExchange&) = delete;
    CurlExchange& operator=(const CurlExchange&) = delete;

    void begin(UpstreamRequest request, TransferSink& sink);
    void rest();

    CURL* easy() const { return m_easy; }
    CurlRoute& route() const { return m_route; }
    TransferSink* sink() const { return m_sink; }
    void dropSink() { m_sink = nullptr; }

    void pause() { m_isPaused = true; }
    void awaits(Transfer::Awaited next);
    // True when libcurl holds bytes back and must be told.
    bool resume();

    // The deadline that has passed by now, if any.
    std::optional<UpstreamEnd::Kind> expired(Tick now);
    UpstreamEnd endOf(CURLcode code) const;
    UpstreamEnd endOf(UpstreamEnd::Kind kind, std::string detail) const;

    // Book-keeping of CurlTransport.
    std::size_t place = 0; // among the running exchanges
    CurlTransfer* transfer = nullptr;

private:
    enum class Phase { Connecting, Sending, Receiving };

    static std::size_t onHeader(char* bytes, std::size_t size, std::size_t count, void* self);
    static std::size_t onBytes(char* bytes, std::size_t size, std::size_t count, void* self);
    static int onRequest(void* self, char* remoteAddress, char* localAddress, int remotePort, int localPort);
    static curl_socket_t onOpen(void* self, curlsocktype purpose, curl_sockaddr* address);
    static int onClose(void* poller, curl_socket_t socket);

    void installCallbacks();
    curl_slist* headersWith(const RequestTags& tags);
    bool takeHeaderLine(std::string_view line);
    void takeField(std::string_view line);
    std::chrono::milliseconds patience() const;
    std::optional<UpstreamEnd::Kind> expiredAnswer(Tick now) const;
    bool mayDial(const char* address);
    bool isOnTheWire() const;
    std::string distrust() const;

    CurlRoute& m_route;
    SocketPoller& m_poller;
    const Clock& m_clock;
    CURL* m_easy;
    TransferSink* m_sink = nullptr;
    std::string m_body;
    Deadlines m_deadlines;
    bool m_isStreamed = false;
    std::array<std::string, 3> m_tagLines;
    std::array<curl_slist, 3> m_tagNodes{};
    UpstreamHead m_head;
    std::size_t m_headBytes = 0;
    bool m_isHeadDone = false;
    Phase m_phase = Phase::Connecting;
    Tick m_since{}; // the current phase's last sign of life
    Tick m_begunAt{};
    Transfer::Awaited m_awaited = Transfer::Awaited::FirstToken;
    Tick m_progressAt{}; // the last frame
    curl_off_t m_uploaded = 0;
    bool m_isPaused = false;
    bool m_isHeldBack = false;
    std::optional<UpstreamEnd::Kind> m_verdict; // why a callback made libcurl give up
    std::array<char, CURL_ERROR_SIZE> m_complaint{};
};

} // namespace gotoai::supply
