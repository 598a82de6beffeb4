// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/navigation.h"

#include "widgets/text.h"
#include "widgets/tokens.h"

#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

namespace gotoai::shell {

using namespace widgets;

namespace {

enum Role { IdRole = Qt::UserRole + 1, CountRole, SectionRole };
constexpr int navigationWidth = 212;
constexpr int entryHeight = 32;
constexpr int sectionHeight = 38;
constexpr int inset = 8;
constexpr int textInset = 18;

class Delegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override
    {
        return {navigationWidth, index.data(SectionRole).toBool() ? sectionHeight : entryHeight};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Tokens& tokens = Tokens::of(option.palette);
        const QString text = index.data(Qt::DisplayRole).toString();
        const QRect line = option.rect.adjusted(textInset, 0, -textInset, 0);
        painter->save();
        if (index.data(SectionRole).toBool()) {
            painter->setFont(textFont(TextSize::Label, QFont::Medium));
            painter->setPen(tokens.muted);
            painter->drawText(line.adjusted(0, 12, 0, 0), Qt::AlignVCenter | Qt::AlignLeading, text);
        } else {
            paintEntry(*painter, option, index, tokens, line);
        }
        painter->restore();
    }

private:
    static void paintEntry(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index,
                           const Tokens& tokens, const QRect& line)
    {
        const bool isCurrent = option.state.testFlag(QStyle::State_Selected);
        const bool isHovered = option.state.testFlag(QStyle::State_MouseOver);
        if (isCurrent || isHovered) {
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(isCurrent && option.state.testFlag(QStyle::State_HasFocus) ? QPen(tokens.accent)
                                                                                      : QPen(Qt::NoPen));
            painter.setBrush(isCurrent ? tokens.selection : tokens.hairline);
            painter.drawRoundedRect(QRectF(option.rect).adjusted(inset + .5, 1.5, -inset - .5, -1.5), controlRadius,
                                    controlRadius);
        }
        painter.setFont(textFont(TextSize::Body, isCurrent ? QFont::Medium : QFont::Normal));
        painter.setPen(isCurrent ? tokens.text : tokens.muted);
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeading, index.data(Qt::DisplayRole).toString());
        painter.setFont(textFont(TextSize::Label));
        painter.setPen(tokens.muted);
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignTrailing, index.data(CountRole).toString());
    }
};

} // namespace

Navigation::Navigation(QWidget* parent)
    : QListView(parent)
    , m_model(new QStandardItemModel(this))
{
    setModel(m_model);
    setItemDelegate(new Delegate(this));
    setFixedWidth(navigationWidth);
    setAccessibleName(tr("Pages"));
    setEditTriggers(NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMouseTracking(true);
    setViewportMargins(0, space::medium - 2, 0, space::small);
}

void Navigation::setPages(const std::vector<const PageEntry*>& entries)
{
    const QString current = currentPage();
    const QSignalBlocker blocker(this);
    m_model->clear();
    Section section = Section::Top;
    for (const PageEntry* entry : entries) {
        if (entry->section != section) {
            section = entry->section;
            addSection(section == Section::Traffic ? tr("Traffic")
                       : section == Section::Money ? tr("Money")
                                                   : tr("Platform"));
        }
        auto* item = new QStandardItem(entry->title);
        item->setData(entry->id, IdRole);
        m_model->appendRow(item);
    }
    setCurrentPage(current);
}

void Navigation::addSection(const QString& title)
{
    auto* item = new QStandardItem(title);
    item->setData(true, SectionRole);
    item->setFlags(Qt::NoItemFlags);
    m_model->appendRow(item);
}

QStandardItem* Navigation::itemOf(const QString& id) const
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->item(row)->data(IdRole).toString() == id)
            return m_model->item(row);
    }
    return nullptr;
}

void Navigation::setCurrentPage(const QString& id)
{
    if (const QStandardItem* item = itemOf(id); item && !id.isEmpty())
        setCurrentIndex(item->index());
}

void Navigation::setCount(const QString& id, const QString& text)
{
    if (QStandardItem* item = itemOf(id)) {
        item->setData(text, CountRole);
        item->setData(text.isEmpty() ? item->text() : tr("%1, %2").arg(item->text(), text), Qt::AccessibleTextRole);
    }
}

QString Navigation::currentPage() const { return currentIndex().data(IdRole).toString(); }

void Navigation::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QListView::currentChanged(current, previous);
    if (const QString id = current.data(IdRole).toString(); !id.isEmpty())
        Q_EMIT pageChosen(id);
}

} // namespace gotoai::shell
