// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/dialectreader.h"

#include "chat/providererror.h"

namespace gotoai::supply {
namespace {

bool isMediaType(std::string_view contentType, std::string_view type)
{
    if (contentType.size() < type.size())
        return false;
    for (std::size_t i = 0; i < type.size(); ++i)
        if ((contentType[i] | 0x20) != (type[i] | 0x20))
            return false;
    return contentType.size() == type.size() || contentType[type.size()] == ';' || contentType[type.size()] == ' ';
}

} // namespace

DialectReader::DialectReader(bool isStreamed, AnswerSink& sink, json::Parser& parser, Framing framing)
    : m_isStreamed(isStreamed)
    , m_sink(sink)
    , m_parser(parser)
    , m_mode(isStreamed ? Mode::Stream : Mode::Body)
{
    if (framing == Framing::Lines)
        m_frames.emplace<LineReader>();
}

DialectReader::~DialectReader()
{
    if (m_isDestroyed)
        *m_isDestroyed = true;
}

void DialectReader::head(const UpstreamHead& head)
{
    m_status = head.status;
    m_retryAfter = head.retryAfter;
    if (head.status < 200 || head.status > 299) {
        m_mode = Mode::Error;
        return;
    }
    const bool hasLines = std::holds_alternative<LineReader>(m_frames);
    const bool isStream = isMediaType(head.contentType, hasLines ? "application/x-ndjson" : "text/event-stream");
    const bool isJson = isMediaType(head.contentType, "application/json");
    if (m_isStreamed && isJson)
        m_mode = Mode::Body; // an error, as a rule
    else if (!head.contentType.empty() && !(m_isStreamed ? isStream : isJson))
        failMalformed("the provider answered with the content type " + chat::scrubbed(head.contentType));
}

void DialectReader::bytes(std::string_view bytes)
{
    switch (m_mode) {
    case Mode::Ended: return;
    case Mode::Stream:
        std::visit(
            [&](auto& frames) {
                frames.feed(bytes);
                readFrames(frames);
            },
            m_frames);
        return;
    case Mode::Error: m_body.append(bytes.substr(0, kMaxErrorBody - m_body.size())); return;
    case Mode::Body: break;
    }
    if (m_body.size() + bytes.size() > kMaxBody)
        failMalformed("the provider's answer is larger than 32 MiB");
    else
        m_body.append(bytes);
}

void DialectReader::end(const UpstreamEnd& end)
{
    switch (m_mode) {
    case Mode::Ended: return;
    case Mode::Error: fail(readError(m_status, m_body)); return;
    case Mode::Body:
    case Mode::Stream: break;
    }
    if (end.kind != UpstreamEnd::Kind::Complete)
        fail(faultOf(end));
    else if (m_mode == Mode::Body)
        readBody(m_body);
    else
        endStream();
}

template<class Frames>
void DialectReader::readFrames(Frames& frames)
{
    for (;;) {
        switch (frames.next()) {
        case SseReader::Step::Starved: return;
        case SseReader::Step::TooLong: failMalformed("the provider sent an endless line"); return;
        case SseReader::Step::Frame: break;
        }
        if (readFrame(frames.frame()) == Next::Ended)
            return;
    }
}

void DialectReader::endStream()
{
    // A frame that lacks its end is part of the answer only if it is whole.
    const auto readLast = [this](auto& frames) {
        return frames.finish() == SseReader::Step::Frame && isWhole(frames.frame()) ? readFrame(frames.frame())
                                                                                    : Next::Continues;
    };
    if (std::visit(readLast, m_frames) == Next::Ended)
        return;
    complete();
}

bool DialectReader::isFinished() const { return m_finished.any() && (m_begun & ~m_finished).none(); }

DialectReader::Next DialectReader::tell(const chat::Answer& answer)
{
    bool isDestroyed = false;
    m_isDestroyed = &isDestroyed;
    m_hasOutput = m_hasOutput || answer.hasOutput;
    m_begun |= answer.choices;
    m_finished |= answer.finished;
    m_sink.answerArrived(answer);
    if (isDestroyed)
        return Next::Ended;
    m_isDestroyed = nullptr;
    return Next::Continues;
}

DialectReader::Next DialectReader::tellChunk(const std::string& openAiShaped)
{
    const auto answer = chat::readAnswer(openAiShaped, m_parser);
    return answer ? tell(*answer) : failMalformed("the provider's answer cannot be told");
}

DialectReader::Next DialectReader::skipFrame(std::string detail)
{
    if (!m_hasOutput || ++m_skippedFrames > kMaxSkippedFrames)
        return failMalformed(std::move(detail));
    m_sink.frameSkipped();
    return Next::Continues;
}

DialectReader::Next DialectReader::complete()
{
    if (m_isStreamed && !isFinished())
        return fail(faultOf(FaultKind::Cut, "the provider's stream ended before its answer was complete"));
    m_mode = Mode::Ended;
    m_sink.answerCompleted();
    return Next::Ended;
}

DialectReader::Next DialectReader::fail(Fault fault)
{
    m_mode = Mode::Ended;
    if (!fault.retryAfter)
        fault.retryAfter = m_retryAfter;
    m_sink.answerFailed(fault);
    return Next::Ended;
}

} // namespace gotoai::supply
