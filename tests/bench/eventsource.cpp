// SPDX-License-Identifier: GPL-3.0-or-later
// A provider that streams as fast as it is read: answers each POST with so many server-sent events, each written by
// itself, like one that generates them. One thread, epoll. Prints its port; a GET tells how many events it has sent.
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <unordered_map>

namespace {

std::string chunkOf(std::string_view text)
{
    std::array<char, 16> size{};
    const auto end = std::to_chars(size.data(), size.data() + size.size(), text.size(), 16).ptr;
    return std::string(size.data(), end) + "\r\n" + std::string(text) + "\r\n";
}

std::string eventOf(std::string_view delta, std::string_view finish)
{
    return chunkOf(R"(data: {"id":"chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT","object":"chat.completion.chunk",)"
                   R"("created":1741569952,"model":"bench-model","choices":[{"index":0,"delta":)" +
                   std::string(delta) + R"(,"logprobs":null,"finish_reason":)" + std::string(finish) + "}]}\n\n");
}

struct Connection
{
    std::string received;
    int eventsLeft = 0;
    std::string unsent; // of an event
    bool isClosing = false;
};

// What comes before the events, one event, what comes after them.
const std::string kHead = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
const std::string kEvent = eventOf(R"({"content":" token"})", "null");
const std::string kTail =
    eventOf("{}", "\"stop\"") +
    chunkOf(
        R"(data: {"id":"chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT","object":"chat.completion.chunk","created":1741569952,)"
        R"("model":"bench-model","choices":[],"usage":{"prompt_tokens":30,"completion_tokens":14,"total_tokens":44}})"
        "\n\n") +
    chunkOf("data: [DONE]\n\n") + "0\r\n\r\n";

// The size of the first whole request in the bytes; 0 while there is none. Bodies of known length only.
std::size_t wholeRequest(std::string_view bytes)
{
    const std::size_t headEnd = bytes.find("\r\n\r\n");
    if (headEnd == std::string_view::npos)
        return 0;
    std::size_t length = 0;
    for (const char* name : {"\r\nContent-Length: ", "\r\ncontent-length: "}) {
        const std::size_t at = bytes.substr(0, headEnd).find(name);
        if (at != std::string_view::npos)
            std::from_chars(bytes.data() + at + 18, bytes.data() + headEnd, length);
    }
    const std::size_t size = headEnd + 4 + length;
    return bytes.size() < size ? 0 : size;
}

class EventSource
{
public:
    explicit EventSource(int events)
        : m_events(events)
    {
        m_listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (bind(m_listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(m_listener, 4'096) != 0 ||
            getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size) != 0)
            std::abort();
        std::printf("%d\n", ntohs(address.sin_port));
        std::fflush(stdout);
        watch(m_listener, EPOLLIN, EPOLL_CTL_ADD);
    }

    [[noreturn]] void run()
    {
        std::array<epoll_event, 256> ready{};
        for (;;) {
            const int count = epoll_wait(m_poll, ready.data(), static_cast<int>(ready.size()), -1);
            for (int i = 0; i < count; ++i)
                serve(ready[static_cast<std::size_t>(i)]);
        }
    }

private:
    void watch(int socket, std::uint32_t events, int operation) const
    {
        epoll_event event{.events = events, .data = {.fd = socket}};
        epoll_ctl(m_poll, operation, socket, &event);
    }

    void serve(const epoll_event& event)
    {
        const int socket = event.data.fd;
        if (socket == m_listener) {
            for (int one = accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK); one >= 0;
                 one = accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK)) {
                m_connections.try_emplace(one);
                watch(one, EPOLLIN, EPOLL_CTL_ADD);
            }
            return;
        }
        Connection& connection = m_connections.at(socket);
        if ((event.events & EPOLLIN) != 0)
            receive(socket, connection);
        if (!connection.isClosing)
            send(socket, connection);
        if (connection.isClosing) {
            close(socket);
            m_connections.erase(socket);
        }
    }

    void receive(int socket, Connection& connection) const
    {
        std::array<char, 16'384> buffer{};
        const ssize_t size = read(socket, buffer.data(), buffer.size());
        if (size == 0 || (size < 0 && errno != EAGAIN)) {
            connection.isClosing = true;
            return;
        }
        connection.received.append(buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
        begin(connection);
    }

    void begin(Connection& connection) const
    {
        const std::size_t size = wholeRequest(connection.received);
        if (size == 0 || connection.eventsLeft > 0 || !connection.unsent.empty())
            return;
        const bool isQuestion = connection.received.starts_with("GET ");
        connection.received.erase(0, size);
        if (isQuestion) {
            const std::string told = std::to_string(m_sent);
            connection.unsent = "HTTP/1.1 200 OK\r\ncontent-length: " + std::to_string(told.size()) + "\r\n\r\n" + told;
            return;
        }
        connection.unsent = kHead;
        connection.eventsLeft = m_events + 1; // the last of them is the tail
    }

    // A few at a turn, so that all streams go on together.
    void send(int socket, Connection& connection)
    {
        for (int turn = 0; turn < 8; ++turn) {
            if (connection.unsent.empty()) {
                if (connection.eventsLeft == 0)
                    break;
                connection.unsent = --connection.eventsLeft == 0 ? kTail : kEvent;
                ++m_sent;
            }
            const ssize_t sent = write(socket, connection.unsent.data(), connection.unsent.size());
            if (sent < 0) {
                connection.isClosing = errno != EAGAIN;
                break;
            }
            connection.unsent.erase(0, static_cast<std::size_t>(sent));
        }
        begin(connection);
        const bool isDone = connection.unsent.empty() && connection.eventsLeft == 0;
        watch(socket, isDone ? EPOLLIN : EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
    }

    const int m_events;
    const int m_poll = epoll_create1(0);
    int m_listener = -1;
    std::int64_t m_sent = 0;
    std::unordered_map<int, Connection> m_connections;
};

} // namespace

int main(int count, char** arguments)
{
    signal(SIGPIPE, SIG_IGN);
    EventSource(count > 1 ? std::atoi(arguments[1]) : 200).run();
}
