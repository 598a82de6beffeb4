// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pairlist.h"

#include "widgets/text.h"

#include <QPainter>

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
