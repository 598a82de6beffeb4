// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "chat/request.h"
#include "clearinghouse/order.h"
#include "supply/adapters/adapter.h"
#include "supply/transport.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace gotoai::hypercore {

// Told how an attempt goes; may destroy it from within any call.
class AttemptObserver
{
public:
    virtual ~AttemptObserver() = default;
    virtual void attemptAnswered(const chat::Answer& answer) = 0;
    virtual void attemptCompleted() = 0;                        // last call
    virtual void attemptFailed(const supply::Fault& fault) = 0; // last call
};

// One try at one endpoint: the adapter's request on the transport, the adapter's reader on the answer, and the facts
// that the ledger keeps of it. Destroying it cancels the upstream call at once.
class Attempt final : private supply::TransferSink, private supply::AnswerSink
{
public:
    // All outlive the attempt.
    struct Surroundings
    {
        const Clock& clock;
        supply::Transport& transport;
        json::Parser& parser;
    };

    Attempt(std::uint16_t number, std::shared_ptr<const supply::Endpoint> endpoint, const Surroundings& surroundings,
            AttemptObserver& observer);

    // The error is the adapter's refusal of the request; then no call follows. The provider is told the tags.
    Result<void> start(const chat::Request& request, supply::RequestTags tags);
    void pause();
    void resume();

    const std::shared_ptr<const supply::Endpoint>& endpoint() const { return m_endpoint; }
    bool hasOutput() const { return m_firstOutputAt.has_value(); }
    std::int64_t outputBytes() const { return m_outputBytes; }
    // The provider's own count, the last it gave.
    const std::optional<Usage>& reportedUsage() const { return m_usage; }
    std::chrono::microseconds age() const; // since its start

    // What the ledger keeps, as of now. The payer and an estimate where nothing was reported are the caller's to set.
    clearinghouse::AttemptRecord record(std::string outcome) const;

private:
    void headArrived(const supply::UpstreamHead& head) override;
    void bytesArrived(std::string_view bytes) override;
    void transferEnded(const supply::UpstreamEnd& end) override;
    void answerArrived(const chat::Answer& answer) override;
    void answerCompleted() override;
    void answerFailed(const supply::Fault& fault) override;

    std::uint16_t m_number;
    std::shared_ptr<const supply::Endpoint> m_endpoint;
    Surroundings m_surroundings;
    AttemptObserver& m_observer;
    std::unique_ptr<supply::AnswerReader> m_reader;
    std::unique_ptr<supply::Transfer> m_transfer; // destroyed before the reader that it feeds

    Instant m_startedAt;
    Tick m_startedTick;
    std::optional<Instant> m_firstOutputAt;
    std::int64_t m_outputBytes = 0;
    std::optional<Usage> m_usage;
    std::string m_upstreamId;
    int m_httpStatus = 0;
};

} // namespace gotoai::hypercore
