// SPDX-License-Identifier: GPL-3.0-or-later
#include "telemetry/otlp.h"

#include "base/hex.h"
#include "chat/finishreasons.h"
#include "money/decimal.h"
#include "telemetry/genaiserver.h"
#include "json/document.h"

namespace gotoai::telemetry {
namespace {

using hypercore::FinishedAttempt;
using hypercore::FinishedOrder;

constexpr int kServerSpan = 2;
constexpr int kClientSpan = 3;
constexpr int kStatusError = 2;

// A span's `attributes`. Empty texts are left out.
class Attributes
{
public:
    Attributes& text(std::string_view key, std::string_view value)
    {
        if (!value.empty())
            add(key, "\"stringValue\":" + json::quoted(value));
        return *this;
    }
    Attributes& number(std::string_view key, std::int64_t value)
    {
        add(key, "\"intValue\":\"" + std::to_string(value) + "\"");
        return *this;
    }
    Attributes& seconds(std::string_view key, std::chrono::microseconds value)
    {
        add(key, "\"doubleValue\":" + formatDecimal(value.count(), 6));
        return *this;
    }
    // Left out when there are none.
    Attributes& words(std::string_view key, const chat::FinishReasons& reasons)
    {
        std::string values;
        for (const chat::FinishReason reason : reasons.all())
            values += std::string(values.empty() ? "" : ",") +
                      "{\"stringValue\":" + json::quoted(chat::finishReasonWord(reason)) + "}";
        if (!values.empty())
            add(key, "\"arrayValue\":{\"values\":[" + values + "]}");
        return *this;
    }
    Attributes& flag(std::string_view key, bool value)
    {
        add(key, std::string("\"boolValue\":") + (value ? "true" : "false"));
        return *this;
    }
    std::string array() const { return "[" + m_members + "]"; }

private:
    void add(std::string_view key, const std::string& value)
    {
        m_members +=
            std::string(m_members.empty() ? "" : ",") + "{\"key\":" + json::quoted(key) + ",\"value\":{" + value + "}}";
    }

