// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figurestrip.h"

#include "widgets/text.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace gotoai::widgets {

namespace {

constexpr int stripHeight = 98;
constexpr int leastColumn = 150;

} // namespace

FigureStrip::FigureStrip(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void FigureStrip::setFigures(std::vector<Figure> figures)
{
    m_figures = std::move(figures);
    QStringList told;
    for (const Figure& figure : m_figures)
        told << QStringLiteral("%1: %2, %3").arg(figure.label, figure.value, figure.sentence);
    setAccessibleName(told.join(QStringLiteral("; ")));
    updateGeometry();
    update();
}

QSize FigureStrip::sizeHint() const { return {leastColumn * static_cast<int>(m_figures.size()), stripHeight}; }

QSize FigureStrip::minimumSizeHint() const { return sizeHint(); }

QRect FigureStrip::columnRect(std::size_t index) const
{
    const int count = static_cast<int>(m_figures.size());
    const int at = static_cast<int>(index);
    const int left = width() * at / count;
    return {left, 0, width() * (at + 1) / count - left, height()};
}

void FigureStrip::paintEvent(QPaintEvent*)
{
    const Tokens& tokens = Tokens::of(palette());
    QPainter painter(this);
    painter.fillRect(0, height() - 1, width(), 1, tokens.hairline);
    for (std::size_t index = 0; index < m_figures.size(); ++index) {
        QRect column = columnRect(index);
        if (index > 0) {
            painter.fillRect(column.left(), 0, 1, height(), tokens.hairline);
            column.adjust(space::large + 1, 0, 0, 0);
        }
        paintFigure(painter, m_figures[index], column.adjusted(0, 14, -space::small, 0));
    }
}

void FigureStrip::paintFigure(QPainter& painter, const Figure& figure, const QRect& column) const
{
    const Tokens& tokens = Tokens::of(palette());
    const auto line = [&painter, &column](int top, int height, const QString& text) {
        paintText(painter, QRect(column.left(), column.top() + top, column.width(), height),
                  Qt::AlignVCenter | Qt::AlignLeading,
                  painter.fontMetrics().elidedText(text, Qt::ElideRight, column.width()));
    };
    painter.setFont(textFont(TextSize::Label));
    painter.setPen(tokens.muted);
    line(0, lineHeight(TextSize::Label), figure.label);
    painter.setFont(textFont(TextSize::Figure, QFont::Medium));
    painter.setPen(toneColor(figure.valueTone, palette()));
    line(18, lineHeight(TextSize::Figure), figure.value);
    painter.setFont(textFont(TextSize::Label));
    painter.setPen(figure.sentenceTone == Tone::Neutral ? tokens.muted : toneColor(figure.sentenceTone, palette()));
    line(51, lineHeight(TextSize::Label), figure.sentence);
}

bool FigureStrip::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    for (std::size_t index = 0; index < m_figures.size(); ++index) {
        if (columnRect(index).contains(help->pos()))
            QToolTip::showText(help->globalPos(), m_figures[index].exact, this);
    }
    return true;
}

} // namespace gotoai::widgets
