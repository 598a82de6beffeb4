// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/keycap.h"

#include "widgets/text.h"
#include "widgets/tokens.h"

#include <QPainter>

namespace gotoai::widgets {

namespace {

constexpr int capHeight = 18;

QFont capFont()
{
    QFont font = textFont(TextSize::Label);
    font.setPixelSize(11);
    return font;
}

} // namespace

int keycapWidth(const QString& text) { return QFontMetrics(capFont()).horizontalAdvance(text) + 10; }

void paintKeycap(QPainter& painter, const QRect& box, const QString& text, const QPalette& palette)
{
    const Tokens& tokens = Tokens::of(palette);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(tokens.hairline);
    painter.setBrush(tokens.surface);
    painter.drawRoundedRect(QRectF(box).adjusted(.5, .5, -.5, -.5), 4, 4);
    painter.setPen(tokens.muted);
    painter.setFont(capFont());
    painter.drawText(box, Qt::AlignCenter, text);
    painter.restore();
}

Keycap::Keycap(const QKeySequence& keys, QWidget* parent)
    : QWidget(parent)
    , m_text(keys.toString(QKeySequence::NativeText).replace(QLatin1Char('+'), QLatin1Char(' ')))
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize Keycap::sizeHint() const { return {keycapWidth(m_text), capHeight}; }

void Keycap::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintKeycap(painter, rect(), m_text, palette());
}

} // namespace gotoai::widgets
