// SPDX-License-Identifier: GPL-3.0-or-later
#include "gateway/openai/credential.h"

#include <array>
#include <cctype>

namespace gotoai::gateway {
namespace {

bool startsWithIgnoringCase(std::string_view text, std::string_view prefix)
{
    if (text.size() < prefix.size())
        return false;
    for (std::size_t i = 0; i < prefix.size(); ++i) {
        if (std::tolower(static_cast<unsigned char>(text[i])) != prefix[i])
            return false;
    }
    return true;
}

} // namespace

Result<std::string_view> credentialOf(const http::Request& request)
{
    constexpr std::string_view kBearer = "bearer ";
    std::string_view credential;
    for (const http::Header& header : request.headers) {
        std::string_view value = header.value;
        if (header.name == "authorization") {
            if (!startsWithIgnoringCase(value, kBearer))
                return failure(ErrorCode::InvalidCredential,
                               "The authorization header must read 'Bearer' and an API key.");
            value.remove_prefix(kBearer.size());
        } else if (header.name != "x-api-key" && header.name != "api-key") {
            continue;
        }
        if (value.empty())
            continue;
        if (!credential.empty() && credential != value)
            return failure(ErrorCode::InvalidCredential, "The request carries two different API keys.");
        credential = value;
    }
    if (credential.empty())
        return failure(ErrorCode::MissingCredential,
                       "You didn't provide an API key. Send it as 'Authorization: Bearer YOUR_KEY'.");
    return credential;
}

} // namespace gotoai::gateway
