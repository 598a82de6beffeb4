// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/simulator/simulatortransport.h"

#include "supply/simulator/simulatedanswer.h"

#include <QTimer>

#include <algorithm>

namespace gotoai::supply {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kStep = 5ms;
// Turns of one transfer in one step, and tokens in one turn, so that none keeps the loop to itself.
constexpr int kTurns = 4;
constexpr std::int64_t kBurst = 256;

constexpr std::string_view kErrorBody =
    R"({"error":{"message":"the simulator fails this request as configured","type":"server_error","param":null,"code":null}})";

} // namespace

// One answer under way. Each of its turns ends with at most one call that may destroy it.
class SimulatedTransfer final : public Transfer
{
public:
    SimulatedTransfer(SimulatorTransport& owner, std::uint64_t number, std::shared_ptr<const Endpoint> endpoint,
                      const Deadlines& deadlines, Result<SimulatedAnswer> answer, TransferSink& sink)
        : m_owner(owner)
        , m_number(number)
        , m_endpoint(std::move(endpoint))
        , m_deadlines(deadlines)
        , m_answer(std::move(answer))
        , m_sink(sink)
        , m_started(owner.m_clock.tick())
    {}
    ~SimulatedTransfer() override { m_owner.leave(*this); }

    void pause() override { m_isPaused = true; }
    void resume() override
    {
        m_isPaused = false;
        m_owner.m_hasHurry = true;
        m_owner.schedule();
    }

    void awaits(Awaited) override {} // it keeps its own times, and never stalls

    std::uint64_t number() const { return m_number; }
    bool isPaused() const { return m_isPaused; }
    bool isInHurry() const { return settings().firstToken == 0ms; }
    // Tells what is due by now. True when a call was made, after which the transfer may be gone.
    bool turn(Tick now);

private:
    enum class Stage { Head, Body, End };

    const SimulatorSettings& settings() const { return m_endpoint->provider->simulator; }
    std::int64_t dueTokens(Tick now) const;
    std::chrono::milliseconds patience() const;
    void tellHead();
    void tellBody();
    void tellFrames(std::int64_t due);
    void tellEnd();
    void tellTimeout();

    SimulatorTransport& m_owner;
    std::uint64_t m_number;
    std::shared_ptr<const Endpoint> m_endpoint;
    Deadlines m_deadlines;
    Result<SimulatedAnswer> m_answer; // failed: the request was none
    TransferSink& m_sink;
    Tick m_started;
    Stage m_stage = Stage::Head;
    std::int64_t m_told = 0;
    bool m_isPaused = false;
};

// Tokens that should have come; an unstreamed answer comes when all of them have.
std::int64_t SimulatedTransfer::dueTokens(Tick now) const
{
    const auto passed = std::chrono::duration_cast<std::chrono::microseconds>(now - m_started - settings().firstToken);
    if (passed.count() < 0)
        return 0;
    if (settings().tokensPerSecond == 0)
        return m_answer->tokens();
    return std::min<std::int64_t>(m_answer->tokens(), 1 + passed.count() / 1'000 * settings().tokensPerSecond / 1'000);
}

std::chrono::milliseconds SimulatedTransfer::patience() const
{
    const bool isStreamed = m_answer && m_answer->isStreamed();
    const auto patience = isStreamed ? m_deadlines.firstToken : m_deadlines.firstByte;
    return std::min(patience, m_deadlines.total.value_or(patience));
}

bool SimulatedTransfer::turn(Tick now)
{
    const bool isRefused = !m_answer || m_answer->fate() == SimulatedAnswer::Fate::Error;
    const std::int64_t due = isRefused ? 0 : dueTokens(now);
    switch (m_stage) {
    case Stage::Head:
        if (now - m_started > patience()) {
            tellTimeout();
            return true;
        }
        if (isRefused ? now - m_started < settings().firstToken
                      : due < (m_answer->isStreamed() ? 1 : m_answer->tokens()))
            return false;
        tellHead();
        return true;
    case Stage::Body:
        if (isRefused || !m_answer->isStreamed())
            tellBody();
        else if (due > m_told)
            tellFrames(due);
        else
            return false;
        return true;
    case Stage::End: tellEnd(); return true;
    }
    return false;
}

void SimulatedTransfer::tellHead()
{
    UpstreamHead head;
    head.status = !m_answer ? 400 : m_answer->fate() == SimulatedAnswer::Fate::Error ? 500 : 200;
    head.contentType = head.status == 200 && m_answer->isStreamed() ? "text/event-stream" : "application/json";
    head.requestId = "sim-" + std::to_string(m_number);
    m_stage = Stage::Body;
    m_sink.headArrived(head);
}

