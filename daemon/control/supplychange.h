// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "control/call.h"
#include "supply/registry/supplyplan.h"

#include <functional>
#include <optional>
#include <string>

namespace gotoai::control {

// What is answered about a plan: a wire struct with `preview` and `isApplied`.
template<class Report>
using Reporter = std::function<Report(const supply::SupplyPlan& plan)>;

// Applies a plan that its caller has seen before: `preview` is the one that the report of it names. Without it
// PreconditionRequired; VersionConflict, with the report as it would be now, where the plan is another by now. A plan
// that changes nothing writes nothing.
template<class Report>
void applySeen(const CallPtr& call, supply::CatalogStore& catalog, supply::SupplyPlan plan,
               const std::optional<std::string>& preview, const Reporter<Report>& reporter)
{
    Report report = reporter(plan);
    if (!preview)
        return call->refuse(failure(ErrorCode::PreconditionRequired,
                                    "what is to be applied is looked at first: give the preview's name", "preview"));
    if (*preview != report.preview)
        return call->refuse(failure(ErrorCode::VersionConflict, "by now it would change something else", "preview"),
                            protocol::toJson(report));
    report.isApplied = true;
    if (plan.isEmpty())
        return call->answer(200, protocol::toJson(report));
    catalog.apply(
        std::move(plan),
        [call, reporter](const Result<supply::SupplyPlan>& applied) {
            if (!applied)
                return call->refuse(applied.error());
            Report done = reporter(*applied);
            done.isApplied = true;
            call->answer(200, protocol::toJson(done));
        },
        [call, after = protocol::toJson(report)](const supply::SupplyPlan&) { return call->record(200, {}, after); });
}

} // namespace gotoai::control
