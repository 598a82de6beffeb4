// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

namespace gotoai::widgets {

// One record by RFC 4180, in UTF-8, with its line end. Text that a spreadsheet would run as a formula (it begins with
// =, +, @, a tab, or a minus that begins no number) goes out behind an apostrophe.
QByteArray csvRecord(const QStringList& fields);

} // namespace gotoai::widgets
