// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/text.h"

#include <QIcon>

namespace gotoai::widgets {

// One of resources/icons by its name, in the colour that the palette gives when it is painted.
QIcon icon(const QString& name, Ink ink = Ink::Muted);
QIcon applicationIcon();

} // namespace gotoai::widgets
