// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/simulator/simulatedanswer.h"

#include "chat/request.h"

#include <algorithm>
#include <array>

namespace gotoai::supply {
namespace {

constexpr std::array<std::string_view, 9> kOpening = {"This",     "answer",     "comes", "from", "GotoAI's",
                                                      "built-in", "simulator,", "not",   "from"};
constexpr std::array<std::string_view, 2> kOpeningEnd = {"a", "model."};
constexpr std::array<std::string_view, 32> kWords = {
    "rivers", "carry",  "quiet", "letters", "under",   "bright", "bridges",  "while",   "patient", "clocks", "count",
    "every",  "window", "along", "the",     "harbour", "and",    "small",    "engines", "hum",     "their",  "even",
    "songs",  "to",     "a",     "distant", "shore",   "where",  "lanterns", "measure", "gentle",  "tides"};

// FNV-1a with SplitMix64's finish; spread enough for fates and words, no cryptography.
std::uint64_t mix(std::uint64_t value)
{
    value += 0x9e3779b97f4a7c15;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

std::uint64_t hashOf(std::uint64_t seed, std::string_view text)
{
    std::uint64_t hash = 0xcbf29ce484222325 ^ mix(seed);
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return mix(hash);
}

SimulatedAnswer::Fate fateOf(const SimulatorSettings& settings, std::uint64_t hash)
{
    const auto draw = static_cast<std::int32_t>(mix(hash) % 1'000);
    if (draw < settings.errorsPerMille)
        return SimulatedAnswer::Fate::Error;
    return draw < settings.errorsPerMille + settings.cutsPerMille ? SimulatedAnswer::Fate::Cut
                                                                  : SimulatedAnswer::Fate::Answered;
}

} // namespace

Result<SimulatedAnswer> SimulatedAnswer::make(const SimulatorSettings& settings, std::string_view body,
                                              json::Parser& parser)
{
    auto request = chat::parseRequest(std::string(body), parser);
    if (!request)
        return std::move(request).error();
    SimulatedAnswer answer;
    answer.m_hash = hashOf(settings.seed, body);
    answer.m_fate = fateOf(settings, answer.m_hash);
    answer.m_isStreamed = request->isStreamed;
    answer.m_wantsUsage = request->wantsUsage;
    answer.m_tokens = std::min<std::int64_t>(settings.completionTokens,
                                             request->maxCompletionTokens.value_or(settings.completionTokens));
    answer.m_isLimited = answer.m_tokens < settings.completionTokens;
    const json::Span messages = json::findMember(request->members, "messages")->value;
    answer.m_promptTokens = (static_cast<std::int64_t>(messages.end - messages.begin) + 3) / 4;
    answer.m_model = json::quoted(request->model);
    return answer;
}

std::string SimulatedAnswer::word(std::int64_t index) const
{
    const auto place = static_cast<std::size_t>(index);
    const std::string_view blank = index == 0 ? "" : " ";
    if (place < kOpening.size())
        return std::string(blank).append(kOpening[place]);
    if (place < kOpening.size() + kOpeningEnd.size())
        return std::string(blank).append(kOpeningEnd[place - kOpening.size()]);
    return std::string(blank).append(kWords[mix(m_hash + place) % kWords.size()]);
}

// {"id":…,"object":…,"created":…,"model":…
std::string SimulatedAnswer::opening(std::string_view object) const
{
    std::string text = R"({"id":"chatcmpl-sim)";
    text += std::to_string(m_hash);
    text += R"(","object":")";
    text += object;
    text += R"(","created":1700000000,"model":)";
    text += m_model;
    return text;
}

std::string SimulatedAnswer::usage() const
{
    return R"({"prompt_tokens":)" + std::to_string(m_promptTokens) + R"(,"completion_tokens":)" +
           std::to_string(m_tokens) + R"(,"total_tokens":)" + std::to_string(m_promptTokens + m_tokens) + "}";
}

std::string SimulatedAnswer::body() const
{
    std::string text = opening("chat.completion");
    text += R"(,"choices":[{"index":0,"message":{"role":"assistant","content":")";
    for (std::int64_t i = 0; i < m_tokens; ++i)
        text += word(i);
    text += R"(","refusal":null},"logprobs":null,"finish_reason":")";
    text += m_isLimited ? "length" : "stop";
    text += R"("}],"usage":)";
    text += usage();
    text += "}";
    return text;
}

std::string SimulatedAnswer::frame(std::string_view delta, std::string_view finish) const
{
    std::string text = "data: ";
    text += opening("chat.completion.chunk");
    text += R"(,"choices":[{"index":0,"delta":)";
    text += delta;
    text += R"(,"logprobs":null,"finish_reason":)";
    text += finish;
    text += m_wantsUsage ? "}],\"usage\":null}\n\n" : "}]}\n\n";
    return text;
}

std::string SimulatedAnswer::roleFrame() const
{
    return frame(R"({"role":"assistant","content":"","refusal":null})", "null");
}

std::string SimulatedAnswer::tokenFrame(std::int64_t index) const
{
    return frame(R"({"content":")" + word(index) + R"("})", "null");
}

std::string SimulatedAnswer::closingFrames() const
{
    std::string text = frame("{}", m_isLimited ? R"("length")" : R"("stop")");
    if (m_wantsUsage) {
        text += "data: ";
        text += opening("chat.completion.chunk");
        text += R"(,"choices":[],"usage":)";
        text += usage();
        text += "}\n\n";
    }
    text += "data: [DONE]\n\n";
    return text;
}

} // namespace gotoai::supply
