// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/pageentry.h"

#include <QListView>

class QStandardItem;
class QStandardItemModel;

namespace gotoai::shell {

// The column at the left: pages by section, each with a quiet count.
class Navigation : public QListView
{
    Q_OBJECT

public:
    explicit Navigation(QWidget* parent = nullptr);

    void setPages(const std::vector<const PageEntry*>& entries);
    void setCurrentPage(const QString& id);
    void setCount(const QString& id, const QString& text);
    QString currentPage() const;

Q_SIGNALS:
    void pageChosen(const QString& id);

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    void addSection(const QString& title);
    QStandardItem* itemOf(const QString& id) const;

    QStandardItemModel* m_model;
};

} // namespace gotoai::shell
