// SPDX-License-Identifier: GPL-3.0-or-later
#include "gateway/openai/chatcall.h"

#include "base/hex.h"
#include "gateway/openai/errorreply.h"
#include "gateway/openai/openaigateway.h"

namespace gotoai::gateway {
namespace {

constexpr std::chrono::seconds kSilence{10};

std::string milliseconds(std::chrono::microseconds duration)
{
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
}

} // namespace

ChatCall::ChatCall(OpenAiGateway& gateway, std::unique_ptr<http::Exchange> exchange)
    : m_gateway(gateway)
    , m_exchange(std::move(exchange))
    , m_sse(*m_exchange)
    , m_lastWriteAt(gateway.clock().tick())
{}

ChatCall::~ChatCall()
{
    m_gateway.forget(*this);
    if (m_exchange)
        m_exchange->setObserver(nullptr);
}

std::unique_ptr<http::Exchange> ChatCall::takeExchange() { return std::move(m_exchange); }

void ChatCall::orderStarted(hypercore::Order& order)
{
    m_order = &order;
    m_name.id = "chatcmpl-" + toHex(order.id().bytes());
    const auto now = std::chrono::floor<std::chrono::seconds>(m_gateway.clock().now());
    m_name.created = std::to_string(now.time_since_epoch().count());
    m_exchange->setObserver(this);
    if (order.chat().isStreamed)
        m_gateway.remember(*this);
    if (hypercore::TranscriptStore* const store = order.transcripts())
        m_recording.emplace(*store);
}

// By the client, or by whoever asks again.
bool ChatCall::isHeard() const { return !m_exchange->isClientGone() || (m_recording && m_recording->isWhole()); }

void ChatCall::answerArrived(const chat::Answer& answer)
{
    m_name.model = m_order->endpoint()->model;
    if (m_created.empty())
        m_created = memberText(answer, "created");
    if (m_created.empty())
        m_created = m_name.created;
    if (answer.hasUsage)
        m_providersUsage = memberText(answer, "usage");
    if (!isHeard())
        return;
    if (!m_order->chat().isStreamed) {
        m_tail.emplace_back(answer);
        return;
    }
    if (answer.hasUsage && !answer.hasChoices)
        return; // the usage frame is written anew, with what the call cost
    if (answer.isFinished || !m_tail.empty())
        m_tail.emplace_back(answer);
    else
        relayFrame(answer);
}

void ChatCall::answerRestarted()
{
    m_name.model = m_order->endpoint()->model;
    if (isHeard())
        writeEvent(restartFrameText(m_name, m_created));
}

void ChatCall::relayFrame(const chat::Answer& answer)
{
    beginStream();
    const UsageWish wish = m_order->chat().wantsUsage ? UsageWish::InLastFrame : UsageWish::No;
    writeEvent(frameText(answer, m_name, wish));
    if (m_exchange->isAboveHighWater())
        m_order->pause();
}

void ChatCall::writeEvent(std::string_view json)
{
    m_sse.writeData(json);
    if (m_recording) {
        std::string event;
        http::SseWriter::appendData(event, json);
        m_recording->add(event);
    }
    m_lastWriteAt = m_gateway.clock().tick();
}

std::vector<http::Header> ChatCall::commonHeaders() const
{
    const std::string order = m_order->id().toString();
    std::vector<http::Header> headers{{"x-request-id", order}, {"x-gotoai-order", order}};
    if (const supply::Endpoint* endpoint = m_order->endpoint()) {
        headers.push_back({"x-gotoai-provider", endpoint->provider->name});
        headers.push_back({"x-gotoai-endpoint", endpoint->id.toString()});
    }
    headers.push_back({"x-gotoai-attempts", std::to_string(m_order->attemptCount())});
    headers.push_back({"x-gotoai-overhead-ms", milliseconds(m_order->overhead())});
    return headers;
}

void ChatCall::beginStream()
{
    if (m_exchange->hasBegun())
        return;
    m_status = m_exchange->isClientGone() ? 0 : 200;
    m_exchange->beginStream(200, streamHeaders());
}

std::vector<http::Header> ChatCall::streamHeaders() const
{
    auto headers = commonHeaders();
    headers.push_back({"content-type", "text/event-stream; charset=utf-8"});
    headers.push_back({"cache-control", "no-cache"});
    headers.push_back({"x-accel-buffering", "no"}); // nginx in front must not hold frames back
    return headers;
}

void ChatCall::keepAlive(Tick now)
{
    if (m_exchange->isClientGone() || now - m_lastWriteAt < kSilence)
        return;
    beginStream();
    m_sse.writeComment("waiting for the provider");
    m_lastWriteAt = now;
}

void ChatCall::respond(int status, const std::vector<http::Header>& headers, std::string_view body)
{
    m_status = m_exchange->isClientGone() ? 0 : status;
    m_exchange->respond(status, headers, body);
}

void ChatCall::orderEnded(const hypercore::OrderEnd& end)
{
    if (end.earlier)
        return m_gateway.answerRepetition(std::move(m_exchange), *end.earlier, m_order->id());
    if (!isHeard())
        return;
    if (end.error)
        answerError(end);
    else if (m_order->chat().isStreamed)
        endStream(end);
    else
        endWhole(end);
}

void ChatCall::endWhole(const hypercore::OrderEnd& end)
{
    auto headers = commonHeaders();
    headers.push_back({"content-type", "application/json"});
    headers.push_back({"x-gotoai-charge-usd", end.cost.charge.toUsd()});
    const chat::Answer answer = m_tail.front().answer();
    const std::string body =
        answerText(answer, m_name,
                   usageText(memberText(answer, "usage"), end.usage, end.usageSource, end.cost, m_gateway.parser()));
    respond(200, headers, body);
    if (m_recording)
        m_recording->add(body);
    m_recordedHeaders = std::move(headers);
}

void ChatCall::endStream(const hypercore::OrderEnd& end)
{
    for (const hypercore::HeldAnswer& frame : m_tail)
        relayFrame(frame.answer());
    beginStream();
    if (m_order->chat().wantsUsage) {
        const std::string usage = usageText(m_providersUsage, end.usage, end.usageSource, end.cost, m_gateway.parser());
        writeEvent(usageFrameText(m_name, m_created, usage));
    }
    m_sse.writeDone();
    if (m_recording)
        m_recording->add(http::SseWriter::kDone);
    finishStream();
}

void ChatCall::finishStream()
{
    m_exchange->endStream();
    m_recordedHeaders = streamHeaders();
}

std::optional<hypercore::Transcript> ChatCall::takeTranscript()
{
    if (!m_recording || !m_recording->isWhole() || m_recordedHeaders.empty())
        return std::nullopt;
    hypercore::Transcript transcript{.isStreamed = m_order->chat().isStreamed, .body = m_recording->body()};
    for (http::Header& header : m_recordedHeaders)
        if (header.name != "x-request-id")
            transcript.headers.emplace_back(std::move(header.name), std::move(header.value));
    return transcript;
}

void ChatCall::answerError(const hypercore::OrderEnd& end)
{
    if (m_exchange->hasBegun()) {
        writeEvent(errorBody(*end.error));
        return finishStream();
    }
    auto headers = commonHeaders();
    headers.push_back({"content-type", "application/json"});
    if (const auto seconds = retryAfterSeconds(end.error->code, end.retryAfter); seconds && !isFinal(*end.error))
        headers.push_back({"retry-after", std::to_string(*seconds)});
    const bool hasUnknownEnd = !end.isSettled && m_order->attemptCount() > 0;
    const bool isUnpaid = end.error->code == ErrorCode::InsufficientFunds; // nor will it be, a moment later
    if (!end.cost.charge.isZero() || hasUnknownEnd || isUnpaid || isFinal(*end.error))
        headers.push_back({"x-should-retry", "false"});
    respond(httpStatus(end.error->code), headers, errorBody(*end.error));
}

void ChatCall::clientGone() { m_order->clientGone(); }

void ChatCall::drained() { m_order->resume(); }

} // namespace gotoai::gateway
