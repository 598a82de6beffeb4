// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/button.h"

#include <QAction>
#include <QStyle>

namespace gotoai::widgets {

QPushButton* makeButton(const QString& text, ButtonKind kind, QWidget* parent)
{
    auto* button = new QPushButton(text, parent);
    button->setAutoDefault(false);
    setKind(button, kind);
    return button;
}

QPushButton* makeButton(QAction* action, ButtonKind kind, QWidget* parent)
{
    QPushButton* button = makeButton(action->text(), kind, parent);
    const auto follow = [button, action] {
        button->setText(action->text());
        button->setEnabled(action->isEnabled());
        if (button->parentWidget()) // before, it would be a window
            button->setVisible(action->isVisible());
        button->setToolTip(action->shortcut().isEmpty() ? QString()
                                                        : action->shortcut().toString(QKeySequence::NativeText));
    };
    follow();
    QObject::connect(action, &QAction::changed, button, follow);
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    return button;
}

void setKind(QPushButton* button, ButtonKind kind)
{
    static const char* const names[]{"", "primary", "danger", "link"};
    button->setProperty("kind", QString::fromLatin1(names[static_cast<int>(kind)]));
    button->style()->unpolish(button);
    button->style()->polish(button);
}

} // namespace gotoai::widgets
