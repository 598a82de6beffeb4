// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Qt>

namespace gotoai::widgets {

// What models of tables say beside Qt's own roles.
enum ItemRole {
    ExactRole = Qt::UserRole + 0x100, // the exact value as text: tooltip and copies
    ToneRole,                         // a Tone as int: of a tag, or of the text
    IdRole,                           // of the row's resource: a selection finds it again after a new reading
    LinkRole,                         // a page's or a resource's id: the cell leads there
};

} // namespace gotoai::widgets
