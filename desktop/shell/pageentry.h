// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/page.h"

#include <functional>
#include <vector>

namespace gotoai::shell {

enum class Section { Top, Traffic, Money, Platform };
enum class Audience { Everyone, Staff }; // Staff: admin, operator, viewer

// What the navigation knows of a page before it is made; pages are made when they are first shown.
struct PageEntry
{
    QString id;
    QString title;
    Section section = Section::Top;
    Audience audience = Audience::Everyone;
    std::function<widgets::Page*(QWidget* parent)> make;
};

using PageList = std::vector<PageEntry>;

} // namespace gotoai::shell
