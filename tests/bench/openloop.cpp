// SPDX-License-Identifier: GPL-3.0-or-later
// An open-loop HTTP load generator: requests fall due at a fixed rate whether or not earlier ones have been answered,
// and latency counts from when a request was due, so that a stall of the server is not hidden by a client that waits.
// openloop PORT PATH REQUEST-FILE CONNECTIONS RATE SECONDS [PATIENCE_MS]; the file holds the header lines after Host,
// an empty line and the body. Prints one JSON line. With a patience, an answer counts as good only when it comes within
// that time, and a request for which no connection has come free by then is abandoned unsent.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const char* what)
{
    std::perror(what);
    std::exit(1);
}

struct Connection
{
    int descriptor = -1;
    Clock::time_point dueAt; // of the request under way
    std::string received;
};

struct Figures
{
    std::vector<std::int64_t> latencies;     // µs, of answers with status 200
    std::vector<std::int64_t> shedLatencies; // of those with 503
    std::int64_t failed = 0;                 // any other status, or none in time
    std::int64_t late = 0;                   // 200, but past the patience
    std::int64_t abandoned = 0;              // never sent
};

int connectTo(std::uint16_t port)
{
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    if (descriptor < 0 || connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0)
        fail("connect");
    return descriptor;
}

// The complete answer's status, 0 while bytes are missing. Answers carry a content-length.
int answerStatus(std::string_view received)
{
    const auto headEnd = received.find("\r\n\r\n");
    if (headEnd == std::string_view::npos)
        return 0;
    std::string head(received.substr(0, headEnd));
    std::ranges::transform(head, head.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    constexpr std::string_view name = "content-length:";
    std::size_t length = 0;
    if (const auto place = head.find(name); place != std::string::npos)
        length = std::strtoul(head.c_str() + place + name.size(), nullptr, 10);
    if (received.size() < headEnd + 4 + length)
        return 0;
    return std::atoi(head.c_str() + head.find(' '));
}

class Load
{
public:
    Load(std::uint16_t port, std::string request, std::size_t connections)
        : m_request(std::move(request))
        , m_connections(connections)
    {
        m_epoll = epoll_create1(EPOLL_CLOEXEC);
        for (Connection& connection : m_connections) {
            connection.descriptor = connectTo(port);
            epoll_event event{.events = EPOLLIN, .data = {.ptr = &connection}};
            epoll_ctl(m_epoll, EPOLL_CTL_ADD, connection.descriptor, &event);
            m_idle.push_back(&connection);
        }
    }

    Figures run(double rate, std::chrono::seconds duration, std::chrono::milliseconds patience)
    {
        const auto began = Clock::now();
        const auto count = static_cast<std::int64_t>(rate * static_cast<double>(duration.count()));
        std::int64_t due = 0;
        std::int64_t answered = 0;
        const auto dueTime = [&](std::int64_t number) {
            return began +
                   std::chrono::nanoseconds(static_cast<std::int64_t>(1e9 * static_cast<double>(number) / rate));
        };
        const auto giveUp = began + duration + std::chrono::seconds(10);
        while (answered < count && Clock::now() < giveUp) {
            for (; due < count && dueTime(due) <= Clock::now(); ++due)
                m_waiting.push_back(dueTime(due));
            for (; !m_waiting.empty() && m_waiting.front() + patience / 10 < Clock::now();
                 ++m_figures.abandoned, ++answered)
                m_waiting.pop_front();
            sendWaiting();
            answered += collect(due < count ? dueTime(due) : giveUp, patience);
        }
        m_figures.failed += count - answered;
        return std::move(m_figures);
    }

private:
    void sendWaiting()
    {
        while (!m_waiting.empty() && !m_idle.empty()) {
            Connection* const connection = m_idle.front();
            m_idle.pop_front();
            connection->dueAt = m_waiting.front();
            m_waiting.pop_front();
            if (send(connection->descriptor, m_request.data(), m_request.size(), MSG_NOSIGNAL) !=
                static_cast<ssize_t>(m_request.size()))
                fail("send");
        }
    }

    std::int64_t collect(Clock::time_point until, std::chrono::milliseconds patience)
    {
        const auto wait = std::max(std::chrono::nanoseconds(until - Clock::now()), std::chrono::nanoseconds(0));
        const timespec timeout{.tv_sec = wait.count() / 1'000'000'000, .tv_nsec = wait.count() % 1'000'000'000};
        std::array<epoll_event, 256> events;
        const int ready = epoll_pwait2(m_epoll, events.data(), static_cast<int>(events.size()), &timeout, nullptr);
        std::int64_t answered = 0;
        for (int i = 0; i < ready; ++i)
            answered +=
                receive(*static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr), patience) ? 1 : 0;
        return answered;
    }

    bool receive(Connection& connection, std::chrono::milliseconds patience)
    {
        std::array<char, 16384> buffer;
        const ssize_t size = recv(connection.descriptor, buffer.data(), buffer.size(), 0);
        if (size <= 0)
            fail("recv");
        connection.received.append(buffer.data(), static_cast<std::size_t>(size));
        const int status = answerStatus(connection.received);
        if (status == 0)
            return false;
        const auto latency = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - connection.dueAt);
        if (status == 200)
            m_figures.latencies.push_back(latency.count());
        else if (status == 503)
            m_figures.shedLatencies.push_back(latency.count());
        else
            ++m_figures.failed;
        m_figures.late += status == 200 && latency > patience ? 1 : 0;
        connection.received.clear();
        m_idle.push_back(&connection);
        return true;
    }

    std::string m_request;
    std::vector<Connection> m_connections;
    std::deque<Connection*> m_idle;
    std::deque<Clock::time_point> m_waiting;
    Figures m_figures;
    int m_epoll = -1;
};

