// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/tracecontext.h"

#include "base/hex.h"
#include "crypto/random.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace gotoai::trace {
namespace {

constexpr std::size_t kParentLength = 55; // of version 00
constexpr std::size_t kMaxStateLength = 512;
constexpr std::size_t kMaxStateMembers = 32;
constexpr std::uint64_t kTail = (std::uint64_t{1} << 56) - 1;

template<std::size_t Size>
std::optional<std::array<std::uint8_t, Size>> bytesOf(std::string_view hex)
{
    const auto parsed = fromHex(hex);
    if (!parsed || parsed->size() != Size)
        return std::nullopt;
    std::array<std::uint8_t, Size> bytes{};
    std::ranges::copy(*parsed, bytes.begin());
    return bytes;
}

std::uint64_t lastEight(const TraceId& trace)
{
    std::uint64_t number = 0;
    for (std::size_t i = 8; i < trace.size(); ++i)
        number = number << 8 | trace[i];
    return number;
}

// SplitMix64's finalizer: every input another output.
std::uint64_t mixed(std::uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

SpanId spanFrom(std::uint64_t number)
{
    SpanId span{};
    number += number == 0 ? 1 : 0; // zero is no span
    std::memcpy(span.data(), &number, span.size());
    return span;
}

template<class Bytes>
Bytes randomBytes()
{
    Bytes bytes{};
    while (bytes == Bytes{})
        crypto::fillRandom(bytes);
    return bytes;
}

bool isKeyCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '*' || c == '/';
}

// Section 3.3.1.3.1: a simple key, or tenant@system.
bool isStateKey(std::string_view key)
{
    const auto at = key.find('@');
    const std::string_view tenant = key.substr(0, at);
    const bool isMultiTenant = at != std::string_view::npos;
    const auto isLowerOrDigit = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    if (tenant.empty() || tenant.size() > (isMultiTenant ? 241 : 256) || !isLowerOrDigit(tenant.front()) ||
        !std::ranges::all_of(tenant, isKeyCharacter))
        return false;
    if (!isMultiTenant)
        return tenant.front() >= 'a';
    const std::string_view system = key.substr(at + 1);
    return !system.empty() && system.size() <= 14 && system.front() >= 'a' && system.front() <= 'z' &&
           std::ranges::all_of(system, isKeyCharacter);
}

// Section 3.3.1.3.2.
bool isStateValue(std::string_view value)
{
    return !value.empty() && value.size() <= 256 && value.back() != ' ' &&
           std::ranges::all_of(value, [](char c) { return c >= 0x20 && c <= 0x7e && c != ',' && c != '='; });
}

std::string_view trimmed(std::string_view text)
{
    const auto isBlank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

} // namespace

SpanId Context::attemptSpan(std::uint32_t n) const
{
    std::uint64_t own = 0;
    std::memcpy(&own, span.data(), span.size());
    return spanFrom(mixed(own ^ n));
}

std::string Context::attemptParent(std::uint32_t n) const
{
    return isNone() ? std::string() : formatParent(trace, attemptSpan(n), isSampled);
}

std::optional<Parent> parseParent(std::string_view header)
{
    if (header.size() < kParentLength || header[2] != '-' || header[35] != '-' || header[52] != '-')
        return std::nullopt;
    const auto version = bytesOf<1>(header.substr(0, 2));
    if (!version || version->front() == 0xff || (version->front() == 0 && header.size() != kParentLength) ||
        (header.size() > kParentLength && header[kParentLength] != '-'))
        return std::nullopt;
    const auto trace = bytesOf<16>(header.substr(3, 32));
    const auto span = bytesOf<8>(header.substr(36, 16));
    const auto flags = bytesOf<1>(header.substr(53, 2));
    if (!trace || !span || !flags || *trace == TraceId{} || *span == SpanId{})
        return std::nullopt;
    return Parent{*trace, *span, (flags->front() & 1) != 0};
}

bool isValidState(std::string_view header)
{
    if (header.size() > kMaxStateLength)
        return false;
    std::vector<std::string_view> keys;
    for (bool isLast = false; !isLast;) {
        const auto comma = header.find(',');
        isLast = comma == std::string_view::npos;
        const std::string_view member = trimmed(header.substr(0, comma));
        header.remove_prefix(isLast ? header.size() : comma + 1);
        if (member.empty())
            continue; // the standard allows empty members
        const auto equals = member.find('=');
        if (equals == std::string_view::npos)
            return false;
        const std::string_view key = member.substr(0, equals);
        if (!isStateKey(key) || !isStateValue(member.substr(equals + 1)) || std::ranges::count(keys, key) > 0)
            return false;
        keys.push_back(key);
    }
    return !keys.empty() && keys.size() <= kMaxStateMembers;
}

std::string formatParent(const TraceId& trace, const SpanId& span, bool isSampled)
{
    return "00-" + toHex(trace) + "-" + toHex(span) + (isSampled ? "-01" : "-00");
}

Tracer::Tracer(Mode mode, std::int64_t samplePerMille)
    : m_mode(mode)
    , m_threshold((kTail / 1000) * static_cast<std::uint64_t>(samplePerMille) + (samplePerMille == 1000 ? 1000 : 0))
{}

bool Tracer::isKept(const TraceId& trace) const { return (lastEight(trace) & kTail) < m_threshold; }

Context Tracer::contextFor(std::span<const std::string_view> parents, std::span<const std::string_view> states) const
{
    Context context;
    const auto parent = parents.size() == 1 ? parseParent(parents.front()) : std::nullopt;
    if (!parent && m_mode == Mode::Off)
        return context;
    context.span = randomBytes<SpanId>();
    if (!parent) {
        context.trace = randomBytes<TraceId>();
        context.isRecorded = isKept(context.trace);
        context.isSampled = context.isRecorded;
        return context;
    }
    context.trace = parent->trace;
    context.parent = parent->span;
    context.isSampled = parent->isSampled;
    context.isRecorded = m_mode == Mode::On && parent->isSampled && isKept(context.trace);
    for (const std::string_view state : states)
        context.state += (context.state.empty() ? "" : ",") + std::string(state);
    if (!context.state.empty() && !isValidState(context.state))
        context.state.clear();
    return context;
}

} // namespace gotoai::trace
