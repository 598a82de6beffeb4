// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/directory.h"
#include "protocol/health.h"
#include "protocol/system.h"
#include "protocol/usagereport.h"
#include "widgets/celltable.h"
#include "widgets/chart.h"
#include "widgets/figurestrip.h"

namespace gotoai::overview {

// What the daemon's answers come to on the page: values in, values out.
std::vector<widgets::Figure> figuresOf(const protocol::UsageFigures& total,
                                       const std::optional<protocol::UsageFigures>& before,
                                       const std::optional<protocol::SystemFigures>& now);
std::vector<std::vector<widgets::Cell>> modelRows(const protocol::UsageReport& report);

struct ChartContent
{
    std::vector<QDateTime> times;
    std::vector<widgets::Series> series;
};
// Charges by model over time: the dearest three, and all others as one.
ChartContent chargeByModel(const protocol::UsageReport& report);

std::vector<std::vector<widgets::Cell>> healthRows(const std::vector<protocol::EndpointHealth>& healths,
                                                   const client::Directory& directory);

} // namespace gotoai::overview
