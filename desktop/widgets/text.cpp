// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/text.h"

#include <QFontDatabase>
#include <QPainter>
#include <QStyle>

namespace gotoai::widgets {

void loadFonts()
{
    for (const char* file : {"Roboto-Regular", "Roboto-Medium", "Roboto-Bold", "JetBrainsMono-Regular"})
        QFontDatabase::addApplicationFont(QStringLiteral(":/fonts/%1.ttf").arg(QLatin1String(file)));
}

namespace {

int pixels(TextSize size)
{
    switch (size) {
    case TextSize::Title: return 20;
    case TextSize::Figure: return 24;
    case TextSize::Body: return 13;
    case TextSize::Label: return 12;
    }
    return 13;
}

} // namespace

QFont textFont(TextSize size, QFont::Weight weight)
{
    QFont font(QStringLiteral("Roboto"));
    font.setPixelSize(pixels(size));
    font.setWeight(weight);
    return font;
}

QFont monoFont(TextSize size)
{
    QFont font(QStringLiteral("JetBrains Mono"));
    font.setStyleHint(QFont::Monospace);
    font.setPixelSize(pixels(size) - 1); // its lower-case letters are taller than Roboto's
    return font;
}

int lineHeight(TextSize size)
{
    switch (size) {
    case TextSize::Title: return 28;
    case TextSize::Figure: return 32;
    case TextSize::Body: return 20;
    case TextSize::Label: return 18;
    }
    return 20;
}

Label::Label(const QString& text, TextSize size, Ink ink, QWidget* parent)
    : QLabel(parent)
    , m_size(size)
{
    setTextFormat(Qt::PlainText);
    setText(text);
    setFont(textFont(size));
    setMinimumHeight(lineHeight(size));
    setInk(ink);
}

void Label::setInk(Ink ink)
{
    setProperty("ink", ink == Ink::Text    ? QStringLiteral("text")
                       : ink == Ink::Muted ? QStringLiteral("muted")
                                           : QStringLiteral("faint"));
    if (!testAttribute(Qt::WA_WState_Polished))
        return;
    style()->unpolish(this);
    style()->polish(this);
}

void Label::setWeight(QFont::Weight weight) { setFont(textFont(m_size, weight)); }

void Label::setWrapping(Wrapping wrapping) { setWordWrap(wrapping == Wrapping::Words); }

int textDirection(const QString& text)
{
    return text.isRightToLeft() ? Qt::TextForceRightToLeft : Qt::TextForceLeftToRight;
}

void paintText(QPainter& painter, const QRect& place, Qt::Alignment alignment, const QString& text)
{
    const Qt::Alignment visual = QStyle::visualAlignment(painter.layoutDirection(), alignment);
    painter.drawText(place, int(visual | Qt::AlignAbsolute) | textDirection(text), text);
}

Label* makeHeading(const QString& text, QWidget* parent)
{
    auto* heading = new Label(text, TextSize::Body, Ink::Text, parent);
    heading->setWeight(QFont::Bold);
    return heading;
}

} // namespace gotoai::widgets