std::string requestText(const char* path, const char* file)
{
    std::ifstream input(file, std::ios::binary);
    const std::string content(std::istreambuf_iterator<char>(input), {});
    const auto gap = content.find("\n\n");
    if (gap == std::string::npos)
        fail("the request file needs an empty line between header lines and body");
    std::string text = std::string("POST ") + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    for (std::size_t place = 0; place < gap;) {
        const auto end = std::min(content.find('\n', place), gap);
        text.append(content, place, end - place).append("\r\n");
        place = end + 1;
    }
    const std::string body = content.substr(gap + 2);
    return text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::int64_t percentile(const std::vector<std::int64_t>& sorted, double share)
{
    if (sorted.empty())
        return 0;
    return sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(share * static_cast<double>(sorted.size())))];
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 7 && argc != 8) {
        std::fputs("usage: openloop PORT PATH REQUEST-FILE CONNECTIONS RATE SECONDS [PATIENCE_MS]\n", stderr);
        return 2;
    }
    Load load(static_cast<std::uint16_t>(std::atoi(argv[1])), requestText(argv[2], argv[3]),
              static_cast<std::size_t>(std::atoi(argv[4])));
    const std::chrono::milliseconds patience(argc == 8 ? std::atoi(argv[7]) : 3'600'000);
    Figures figures = load.run(std::atof(argv[5]), std::chrono::seconds(std::atoi(argv[6])), patience);
    std::ranges::sort(figures.latencies);
    std::ranges::sort(figures.shedLatencies);
    const auto print = [](const char* name, std::int64_t value) {
        std::printf("\"%s\":%lld,", name, static_cast<long long>(value));
    };
    std::printf("{");
    print("answered", static_cast<std::int64_t>(figures.latencies.size()));
    print("shed", static_cast<std::int64_t>(figures.shedLatencies.size()));
    print("late", figures.late);
    print("abandoned", figures.abandoned);
    print("failed", figures.failed);
    print("p50_us", percentile(figures.latencies, 0.5));
    print("p99_us", percentile(figures.latencies, 0.99));
    print("shed_p99_us", percentile(figures.shedLatencies, 0.99));
    std::printf("\"max_us\":%lld}\n", static_cast<long long>(percentile(figures.latencies, 1.0)));
    return 0;
}
