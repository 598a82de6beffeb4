// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/columnchooser.h"

#include <QHeaderView>
#include <QTableView>

namespace gotoai::widgets {

ColumnChooser::ColumnChooser(QTableView& table, QWidget* parent)
    : QMenu(parent)
    , m_table(table)
{
    setTitle(tr("Columns"));
    for (int column = 1; column < table.model()->columnCount(); ++column) {
        QAction* action = addAction(table.model()->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(true);
        action->setData(column);
        connect(action, &QAction::toggled, this,
                [this, column](bool isShown) { m_table.setColumnHidden(column, !isShown); });
    }
    table.horizontalHeader()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(table.horizontalHeader(), &QWidget::customContextMenuRequested, this,
            [this](const QPoint& at) { popup(m_table.horizontalHeader()->mapToGlobal(at)); });
}

void ColumnChooser::show(const QList<int>& columns)
{
    for (QAction* action : actions())
        action->setChecked(columns.contains(action->data().toInt()));
}

QList<int> ColumnChooser::shown() const
{
    QList<int> columns;
    for (const QAction* action : actions()) {
        if (action->isChecked())
            columns << action->data().toInt();
    }
    return columns;
}

} // namespace gotoai::widgets
