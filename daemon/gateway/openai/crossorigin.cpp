// SPDX-License-Identifier: GPL-3.0-or-later
#include "gateway/openai/crossorigin.h"

#include "http/exchange.h"

#include <algorithm>

namespace gotoai::gateway {
namespace {

constexpr std::string_view kReadableHeaders =
    "x-request-id, x-gotoai-order, x-gotoai-provider, x-gotoai-endpoint, x-gotoai-attempts, x-gotoai-overhead-ms, "
    "x-gotoai-charge-usd, x-should-retry, retry-after";
constexpr std::string_view kPreflightSeconds = "7200"; // the most that browsers keep an answer for

bool isLowerLetter(char c) { return c >= 'a' && c <= 'z'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(' ');
    return first == text.npos ? std::string_view{} : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// scheme "://" host [ ":" port ], as browsers write it (RFC 6454, section 6.2).
bool isOrigin(std::string_view text)
{
    const auto mark = text.find("://");
    if (mark == text.npos || mark == 0 || mark + 3 == text.size())
        return false;
    const auto isOfScheme = [](char c) { return isLowerLetter(c) || isDigit(c) || c == '+' || c == '-' || c == '.'; };
    const auto isOfHost = [](char c) {
        return isLowerLetter(c) || isDigit(c) || std::string_view("._-:[]").find(c) != std::string_view::npos;
    };
    return std::ranges::all_of(text.substr(0, mark), isOfScheme) &&
           std::ranges::all_of(text.substr(mark + 3), isOfHost);
}

// Browsers leave out the port that the scheme implies.
std::string_view withoutUsualPort(std::string_view origin)
{
    for (const auto& [scheme, port] : {std::pair<std::string_view, std::string_view>{"https://", ":443"},
                                       std::pair<std::string_view, std::string_view>{"http://", ":80"}})
        if (origin.starts_with(scheme) && origin.ends_with(port))
            origin.remove_suffix(port.size());
    return origin;
}

} // namespace

Result<CrossOriginPolicy> CrossOriginPolicy::parse(std::string_view text)
{
    CrossOriginPolicy policy;
    if (trimmed(text) == "*") {
        policy.m_isOpenToAll = true;
        return policy;
    }
    for (bool hasMore = !trimmed(text).empty(); hasMore;) {
        const auto comma = text.find(',');
        const auto origin = trimmed(text.substr(0, comma));
        if (!isOrigin(origin))
            return failure(ErrorCode::InvalidRequest,
                           "'" + std::string(origin) +
                               "' is no origin such as https://app.example or http://localhost:3000, in lower case and "
                               "without a path");
        policy.m_origins.emplace_back(withoutUsualPort(origin));
        hasMore = comma != text.npos;
        text.remove_prefix(hasMore ? comma + 1 : text.size());
    }
    return policy;
}

std::string CrossOriginPolicy::text() const
{
    if (m_isOpenToAll)
        return "*";
    std::string text;
    for (const std::string& origin : m_origins)
        text += (text.empty() ? "" : ", ") + origin;
    return text;
}

bool CrossOriginPolicy::allows(std::string_view origin) const
{
    return m_isOpenToAll || std::ranges::find(m_origins, origin) != m_origins.end();
}

void CrossOriginPolicy::let(std::string_view origin, std::vector<http::Header>& headers) const
{
    if (isClosed())
        return;
    if (!m_isOpenToAll)
        headers.push_back({"vary", "origin"});
    if (!allows(origin))
        return;
    headers.push_back({"access-control-allow-origin", m_isOpenToAll ? "*" : std::string(origin)});
    headers.push_back({"access-control-expose-headers", std::string(kReadableHeaders)});
}

bool CrossOriginPolicy::admit(http::Exchange& exchange) const
{
    if (isClosed())
        return false;
    if (!m_isOpenToAll)
        exchange.addHeader({"vary", "origin"}); // caches must not give one page's answer to another
    const http::Request& request = exchange.request();
    const std::string_view origin = request.header("origin");
    if (origin.empty() || !allows(origin))
        return false;
    exchange.addHeader({"access-control-allow-origin", m_isOpenToAll ? "*" : std::string(origin)});
    if (request.method != "OPTIONS" || request.header("access-control-request-method").empty()) {
        exchange.addHeader({"access-control-expose-headers", std::string(kReadableHeaders)});
        return false;
    }
    std::vector<http::Header> headers{{"access-control-allow-methods", "GET, POST"},
                                      {"access-control-max-age", std::string(kPreflightSeconds)}};
    if (const std::string_view wanted = request.header("access-control-request-headers"); !wanted.empty())
        headers.push_back({"access-control-allow-headers", std::string(wanted)});
    exchange.respond(204, headers, {});
    return true;
}

} // namespace gotoai::gateway
