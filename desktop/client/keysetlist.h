// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/keysetmodel.h"
#include "protocol/page.h"

#include <functional>
#include <string>
#include <vector>

namespace gotoai::client {

template<class T>
struct Column
{
    QString title;
    std::function<QVariant(const T& row, int role)> data;
};

// A KeysetModel of the resources that `path` lists. T has an `id`.
template<class T>
class KeysetList : public KeysetModel
{
public:
    KeysetList(DaemonClient& client, QString path, std::vector<Column<T>> columns, QObject* parent = nullptr)
        : KeysetModel(parent)
        , m_client(client)
        , m_path(std::move(path))
        , m_columns(std::move(columns))
    {}

    // Null: the row is not there (now).
    const T* row(int row) const
    {
        if (row < 0 || row >= rowCount())
            return nullptr;
        const Place at = place(row);
        return at.page ? &(*static_cast<const std::vector<T>*>(at.page->rows.get()))[static_cast<std::size_t>(at.row)]
                       : nullptr;
    }

    int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
    }

    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 || section >= columnCount())
            return {};
        return m_columns[static_cast<std::size_t>(section)].title;
    }

    QVariant data(const QModelIndex& index, int role) const override
    {
        if (!index.isValid())
            return {};
        const T* found = row(index.row());
        if (!found)
            return role == Qt::DisplayRole ? QVariant(QStringLiteral("…")) : QVariant();
        return m_columns[static_cast<std::size_t>(index.column())].data(*found, role);
    }

protected:
    Call fetch(const QUrlQuery& query, std::function<void(Answer<Page>)> then) override
    {
        const auto take = [then = std::move(then)](Answer<protocol::Page<T>> read) {
            if (!read)
                return then(read.failure());
            Page page{.count = static_cast<int>(read->data.size())};
            page.rows = std::make_shared<std::vector<T>>(std::move(read->data));
            if (read->nextCursor)
                page.next = QString::fromStdString(*read->nextCursor);
            if (read->previousCursor)
                page.previous = QString::fromStdString(*read->previousCursor);
            then(std::move(page));
        };
        return m_client.get<protocol::Page<T>>(m_path, query, this, take);
    }

    QString idOf(const Page& page, int row) const override
    {
        return QString::fromStdString(rows(page)[static_cast<std::size_t>(row)].id.toString());
    }

    Page slice(const Page& page, int from, int count) const override
    {
        const auto begin = rows(page).begin() + from;
        return {.rows = std::make_shared<std::vector<T>>(begin, begin + count), .count = count};
    }

private:
    static const std::vector<T>& rows(const Page& page) { return *static_cast<const std::vector<T>*>(page.rows.get()); }

    DaemonClient& m_client;
    const QString m_path;
    const std::vector<Column<T>> m_columns;
};

} // namespace gotoai::client
