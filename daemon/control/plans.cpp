// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/listquery.h"
#include "control/recording.h"
#include "control/resources.h"
#include "control/wire.h"

namespace gotoai::control {
namespace {

using hypercore::Directory;
using hypercore::PlanPtr;

Error noPlan() { return failure(ErrorCode::NotFound, "there is no such plan"); }

PlanPtr planOf(const CallPtr& call, const Directory& directory)
{
    const auto id = call->id<PlanId>();
    return id ? directory.plan(*id) : nullptr;
}

void list(const CallPtr& call, const Directory& directory)
{
    const auto query = call->query({"limit", "cursor"});
    const auto paging = query ? ListQuery::parse("plans", *query) : query.error();
    if (!paging)
        return call->refuse(paging.error());
    const auto page = paging->pageOf(
        directory.plans(), [](const hypercore::Plan&) { return true; },
        [](const PlanPtr& plan) { return toWire(*plan); });
    if (!page)
        return call->refuse(page.error());
    call->answer(200, protocol::toJson(*page));
}

void get(const CallPtr& call, const Directory& directory)
{
    const auto plan = planOf(call, directory);
    if (!plan)
        return call->refuse(noPlan());
    call->answerVersioned(200, protocol::toJson(toWire(*plan)), plan->version);
}

void create(const CallPtr& call, Directory& directory)
{
    auto draft = call->body<protocol::PlanDraft>();
    if (!draft)
        return call->refuse(draft.error());
    directory.createPlan(
        {std::move(draft->name), {draft->feeBasisPoints, draft->feePerCall}},
        [call](const Result<PlanPtr>& plan) {
            if (!plan)
                return call->refuse(plan.error());
            call->answerVersioned(201, protocol::toJson(toWire(**plan)), (*plan)->version,
                                  {{"location", "/admin/v1/plans/" + (*plan)->id.toString()}});
        },
        recording<hypercore::Plan>(call, 201));
}

void change(const CallPtr& call, Directory& directory)
{
    const auto current = planOf(call, directory);
    if (!current)
        return call->refuse(noPlan());
    const auto version = call->expectedVersion(current->version);
    if (!version)
        return call->refuse(version.error());
    auto wire = call->body<protocol::PlanChange>();
    if (!wire)
        return call->refuse(wire.error());
    call->setBefore(protocol::toJson(toWire(*current)));
    directory.changePlan(
        current->id, *version, {std::move(wire->name), wire->feeBasisPoints, wire->feePerCall},
        [call, current](const Result<PlanPtr>& plan) {
            if (!plan)
                return call->refuse(plan.error(), protocol::toJson(toWire(*current)));
            call->answerVersioned(200, protocol::toJson(toWire(**plan)), (*plan)->version);
        },
        recording<hypercore::Plan>(call, 200));
}

void remove(const CallPtr& call, Directory& directory)
{
    const auto current = planOf(call, directory);
    if (!current)
        return call->refuse(noPlan());
    const auto version = call->expectedVersion(current->version);
    if (!version)
        return call->refuse(version.error());
    call->setBefore(protocol::toJson(toWire(*current)));
    directory.removePlan(
        current->id, *version,
        [call](const Result<PlanPtr>& plan) {
            if (!plan)
                return call->refuse(plan.error());
            call->answerEmpty();
        },
        [call](const hypercore::Plan& removed) { return call->record(204, removed.id.toString(), {}); });
}

} // namespace

std::vector<Route> planRoutes(const Parts& parts)
{
    Directory& directory = parts.directory;
    return {
        {"GET", "/admin/v1/plans", [&directory](const CallPtr& call) { list(call, directory); }},
        {"POST", "/admin/v1/plans", [&directory](const CallPtr& call) { create(call, directory); }},
        {"GET", "/admin/v1/plans/{id}", [&directory](const CallPtr& call) { get(call, directory); }},
        {"PATCH", "/admin/v1/plans/{id}", [&directory](const CallPtr& call) { change(call, directory); }},
        {"DELETE", "/admin/v1/plans/{id}", [&directory](const CallPtr& call) { remove(call, directory); }},
    };
}

} // namespace gotoai::control
