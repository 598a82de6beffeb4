// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

namespace gotoai::widgets {

enum class ButtonKind { Plain, Primary, Danger, Link };

// At most one primary button in sight: the act that the page is for.
QPushButton* makeButton(const QString& text, ButtonKind kind = ButtonKind::Plain, QWidget* parent = nullptr);
// A button that triggers an action and follows its text and state.
QPushButton* makeButton(QAction* action, ButtonKind kind = ButtonKind::Plain, QWidget* parent = nullptr);
void setKind(QPushButton* button, ButtonKind kind);

} // namespace gotoai::widgets
