// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/names.h"
#include "protocol/event.h"

#include <QSettings>
#include <QUrlQuery>

#include <vector>

namespace gotoai::requests {

// Which orders are shown; empty members let everything pass. As the daemon takes it.
struct OrderFilter
{
    QString state{};
    QString model{};
    QString provider{}; // ids from here on
    QString key{};
    QString account{};
    int hours = 0; // the last so many; 0: all time

    bool operator==(const OrderFilter&) const = default;
    bool isEmpty() const { return *this == OrderFilter(); }

    QUrlQuery query(const QDateTime& now) const;
    // Whether an order that has just ended is among them, as far as its event tells: of the provider it does not.
    bool passes(const protocol::OrderEvent& order) const;
};

// A filter that was kept under a name.
struct KeptFilter
{
    QString name;
    OrderFilter filter;
};

void writeFilter(QSettings& settings, const OrderFilter& filter);
OrderFilter readFilter(const QSettings& settings);
void writeFilters(QSettings& settings, const std::vector<KeptFilter>& filters);
std::vector<KeptFilter> readFilters(QSettings& settings);

} // namespace gotoai::requests
