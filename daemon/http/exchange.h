// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <QByteArray>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gotoai::http {

struct Header
{
    std::string name; // lower case in requests
    std::string value;
};

// A complete, bounded request, copied out of the server: nothing in it points into a socket.
struct Request
{
    std::string method; // "GET"
    std::string path;   // percent-encoded as sent, without the query; starts with '/'
    std::string query;  // without '?', percent-encoded; may be empty
    std::vector<Header> headers;
    QByteArray body;
    std::string peerAddress;   // of the socket's other end
    std::string clientAddress; // of whoever asked: the peer, or whom a trusted proxy forwards for
    Tick arrivedAt{};          // when its last byte was read

    // First value of a header by lower-case name; empty view when absent.
    std::string_view header(std::string_view name) const;
};

// Told about the client's side of an exchange. Called on the lane's thread, never from within a call to the Exchange.
class ExchangeObserver
{
public:
    virtual ~ExchangeObserver() = default;
    // The client closed or was dropped before its answer was complete. Nothing can be written any more. At most once.
    virtual void clientGone() = 0;
    // What waited has fallen below the low-water mark after having been above the high-water mark.
    virtual void drained() = 0;
};

class Connection;

// One request and its one answer. Owned by whoever answers; lives on the listener's thread. Survives its connection:
// writes after the client has gone are dropped. Destroyed without an answer, it answers 500; destroyed in the middle of
// a stream, it cuts the connection so that the client sees a broken answer, never a short one that looks whole.
// Connections answer in order: an answer to a later pipelined request is not asked for before this one is complete.
class Exchange
{
public:
    Exchange(Connection& connection, Request request);
    ~Exchange();
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    const Request& request() const { return m_request; }
    Request& request() { return m_request; }
    void setObserver(ExchangeObserver* observer); // null: nobody; not owned

    bool isClientGone() const { return m_connection == nullptr && m_phase != Phase::Done; }

    // For the answer, whichever it is to be; before it.
    void addHeader(Header header) { m_added.push_back(std::move(header)); }

    // The whole answer at once; content-length is added. Once, and not after beginStream.
    void respond(int status, const std::vector<Header>& headers, std::string_view body);

    // A stream: chunked for HTTP/1.1, delimited by close for HTTP/1.0.
    void beginStream(int status, const std::vector<Header>& headers);
    void write(std::string_view bytes); // empty is nothing, not the end
    void endStream();

    bool hasBegun() const { return m_phase != Phase::Waiting; }
    // Bytes accepted by write() and not yet taken by the kernel.
    std::size_t bytesWaiting() const;
    bool isAboveHighWater() const;

    static constexpr std::size_t kHighWater = 256 * 1024;
    static constexpr std::size_t kLowWater = 64 * 1024;

private:
    friend class Connection;
    enum class Phase { Waiting, Streaming, Done };

    Connection* m_connection = nullptr; // null once the client has gone or has been answered
    ExchangeObserver* m_observer = nullptr;
    Request m_request;
    std::vector<Header> m_added;
    Phase m_phase = Phase::Waiting;
};

// What the edge refuses by itself, before there is a request: bad framing, a limit, a deadline.
struct Refusal
{
    int status = 400;
    std::string_view code;    // stable snake_case word
    std::string_view message; // a sentence
};

// The words of a refusal in the dialect of whoever listens.
struct RefusalAnswer
{
    std::vector<Header> headers;
    std::string body;
};

// Takes requests as they become complete. Called on the listener's thread.
class RequestReceiver
{
public:
    virtual ~RequestReceiver() = default;
    virtual void requestArrived(std::unique_ptr<Exchange> exchange) = 0;
    // `origin`: the page that made a browser ask, as far as the request has come; empty where there is none.
    virtual RefusalAnswer wordRefusal(const Refusal& refusal, std::string_view origin) = 0;
    // The edge has refused something: told once, also where it could not put that in words.
    virtual void refused(const Refusal&) {}
    // Whether it has as much to do as it can do in good time: further requests wait, and are refused if that lasts.
    virtual bool isBusy() const { return false; }
};

} // namespace gotoai::http
