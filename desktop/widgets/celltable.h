// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tokens.h"

#include <QAbstractTableModel>

#include <optional>
#include <vector>

namespace gotoai::widgets {

struct Cell
{
    QString text;
    QString exact{};
    std::optional<Tone> tone{};
};

// A short list that is known whole: rows of cells, replaced at once.
class CellTable : public QAbstractTableModel
{
    Q_OBJECT

public:
    explicit CellTable(const QStringList& titles, QObject* parent = nullptr);
    // With ids, rows that stay in their places are changed where they stand.
    void setRows(std::vector<std::vector<Cell>> rows, QStringList ids = {});
    QString idAt(int row) const;        // empty: none
    int rowOf(const QString& id) const; // -1: none

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    const QStringList m_titles;
    std::vector<std::vector<Cell>> m_rows;
    QStringList m_ids;
};

} // namespace gotoai::widgets
