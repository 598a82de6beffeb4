// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tokens.h"

#include <QWidget>

namespace gotoai::widgets {

// A state as a tinted word.
class Tag : public QWidget
{
    Q_OBJECT

public:
    explicit Tag(const QString& text = {}, Tone tone = Tone::Neutral, QWidget* parent = nullptr);
    void setState(const QString& text, Tone tone);
    QString text() const { return m_text; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
    Tone m_tone;
};

// The same within a table's cell: at the left, centred in height. Returns where it ends.
int paintTag(QPainter& painter, const QRect& cell, const QString& text, Tone tone, const QPalette& palette);
int tagWidth(const QString& text);

} // namespace gotoai::widgets
