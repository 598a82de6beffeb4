// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gotoai::trace {

using TraceId = std::array<std::uint8_t, 16>; // all zero: none
using SpanId = std::array<std::uint8_t, 8>;   // all zero: none

// Where a request stands in a distributed trace: whose child we are and who we are ourselves.
struct Context
{
    TraceId trace{};
    SpanId parent{};         // the caller's span; none when the trace begins here
    SpanId span{};           // our own
    bool isSampled = false;  // the flag that goes on to the provider
    bool isRecorded = false; // we export our spans
    std::string state;       // tracestate as it came, for the provider alone

    bool isNone() const { return trace == TraceId{}; }
    // The span of the n-th attempt, derived so that nobody has to remember it. n counts from 1.
    SpanId attemptSpan(std::uint32_t n) const;
    // The traceparent that the n-th attempt sends.
    std::string attemptParent(std::uint32_t n) const;
};

// What a caller says of itself.
struct Parent
{
    TraceId trace{};
    SpanId span{};
    bool isSampled = false;
};

// A traceparent header (W3C Trace Context, section 3.2): version 00 to the letter; of later versions the fields that
// 00 knows. Empty for everything else, which the standard wants ignored.
std::optional<Parent> parseParent(std::string_view header);

// Whether a tracestate header keeps to section 3.3.1: at most 32 members `key=value`, 512 characters, no key twice.
bool isValidState(std::string_view header);

std::string formatParent(const TraceId& trace, const SpanId& span, bool isSampled);

// Begins and continues traces for one lane. A trace is recorded where its id falls into the share that is to be kept
// (the same for every service that decides by the id's last bytes) and its caller has not decided against it.
class Tracer
{
public:
    enum class Mode { Off, On };

    // Off: contexts that come are passed on, none are begun, none recorded. `samplePerMille` is 0…1000.
    Tracer(Mode mode, std::int64_t samplePerMille);

    // Each header's values, in the order they came; more than one traceparent is none.
    Context contextFor(std::span<const std::string_view> parents, std::span<const std::string_view> states) const;

private:
    bool isKept(const TraceId& trace) const;

    Mode m_mode;
    std::uint64_t m_threshold; // of the last seven bytes of a trace id
};

} // namespace gotoai::trace
