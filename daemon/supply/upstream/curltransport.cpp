// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/upstream/curltransport.h"

#include "supply/upstream/curlexchange.h"
#include "supply/upstream/curlroute.h"

#include <QSocketNotifier>
#include <QTimer>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <mutex>

namespace gotoai::supply {
namespace {

constexpr std::chrono::milliseconds kDeadlineStep{50};
constexpr long kKeptConnections = 1'024;

// Once a process. libcurl with NOSIGNAL leaves SIGPIPE to its user: a TLS connection that breaks while it is written to
// would end the daemon.
void initLibcurl()
{
    static std::once_flag once;
    std::call_once(once, [] {
        if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
            std::abort();
        std::signal(SIGPIPE, SIG_IGN);
    });
}

} // namespace

// What the sink's side holds. Knows its exchange only while that carries its request.
class CurlTransfer final : public Transfer
{
public:
    CurlTransfer(CurlTransport& transport, CurlExchange& exchange)
        : m_transport(transport)
        , m_exchange(&exchange)
    {
        exchange.transfer = this;
    }
    ~CurlTransfer() override
    {
        if (m_exchange)
            m_transport.cancel(*m_exchange);
    }

    void pause() override
    {
        if (m_exchange)
            m_exchange->pause();
    }
    void resume() override
    {
        if (m_exchange)
            m_transport.resume(*m_exchange);
    }
    void awaits(Awaited next) override
    {
        if (m_exchange)
            m_exchange->awaits(next);
    }
    void detach() { m_exchange = nullptr; }

private:
    CurlTransport& m_transport;
    CurlExchange* m_exchange;
};

CurlTransport::CurlTransport(const Clock& clock, std::string caFile)
    : m_clock(clock)
    , m_caFile(std::move(caFile))
    , m_multi((initLibcurl(), curl_multi_init()))
    , m_notifier(std::make_unique<QSocketNotifier>(m_poller.descriptor(), QSocketNotifier::Read))
    , m_timeout(std::make_unique<QTimer>())
    , m_resumption(std::make_unique<QTimer>())
    , m_deadlines(std::make_unique<QTimer>())
{
    if (!m_multi)
        std::abort(); // out of memory
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETFUNCTION, onSocket);
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERFUNCTION, onTimeout);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_MAXCONNECTS, kKeptConnections);
    curl_multi_setopt(m_multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
    m_timeout->setSingleShot(true);
    m_resumption->setSingleShot(true);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] { serveSockets(); });
    QObject::connect(m_timeout.get(), &QTimer::timeout, m_timeout.get(), [this] { serveTimeout(); });
    QObject::connect(m_resumption.get(), &QTimer::timeout, m_resumption.get(), [this] { serveResumed(); });
    QObject::connect(m_deadlines.get(), &QTimer::timeout, m_deadlines.get(), [this] { serveDeadlines(); });
}

CurlTransport::~CurlTransport()
{
    for (const auto& exchange : m_running) {
        if (exchange->transfer)
            exchange->transfer->detach();
        curl_multi_remove_handle(m_multi, exchange->easy());
    }
    m_running.clear();
    m_routes.clear();
    curl_multi_cleanup(m_multi);
}

std::unique_ptr<Transfer> CurlTransport::start(UpstreamRequest request, TransferSink& sink)
{
    CurlRoute& route = routeOf(request);
    auto taken = route.takeIdle();
    if (!taken)
        taken = std::make_unique<CurlExchange>(route, m_poller, m_clock);
    CurlExchange& exchange = *taken;
    exchange.begin(std::move(request), sink);
    exchange.place = m_running.size();
    m_running.push_back(std::move(taken));
    if (!m_deadlines->isActive())
        m_deadlines->start(kDeadlineStep);
    if (m_isInLibcurl)
        m_entering.push_back(&exchange);
    else
        enter(exchange);
    return std::make_unique<CurlTransfer>(*this, exchange);
}

CurlRoute& CurlTransport::routeOf(const UpstreamRequest& request)
{
    if (const auto found = m_routes.find(request.endpoint.get()); found != m_routes.end())
        for (const auto& route : found->second)
            if (route->isFor(request))
                return *route;
    dropStaleRoutes();
    auto& routes = m_routes[request.endpoint.get()];
    routes.push_back(std::make_unique<CurlRoute>(request, m_caFile));
    return *routes.back();
}

// Pictures of endpoints that a newer catalogue has replaced, secrets among them.
void CurlTransport::dropStaleRoutes()
{
    for (auto entry = m_routes.begin(); entry != m_routes.end();) {
        std::erase_if(entry->second, [](const auto& route) { return route->isStale(); });
        entry = entry->second.empty() ? m_routes.erase(entry) : std::next(entry);
    }
}

