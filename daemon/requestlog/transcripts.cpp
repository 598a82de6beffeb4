// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/transcripts.h"

#include "base/log.h"
#include "crypto/envelope.h"
#include "requestlog/transcripttable.h"
#include "storage/functionunit.h"

namespace gotoai::requestlog {
namespace {

using hypercore::FoundTranscript;
using hypercore::Transcript;

constexpr auto kSweepInterval = std::chrono::seconds(60);

std::string placeOf(const OrderId& order) { return "transcripts/sealed/" + order.toString() + "/1"; }

// 32 bytes are a ring of one key.
crypto::KeyRing ringOf(const Secret& key)
{
    auto ring = crypto::KeyRing::parse(key);
    return ring ? *std::move(ring) : crypto::KeyRing::make();
}

} // namespace

class Transcripts::KeepUnit final : public storage::Unit
{
public:
    KeepUnit(Transcripts& transcripts, const OrderId& order, Transcript transcript)
        : m_transcripts(transcripts)
        , m_order(order)
        , m_at(transcripts.m_clock.now())
        , m_transcript(std::move(transcript))
        , m_size(m_transcript.body.size())
    {}
    ~KeepUnit() override { m_transcripts.giveRoom(m_size); }

    Result<void> apply(storage::Database& database) override
    {
        const auto sealed = crypto::seal(m_transcripts.m_ring, Secret(transcriptText(m_transcript)), placeOf(m_order));
        if (auto inserted = insertTranscript(database, m_order, m_at, sealed); !inserted)
            return inserted;
        return sweepTranscripts(database, m_at - std::chrono::microseconds(m_transcripts.m_ageUs),
                                m_transcripts.m_totalBytes);
    }
    void completed(Result<void> result) override
    {
        if (!result)
            writeLog(LogLevel::Warning, "transcript_not_kept",
                     {{"order", m_order.toString()}, {"reason", result.error().detail}});
    }

private:
    Transcripts& m_transcripts;
    const OrderId m_order;
    const Instant m_at;
    const Transcript m_transcript;
    const std::size_t m_size;
};

// Reads behind all that was to be kept before, for units are applied in the order of their submission.
class Transcripts::FindUnit final : public storage::Unit
{
public:
    FindUnit(Transcripts& transcripts, const OrderId& order, std::function<void(FoundTranscript)> reply)
        : m_transcripts(transcripts)
        , m_order(order)
        , m_reply(std::move(reply))
    {}

    bool isRepeatable() const override { return true; }
    Result<void> apply(storage::Database& database) override
    {
        const Instant oldest = m_transcripts.m_clock.now() - std::chrono::microseconds(m_transcripts.m_ageUs);
        const auto sealed = findTranscript(database, m_order, oldest);
        if (!sealed)
            return sealed.error();
        if (!*sealed)
            return {};
        const auto opened = crypto::open(m_transcripts.m_ring, **sealed, placeOf(m_order));
        auto transcript = opened ? parseTranscript(opened->reveal()) : opened.error();
        if (transcript)
            m_found = {FoundTranscript::Standing::Kept, *std::move(transcript)};
        else
            writeLog(LogLevel::Warning, "transcript_unreadable",
                     {{"order", m_order.toString()}, {"reason", transcript.error().detail}});
        return {};
    }
    void completed(Result<void> result) override { m_reply(result ? std::move(m_found) : FoundTranscript{}); }

private:
    Transcripts& m_transcripts;
    const OrderId m_order;
    const std::function<void(FoundTranscript)> m_reply;
    FoundTranscript m_found;
};

Transcripts::Transcripts(RequestLog& log, const Secret& key, const TranscriptLimits& limits, const Clock& clock)
    : m_log(log)
    , m_ring(ringOf(key))
    , m_clock(clock)
{
    adopt(limits);
}

void Transcripts::adopt(const TranscriptLimits& limits)
{
    m_answerBytes = limits.answerBytes;
    m_totalBytes = limits.totalBytes;
    m_ageUs = std::chrono::microseconds(limits.age).count();
}

bool Transcripts::takeRoom(std::size_t recorded, std::size_t bytes)
{
    const auto more = static_cast<std::int64_t>(bytes);
    if (static_cast<std::int64_t>(recorded) + more > m_answerBytes)
        return false;
    if (m_recording.fetch_add(more) + more <= m_totalBytes / 4)
        return true;
    m_recording.fetch_sub(more);
    return false;
}

void Transcripts::giveRoom(std::size_t bytes) { m_recording.fetch_sub(static_cast<std::int64_t>(bytes)); }

void Transcripts::expect(const OrderId& order)
{
    const std::lock_guard lock(m_mutex);
    m_expected.insert(order);
}

// Who records gives his room back himself; what waits for the disk takes its own.
void Transcripts::keep(const OrderId& order, Transcript transcript)
{
    m_recording.fetch_add(static_cast<std::int64_t>(transcript.body.size()));
    std::unique_ptr<storage::Unit> unit = std::make_unique<KeepUnit>(*this, order, std::move(transcript));
    if (!m_log.submit(unit))
        writeLog(LogLevel::Warning, "transcript_not_kept",
                 {{"order", order.toString()}, {"reason", "the request log takes nothing"}});
    drop(order);
}

void Transcripts::drop(const OrderId& order)
{
    const std::lock_guard lock(m_mutex);
    m_expected.erase(order);
}

bool Transcripts::isExpected(const OrderId& order)
{
    const std::lock_guard lock(m_mutex);
    return m_expected.contains(order);
}

bool Transcripts::find(const OrderId& order, storage::CompletionQueue& queue,
                       std::function<void(FoundTranscript)> reply)
{
    if (isExpected(order)) {
        reply({FoundTranscript::Standing::Coming, {}});
        return true;
    }
    std::unique_ptr<storage::Unit> unit = std::make_unique<FindUnit>(*this, order, std::move(reply));
    return m_log.submit(unit, queue);
}

void Transcripts::tick()
{
    if (m_clock.tick() < m_nextSweep)
        return;
    m_nextSweep = m_clock.tick() + kSweepInterval;
    std::unique_ptr<storage::Unit> unit = std::make_unique<storage::FunctionUnit>(
        [oldest = m_clock.now() - std::chrono::microseconds(m_ageUs), total = m_totalBytes.load()](
            storage::Database& database) { return sweepTranscripts(database, oldest, total); },
        [](const Result<void>&) {});
    (void)m_log.submit(unit); // the next round comes
}

} // namespace gotoai::requestlog
