// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/table.h"

#include "widgets/celldelegates.h"
#include "widgets/roles.h"
#include "widgets/text.h"
#include "widgets/tokens.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QSet>

#include <algorithm>

namespace gotoai::widgets {

namespace {

// Titles stand like what is below them: those of numbers at the right.
class Header : public QHeaderView
{
public:
    explicit Header(QWidget* parent)
        : QHeaderView(Qt::Horizontal, parent)
    {
        setSectionsClickable(false);
    }
    void setNumber(int column) { m_numbers.insert(column); }

protected:
    void initStyleOptionForIndex(QStyleOptionHeader* option, int logicalIndex) const override
    {
        QHeaderView::initStyleOptionForIndex(option, logicalIndex);
        if (m_numbers.contains(logicalIndex))
            option->textAlignment = Qt::AlignVCenter | Qt::AlignTrailing;
    }

private:
    QSet<int> m_numbers;
};

} // namespace

Table::Table(const QString& accessibleName, QWidget* parent)
    : QTableView(parent)
{
    setAccessibleName(accessibleName);
    setHorizontalHeader(new Header(this));
    setShowGrid(false);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setTabKeyNavigation(false);
    setWordWrap(false);
    setMouseTracking(true);
    setItemDelegate(new CellDelegate(this));
    verticalHeader()->setVisible(false);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(widgets::rowHeight);
    horizontalHeader()->setFont(textFont(TextSize::Label, QFont::Medium));
    horizontalHeader()->setFixedHeight(widgets::rowHeight);
    horizontalHeader()->setDefaultAlignment(Qt::AlignVCenter | Qt::AlignLeading);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setMinimumSectionSize(40);
}

void Table::setModel(QAbstractItemModel* model)
{
    QTableView::setModel(model);
    const auto fitOnce = [this] {
        if (this->model()->rowCount() == 0)
            return;
        if (std::exchange(m_isFitted, true))
            growColumns();
        else
            fitColumns();
    };
    connect(model, &QAbstractItemModel::dataChanged, this, fitOnce);
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, &Table::keepSelection);
    connect(model, &QAbstractItemModel::modelReset, this, fitOnce);
    connect(model, &QAbstractItemModel::modelReset, this, &Table::findSelection);
    connect(model, &QAbstractItemModel::rowsInserted, this, fitOnce);
    fitOnce();
}

void Table::setTagColumn(int column) { setItemDelegateForColumn(column, new TagDelegate(this)); }

void Table::setIdColumn(int column) { setItemDelegateForColumn(column, new IdDelegate(this)); }

void Table::setNumberColumn(int column)
{
    setItemDelegateForColumn(column, new NumberDelegate(this));
    static_cast<Header*>(horizontalHeader())->setNumber(column);
}

void Table::setStretchColumn(int column) { horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch); }

void Table::fitColumns()
{
    for (int column = 0; column < model()->columnCount(); ++column) {
        if (horizontalHeader()->sectionResizeMode(column) == QHeaderView::Interactive)
            setColumnWidth(column, std::max(sizeHintForColumn(column),
                                            horizontalHeader()->sectionSizeHint(column) + space::tight));
    }
}

// What came since may be longer; columns that somebody widened stay.
void Table::growColumns()
{
    for (int column = 0; column < model()->columnCount(); ++column) {
        if (horizontalHeader()->sectionResizeMode(column) == QHeaderView::Interactive)
            setColumnWidth(column, std::max(columnWidth(column), sizeHintForColumn(column)));
    }
}

void Table::setRowsInSight(int rows)
{
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFixedHeight(widgets::rowHeight * (rows + 1) + 1);
}

QString Table::selectionAsText() const
{
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    QStringList lines;
    for (const QModelIndex& row : rows) {
        QStringList cells;
        for (int column = 0; column < model()->columnCount(); ++column) {
            const QModelIndex cell = row.siblingAtColumn(column);
            const QVariant exact = cell.data(ExactRole);
            cells << (exact.isValid() ? exact : cell.data()).toString();
        }
        lines << cells.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n'));
}

QStringList Table::selectedIds() const
{
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    QStringList ids;
    for (const QModelIndex& row : rows)
        ids << row.data(IdRole).toString();
    return ids;
}

QString Table::currentId() const { return currentIndex().data(IdRole).toString(); }

bool Table::selectId(const QString& id)
{
    for (int row = 0; row < model()->rowCount(); ++row) {
        if (model()->index(row, 0).data(IdRole).toString() != id)
            continue;
        setCurrentIndex(model()->index(row, 0));
        scrollTo(currentIndex());
        return true;
    }
    return false;
}

void Table::keepSelection()
{
    m_kept = selectedIds();
    if (const QString current = currentId(); !current.isEmpty()) {
        m_kept.removeAll(current);
        m_kept.prepend(current);
    }
}

// The rows of before that are still there, by their ids; the current one first.
void Table::findSelection()
{
    const QStringList kept = std::exchange(m_kept, {});
    const QSet<QString> wanted(kept.begin(), kept.end());
    for (int row = 0; !wanted.isEmpty() && row < model()->rowCount(); ++row) {
        const QModelIndex index = model()->index(row, 0);
        const QString id = index.data(IdRole).toString();
        if (id.isEmpty() || !wanted.contains(id))
            continue;
        selectionModel()->select(index, QItemSelectionModel::Select | QItemSelectionModel::Rows);
        if (id == kept.first())
            selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
    }
    noteCurrent();
}

void Table::noteCurrent()
{
    if (const QString id = currentId(); std::exchange(m_current, id) != id)
        Q_EMIT currentIdChanged(id);
}

void Table::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTableView::currentChanged(current, previous);
    noteCurrent();
}

void Table::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy) && selectionModel())
        QGuiApplication::clipboard()->setText(selectionAsText());
    else
        QTableView::keyPressEvent(event);
}

} // namespace gotoai::widgets
