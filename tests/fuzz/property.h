// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string_view>

// What every fuzz target defines: called once an input.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace gotoai::fuzz {

inline std::string_view textOf(const std::uint8_t* data, std::size_t size)
{
    return {reinterpret_cast<const char*>(data), size};
}

// Ends the run with the input kept when a property does not hold.
inline void mustHold(bool holds, const char* property)
{
    if (holds)
        return;
    std::fprintf(stderr, "property does not hold: %s\n", property);
    std::abort();
}

// A place in a text that depends on nothing but the text, so that an input always means the same run.
inline std::size_t placeIn(std::string_view text)
{
    return text.empty() ? 0 : std::hash<std::string_view>()(text) % (text.size() + 1);
}

} // namespace gotoai::fuzz
