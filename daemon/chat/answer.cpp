// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/answer.h"

#include "chat/providererror.h"

#include <simdjson.h>

#include <algorithm>

namespace gotoai::chat {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

std::int64_t textLength(const element& value)
{
    std::string_view text;
    return value.get(text) ? 0 : static_cast<std::int64_t>(text.size());
}

// The strings of a called function or tool: name, arguments, input; not ids and types, which nobody is billed for.
std::int64_t callLength(const element& value)
{
    object call;
    if (value.get(call))
        return 0;
    std::int64_t length = 0;
    for (const auto& field : call) {
        if (field.key == "function" || field.key == "custom")
            length += callLength(field.value);
        else if (field.key == "name" || field.key == "arguments" || field.key == "input")
            length += textLength(field.value);
    }
    return length;
}

// `message` of a whole answer, `delta` of a streamed one.
std::int64_t outputLength(const element& value)
{
    object message;
    if (value.get(message))
        return 0;
    std::int64_t length = 0;
    for (const auto& field : message) {
        if (field.key == "content" || field.key == "refusal" || field.key == "reasoning" ||
            field.key == "reasoning_content")
            length += textLength(field.value);
        else if (field.key == "function_call")
            length += callLength(field.value);
        else if (array calls; field.key == "tool_calls" && !field.value.get(calls))
            for (const element call : calls)
                length += callLength(call);
    }
    return length;
}

ChoiceIndices indexOf(const object& choice)
{
    std::uint64_t index = 0;
    element value;
    ChoiceIndices indices;
    if (!choice["index"].get(value) && (value.get(index) || index >= indices.size()))
        return indices;
    return indices.set(index);
}

void readFinishReason(const element& value, const ChoiceIndices& choice, Answer& answer)
{
    std::string_view word;
    if (value.get(word) || word.empty()) {
        answer.isOpen = true;
        return;
    }
    answer.finished |= choice;
    answer.isFinished = true;
    answer.finishReasons.add(finishReasonFromWord(word));
}

void readChoices(const element& value, Answer& answer)
{
    array choices;
    if (value.get(choices))
        return;
    for (const element entry : choices) {
        answer.hasChoices = true;
        object choice;
        if (entry.get(choice))
            continue;
        const ChoiceIndices index = indexOf(choice);
        answer.choices |= index;
        for (const auto& field : choice) {
            if (field.key == "finish_reason")
                readFinishReason(field.value, index, answer);
            else if (field.key == "delta" || field.key == "message")
                answer.outputBytes += outputLength(field.value);
            else if (field.key == "error" && !field.value.is_null()) // OpenRouter's, of a provider behind it
                answer.error = readProviderError(field.value);
        }
    }
}

// A count that may be left out stands at 0; one that is there and no count at all spoils the whole, and stands at 0
// too: what is summed before the whole is judged cannot overflow.
class CountReader
{
public:
    std::int64_t optional(const element& parent, std::string_view key)
    {
        element value;
        if (parent[key].get(value) || value.is_null())
            return 0;
        std::int64_t count = 0;
        const bool isCount = !value.get(count) && count >= 0 && count <= kMaxTokenCount;
        m_isSound = m_isSound && isCount;
        return isCount ? count : 0;
    }
    std::int64_t required(const element& parent, std::string_view key)
    {
        element value;
        m_isSound = m_isSound && !parent[key].get(value) && !value.is_null();
        return optional(parent, key);
    }
    std::int64_t detail(const element& parent, std::string_view details, std::string_view key)
    {
        element value;
        return parent[details].get(value) || !value.is_object() ? 0 : optional(value, key);
    }
    bool isSound() const { return m_isSound; }

private:
    bool m_isSound = true;
};

// OpenAI's place for it, or that of those who had one before: DeepSeek's and Moonshot's.
// Sources: DeepSeek API docs, "Context Caching"; Moonshot API docs, "Chat Completion", usage.
std::int64_t readCached(CountReader& reader, const element& value)
{
    element details;
    element cached;
    if (value["prompt_tokens_details"].get(details) == simdjson::SUCCESS &&
        details["cached_tokens"].get(cached) == simdjson::SUCCESS)
        return reader.optional(details, "cached_tokens");
    if (value["prompt_cache_hit_tokens"].get(cached) == simdjson::SUCCESS)
        return reader.optional(value, "prompt_cache_hit_tokens");
    return reader.optional(value, "cached_tokens");
}

// What is in the total and neither in the prompt nor in the completion: Google's and xAI's thinking, which they bill as
// output. Sources: Google AI developers' forum, "Usage in OpenAI compatibility"; xAI docs, "Reasoning", usage.
std::int64_t uncountedTokens(CountReader& reader, const element& value, std::int64_t counted)
{
    return std::max<std::int64_t>(reader.optional(value, "total_tokens") - counted, 0);
}

// OpenAI counts cached, cache-written and audio tokens inside the prompt, reasoning and audio tokens inside the
// completion; meters are disjoint.
std::optional<Usage> readUsage(const element& value)
{
    CountReader reader;
    const std::int64_t prompt = reader.required(value, "prompt_tokens");
    std::int64_t completion = reader.required(value, "completion_tokens");
    const std::int64_t cached = readCached(reader, value);
    const std::int64_t written = reader.detail(value, "prompt_tokens_details", "cache_write_tokens");
    const std::int64_t heard = reader.detail(value, "prompt_tokens_details", "audio_tokens");
    std::int64_t reasoning = reader.detail(value, "completion_tokens_details", "reasoning_tokens");
    const std::int64_t spoken = reader.detail(value, "completion_tokens_details", "audio_tokens");
    const std::int64_t beside = uncountedTokens(reader, value, prompt + completion);
    completion += beside;
    reasoning = reasoning > beside ? reasoning : beside;
    if (!reader.isSound() || cached + written + heard > prompt || reasoning + spoken > completion)
        return std::nullopt;
    Usage usage;
    usage[Meter::Prompt] = prompt - cached - written - heard;
    usage[Meter::CacheRead] = cached;
    usage[Meter::CacheWrite] = written;
    usage[Meter::Completion] = completion - reasoning - spoken;
    usage[Meter::Reasoning] = reasoning;
    usage[Meter::Audio] = heard + spoken;
    usage[Meter::Request] = 1;
    return usage.isWithinLimits() ? std::optional(usage) : std::nullopt;
}

// The text between the quotes. An id or a name that needs escapes is none that anybody compares.
std::string_view rawText(std::string_view bytes, const json::Member& member)
{
    std::string_view text = bytes.substr(member.value.begin, member.value.end - member.value.begin);
    return text.size() >= 2 && text.front() == '"' ? text.substr(1, text.size() - 2) : std::string_view{};
}

} // namespace

Result<Answer> readAnswer(std::string_view bytes, json::Parser& parser)
{
    auto parsed = parser.parse(bytes);
    if (!parsed)
        return std::move(parsed).error();
    object root;
    if ((*parsed)->get(root))
        return failure(ErrorCode::InvalidJson, "the answer is not a JSON object");
    auto members = parser.topLevelMembers(bytes);
    if (!members)
        return failure(ErrorCode::InvalidJson, members.error().detail);

    Answer answer;
    answer.bytes = bytes;
    for (const auto& field : root) {
        if (field.key == "choices") {
            readChoices(field.value, answer);
        } else if (field.key == "usage" && field.value.is_object()) {
            answer.hasUsage = true;
            answer.usage = readUsage(field.value);
        } else if (field.key == "error" && !field.value.is_null()) {
            answer.error = readProviderError(field.value);
        }
    }
    answer.members = std::move(*members);
    answer.hasOutput = answer.outputBytes > 0;
    if (const json::Member* id = json::findMember(answer.members, "id"))
        answer.id = rawText(bytes, *id);
    if (const json::Member* model = json::findMember(answer.members, "model"))
        answer.model = rawText(bytes, *model);
    return answer;
}

} // namespace gotoai::chat
