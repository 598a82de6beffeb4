// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/providererror.h"

#include "base/result.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace gotoai::chat {
namespace {

using simdjson::dom::element;

constexpr std::string_view kMask = "***";
// Shortest run of letters and digits that is taken for a key without a known prefix.
constexpr std::size_t kKeyLikeLength = 32;

bool isKeyCharacter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' ||
           c == '.' || c == '*' || c == '+' || c == '/' || c == '=';
}

bool isLetterOrDigit(char c)
{
    return isKeyCharacter(c) && std::string_view("_-.*+/=").find(c) == std::string_view::npos;
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }

// What keys of providers, of ours and of clouds begin with.
constexpr std::array<std::string_view, 22> kPrefixes = {
    "sk-",  "sk_",  "pk-", "rk-", "gai_", "gat_",  "gas_",   "gsk_", "xai-",    "AIza", "ya29.",
    "AKIA", "ASIA", "hf_", "r8_", "fw_",  "pplx-", "nvapi-", "csk-", "tgp_v1_", "ghp_", "eyJ"};
constexpr std::size_t kLeastBehindPrefix = 4;

bool startsLikeKey(std::string_view word)
{
    if (word.starts_with("key-") && std::any_of(word.begin(), word.end(), &isDigit))
        return true;
    return std::any_of(kPrefixes.begin(), kPrefixes.end(), [&](auto prefix) {
        return word.starts_with(prefix) && word.size() >= prefix.size() + kLeastBehindPrefix;
    });
}

// A key that follows something else without a blank: api_key=sk-…, https://host/sk-….
bool holdsKey(std::string_view word)
{
    for (std::size_t at = 0; at < word.size(); ++at) {
        const bool isBegin = at == 0 || !isLetterOrDigit(word[at - 1]);
        if (isBegin && startsLikeKey(word.substr(at)))
            return true;
    }
    return false;
}

bool hasKeyLikeRun(std::string_view word)
{
    std::size_t run = 0;
    bool hasDigit = false;
    for (const char c : word) {
        if (!isLetterOrDigit(c)) {
            run = 0;
            hasDigit = false;
            continue;
        }
        ++run;
        hasDigit = hasDigit || isDigit(c);
        if (run >= kKeyLikeLength && hasDigit)
            return true;
    }
    return false;
}

bool isBearer(std::string_view word)
{
    return word.size() == 6 && std::equal(word.begin(), word.end(), "bearer",
                                          [](char a, char b) { return static_cast<char>(a | 0x20) == b; });
}

std::string_view textOf(const element& parent, std::string_view key)
{
    std::string_view text;
    return parent[key].get(text) == simdjson::SUCCESS ? text : std::string_view{};
}

std::int64_t numberOf(const element& parent, std::string_view key)
{
    std::int64_t number = 0;
    return parent[key].get(number) == simdjson::SUCCESS ? number : 0;
}

ErrorCode codeOf(const element& error)
{
    const std::string_view code = textOf(error, "code");
    const std::string_view type = textOf(error, "type");
    if (code == "context_length_exceeded" || type == "context_length_exceeded" || type == "exceed_context_size_error")
        return ErrorCode::ContextLengthExceeded;
    const std::int64_t number = numberOf(error, "code");
    if (number == 429 || code == "rate_limit_exceeded" || type.starts_with("rate_limit") || type == "tokens" ||
        type == "requests")
        return ErrorCode::UpstreamRateLimited;
    if (type == "invalid_request_error" && code != "invalid_api_key" && code != "model_not_found")
        return ErrorCode::InvalidRequest;
    return ErrorCode::UpstreamRefused;
}

} // namespace

std::string scrubbed(std::string_view text)
{
    // A key that crosses the cap must be recognised whole.
    text = text.substr(0, kMaxErrorMessage * 4);
    std::string result;
    bool isAfterBearer = false;
    for (std::size_t at = 0; at < text.size() && result.size() <= kMaxErrorMessage;) {
        if (!isKeyCharacter(text[at])) {
            const auto byte = static_cast<std::uint8_t>(text[at]);
            result.push_back(byte < 0x20 || byte == 0x7f ? ' ' : text[at]);
            isAfterBearer = isAfterBearer && text[at] == ' ';
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < text.size() && isKeyCharacter(text[end]))
            ++end;
        const std::string_view word = text.substr(at, end - at);
        result += isAfterBearer || holdsKey(word) || hasKeyLikeRun(word) ? kMask : word;
        isAfterBearer = isBearer(word);
        at = end;
    }
    if (result.size() > kMaxErrorMessage) {
        std::size_t end = kMaxErrorMessage;
        while (end > 0 && (static_cast<std::uint8_t>(result[end]) & 0xc0) == 0x80)
            --end;
        result.resize(end);
    }
    return result;
}

Error readProviderError(const element& value)
{
    std::string_view text;
    if (value.get(text) == simdjson::SUCCESS)
        return failure(ErrorCode::UpstreamRefused, scrubbed(text));
    if (!value.is_object())
        return failure(ErrorCode::UpstreamRefused, "the provider reported an error");
    const std::string_view message = textOf(value, "message");
    return failure(codeOf(value), message.empty() ? "the provider reported an error" : scrubbed(message),
                   scrubbed(textOf(value, "param")));
}

} // namespace gotoai::chat
