// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/durationchoice.h"

namespace gotoai::widgets {

void DurationChoice::addDuration(const QString& text, std::optional<std::chrono::seconds> duration)
{
    addItem(text, duration ? QVariant::fromValue(qint64(duration->count())) : QVariant());
}

std::optional<std::chrono::seconds> DurationChoice::duration() const
{
    const QVariant seconds = currentData();
    return seconds.isValid() ? std::optional(std::chrono::seconds(seconds.toLongLong())) : std::nullopt;
}

} // namespace gotoai::widgets