    std::string m_members;
};

struct Span
{
    const trace::TraceId& trace;
    trace::SpanId id;
    trace::SpanId parent;
    std::string name;
    int kind;
    Instant begin;
    Instant end;
    bool isError;
    std::string_view state;
};

std::string spanText(const Span& span, const Attributes& attributes)
{
    const auto nanoseconds = [](Instant at) { return "\"" + std::to_string(toMicroseconds(at) * 1000) + "\""; };
    std::string text = "{\"traceId\":\"" + toHex(span.trace) + "\",\"spanId\":\"" + toHex(span.id) + "\"";
    if (span.parent != trace::SpanId{})
        text += ",\"parentSpanId\":\"" + toHex(span.parent) + "\"";
    if (!span.state.empty())
        text += ",\"traceState\":" + json::quoted(span.state);
    text += ",\"name\":" + json::quoted(span.name) + ",\"kind\":" + std::to_string(span.kind) +
            ",\"startTimeUnixNano\":" + nanoseconds(span.begin) + ",\"endTimeUnixNano\":" + nanoseconds(span.end) +
            ",\"attributes\":" + attributes.array() + ",\"status\":{";
    if (span.isError)
        text += "\"code\":" + std::to_string(kStatusError);
    return text + "}}";
}

void addUsage(Attributes& attributes, const Usage& usage)
{
    attributes.number("gen_ai.usage.input_tokens", usage.promptTokens())
        .number("gen_ai.usage.output_tokens", usage.completionTokens())
        .number("gen_ai.usage.cache_read.input_tokens", usage[Meter::CacheRead])
        .number("gen_ai.usage.cache_creation.input_tokens", usage[Meter::CacheWrite])
        .number("gen_ai.usage.reasoning.output_tokens", usage[Meter::Reasoning]);
}

std::string orderSpan(const FinishedOrder& order)
{
    const bool isError = hypercore::isFailure(order.outcome);
    Attributes attributes;
    attributes.text("gen_ai.operation.name", "chat")
        .text("gen_ai.request.model", order.model)
        .flag("gen_ai.request.stream", order.isStreamed)
        .text("client.address", order.clientAddress)
        .text("gotoai.order", order.id.toString())
        .text("gotoai.account", order.account.toString())
        .text("gotoai.key", order.key.toString())
        .text("gotoai.outcome", orderOutcomeWord(order.outcome))
        .text("gotoai.charge_usd", order.cost.charge.toUsd())
        .number("gotoai.attempts", static_cast<std::int64_t>(order.attempts.size()));
    if (order.maxCompletionTokens)
        attributes.number("gen_ai.request.max_tokens", *order.maxCompletionTokens);
    if (order.endpoint)
        attributes.text("gen_ai.provider.name", genAiProviderName(*order.endpoint->provider))
            .text("gen_ai.response.model", order.endpoint->model)
            .text("gotoai.provider", order.endpoint->provider->name);
    if (order.outcome == hypercore::OrderOutcome::Completed && !order.attempts.empty())
        attributes.words("gen_ai.response.finish_reasons", order.attempts.back().facts.finishReasons);
    if (order.firstOutput)
        attributes.seconds("gen_ai.response.time_to_first_chunk", *order.firstOutput);
    if (order.usageSource != UsageSource::None)
        addUsage(attributes, order.usage);
    if (order.clientStatus != 0)
        attributes.number("http.response.status_code", order.clientStatus);
    if (isError)
        attributes.text("error.type", order.reason);
    return spanText({order.trace.trace, order.trace.span, order.trace.parent, "chat " + order.model, kServerSpan,
                     order.arrivedAt, order.endedAt(), isError, order.trace.state},
                    attributes);
}

std::string attemptSpan(const FinishedOrder& order, const FinishedAttempt& attempt)
{
    const clearinghouse::AttemptRecord& record = attempt.record;
    const supply::Endpoint& endpoint = *attempt.endpoint;
    const ServerAddress server = serverAddressOf(endpoint.provider->baseUrl);
    const bool isError = record.outcome != "answered" && record.outcome != "empty" && record.outcome != "client_gone";
    Attributes attributes;
    attributes.text("gen_ai.operation.name", "chat")
        .text("gen_ai.provider.name", genAiProviderName(*endpoint.provider))
        .text("gen_ai.request.model", endpoint.upstreamModel)
        .text("gen_ai.response.model", attempt.facts.model)
        .text("gen_ai.response.id", record.upstreamId)
        .words("gen_ai.response.finish_reasons", attempt.facts.finishReasons)
        .text("server.address", server.host)
        .text("gotoai.provider", endpoint.provider->name)
        .text("gotoai.endpoint", endpoint.id.toString());
    if (server.port != 0)
        attributes.number("server.port", server.port);
    if (record.firstTokenAt && order.isStreamed)
        attributes.seconds("gen_ai.response.time_to_first_chunk", *record.firstTokenAt - record.startedAt);
    if (record.usageSource == UsageSource::Reported)
        addUsage(attributes, record.usage);
    if (record.httpStatus != 0)
        attributes.number("http.response.status_code", record.httpStatus);
    if (isError)
        attributes.text("error.type", record.outcome);
    return spanText({order.trace.trace, order.trace.attemptSpan(record.number), order.trace.span,
                     "chat " + endpoint.upstreamModel, kClientSpan, record.startedAt, record.endedAt, isError,
                     order.trace.state},
                    attributes);
}

} // namespace

std::string tracesText(FinishedOrders orders, std::string_view serviceVersion)
{
    std::string spans;
    const auto add = [&spans](const std::string& span) {
        spans += spans.empty() ? "" : ",";
        spans += span;
    };
    for (const auto& order : orders) {
        add(orderSpan(*order));
        for (const FinishedAttempt& attempt : order->attempts)
            add(attemptSpan(*order, attempt));
    }
    Attributes resource;
    resource.text("service.name", "gotoaid").text("service.version", serviceVersion);
    return "{\"resourceSpans\":[{\"resource\":{\"attributes\":" + resource.array() +
           "},\"scopeSpans\":[{\"scope\":{\"name\":\"gotoai\"},\"spans\":[" + spans + "]}]}]}";
}

} // namespace gotoai::telemetry
