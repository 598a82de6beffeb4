// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "chat/request.h"
#include "clearinghouse/order.h"
#include "hypercore/orders/attemptfacts.h"
#include "supply/adapters/adapter.h"
#include "supply/health/trackrecord.h"
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
// that the ledger keeps of it. Tells the endpoint's track record what it met. Destroying it cancels the upstream call
// at once.
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

    // Where it goes.
    struct Place
    {
        std::shared_ptr<const supply::Endpoint> endpoint;
        supply::TrackRecord& record; // of the endpoint; outlives the attempt
        supply::CircuitBreaker::Role role = supply::CircuitBreaker::Role::Ordinary; // what is owed to it
        std::int64_t promptTokens = 0;                                              // as bounded
    };

    Attempt(std::uint16_t number, Place place, const Surroundings& surroundings, AttemptObserver& observer);
    ~Attempt() override;

    // The error is the adapter's refusal of the request; then no call follows. The provider is told the tags; deadlines
    // stand in place of the endpoint's.
    Result<void> start(const chat::Request& request, supply::RequestTags tags,
                       const std::optional<supply::Deadlines>& deadlines);
    void pause();
    void resume();

    // Its end, for the endpoint's record, in which an answer with a gap is malformed; an attempt that is destroyed
    // without says nothing.
    void failed(const supply::Fault& fault);
    void answered();

    const std::shared_ptr<const supply::Endpoint>& endpoint() const { return m_place.endpoint; }
    bool hasOutput() const { return m_firstOutputAt.has_value(); }
    // Whether its first output has been passed on; the order's to set.
    bool isBegun() const { return m_isBegun; }
    void setBegun() { m_isBegun = true; }
    std::int64_t outputBytes() const { return m_outputBytes; }
    // The provider's own count, the last it gave.
    const std::optional<Usage>& reportedUsage() const { return m_usage; }
    // It has reported counts that are none: see chat::Answer::usage.
    bool hasAbsurdUsage() const { return m_hasAbsurdUsage; }
    // What it says that it bills, where it does.
    std::optional<Money> reportedCost() const { return m_reader ? m_reader->reportedCost() : std::nullopt; }
    // As far as it has come.
    const AttemptFacts& facts() const { return m_facts; }
    std::chrono::microseconds age() const; // since its start

    // What the ledger keeps, as of now. The payer and an estimate where nothing was reported are the caller's to set.
    clearinghouse::AttemptRecord record(std::string outcome) const;

private:
    void headArrived(const supply::UpstreamHead& head) override;
    void bytesArrived(std::string_view bytes) override;
    void transferEnded(const supply::UpstreamEnd& end) override;
    void answerArrived(const chat::Answer& answer) override;
    void answerCompleted() override;
    void frameSkipped() override { ++m_facts.skippedFrames; }
    void answerFailed(const supply::Fault& fault) override;
    void noteNames(const chat::Answer& answer);
    void noteOutput();
    void observe(const supply::Observation& observation);

    std::uint16_t m_number;
    Place m_place;
    Surroundings m_surroundings;
    AttemptObserver& m_observer;
    std::unique_ptr<supply::AnswerReader> m_reader;
    std::unique_ptr<supply::Transfer> m_transfer; // destroyed before the reader that it feeds

    Instant m_startedAt;
    Tick m_startedTick;
    std::optional<Instant> m_firstOutputAt;
    std::int64_t m_outputBytes = 0;
    bool m_isBegun = false;
    bool m_isStreamed = false;
    std::size_t m_choices = 1;
    chat::ChoiceIndices m_finished;
    bool m_isFinished = false; // a stream: every choice that was asked for has said why it ends
    bool m_hasAbsurdUsage = false;
    std::optional<Usage> m_usage;
    std::string m_upstreamId;
    AttemptFacts m_facts;
    int m_httpStatus = 0;
};

} // namespace gotoai::hypercore
