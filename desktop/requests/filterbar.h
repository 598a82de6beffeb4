// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/names.h"
#include "requests/orderfilter.h"

#include <QMenu>
#include <QWidget>

class QComboBox;
class QPushButton;

namespace gotoai::requests {

// A row of choices that narrow the orders, and the filters that were kept.
class FilterBar : public QWidget
{
    Q_OBJECT

public:
    explicit FilterBar(client::Names& names, QWidget* parent = nullptr);

    const OrderFilter& filter() const { return m_filter; }
    void setFilter(const OrderFilter& filter); // tells, if it changed
    void clear() { setFilter({}); }
    const std::vector<KeptFilter>& kept() const { return m_kept; }
    void setKept(std::vector<KeptFilter> filters);
    void focusFirst();

Q_SIGNALS:
    void filterChanged();

private:
    QComboBox* addChoice(const QString& accessibleName, QString OrderFilter::*member);
    void fill();
    void showChosen();
    void fillMenu();
    void keep(const QString& name);
    void forget(const QString& name);
    void change(const OrderFilter& filter);

    struct Choice
    {
        QComboBox* box;
        QString OrderFilter::*member;
    };

    client::Names& m_names;
    OrderFilter m_filter;
    std::vector<KeptFilter> m_kept;
    std::vector<Choice> m_choices;
    QComboBox* m_time;
    QPushButton* m_saved;
    QPushButton* m_clear;
    QMenu m_menu;
};

} // namespace gotoai::requests
