// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/exchange.h"
#include "http/limits.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gotoai::http {

// A request the guard has let through, and what its framing says about the answer's.
struct GuardedRequest
{
    Request request;
    bool isHttp10 = false;
    bool isKeepAlive = true;
};

// The strict reading of one connection's requests (RFC 9112), fed in any split: the outcome depends on the bytes only.
// Everything two readers could frame differently is refused, never repaired. The body comes out decoded, of chunked
// ones trailers and extensions are dropped. What is incomplete is held in little more than the bytes it came in.
// No sockets, no time. `limits` outlive the guard. After a refusal it takes nothing more.
class RequestGuard
{
public:
    enum class State { Idle, Head, Body, Complete, Refused };

    explicit RequestGuard(const Limits& limits);

    // Takes bytes up to the end of the current request at most, and says how many. Nothing while Complete or Refused.
    std::size_t feed(std::string_view bytes);

    State state() const;
    const Refusal& refusal() const { return m_refusal; }
    // The Origin header of the request that is being read or was refused, if it has been read.
    std::string origin() const;
    // The complete request; the guard is then ready for the next.
    GuardedRequest take();

    // Of the body of the request that is being read: what is held, and what it comes to as far as its head says.
    std::size_t bodyBytes() const { return static_cast<std::size_t>(m_current.request.body.size()); }
    std::size_t announcedBodyBytes() const { return static_cast<std::size_t>(m_contentLength.value_or(0)); }
    // Lets go of the request, which somebody else will not have.
    void refuse(const Refusal& refusal) { refuse(refusal.status, refusal.code, refusal.message); }

    // The client waits for "100 Continue" before it sends its body (RFC 9110, section 10.1.1).
    bool isAwaitingContinue() const { return m_isAwaitingContinue && state() == State::Body; }
    void noteContinueSent() { m_isAwaitingContinue = false; }

private:
    enum class Part {
        Start,
        RequestLine,
        Fields,
        FixedBody,
        ChunkSize,
        ChunkBytes,
        ChunkEnd,
        Trailers,
        Complete,
        Refused
    };

    std::size_t takeLine(std::string_view bytes);
    std::size_t takeBody(std::string_view bytes);
    bool hasRoomForLine(std::size_t lineBytes);
    void acceptLine(std::string_view line);
    void acceptRequestLine(std::string_view line);
    void acceptMethod(std::string_view method);
    void acceptTarget(std::string_view target);
    bool takeAuthority(std::string_view& target);
    void acceptField(std::string_view line);
    void keepField(std::string_view name, std::string_view value);
    void acceptFramingField(std::string_view name, std::string_view value);
    void acceptHost(std::string_view value);
    void acceptContentLength(std::string_view value);
    void acceptTransferEncoding(std::string_view value);
    void acceptExpect(std::string_view value);
    void finishHead();
    void unpackFields();
    void acceptChunkSize(std::string_view line);
    void refuse(int status, std::string_view code, std::string_view message);

    const Limits& m_limits;
    Part m_part = Part::Start;
    Refusal m_refusal;
    std::string m_refusedOrigin;
    std::string m_line;      // the begun line, without its end
    std::string m_authority; // of a target in absolute form
    std::string m_fields;    // name, colon, value, line feed: become headers when the request is complete
    std::size_t m_headBytes = 0;
    std::size_t m_extensionBytes = 0;
    std::size_t m_fieldCount = 0;
    std::uint64_t m_bytesAhead = 0; // of the body or of the chunk
    std::optional<std::uint64_t> m_contentLength;
    bool m_hasHost = false;
    bool m_isChunked = false;
    bool m_hasClose = false;
    bool m_hasKeepAlive = false;
    bool m_isAwaitingContinue = false;
    GuardedRequest m_current;
};

} // namespace gotoai::http