void CurlTransport::enter(CurlExchange& exchange)
{
    if (curl_multi_add_handle(m_multi, exchange.easy()) != CURLM_OK)
        std::abort(); // out of memory, or a call from within libcurl
}

void CurlTransport::cancel(CurlExchange& exchange)
{
    exchange.dropSink();
    exchange.transfer = nullptr;
    if (m_isInLibcurl)
        m_cancelled.push_back(&exchange);
    else
        retire(exchange);
}

void CurlTransport::resume(CurlExchange& exchange)
{
    if (!exchange.resume())
        return;
    m_resumed.push_back(&exchange);
    if (!m_resumption->isActive())
        m_resumption->start(0);
}

int CurlTransport::onSocket(CURL*, curl_socket_t socket, int what, void* self, void*)
{
    std::uint32_t events = 0;
    if (what != CURL_POLL_REMOVE) {
        events |= (what & CURL_POLL_IN) != 0 ? static_cast<std::uint32_t>(EPOLLIN) : 0;
        events |= (what & CURL_POLL_OUT) != 0 ? static_cast<std::uint32_t>(EPOLLOUT) : 0;
    }
    static_cast<CurlTransport*>(self)->m_poller.watch(socket, events);
    return 0;
}

int CurlTransport::onTimeout(CURLM*, long timeoutMs, void* self)
{
    QTimer& timer = *static_cast<CurlTransport*>(self)->m_timeout;
    if (timeoutMs < 0)
        timer.stop();
    else
        timer.start(std::chrono::milliseconds(timeoutMs));
    return 0;
}

void CurlTransport::serveSockets()
{
    m_isInLibcurl = true;
    int running = 0;
    for (const epoll_event& event : m_poller.poll()) {
        int what = 0;
        what |= (event.events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0;
        what |= (event.events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0;
        what |= (event.events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0;
        curl_multi_socket_action(m_multi, event.data.fd, what, &running);
    }
    m_isInLibcurl = false;
    settle();
}

void CurlTransport::serveTimeout()
{
    m_isInLibcurl = true;
    int running = 0;
    curl_multi_socket_action(m_multi, CURL_SOCKET_TIMEOUT, 0, &running);
    m_isInLibcurl = false;
    settle();
}

void CurlTransport::serveResumed()
{
    m_isInLibcurl = true;
    for (CurlExchange* exchange : std::exchange(m_resumed, {}))
        if (exchange->sink())
            curl_easy_pause(exchange->easy(), CURLPAUSE_CONT);
    m_isInLibcurl = false;
    settle();
}

void CurlTransport::serveDeadlines()
{
    if (m_running.empty()) {
        m_deadlines->stop();
        return;
    }
    const Tick now = m_clock.tick();
    // A sink may end other transfers too; whoever is passed over by that is met again at the next step.
    for (std::size_t i = 0; i < m_running.size();) {
        CurlExchange& exchange = *m_running[i];
        if (const auto kind = exchange.expired(now))
            finish(exchange, exchange.endOf(*kind, "a deadline has passed"));
        else
            ++i;
    }
}

// Carries out what was wished for within libcurl, then tells the ends of transfers. A transfer that was destroyed while
// the last bytes of its answer were already here keeps its connection alive that way.
void CurlTransport::settle()
{
    for (CurlExchange* exchange : std::exchange(m_entering, {}))
        enter(*exchange);
    for (CurlExchange* exchange : std::exchange(m_cancelled, {}))
        retire(*exchange);
    int waiting = 0;
    while (const CURLMsg* message = curl_multi_info_read(m_multi, &waiting)) {
        if (message->msg != CURLMSG_DONE)
            continue;
        char* owner = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &owner);
        CurlExchange& exchange = *reinterpret_cast<CurlExchange*>(owner);
        finish(exchange, exchange.endOf(message->data.result));
    }
}

void CurlTransport::finish(CurlExchange& exchange, UpstreamEnd end)
{
    TransferSink* sink = exchange.sink();
    exchange.transfer->detach();
    retire(exchange);
    sink->transferEnded(end);
}

// Out of libcurl's hands, which closes the connection unless the answer was read to its end; and back to its route.
void CurlTransport::retire(CurlExchange& exchange)
{
    curl_multi_remove_handle(m_multi, exchange.easy());
    std::erase(m_resumed, &exchange);
    const std::size_t place = exchange.place;
    std::unique_ptr<CurlExchange> rested = std::move(m_running[place]);
    if (place + 1 != m_running.size()) {
        m_running[place] = std::move(m_running.back());
        m_running[place]->place = place;
    }
    m_running.pop_back();
    rested->rest();
    rested->route().giveBack(std::move(rested));
}

} // namespace gotoai::supply
