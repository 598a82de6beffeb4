// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/codec.h"

#include <optional>
#include <string>
#include <vector>

namespace gotoai::protocol {

// One page of a list, newest first. The cursor is opaque; null at the end.
template<class T>
struct Page
{
    std::vector<T> data;
    std::optional<std::string> nextCursor;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("data", self.data);
        codec.nullable("next_cursor", self.nextCursor);
    }
};

} // namespace gotoai::protocol
