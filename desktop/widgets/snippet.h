// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPlainTextEdit;
class QPushButton;

namespace gotoai::widgets {

// Text to be taken over as it is: code, a command, a document. Monospaced, scrolls sideways, with a button that copies.
class Snippet : public QWidget
{
    Q_OBJECT

public:
    explicit Snippet(const QString& accessibleName, int lines, QWidget* parent = nullptr);

    void setText(const QString& text);
    QString text() const;

private:
    QPlainTextEdit* m_text;
    QPushButton* m_copy;
};

} // namespace gotoai::widgets
