// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QWidget>

namespace gotoai::widgets {

// A shortcut drawn as a key. Decoration: what it belongs to says the same to assistive technology.
class Keycap : public QWidget
{
    Q_OBJECT

public:
    explicit Keycap(const QKeySequence& keys, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
};

void paintKeycap(QPainter& painter, const QRect& box, const QString& text, const QPalette& palette);
int keycapWidth(const QString& text);

} // namespace gotoai::widgets
