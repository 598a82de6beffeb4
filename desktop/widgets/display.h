// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "money/money.h"

#include <QDateTime>
#include <QString>

namespace gotoai::widgets {

// How values are shown, in the user's locale; exact forms are for tooltips and copies.
QString moneyText(Money amount);        // "$184.27"; below a cent its first three digits: "$0.00637"
QString exactMoney(Money amount);       // "184.270000000": nine places, for ledgers
QString countText(qint64 count);        // "61,408"
QString largeText(qint64 count);        // "48.1 M"
QString milliText(qint64 milliseconds); // "412 ms", "3.4 s"
QString timeText(Instant at);           // "13:41:07" of today, else with its date; local time
QString dateText(Instant at);
QString exactTime(Instant at); // ISO 8601, UTC
QDateTime toDateTime(Instant at);
QString shortId(const QString& id); // "0193f2c4…7a1e", without the prefix
// Remote text made harmless: control and bidirectional characters become visible, line breaks spaces.
QString plain(const QString& remote);
QString plain(const std::string& remote);

} // namespace gotoai::widgets
