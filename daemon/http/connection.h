// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "http/connectioncounts.h"
#include "http/descriptor.h"
#include "http/exchange.h"
#include "http/outlet.h"
#include "http/requestguard.h"
#include "http/responsehead.h"
#include "http/tlschannel.h"
#include "http/waitingroom.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gotoai::http {

class ConnectionSet;

// One accepted socket: its guard, the requests that wait their turn, the one exchange being answered, its deadlines.
//
// Owned by its set, which deletes it at the end of a turn of the event loop only, so it outlives every call into it.
// Observers are told from the event functions and settle(), never from within a call of the exchange.
//
// A client's FIN while an answer is due: if it comes within kHalfCloseGrace of the request and before the answer has
// begun, the client only closed its sending side and gets its answer; any later FIN means that it has gone, as with
// client libraries, which abort by closing. A reset or a failed write always means gone. Under TLS close_notify stands
// for the FIN; a FIN without it could be anybody's, and means gone.
class Connection
{
public:
    // Encrypted on the terms of `tls`; null: in clear.
    Connection(ConnectionSet& set, Descriptor socket, const IpAddress& peer, ConnectionCounts::Place place,
               std::shared_ptr<const TlsContext> tls);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // The side of its set. Events are those of epoll.
    void processEvents(std::uint32_t events);
    void settle();         // does what calls of the exchange, a deadline or the begin of a drain have left to do
    Tick deadline() const; // of what it is doing; Tick::max() while it may take as long as it likes
    void checkDeadlines(Tick now);
    void comeIn(); // out of the waiting room, to the receiver
    void goAway(); // out of the waiting room, with a refusal
    int socket() const { return m_socket.fd(); }
    bool isClosed() const { return !m_socket.isOpen(); }
    std::size_t indexInSet = 0;
    bool isScheduled = false;

    // The exchange's side.
    void answer(int status, const std::vector<Header>& headers, std::string_view body);
    void beginStream(int status, const std::vector<Header>& headers);
    void writeStream(std::string_view bytes);
    void endStream();
    void answerAbandoned();
    void cutStream();
    std::size_t bytesWaiting() const { return m_outlet.waiting(); }

    static constexpr std::chrono::milliseconds kHalfCloseGrace{10};
    // While the listener drains, a connection that has been silent for this long is closed; one that was heard of more
    // lately may have its next request on the way and is closed with the answer to it.
    static constexpr std::chrono::milliseconds kDrainGrace{500};
    // How long a finished connection's input is still taken and thrown away, so that the client reads the answer
    // instead of a reset.
    static constexpr std::chrono::milliseconds kLingerTime{1'000};
    // No further request is read while the bodies of those that wait hold more than this.
    static constexpr qsizetype kMaxQueuedBytes = 1024 * 1024;
    // What a client must take of an answer that waits for it within each write deadline, if not all of it: one that
    // sips keeps memory, and a provider, busy for as long as it likes.
    static constexpr std::uint64_t kLeastProgress = 16 * 1024;

private:
    enum class Ending { Open, AfterFlush, Reset, Lingering };

    // What the answer to the current request must look like.
    struct AnswerForm
    {
        bool isHttp10 = false;
        bool isKeepAlive = true;
        bool isHead = false;
        Framing framing = Framing::ContentLength;
    };

    void read();
    void takeCiphertext(std::string_view bytes);
    void refuseClearText();
    void noteTlsFailure();
    bool takeLeave();
    void takeInput(std::string_view bytes);
    bool hasRoom(RequestGuard::State before);
    std::size_t heldBodyBytes() const;
    void noteBodies();
    void takeComplete();
    void start(GuardedRequest next);
    void startFirst();
    void startWaiting();
    void sendRefusal(const Refusal& refusal);
    void answerRefusal(const Refusal& refusal, std::string_view origin);
    void noteInputFinished();
    void refuse(const Refusal& refusal);
    void appendHeadFor(std::string& out, int status, const std::vector<Header>& headers, std::size_t contentLength);
    void proceed();
    void finishExchange();
    bool hasWork() const;
    void note(Outlet::Outcome outcome);
    void noteProgress();
    bool hasProgressed() const;
    void flush();
    void end();
    void lose();
    void close();
    void watch();
    bool isQueueFull() const;
    bool isBusy() const { return m_exchange != nullptr || !m_queue.empty(); }
    Tick now() const;

    ConnectionSet& m_set;
    Descriptor m_socket;
    Outlet m_outlet;
    std::unique_ptr<TlsChannel> m_tls; // null: in clear
    RequestGuard m_guard;
    std::string m_peerAddress;
    const bool m_isFromProxy; // one that is trusted
    ConnectionCounts::Place m_place;
    std::vector<GuardedRequest> m_queue; // complete, behind the one being answered or in the waiting room
    std::optional<WaitingRoom::Place> m_waitingPlace;
    std::string m_input;              // read, but not guarded yet because the queue is full
    std::optional<Refusal> m_refusal; // to be sent once everything before it is answered
    Exchange* m_exchange = nullptr;
    qsizetype m_answeredBytes = 0; // of the body of the request that is being answered
    AnswerForm m_form;
    Ending m_ending = Ending::Open;
    std::uint32_t m_watched;
    bool m_isInputOver = false;  // no further request will be taken
    bool m_isHalfClosed = false; // the client sends nothing any more
    bool m_isBroken = false;
    bool m_isAboveHighWater = false;
    bool m_hasServed = false;
    bool m_hasRefused = false;
    Tick m_phaseSince;                // of the guard's state while nothing is being answered; of lingering
    std::optional<Tick> m_waitsSince; // something waits to be sent; since the client last took enough of it
    std::uint64_t m_deliveredThen = 0;
    Tick m_arrivedAt; // of the current request
};

} // namespace gotoai::http
