// SPDX-License-Identifier: GPL-3.0-or-later
// The outcome depends on the bytes only, never on how they are split; what passes is bounded and has no control
// character where one would change a reader's mind.
#include "http/requestguard.h"

#include "property.h"

#include <algorithm>
#include <string>
#include <vector>

using namespace gotoai;
using fuzz::mustHold;

namespace {

constexpr http::Limits kLimits{.maxHeadBytes = 1'000, .maxHeaders = 10, .maxTargetBytes = 200, .maxBodyBytes = 300};

// All that a connection's bytes lead to.
struct Outcome
{
    std::vector<http::GuardedRequest> requests;
    http::RequestGuard::State state = http::RequestGuard::State::Idle;
    int status = 0;
    std::string code;
    std::size_t taken = 0;
};

Outcome read(const std::vector<std::string_view>& pieces)
{
    Outcome outcome;
    http::RequestGuard guard(kLimits);
    for (std::string_view piece : pieces) {
        while (!piece.empty() && guard.state() != http::RequestGuard::State::Refused) {
            const std::size_t taken = guard.feed(piece);
            mustHold(taken <= piece.size(), "a guard takes no more than it is given");
            outcome.taken += taken;
            piece.remove_prefix(taken);
            if (guard.state() == http::RequestGuard::State::Complete)
                outcome.requests.push_back(guard.take());
            else
                mustHold(taken > 0 || guard.state() == http::RequestGuard::State::Refused, "a guard goes on");
        }
    }
    outcome.state = guard.state();
    if (outcome.state == http::RequestGuard::State::Refused) {
        outcome.status = guard.refusal().status;
        outcome.code = guard.refusal().code;
    }
    return outcome;
}

bool isSame(const http::GuardedRequest& a, const http::GuardedRequest& b)
{
    const auto isSameHeader = [](const http::Header& x, const http::Header& y) {
        return x.name == y.name && x.value == y.value;
    };
    return a.isHttp10 == b.isHttp10 && a.isKeepAlive == b.isKeepAlive && a.request.method == b.request.method &&
           a.request.path == b.request.path && a.request.query == b.request.query && a.request.body == b.request.body &&
           std::ranges::equal(a.request.headers, b.request.headers, isSameHeader);
}

void mustBeSame(const Outcome& a, const Outcome& b)
{
    mustHold(a.state == b.state && a.status == b.status && a.code == b.code, "a split changes no verdict");
    mustHold(a.requests.size() == b.requests.size() && std::ranges::equal(a.requests, b.requests, isSame),
             "a split changes no request");
}

bool isFree(std::string_view text, std::string_view forbidden)
{
    return text.find_first_of(forbidden) == std::string_view::npos;
}

void mustBeSound(const http::Request& request)
{
    constexpr std::string_view kControls("\0\r\n", 3);
    constexpr std::string_view kBreaks("\0\r\n \t?#", 7);
    mustHold(request.path.starts_with('/') && isFree(request.path, kBreaks), "a path is one word");
    mustHold(isFree(request.query, std::string_view(kBreaks).substr(0, 5)), "a query is one word");
    mustHold(request.path.size() + request.query.size() <= kLimits.maxTargetBytes, "a target is bounded");
    mustHold(static_cast<std::size_t>(request.body.size()) <= kLimits.maxBodyBytes, "a body is bounded");
    mustHold(request.headers.size() <= kLimits.maxHeaders, "headers are bounded in number");
    const auto count = [&](std::string_view name) {
        return std::ranges::count(request.headers, name, &http::Header::name);
    };
    mustHold(count("content-length") + count("transfer-encoding") <= 1, "a body is framed in one way");
    mustHold(count("host") <= 1, "a host is named once");
    for (const http::Header& header : request.headers) {
        mustHold(!header.name.empty() && isFree(header.name, std::string_view("\0\r\n \t:", 6)), "a name is a token");
        mustHold(std::ranges::none_of(header.name, [](char c) { return c >= 'A' && c <= 'Z'; }),
                 "a name is lower case");
        mustHold(isFree(header.value, kControls), "a value has one line");
    }
    if (const std::string_view length = request.header("content-length"); !length.empty())
        mustHold(length == std::to_string(request.body.size()) ||
                     (length.starts_with('0') &&
                      std::stoull(std::string(length)) == static_cast<unsigned long long>(request.body.size())),
                 "a body is as long as it was announced");
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes = fuzz::textOf(data, size);
    const Outcome whole = read({bytes});
    std::vector<std::string_view> single;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        single.push_back(bytes.substr(i, 1));
    mustBeSame(whole, read(single));
    const std::size_t place = fuzz::placeIn(bytes);
    mustBeSame(whole, read({bytes.substr(0, place), bytes.substr(place)}));
    for (const http::GuardedRequest& guarded : whole.requests)
        mustBeSound(guarded.request);
    return 0;
}
