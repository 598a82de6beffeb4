// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/killswitchwire.h"
#include "control/listquery.h"
#include "control/recording.h"
#include "control/resources.h"

#include <algorithm>

namespace gotoai::control {
namespace {

using hypercore::KillCounts;
using hypercore::KillSwitchStore;
using hypercore::KillTarget;
using SwitchPtr = KillSwitchStore::SwitchPtr;

protocol::KillEffect effectOf(const KillCounts& counts)
{
    return {static_cast<std::int64_t>(counts.cut), static_cast<std::int64_t>(counts.rerouted),
            static_cast<std::int64_t>(counts.untouched)};
}

// A switch on what does not exist would stop nothing, and look as if it did.
bool exists(const Parts& parts, const KillTarget& target)
{
    if (const auto* id = std::get_if<ProviderId>(&target))
        return parts.catalog.provider(*id) != nullptr;
    if (const auto* id = std::get_if<EndpointId>(&target))
        return parts.catalog.endpoint(*id) != nullptr;
    if (const auto* model = std::get_if<hypercore::ModelName>(&target))
        return !parts.catalog.catalog()->endpointsOf(model->id).empty();
    if (const auto* id = std::get_if<AccountId>(&target))
        return parts.directory.account(*id) != nullptr;
    if (const auto* id = std::get_if<KeyId>(&target))
        return parts.directory.key(*id) != nullptr;
    return true;
}

Result<KillTarget> targetOf(const Parts& parts, std::string_view scope, std::string_view text)
{
    auto target = hypercore::parseKillTarget(scope, text);
    if (target && !exists(parts, *target))
        return failure(ErrorCode::InvalidRequest, "there is no such " + std::string(scope), "target");
    return target;
}

void list(const CallPtr& call, const Parts& parts)
{
    const auto query = call->query({"limit", "cursor", "state", "scope"});
    const auto paging = query ? ListQuery::parse("kill-switches", *query) : query.error();
    if (!paging)
        return call->refuse(paging.error());
    const auto state = query->find("state");
    if (state != query->end() && std::ranges::find(kKillStates, state->second) == kKillStates.end())
        return call->refuse(failure(ErrorCode::InvalidRequest, "a state is on, released or expired", "state"));
    const auto scope = query->find("scope");
    if (scope != query->end() &&
        std::ranges::find(hypercore::kKillScopes, scope->second) == hypercore::kKillScopes.end())
        return call->refuse(hypercore::parseKillTarget(scope->second, {}).error());
    const Instant now = parts.clock.now();
    const auto page = paging->pageOf(
        parts.killSwitches.switches(),
        [&](const hypercore::KillSwitch& killSwitch) {
            return (state == query->end() || stateWord(killSwitch, now) == state->second) &&
                   (scope == query->end() || scopeWord(killSwitch.target) == scope->second);
        },
        [&](const SwitchPtr& killSwitch) { return toWire(*killSwitch, parts.killSwitches, now); });
    if (!page)
        return call->refuse(page.error());
    call->answer(200, protocol::toJson(*page));
}

SwitchPtr switchOf(const CallPtr& call, const Parts& parts)
{
    const auto id = call->id<KillSwitchId>();
    return id ? parts.killSwitches.killSwitch(*id) : nullptr;
}

Error noSwitch() { return failure(ErrorCode::NotFound, "there is no such kill switch"); }

void get(const CallPtr& call, const Parts& parts)
{
    const auto killSwitch = switchOf(call, parts);
    if (!killSwitch)
        return call->refuse(noSwitch());
    call->answer(200, protocol::toJson(toWire(*killSwitch, parts.killSwitches, parts.clock.now())));
}

KillSwitchStore::Also recordingSwitch(const CallPtr& call, const Parts& parts, int status)
{
    return [call, status, parts, now = parts.clock.now()](const hypercore::KillSwitch& next) {
        return call->record(status, next.id.toString(), protocol::toJson(toWire(next, parts.killSwitches, now)));
    };
}

void throwSwitch(const CallPtr& call, const Parts& parts)
{
    auto draft = call->body<protocol::KillSwitchDraft>();
    if (!draft)
        return call->refuse(draft.error());
    auto target = targetOf(parts, draft->scope, draft->target);
    if (!target)
        return call->refuse(target.error());
    const auto on = parts.killSwitches.on(*target); // goes along with the conflict
    parts.killSwitches.throwSwitch(
        {.target = *std::move(target),
         .reason = std::move(draft->reason),
         .expiresAt = draft->expiresAt,
         .createdBy = call->principal().name},
        [call, on, parts, now = parts.clock.now()](const Result<KillSwitchStore::Thrown>& thrown) {
            if (!thrown)
                return call->refuse(thrown.error(),
                                    on ? protocol::toJson(toWire(*on, parts.killSwitches, now)) : QJsonObject());
            const protocol::ThrownKillSwitch wire{toWire(*thrown->killSwitch, parts.killSwitches, now),
                                                  effectOf(thrown->orders)};
            call->answer(201, protocol::toJson(wire),
                         {{"location", "/admin/v1/kill-switches/" + thrown->killSwitch->id.toString()}});
        },
        recordingSwitch(call, parts, 201));
}

void release(const CallPtr& call, const Parts& parts)
{
    const auto killSwitch = switchOf(call, parts);
    if (!killSwitch)
        return call->refuse(noSwitch());
    call->setBefore(protocol::toJson(toWire(*killSwitch, parts.killSwitches, parts.clock.now())));
    parts.killSwitches.release(
        killSwitch->id, call->principal().name,
        [call, parts](const Result<SwitchPtr>& released) {
            if (!released)
                return call->refuse(released.error());
            call->answer(200, protocol::toJson(toWire(**released, parts.killSwitches, parts.clock.now())));
        },
        recordingSwitch(call, parts, 200));
}

void preview(const CallPtr& call, const Parts& parts)
{
    const auto query = call->query({"scope", "target"});
    if (!query)
        return call->refuse(query.error());
    const auto valueOf = [&query](const char* name) {
        const auto found = query->find(name);
        return found == query->end() ? std::string() : found->second;
    };
    const auto target = targetOf(parts, valueOf("scope"), valueOf("target"));
    if (!target)
        return call->refuse(target.error());
    parts.killSwitches.preview(
        *target, [call](const KillCounts& counts) { call->answer(200, protocol::toJson(effectOf(counts))); });
}

} // namespace

std::vector<Route> killSwitchRoutes(const Parts& parts)
{
    return {
        {"GET", "/admin/v1/kill-switches", [parts](const CallPtr& call) { list(call, parts); }},
        {"POST", "/admin/v1/kill-switches", [parts](const CallPtr& call) { throwSwitch(call, parts); }},
        {"GET", "/admin/v1/kill-switches/preview", [parts](const CallPtr& call) { preview(call, parts); }},
        {"GET", "/admin/v1/kill-switches/{id}", [parts](const CallPtr& call) { get(call, parts); }},
        {"DELETE", "/admin/v1/kill-switches/{id}", [parts](const CallPtr& call) { release(call, parts); }},
    };
}

} // namespace gotoai::control
