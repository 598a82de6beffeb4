// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tag.h"

#include "widgets/text.h"

#include <QFontMetrics>
#include <QPainter>

namespace gotoai::widgets {

namespace {

constexpr int tagHeight = 20;
constexpr int padding = 7;

} // namespace

int tagWidth(const QString& text)
{
    return QFontMetrics(textFont(TextSize::Label)).horizontalAdvance(text) + 2 * padding;
}

int paintTag(QPainter& painter, const QRect& cell, const QString& text, Tone tone, const QPalette& palette)
{
    const int width = std::min(tagWidth(text), cell.width());
    const QRect box(cell.left(), cell.center().y() - tagHeight / 2 + 1, width, tagHeight);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(toneSoft(tone, palette));
    painter.drawRoundedRect(box, tagHeight / 2., tagHeight / 2.);
    painter.setPen(tone == Tone::Neutral ? Tokens::of(palette).muted : toneColor(tone, palette));
    painter.setFont(textFont(TextSize::Label));
    const QString shown = painter.fontMetrics().elidedText(text, Qt::ElideRight, width - 2 * padding + 1);
    painter.drawText(box, Qt::AlignCenter, shown);
    painter.restore();
    return box.right();
}

Tag::Tag(const QString& text, Tone tone, QWidget* parent)
    : QWidget(parent)
    , m_tone(tone)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setState(text, tone);
}

void Tag::setState(const QString& text, Tone tone)
{
    m_text = text;
    m_tone = tone;
    setAccessibleName(text);
    setVisible(!text.isEmpty());
    updateGeometry();
    update();
}

QSize Tag::sizeHint() const { return {tagWidth(m_text), tagHeight}; }

void Tag::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintTag(painter, rect(), m_text, m_tone, palette());
}

} // namespace gotoai::widgets
