// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace gotoai::widgets {

// A table as the pictures have it: rows of 30 px between hairlines, quiet headers, no grid. Text stands left, numbers
// right; Ctrl+C copies the selected rows with their exact values, tab-separated.
class Table : public QTableView
{
    Q_OBJECT

public:
    explicit Table(const QString& accessibleName, QWidget* parent = nullptr);

    void setModel(QAbstractItemModel* model) override;
    void setTagColumn(int column);    // a word in its ToneRole
    void setIdColumn(int column);     // monospaced, shortened in the middle
    void setNumberColumn(int column); // at the right
    void setStretchColumn(int column);
    void fitColumns();             // to headers and the rows in sight
    void setRowsInSight(int rows); // no scrolling of its own: as high as that many rows

    QString selectionAsText() const;
    QStringList selectedIds() const; // of rows with an IdRole
    QString currentId() const;
    bool selectId(const QString& id); // false: it is not among the rows

Q_SIGNALS:
    void currentIdChanged(const QString& id);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    void keepSelection();
    void findSelection();
    void noteCurrent();

    void growColumns();

    bool m_isFitted = false;
    QStringList m_kept; // ids that were selected when the rows went
    QString m_current;
};

} // namespace gotoai::widgets
