// SPDX-License-Identifier: GPL-3.0-or-later
#include "telemetry/traceexporter.h"

#include "base/log.h"
#include "telemetry/otlp.h"

#include <curl/curl.h>
#include <pthread.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <optional>

namespace gotoai::telemetry {
namespace {

std::size_t discard(char*, std::size_t size, std::size_t count, void*) { return size * count; }

} // namespace

// One connection to a collector. Goes to its URL and nowhere else: no proxy, no redirect.
class TraceExporter::Collector
{
public:
    enum class Verdict { Taken, Later, Refused };

    Collector(const std::string& url, std::chrono::milliseconds deadline)
        : m_url(url)
        , m_easy(curl_easy_init())
        , m_headers(curl_slist_append(nullptr, "Content-Type: application/json"))
    {
        if (!m_easy || !m_headers)
            std::abort(); // out of memory
        curl_easy_setopt(m_easy, CURLOPT_URL, url.c_str());
        curl_easy_setopt(m_easy, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(m_easy, CURLOPT_PROXY, "");
        curl_easy_setopt(m_easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(m_easy, CURLOPT_HTTPHEADER, m_headers);
        curl_easy_setopt(m_easy, CURLOPT_WRITEFUNCTION, discard);
        curl_easy_setopt(m_easy, CURLOPT_CONNECTTIMEOUT_MS, 2000L);
        curl_easy_setopt(m_easy, CURLOPT_TIMEOUT_MS, static_cast<long>(deadline.count()));
    }
    ~Collector()
    {
        curl_easy_cleanup(m_easy);
        curl_slist_free_all(m_headers);
    }
    Collector(const Collector&) = delete;
    Collector& operator=(const Collector&) = delete;

    Verdict post(const std::string& text)
    {
        curl_easy_setopt(m_easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(text.size()));
        curl_easy_setopt(m_easy, CURLOPT_POSTFIELDS, text.data());
        const CURLcode code = curl_easy_perform(m_easy);
        if (code != CURLE_OK) {
            m_reason = curl_easy_strerror(code);
            return Verdict::Later;
        }
        long status = 0;
        curl_easy_getinfo(m_easy, CURLINFO_RESPONSE_CODE, &status);
        m_reason = "it answered " + std::to_string(status);
        if (status >= 200 && status < 300)
            return Verdict::Taken;
        // Those that OTLP/HTTP lets be repeated.
        return status == 429 || status == 502 || status == 503 || status == 504 ? Verdict::Later : Verdict::Refused;
    }
    const std::string& url() const { return m_url; }
    const std::string& reason() const { return m_reason; } // for the last verdict

private:
    const std::string m_url;
    CURL* m_easy;
    curl_slist* m_headers;
    std::string m_reason;
};

TraceExporter::TraceExporter(Options options)
    : m_options(std::move(options))
{
    setUrl(m_options.url);
}

TraceExporter::~TraceExporter()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
    }
    m_changed.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

void TraceExporter::setUrl(std::string url)
{
    const bool isWanted = !url.empty();
    {
        const std::lock_guard lock(m_mutex);
        m_url = std::move(url);
        if (!isWanted) {
            m_dropped.fetch_add(m_waiting.size(), std::memory_order_relaxed);
            m_waiting.clear();
        }
    }
    if (isWanted && !m_thread.joinable())
        m_thread = std::thread([this] { run(); });
}

void TraceExporter::orderFinished(std::shared_ptr<const hypercore::FinishedOrder> order)
{
    if (!order->trace.isRecorded)
        return;
    bool mustWake = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_url.empty() || m_waiting.size() >= m_options.maxWaiting) {
            m_dropped.fetch_add(1, std::memory_order_relaxed);
            return;
        }
        m_waiting.push_back(std::move(order));
        mustWake = m_waiting.size() == 1 || m_waiting.size() == m_options.batch;
    }
    if (mustWake)
        m_changed.notify_all();
}

TraceFigures TraceExporter::figures() const
{
    const std::lock_guard lock(m_mutex);
    return {m_exported, m_dropped, m_waiting.size()};
}

void TraceExporter::run()
{
    pthread_setname_np(pthread_self(), "traces");
    std::optional<Collector> collector;
    for (Batch batch = takeBatch(); !batch.orders.empty(); batch = takeBatch()) {
        if (!collector || collector->url() != batch.url)
            collector.emplace(batch.url, m_options.deadline);
        const bool isSent = send(*collector, batch.orders);
        (isSent ? m_exported : m_dropped).fetch_add(batch.orders.size(), std::memory_order_relaxed);
        const std::lock_guard lock(m_mutex);
        if (!isSent && m_isStopping)
            return; // nobody takes the rest either
    }
}

TraceExporter::Batch TraceExporter::takeBatch()
{
    std::unique_lock lock(m_mutex);
    do {
        m_changed.wait(lock, [this] { return m_isStopping || !m_waiting.empty(); });
        m_changed.wait_for(lock, m_options.interval,
                           [this] { return m_isStopping || m_waiting.size() >= m_options.batch; });
    } while (m_waiting.empty() && !m_isStopping); // they may have been dropped meanwhile
    const auto count = static_cast<std::ptrdiff_t>(std::min(m_waiting.size(), m_options.batch));
    Orders orders(std::make_move_iterator(m_waiting.begin()), std::make_move_iterator(m_waiting.begin() + count));
    m_waiting.erase(m_waiting.begin(), m_waiting.begin() + count);
    return {std::move(orders), m_url};
}

bool TraceExporter::send(Collector& collector, const Orders& orders)
{
    const std::string text = tracesText(orders, m_options.serviceVersion);
    std::chrono::milliseconds wait = m_options.firstPause;
    for (int number = 1;; ++number) {
        const Collector::Verdict verdict = collector.post(text);
        if (verdict == Collector::Verdict::Taken)
            return true;
        const bool mayRepeat = verdict == Collector::Verdict::Later && number < m_options.tries;
        if (!mayRepeat || !pause(wait)) {
            writeLog(LogLevel::Warning, "traces_dropped",
                     {{"orders", std::uint64_t{orders.size()}}, {"reason", collector.reason()}});
            return false;
        }
        wait *= 2;
    }
}

bool TraceExporter::pause(std::chrono::milliseconds duration)
{
    std::unique_lock lock(m_mutex);
    return !m_changed.wait_for(lock, duration, [this] { return m_isStopping; });
}

} // namespace gotoai::telemetry
