// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/reconciliation.h"
#include "reconciliation/reconciliation.h"

namespace gotoai::control {

protocol::ProviderStatement toWire(const reconciliation::ProviderStatement& statement);
protocol::Reconciliation toWire(const reconciliation::Reconciliation& run);
protocol::Difference toWire(const reconciliation::Difference& difference);
protocol::ReconciliationThreshold toWire(reconciliation::DifferenceClass what,
                                         const reconciliation::Threshold& threshold);

} // namespace gotoai::control
