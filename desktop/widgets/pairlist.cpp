// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pairlist.h"

#include "widgets/text.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace gotoai::widgets {

PairList::PairList(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void PairList::setPairs(std::vector<Pair> pairs)
{
    m_pairs = std::move(pairs);
    QStringList told;
    for (const Pair& pair : m_pairs)
        told << QStringLiteral("%1: %2").arg(pair.name, pair.value);
    setAccessibleName(told.join(QStringLiteral("; ")));
    updateGeometry();
    update();
}

QSize PairList::sizeHint() const { return {300, rowHeight * static_cast<int>(m_pairs.size())}; }

bool PairList::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto row = static_cast<std::size_t>(std::max(0, help->y() / rowHeight));
    if (row < m_pairs.size() && !m_pairs[row].value.isEmpty())
        QToolTip::showText(
            help->globalPos(),
            QStringLiteral("<span>%1</span>")
                .arg(QStringLiteral("%1: %2").arg(m_pairs[row].name, m_pairs[row].value).toHtmlEscaped()),
            this);
    else
        QToolTip::hideText();
    return true;
}

void PairList::paintEvent(QPaintEvent*)
{
    const Tokens& tokens = Tokens::of(palette());
    QPainter painter(this);
    QRect row(0, 0, width(), rowHeight);
    for (const Pair& pair : m_pairs) {
        painter.fillRect(0, row.bottom(), width(), 1, tokens.hairline);
        const QRect cell = row.adjusted(0, 0, -space::small, -1);
        painter.setFont(pair.isIdentifier ? monoFont() : textFont(TextSize::Body));
        painter.setPen(toneColor(pair.tone, palette()));
        const QString value = painter.fontMetrics().elidedText(pair.value, Qt::ElideMiddle, cell.width() * 2 / 3);
        const int taken = painter.fontMetrics().horizontalAdvance(value) + space::medium;
        paintText(painter, cell, Qt::AlignVCenter | Qt::AlignTrailing, value);
        painter.setFont(textFont(TextSize::Body));
        painter.setPen(tokens.text);
        paintText(painter, cell, Qt::AlignVCenter | Qt::AlignLeading,
                  painter.fontMetrics().elidedText(pair.name, Qt::ElideRight, cell.width() - taken));
        row.translate(0, rowHeight);
    }
}

} // namespace gotoai::widgets
