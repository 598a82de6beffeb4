// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace gotoai::widgets {

// A cell of our tables: hairline below, the whole row tinted when it is selected, text in its tone.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override;

protected:
    virtual QFont fontOf(const QModelIndex& index) const;
    virtual Qt::Alignment alignment(const QModelIndex& index) const;
    virtual QString textOf(const QModelIndex& index) const;
    virtual void paintContent(QPainter& painter, const QRect& cell, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const;
};

class TagDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    void paintContent(QPainter& painter, const QRect& cell, const QStyleOptionViewItem& option,
                      const QModelIndex& index) const override;
};

class IdDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

protected:
    QFont fontOf(const QModelIndex& index) const override;
    QString textOf(const QModelIndex& index) const override;
};

class NumberDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

protected:
    Qt::Alignment alignment(const QModelIndex& index) const override;
};

} // namespace gotoai::widgets