void SimulatedTransfer::tellBody()
{
    m_stage = Stage::End;
    if (!m_answer) {
        m_sink.bytesArrived(R"({"error":{"message":)" + json::quoted(m_answer.error().detail) +
                            R"(,"type":"invalid_request_error","param":)" + json::quoted(m_answer.error().param) +
                            R"(,"code":null}})");
        return;
    }
    if (m_answer->fate() == SimulatedAnswer::Fate::Error) {
        m_sink.bytesArrived(kErrorBody);
        return;
    }
    std::string body = m_answer->body();
    if (m_answer->fate() == SimulatedAnswer::Fate::Cut)
        body.resize(body.size() / 2);
    m_sink.bytesArrived(body);
}

void SimulatedTransfer::tellFrames(std::int64_t due)
{
    const bool isCut = m_answer->fate() == SimulatedAnswer::Fate::Cut;
    const std::int64_t last = isCut ? (m_answer->tokens() + 1) / 2 : m_answer->tokens();
    const std::int64_t until = std::min({due, last, m_told + kBurst});
    std::string frames = m_told == 0 ? m_answer->roleFrame() : std::string();
    for (; m_told < until; ++m_told)
        frames += m_answer->tokenFrame(m_told);
    if (m_told == last) {
        m_stage = Stage::End;
        if (!isCut)
            frames += m_answer->closingFrames();
    }
    m_sink.bytesArrived(frames);
}

void SimulatedTransfer::tellEnd()
{
    UpstreamEnd end;
    end.wasSent = true;
    if (m_answer && m_answer->fate() == SimulatedAnswer::Fate::Cut) {
        end.kind = UpstreamEnd::Kind::Cut;
        end.detail = "the simulator breaks off as configured";
    }
    m_owner.leave(*this);
    m_sink.transferEnded(end);
}

void SimulatedTransfer::tellTimeout()
{
    UpstreamEnd end;
    end.wasSent = true;
    end.kind = UpstreamEnd::Kind::FirstByteTimeout;
    end.detail = "the simulator is as slow as configured";
    m_owner.leave(*this);
    m_sink.transferEnded(end);
}

SimulatorTransport::SimulatorTransport(const Clock& clock)
    : m_clock(clock)
    , m_timer(std::make_unique<QTimer>())
{
    m_timer->setSingleShot(true);
    m_timer->setTimerType(Qt::PreciseTimer);
    QObject::connect(m_timer.get(), &QTimer::timeout, m_timer.get(), [this] { step(); });
}

SimulatorTransport::~SimulatorTransport() = default;

std::unique_ptr<Transfer> SimulatorTransport::start(UpstreamRequest request, TransferSink& sink)
{
    auto answer = SimulatedAnswer::make(request.endpoint->provider->simulator, request.body, m_parser);
    const Deadlines deadlines = request.deadlines.value_or(request.endpoint->deadlines);
    auto transfer = std::make_unique<SimulatedTransfer>(*this, ++m_lastNumber, std::move(request.endpoint), deadlines,
                                                        std::move(answer), sink);
    m_transfers.emplace(m_lastNumber, transfer.get());
    m_hasHurry |= transfer->isInHurry();
    schedule();
    return transfer;
}

void SimulatorTransport::leave(SimulatedTransfer& transfer) { m_transfers.erase(transfer.number()); }

void SimulatorTransport::schedule()
{
    if (m_hasHurry && (!m_timer->isActive() || m_timer->interval() != 0))
        m_timer->start(0);
    else if (!m_timer->isActive())
        m_timer->start(kStep);
}

// Sinks may destroy any transfer and start new ones: what runs is looked up by number before each turn.
void SimulatorTransport::step()
{
    m_hasHurry = false;
    std::vector<std::uint64_t> numbers;
    numbers.reserve(m_transfers.size());
    for (const auto& entry : m_transfers)
        numbers.push_back(entry.first);
    const Tick now = m_clock.tick();
    for (const std::uint64_t number : numbers) {
        int turns = 0;
        for (; turns < kTurns; ++turns) {
            const auto found = m_transfers.find(number);
            if (found == m_transfers.end() || found->second->isPaused() || !found->second->turn(now))
                break;
        }
        m_hasHurry |= turns == kTurns;
    }
    if (!m_transfers.empty())
        schedule();
}

} // namespace gotoai::supply
