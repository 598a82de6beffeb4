// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/ollamareader.h"

#include "base/clock.h"
#include "chat/providererror.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gotoai::supply {
namespace {

using json::TextWriter;
using json::Value;

struct Phrase
{
    std::string_view text;
    FaultKind kind;
};

// Its errors are sentences; those of the runner beneath come through as JSON within the sentence.
constexpr std::array kPhrases = {
    Phrase{"exceed_context_size_error", FaultKind::ContextLength},
    Phrase{"exceeds the available context size", FaultKind::ContextLength},
    Phrase{"exceeds the context length", FaultKind::ContextLength},
    Phrase{"longer than the context length", FaultKind::ContextLength},
    Phrase{"context length exceeded", FaultKind::ContextLength},
    Phrase{"does not support", FaultKind::Unsupported},
    Phrase{"server busy", FaultKind::Overloaded},
    Phrase{"model requires more system memory", FaultKind::Overloaded},
    Phrase{"not found", FaultKind::NotFound},
};

FaultKind kindOf(std::string_view message, FaultKind otherwise)
{
    const auto found = std::ranges::find_if(
        kPhrases, [message](const Phrase& phrase) { return message.find(phrase.text) != std::string_view::npos; });
    return found == kPhrases.end() ? otherwise : found->kind;
}

// An answer that leaves one of them out has not been counted: older servers do for a prompt they had cached.
std::string usageOf(const Value& answer)
{
    const Value prompt = answer["prompt_eval_count"];
    const Value completion = answer["eval_count"];
    if (!prompt.isThere() || !completion.isThere())
        return {};
    const auto isCount = [](const std::optional<std::int64_t>& count) {
        return count && *count >= 0 && *count <= kMaxTokenCount;
    };
    if (!isCount(prompt.integer()) || !isCount(completion.integer()))
        return usageObject(std::nullopt);
    TokenCounts counts;
    counts.prompt = *prompt.integer();
    counts.completion = *completion.integer();
    return usageObject(counts);
}

} // namespace

void OllamaReader::takeName(const Value& answer)
{
    if (std::exchange(m_hasBegun, true))
        return;
    const std::string createdAt = answer["created_at"].text();
    if (const auto created = fromRfc3339(createdAt))
        m_chunks.setCreated(toMicroseconds(*created) / 1'000'000);
    if (answer["model"].isString())
        m_chunks.setModel(answer["model"].raw());
    std::string moment = createdAt.substr(0, createdAt.find_first_of("Z+"));
    std::erase_if(moment, [](char c) { return c < '0' || c > '9'; });
    m_callPrefix = "call_" + moment + "_";
}

DialectReader::Next OllamaReader::readFrame(std::string_view frame)
{
    if (!parser().parse(frame))
        return skipFrame("a line of the provider's stream is not JSON");
    const Value answer{frame};
    if (const Value error = answer["error"]; error.isThere())
        return fail(faultOf(kindOf(error.raw(), FaultKind::Server), chat::scrubbed(error.text())));
    if (!answer["message"].isObject() && !answer["done"].isTrue())
        return skipFrame("a line of the provider's stream is no answer");
    const bool isFirst = !m_hasBegun;
    takeName(answer);
    if (isFirst && tellChunk(m_chunks.chunk(R"({"role":"assistant","content":"","refusal":null})")) == Next::Ended)
        return Next::Ended;
    if (tellMessage(answer["message"]) == Next::Ended)
        return Next::Ended;
    return answer["done"].isTrue() ? finishStream(answer) : Next::Continues;
}

DialectReader::Next OllamaReader::tellMessage(const Value& message)
{
    TextWriter delta;
    delta.beginObject();
    if (!message["content"].inner().empty())
        delta.key("content").raw(message["content"].raw());
    if (!message["thinking"].inner().empty())
        delta.key("reasoning").raw(message["thinking"].raw());
    if (const std::string calls = toolCalls(message["tool_calls"]); !calls.empty())
        delta.key("tool_calls").raw(calls);
    delta.endObject();
    return delta.text() == "{}" ? Next::Continues : tellChunk(m_chunks.chunk(delta.text()));
}

// As OpenAI has them, in an array; empty where there is none. What is no call is left out.
std::string OllamaReader::toolCalls(const Value& calls)
{
    TextWriter out;
    for (const Value& call : calls.elements()) {
        const Value function = call["function"];
        if (!function["name"].isString())
            continue;
        const Value arguments = function["arguments"];
        out.beginObject().key("index").number(m_toolCount).key("id");
        if (call["id"].inner().empty())
            out.string(m_callPrefix + std::to_string(m_toolCount));
        else
            out.raw(call["id"].raw());
        ++m_toolCount;
        out.key("type").string("function").key("function").beginObject().key("name").raw(function["name"].raw());
        out.key("arguments").string(arguments.isObject() ? arguments.raw() : "{}").endObject().endObject();
    }
    return out.text().empty() ? std::string() : "[" + out.text() + "]";
}

std::string_view OllamaReader::finishReason(const Value& answer) const
{
    if (answer["done_reason"].is("length"))
        return "length";
    return m_toolCount > 0 ? "tool_calls" : "stop";
}

DialectReader::Next OllamaReader::finishStream(const Value& answer)
{
    const std::string usage = usageOf(answer);
    const Value reason = answer["done_reason"];
    if (tellChunk(m_chunks.finish("{}", finishReason(answer), reason.isString() ? reason.raw() : "null")) ==
        Next::Ended)
        return Next::Ended;
    if (!usage.empty() && tellChunk(m_chunks.usage(usage)) == Next::Ended)
        return Next::Ended;
    return complete();
}

DialectReader::Next OllamaReader::readBody(std::string_view body)
{
    if (!parser().parse(body))
        return failMalformed("the provider's answer is not JSON");
    const Value answer{body};
    if (const Value error = answer["error"]; error.isThere())
        return fail(faultOf(kindOf(error.raw(), FaultKind::Server), chat::scrubbed(error.text())));
    const Value message = answer["message"];
    if (isStreamed() || !message.isObject() || !answer["done"].isTrue())
        return failMalformed(isStreamed() ? "the provider did not stream its answer"
                                          : "the provider's answer is no whole message");
    takeName(answer);
    const std::string calls = toolCalls(message["tool_calls"]);
    TextWriter out;
    out.beginObject().key("role").string("assistant").key("content");
    out.raw(message["content"].inner().empty() && !calls.empty()
                ? "null"
                : "\"" + std::string(message["content"].inner()) + "\"");
    out.key("refusal").raw("null");
    if (!message["thinking"].inner().empty())
        out.key("reasoning").raw(message["thinking"].raw());
    if (!calls.empty())
        out.key("tool_calls").raw(calls);
    const Value reason = answer["done_reason"];
    const Next next = tellChunk(m_chunks.completion(out.endObject().text(), finishReason(answer),
                                                    reason.isString() ? reason.raw() : "null", usageOf(answer)));
    return next == Next::Ended ? next : complete();
}

Fault OllamaReader::readError(int status, std::string_view body)
{
    std::string message;
    FaultKind kind = kindOfStatus(status);
    if (parser().parse(body)) {
        const Value error = Value(body)["error"];
        message = chat::scrubbed(error.text());
        if (status != 401 && status != 403)
            kind = kindOf(error.raw(), kind);
    }
    return faultOfStatus(kind, status, message, {});
}

} // namespace gotoai::supply
