// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "control/events/eventhub.h"
#include "control/parts.h"
#include "control/routetable.h"
#include "control/statementexports.h"

#include <vector>

namespace gotoai::control {

// The routes of each family of resources; what `parts` refers to outlives them.
std::vector<Route> accountRoutes(const Parts& parts);
std::vector<Route> alertRoutes(const Parts& parts);
std::vector<Route> bookRoutes(const Parts& parts);
std::vector<Route> reconciliationRoutes(const Parts& parts);
std::vector<Route> webhookRoutes(const Parts& parts);
std::vector<Route> keyRoutes(const Parts& parts);
std::vector<Route> budgetRoutes(const Parts& parts);
std::vector<Route> planRoutes(const Parts& parts);
std::vector<Route> userRoutes(const Parts& parts);
std::vector<Route> sessionRoutes(const Parts& parts);
std::vector<Route> adminTokenRoutes(const Parts& parts);
std::vector<Route> providerRoutes(const Parts& parts);
std::vector<Route> endpointRoutes(const Parts& parts);
std::vector<Route> endpointTestRoutes(const Parts& parts);
std::vector<Route> healthRoutes(const Parts& parts);
std::vector<Route> priceRoutes(const Parts& parts);
std::vector<Route> repricingRoutes(const Parts& parts);
std::vector<Route> supplyRoutes(const Parts& parts); // of the whole: file and market
std::vector<Route> routeRoutes(const Parts& parts);  // why orders go where they go
std::vector<Route> orderRoutes(const Parts& parts);
std::vector<Route> transferRoutes(const Parts& parts);
std::vector<Route> walletRoutes(const Parts& parts);
std::vector<Route> topUpRoutes(const Parts& parts);
std::vector<Route> bookingRoutes(const Parts& parts);
std::vector<Route> killSwitchRoutes(const Parts& parts);
std::vector<Route> doubtRoutes(const Parts& parts);
std::vector<Route> masterKeyRoutes(const Parts& parts);
std::vector<Route> pepperRoutes(const Parts& parts);
std::vector<Route> usageRoutes(const Parts& parts);
std::vector<Route> auditRoutes(const Parts& parts);
std::vector<Route> systemRoutes(const Parts& parts);
std::vector<Route> eventRoutes(EventHub& hub);
std::vector<Route> statementRoutes(const Parts& parts, StatementExports& exports);
// healthz, readyz, metrics and the OpenAPI document.
std::vector<Route> probeRoutes(const Parts& parts);

} // namespace gotoai::control
