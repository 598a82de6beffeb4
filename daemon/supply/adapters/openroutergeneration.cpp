// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/openroutergeneration.h"

#include "supply/adapters/reportedcost.h"
#include "json/value.h"

namespace gotoai::supply {
namespace {

// Everything but unreserved characters (RFC 3986, section 2.3) is escaped.
std::string escaped(std::string_view text)
{
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string escaped;
    for (const char c : text) {
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                             c == '.' || c == '_' || c == '~';
        if (isPlain) {
            escaped += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        escaped += '%';
        escaped += kDigits[byte >> 4];
        escaped += kDigits[byte & 15];
    }
    return escaped;
}

// Null and absent are zero; empty where it is no count.
std::optional<std::int64_t> count(const json::Value& data, std::string_view key)
{
    const json::Value value = data[key];
    return value.isThere() ? value.integer() : std::optional<std::int64_t>(0);
}

std::optional<Usage> usageOf(const json::Value& data)
{
    const auto prompt = count(data, "native_tokens_prompt");
    const auto completion = count(data, "native_tokens_completion");
    const auto cached = count(data, "native_tokens_cached");
    const auto reasoning = count(data, "native_tokens_reasoning");
    if (!prompt || !completion || !cached || !reasoning || *cached < 0 || *reasoning < 0 || *cached > *prompt ||
        *reasoning > *completion)
        return std::nullopt;
    Usage usage;
    usage[Meter::Prompt] = *prompt - *cached;
    usage[Meter::CacheRead] = *cached;
    usage[Meter::Completion] = *completion - *reasoning;
    usage[Meter::Reasoning] = *reasoning;
    usage[Meter::Request] = 1;
    return usage.isWithinLimits() ? std::optional(usage) : std::nullopt;
}

} // namespace

std::string OpenRouterGeneration::pathOf(std::string_view upstreamId) const
{
    return "/generation?id=" + escaped(upstreamId);
}

Result<std::optional<GenerationRecord>> OpenRouterGeneration::read(int status, std::string_view body,
                                                                   json::Parser& parser) const
{
    if (status == 404)
        return std::optional<GenerationRecord>();
    if (status != 200)
        return failure(ErrorCode::UpstreamRefused, "the provider answers " + std::to_string(status));
    if (auto parsed = parser.parse(body); !parsed)
        return failure(ErrorCode::UpstreamMalformed, "the provider's record is no JSON");
    const json::Value data = json::Value(body)["data"];
    const bool isCounted = data["native_tokens_prompt"].isThere() && data["native_tokens_completion"].isThere();
    if (!isCounted)
        return failure(ErrorCode::UpstreamMalformed, "the provider's record has no counts");
    return std::optional(GenerationRecord{usageOf(data), readReportedCost(data["total_cost"])});
}

} // namespace gotoai::supply
