// SPDX-License-Identifier: GPL-3.0-or-later
// The trace headers of a caller: a parent that is read prints to the same in version 00, and what goes on to a provider
// is printable, bounded and on one line. The input's first line is the traceparent, the rest the tracestate.
#include "trace/tracecontext.h"

#include "property.h"

#include <algorithm>
#include <string>

using namespace gotoai;
using fuzz::mustHold;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = fuzz::textOf(data, size);
    const std::string_view header = text.substr(0, text.find('\n'));
    const std::string_view state = text.substr(std::min(header.size() + 1, text.size()));
    const auto parent = trace::parseParent(header);
    if (parent) {
        mustHold(parent->trace != trace::TraceId{} && parent->span != trace::SpanId{}, "a parent has ids");
        const std::string printed = trace::formatParent(parent->trace, parent->span, parent->isSampled);
        const auto again = trace::parseParent(printed);
        mustHold(again && again->trace == parent->trace && again->span == parent->span &&
                     again->isSampled == parent->isSampled,
                 "a parent prints and parses");
        mustHold(header.substr(3, 50) == printed.substr(3, 50), "ids have one spelling");
    }
    const trace::Tracer tracer(trace::Tracer::Mode::On, 500);
    const trace::Context context = tracer.contextFor(std::span(&header, 1), std::span(&state, 1));
    mustHold(!context.isNone() && context.span != trace::SpanId{}, "every request has a place in a trace");
    mustHold(!parent || context.trace == parent->trace, "a caller's trace goes on");
    mustHold(context.state.empty() || (parent && context.state == state), "a state goes on as it came, or not at all");
    mustHold(context.state.size() <= 512, "a state is bounded");
    mustHold(std::ranges::all_of(context.state, [](char c) { return c == '\t' || (c >= 0x20 && c < 0x7f); }),
             "a state is on one line");
    mustHold(trace::parseParent(context.attemptParent(1)).has_value(), "what goes on is a parent");
    return 0;
}
