// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>

class QTableView;

namespace gotoai::widgets {

// Which columns of a table are shown: a menu of its headers. The first column always is.
class ColumnChooser : public QMenu
{
    Q_OBJECT

public:
    // The table has its model.
    explicit ColumnChooser(QTableView& table, QWidget* parent = nullptr);

    void show(const QList<int>& columns);
    QList<int> shown() const;

private:
    QTableView& m_table;
};

} // namespace gotoai::widgets
