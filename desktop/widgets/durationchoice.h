// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

#include <chrono>
#include <optional>

namespace gotoai::widgets {

// How long something is to last, of a few choices. Without a duration: for good.
class DurationChoice : public QComboBox
{
    Q_OBJECT

public:
    using QComboBox::QComboBox;

    void addDuration(const QString& text, std::optional<std::chrono::seconds> duration);
    std::optional<std::chrono::seconds> duration() const;
};

} // namespace gotoai::widgets
