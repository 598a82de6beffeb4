// SPDX-License-Identifier: GPL-3.0-or-later
// What the request guard costs: a chat request as SDKs send it, whole and in packets, best of several rounds.
#include "http/requestguard.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>
#include <string_view>

using namespace gotoai::http;

namespace {

constexpr int kRounds = 7;
constexpr int kRequests = 100'000;
constexpr double kBarMicroseconds = 3.0;

std::string request(std::size_t bodyBytes)
{
    return "POST /v1/chat/completions HTTP/1.1\r\n"
           "Host: 127.0.0.1:8787\r\n"
           "Accept-Encoding: gzip, deflate, br, zstd\r\n"
           "Connection: keep-alive\r\n"
           "Accept: application/json\r\n"
           "Content-Type: application/json\r\n"
           "User-Agent: OpenAI/Python 1.99.1\r\n"
           "X-Stainless-Lang: python\r\n"
           "X-Stainless-Package-Version: 1.99.1\r\n"
           "X-Stainless-OS: Linux\r\n"
           "X-Stainless-Arch: x64\r\n"
           "X-Stainless-Runtime: CPython\r\n"
           "X-Stainless-Runtime-Version: 3.11.2\r\n"
           "Authorization: Bearer gai_0123456789abcdef_0123456789abcdef0123456789abcdef01234567\r\n"
           "X-Stainless-Async: false\r\n"
           "x-stainless-retry-count: 0\r\n"
           "x-stainless-read-timeout: 600\r\n"
           "Content-Length: " +
           std::to_string(bodyBytes) + "\r\n\r\n" + std::string(bodyBytes, 'x');
}

// Microseconds a request.
double measure(std::string_view bytes, std::size_t packetBytes)
{
    double best = std::numeric_limits<double>::infinity();
    const Limits limits;
    for (int round = 0; round < kRounds; ++round) {
        RequestGuard guard(limits);
        const auto began = std::chrono::steady_clock::now();
        for (int i = 0; i < kRequests; ++i) {
            for (std::size_t at = 0; at < bytes.size(); at += packetBytes)
                guard.feed(bytes.substr(at, packetBytes));
            if (guard.state() != RequestGuard::State::Complete)
                std::exit(1);
            guard.take();
        }
        const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - began;
        best = std::min(best, took.count() / kRequests);
    }
    return best;
}

bool print(const char* what, double microseconds)
{
    const bool holds = microseconds <= kBarMicroseconds;
    std::printf("guard, %-34s %6.2f us  <= %.2f us  %s\n", what, microseconds, kBarMicroseconds,
                holds ? "pass" : "FAIL");
    return holds;
}

} // namespace

int main()
{
    const std::string small = request(450);
    const bool isWholeCheap = print("18 headers and 450 bytes, whole", measure(small, small.size()));
    const bool isSplitCheap = print("the same in packets of 536 bytes", measure(small, 536));
    std::printf("best of %d rounds of %d requests\n", kRounds, kRequests);
    return isWholeCheap && isSplitCheap ? 0 : 1;
}
