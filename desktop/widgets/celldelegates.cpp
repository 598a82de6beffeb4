// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/celldelegates.h"

#include "widgets/display.h"
#include "widgets/roles.h"
#include "widgets/tag.h"
#include "widgets/text.h"
#include "widgets/tokens.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace gotoai::widgets {

namespace {

constexpr int padding = space::small;

} // namespace

QSize CellDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const
{
    return {QFontMetrics(fontOf(index)).horizontalAdvance(textOf(index)) + 2 * padding + space::tight, rowHeight};
}

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Tokens& tokens = Tokens::of(option.palette);
    painter->save();
    if (option.state.testFlag(QStyle::State_Selected))
        painter->fillRect(option.rect, tokens.selection);
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), tokens.hairline);
    paintContent(*painter, option.rect.adjusted(padding, 0, -padding, -1), option, index);
    painter->restore();
}

void CellDelegate::paintContent(QPainter& painter, const QRect& cell, const QStyleOptionViewItem& option,
                                const QModelIndex& index) const
{
    const QVariant tone = index.data(ToneRole);
    painter.setFont(fontOf(index));
    painter.setPen(tone.isValid() ? toneColor(static_cast<Tone>(tone.toInt()), option.palette)
                                  : Tokens::of(option.palette).text);
    const QString shown = painter.fontMetrics().elidedText(textOf(index), Qt::ElideRight, cell.width());
    paintText(painter, cell, Qt::AlignVCenter | alignment(index), shown);
}

QFont CellDelegate::fontOf(const QModelIndex&) const { return textFont(TextSize::Body); }

Qt::Alignment CellDelegate::alignment(const QModelIndex&) const { return Qt::AlignLeading; }

QString CellDelegate::textOf(const QModelIndex& index) const { return index.data(Qt::DisplayRole).toString(); }

bool CellDelegate::helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                             const QModelIndex& index)
{
    if (event->type() != QEvent::ToolTip)
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QString exact = index.data(ExactRole).toString();
    if (exact.isEmpty() && sizeHint(option, index).width() > option.rect.width() + space::small)
        exact = index.data().toString();
    QToolTip::showText(event->globalPos(), exact.toHtmlEscaped(), view);
    return true;
}

QSize TagDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const
{
    return {tagWidth(index.data().toString()) + 2 * padding + space::tight, rowHeight};
}

void TagDelegate::paintContent(QPainter& painter, const QRect& cell, const QStyleOptionViewItem& option,
                               const QModelIndex& index) const
{
    if (const QString word = index.data().toString(); !word.isEmpty())
        paintTag(painter, cell, word, static_cast<Tone>(index.data(ToneRole).toInt()), option.palette);
}

QFont IdDelegate::fontOf(const QModelIndex&) const { return monoFont(); }

QString IdDelegate::textOf(const QModelIndex& index) const { return shortId(index.data().toString()); }

Qt::Alignment NumberDelegate::alignment(const QModelIndex&) const { return Qt::AlignTrailing; }

} // namespace gotoai::widgets
