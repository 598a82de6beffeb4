// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"

#include <string_view>

namespace gotoai {

struct BookingTag
{
    static constexpr std::string_view prefix = "bkg_";
};

using BookingId = Id<BookingTag>; // of what moves money beside orders and top-ups

} // namespace gotoai
