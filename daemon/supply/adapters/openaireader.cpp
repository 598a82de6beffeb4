// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/openaireader.h"

#include "chat/providererror.h"

#include <simdjson.h>

namespace gotoai::supply {
namespace {

constexpr std::string_view kDone = "[DONE]";

Error malformed(std::string detail) { return failure(ErrorCode::UpstreamMalformed, std::move(detail)); }

bool isMediaType(std::string_view contentType, std::string_view type)
{
    if (contentType.size() < type.size())
        return false;
    for (std::size_t i = 0; i < type.size(); ++i)
        if ((contentType[i] | 0x20) != (type[i] | 0x20))
            return false;
    return contentType.size() == type.size() || contentType[type.size()] == ';' || contentType[type.size()] == ' ';
}

Error errorOfEnd(const UpstreamEnd& end)
{
    using Kind = UpstreamEnd::Kind;
    switch (end.kind) {
    case Kind::Unreachable: return failure(ErrorCode::UpstreamUnreachable, "the provider cannot be reached");
    case Kind::Untrusted:
        return failure(ErrorCode::UpstreamUnreachable, "the provider's certificate is not trusted: " + end.detail);
    case Kind::ConnectTimeout:
        return failure(ErrorCode::UpstreamTimeout, "the provider did not accept a connection in time");
    case Kind::FirstByteTimeout:
        return failure(ErrorCode::UpstreamTimeout, "the provider did not begin to answer in time");
    case Kind::IdleTimeout: return failure(ErrorCode::UpstreamTimeout, "the provider's answer stalled");
    case Kind::TooLarge: return malformed("the provider's answer is too large");
    case Kind::Malformed: return malformed("the provider's answer is not HTTP");
    case Kind::Complete:
    case Kind::Cut: break;
    }
    return failure(ErrorCode::UpstreamCut, "the provider's answer broke off");
}

// The error that a body tells in its `error` member, or in itself where it is one (vLLM).
std::optional<Error> errorOfBody(std::string_view body, json::Parser& parser)
{
    auto parsed = parser.parse(body);
    if (!parsed || !(*parsed)->is_object())
        return std::nullopt;
    simdjson::dom::element error;
    if ((**parsed)["error"].get(error) == simdjson::SUCCESS && !error.is_null())
        return chat::readProviderError(error);
    if ((**parsed)["message"].is_string())
        return chat::readProviderError(**parsed);
    return std::nullopt;
}

// Who is to blame for an error status. 401, 403 and 404 are about our secret and our model id, not the client's.
Error errorOfStatus(int status, const std::optional<Error>& told)
{
    if (told && told->code == ErrorCode::ContextLengthExceeded)
        return *told;
    const std::string message = told ? told->detail : "no reason given";
    if (status == 400 || status == 413 || status == 422)
        return failure(ErrorCode::InvalidRequest,
                       told ? told->detail : "the provider refused the request with status " + std::to_string(status),
                       told ? told->param : std::string());
    return failure(status == 429 ? ErrorCode::UpstreamRateLimited : ErrorCode::UpstreamRefused,
                   "the provider answered with status " + std::to_string(status) + ": " + message);
}

} // namespace

OpenAiReader::OpenAiReader(bool isStreamed, AnswerSink& sink, json::Parser& parser)
    : m_isStreamed(isStreamed)
    , m_sink(sink)
    , m_parser(parser)
    , m_mode(isStreamed ? Mode::Stream : Mode::Body)
{}

OpenAiReader::~OpenAiReader()
{
    if (m_isDestroyed)
        *m_isDestroyed = true;
}

void OpenAiReader::head(const UpstreamHead& head)
{
    m_status = head.status;
    if (head.status < 200 || head.status > 299) {
        m_mode = Mode::Error;
        return;
    }
    const bool isStream = isMediaType(head.contentType, "text/event-stream");
    const bool isJson = isMediaType(head.contentType, "application/json");
    if (m_isStreamed && isJson)
        m_mode = Mode::Body; // an error, as a rule
    else if (!head.contentType.empty() && !(m_isStreamed ? isStream : isJson))
        fail(malformed("the provider answered with the content type " + chat::scrubbed(head.contentType)));
}

void OpenAiReader::bytes(std::string_view bytes)
{
    switch (m_mode) {
    case Mode::Ended: return;
    case Mode::Stream:
        m_sse.feed(bytes);
        readFrames();
        return;
    case Mode::Error: m_body.append(bytes.substr(0, kMaxErrorBody - m_body.size())); return;
    case Mode::Body: break;
    }
    if (m_body.size() + bytes.size() > kMaxBody) {
        fail(malformed("the provider's answer is larger than 32 MiB"));
        return;
    }
    m_body.append(bytes);
}

void OpenAiReader::end(const UpstreamEnd& end)
{
    switch (m_mode) {
    case Mode::Ended: return;
    case Mode::Error: fail(errorOfStatus(m_status, errorOfBody(m_body, m_parser))); return;
    case Mode::Body:
        if (end.kind != UpstreamEnd::Kind::Complete)
            fail(errorOfEnd(end));
        else
            readBody();
        return;
    case Mode::Stream:
        if (end.kind != UpstreamEnd::Kind::Complete)
            fail(errorOfEnd(end));
        else
            endStream();
        return;
    }
}

void OpenAiReader::readFrames()
{
    for (;;) {
        switch (m_sse.next()) {
        case SseReader::Step::Starved: return;
        case SseReader::Step::TooLong: fail(malformed("the provider sent an endless line")); return;
        case SseReader::Step::Frame: break;
        }
        if (!readFrame(m_sse.frame()))
            return;
    }
}

// False once the answer has ended; the reader may be gone then.
bool OpenAiReader::readFrame(std::string_view frame)
{
    if (frame == kDone) {
        complete();
        return false;
    }
    auto answer = chat::readAnswer(frame, m_parser);
    if (!answer) {
        fail(malformed("a frame of the provider's stream is not a JSON object"));
        return false;
    }
    if (answer->error) {
        fail(*answer->error);
        return false;
    }
    m_isFinished |= answer->isFinished;
    bool isDestroyed = false;
    m_isDestroyed = &isDestroyed;
    m_sink.answerArrived(*answer);
    if (isDestroyed)
        return false;
    m_isDestroyed = nullptr;
    return true;
}

void OpenAiReader::readBody()
{
    auto answer = chat::readAnswer(m_body, m_parser);
    if (!answer) {
        fail(malformed("the provider's answer is not a JSON object"));
        return;
    }
    if (answer->error) {
        fail(*answer->error);
        return;
    }
    if (m_isStreamed || !answer->hasChoices) {
        fail(malformed(m_isStreamed ? "the provider did not stream its answer"
                                    : "the provider's answer has no choices"));
        return;
    }
    bool isDestroyed = false;
    m_isDestroyed = &isDestroyed;
    m_sink.answerArrived(*answer);
    if (isDestroyed)
        return;
    m_isDestroyed = nullptr;
    complete();
}

void OpenAiReader::endStream()
{
    if (m_sse.finish() == SseReader::Step::Frame) {
        // A frame that lacks its end is part of the answer only if it is whole.
        const bool isWhole = m_sse.frame() == kDone || chat::readAnswer(m_sse.frame(), m_parser).has_value();
        if (isWhole && !readFrame(m_sse.frame()))
            return;
    }
    if (m_isFinished)
        complete();
    else
        fail(failure(ErrorCode::UpstreamCut, "the provider's stream ended before its answer was complete"));
}

void OpenAiReader::complete()
{
    m_mode = Mode::Ended;
    m_sink.answerCompleted();
}

void OpenAiReader::fail(const Error& error)
{
    m_mode = Mode::Ended;
    m_sink.answerFailed(error);
}

} // namespace gotoai::supply
