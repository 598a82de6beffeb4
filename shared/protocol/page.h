// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/codec.h"

#include <optional>
#include <string>
#include <vector>

namespace gotoai::protocol {

// One page of a list, newest first. Cursors are opaque: of the page of older rows, null at the end, and, of lists that
// can be read in both directions, of the page of newer rows. A page with a next cursor may be short, or even empty.
template<class T>
struct Page
{
    std::vector<T> data;
    std::optional<std::string> nextCursor;
    std::optional<std::string> previousCursor{};

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("data", self.data);
        codec.nullable("next_cursor", self.nextCursor);
        codec.nullable("previous_cursor", self.previousCursor);
    }
};

} // namespace gotoai::protocol
