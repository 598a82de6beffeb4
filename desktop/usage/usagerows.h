// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/names.h"
#include "protocol/usagereport.h"
#include "widgets/celltable.h"
#include "widgets/chart.h"
#include "widgets/figurestrip.h"

#include <optional>

namespace gotoai::usage {

enum class Measure { Charge, ProviderCost, Requests, TokensIn, TokensOut, Failures };
enum class Grouping { None, Model, Provider, Key, Account };

const char* groupingWord(Grouping grouping); // as the daemon takes it; "": none

// The name of a group as people know it.
QString groupName(const protocol::UsageGroup& group, Grouping grouping, const client::Names& names);

// A report, and the same of the time before, which may not be there.
struct Compared
{
    const protocol::UsageReport& now;
    const protocol::UsageReport* before = nullptr;
};

std::vector<widgets::Figure> figuresOf(const Compared& reports);

struct ChartContent
{
    std::vector<QDateTime> times{};
    std::vector<widgets::Series> series{};
};
// By group, the largest first; with the period before as a line of its own where nothing is grouped.
ChartContent chartOf(const Compared& reports, Measure measure, Grouping grouping, const client::Names& names);
QString valueText(Measure measure, double value);

QStringList tableTitles(Grouping grouping, bool isCompared);
std::vector<std::vector<widgets::Cell>> tableRows(const Compared& reports, Grouping grouping,
                                                  const client::Names& names);
// The report's points in time, newest first.
QStringList timeTitles();
std::vector<std::vector<widgets::Cell>> timeRows(const protocol::UsageReport& report);

// A record a group and point of time; exact amounts, ISO 8601 UTC.
QByteArray csvOf(const protocol::UsageReport& report, Grouping grouping, const client::Names& names);

} // namespace gotoai::usage
