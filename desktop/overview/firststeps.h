// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/directory.h"

#include <QWidget>

#include <array>

class QPushButton;

namespace gotoai::widgets {
class Tag;
}

namespace gotoai::overview {

// The way to a first call, step by step, each leading to its page; done ones say so. For a daemon that nobody has asked
// anything yet.
class FirstSteps : public QWidget
{
    Q_OBJECT

public:
    explicit FirstSteps(QWidget* parent = nullptr);
    void look(const client::Directory& directory);

Q_SIGNALS:
    void pageAsked(const QString& page);

private:
    static constexpr std::size_t kSteps = 4;
    std::array<widgets::Tag*, kSteps> m_tags{};
};

} // namespace gotoai::overview
