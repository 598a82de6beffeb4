// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/celltable.h"

#include "widgets/roles.h"

namespace gotoai::widgets {

CellTable::CellTable(const QStringList& titles, QObject* parent)
    : QAbstractTableModel(parent)
    , m_titles(titles)
{}

void CellTable::setRows(std::vector<std::vector<Cell>> rows, QStringList ids)
{
    for (auto& row : rows)
        row.resize(static_cast<std::size_t>(m_titles.size()));
    const bool isSame = !ids.isEmpty() && ids == m_ids;
    if (!isSame)
        beginResetModel();
    m_rows = std::move(rows);
    m_ids = std::move(ids);
    if (isSame)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    else
        endResetModel();
}

QString CellTable::idAt(int row) const { return row >= 0 && row < m_ids.size() ? m_ids[row] : QString(); }

int CellTable::rowOf(const QString& id) const { return static_cast<int>(m_ids.indexOf(id)); }

int CellTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int CellTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_titles.size());
}

QVariant CellTable::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Cell& cell = m_rows[static_cast<std::size_t>(index.row())][static_cast<std::size_t>(index.column())];
    if (role == Qt::DisplayRole)
        return cell.text;
    if (role == ExactRole && !cell.exact.isEmpty())
        return cell.exact;
    if (role == IdRole)
        return idAt(index.row());
    if (role == ToneRole && cell.tone)
        return static_cast<int>(*cell.tone);
    return {};
}

QVariant CellTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 || section >= m_titles.size())
        return {};
    return m_titles[section];
}

} // namespace gotoai::widgets
