// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertwire.h"
#include "control/listquery.h"
#include "control/recording.h"
#include "control/resources.h"
#include "control/wire.h"

namespace gotoai::control {
namespace {

using alerts::AlertStore;
using AlertPtr = AlertStore::AlertPtr;

// Of nobody's account: not a member's business.
bool maySee(const Call& call, const alerts::Alert& alert)
{
    const auto& account = alert.finding.account;
    return account ? call.maySee(*account) : !call.principal().account;
}

Result<std::optional<bool>> openFilter(const Call::Query& query)
{
    const auto found = query.find("open");
    if (found == query.end())
        return std::optional<bool>();
    if (found->second != "true" && found->second != "false")
        return failure(ErrorCode::InvalidRequest, "it is true or false", "open");
    return std::optional(found->second == "true");
}

void list(const CallPtr& call, const AlertStore& store)
{
    const auto query = call->query({"limit", "cursor", "open", "kind", "account"});
    const auto paging = query ? ListQuery::parse("alerts", *query) : query.error();
    if (!paging)
        return call->refuse(paging.error());
    const auto isOpen = openFilter(*query);
    const auto asked = idFilter<AccountId>(*query, "account");
    const auto account = asked ? call->confine(*asked) : asked;
    if (!isOpen || !account)
        return call->refuse(isOpen ? account.error() : isOpen.error());
    const auto kind = query->find("kind");
    const auto page = paging->pageOf(
        store.alerts(),
        [&](const alerts::Alert& alert) {
            return maySee(*call, alert) && (!*isOpen || alert.isOpen() == **isOpen) &&
                   (!*account || alert.finding.account == **account) &&
                   (kind == query->end() || alert.finding.kind == kind->second);
        },
        [](const AlertPtr& alert) { return toWire(*alert); });
    if (!page)
        return call->refuse(page.error());
    call->answer(200, protocol::toJson(*page));
}

// Null when there is none that the caller may know of.
AlertPtr alertOf(const CallPtr& call, const AlertStore& store)
{
    const auto id = call->id<AlertId>();
    auto alert = id ? store.alert(*id) : nullptr;
    return alert && maySee(*call, *alert) ? alert : nullptr;
}

Error noAlert() { return failure(ErrorCode::NotFound, "there is no such alert"); }

void get(const CallPtr& call, const AlertStore& store)
{
    const auto alert = alertOf(call, store);
    if (!alert)
        return call->refuse(noAlert());
    call->answerVersioned(200, protocol::toJson(toWire(*alert)), alert->version);
}

void acknowledge(const CallPtr& call, AlertStore& store)
{
    const auto current = alertOf(call, store);
    if (!current)
        return call->refuse(noAlert());
    const auto version = call->expectedVersion(current->version);
    if (!version)
        return call->refuse(version.error());
    call->setBefore(protocol::toJson(toWire(*current)));
    store.acknowledge(
        current->id, *version, call->principal().id(),
        [call, current](const Result<AlertPtr>& alert) {
            if (!alert)
                return call->refuse(alert.error(), protocol::toJson(toWire(*current)));
            call->answerVersioned(200, protocol::toJson(toWire(**alert)), (*alert)->version);
        },
        recording<alerts::Alert>(call, 200));
}

} // namespace

std::vector<Route> alertRoutes(const Parts& parts)
{
    AlertStore& store = parts.alerts;
    return {
        {"GET", "/admin/v1/alerts", [&store](const CallPtr& call) { list(call, store); }},
        {"GET", "/admin/v1/alerts/{id}", [&store](const CallPtr& call) { get(call, store); }},
        {"POST", "/admin/v1/alerts/{id}/acknowledgement", [&store](const CallPtr& call) { acknowledge(call, store); }},
    };
}

} // namespace gotoai::control
