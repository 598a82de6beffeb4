// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/listquery.h"
#include "control/recording.h"
#include "control/resources.h"
#include "control/wire.h"

namespace gotoai::control {
namespace {

using supply::CatalogStore;
using ProviderPtr = CatalogStore::ProviderPtr;

void list(const CallPtr& call, const CatalogStore& catalog)
{
    const auto query = call->query({"limit", "cursor"});
    const auto paging = query ? ListQuery::parse("providers", *query) : query.error();
    if (!paging)
        return call->refuse(paging.error());
    const auto page = paging->pageOf(
        catalog.providers(), [](const supply::Provider&) { return true; },
        [](const ProviderPtr& provider) { return toWire(*provider); });
    if (!page)
        return call->refuse(page.error());
    call->answer(200, protocol::toJson(*page));
}

void get(const CallPtr& call, const CatalogStore& catalog)
{
    const auto id = call->id<ProviderId>();
    const auto provider = id ? catalog.provider(*id) : nullptr;
    if (!provider)
        return call->refuse(failure(ErrorCode::NotFound, "there is no such provider"));
    call->answerVersioned(200, protocol::toJson(toWire(*provider)), provider->version);
}

Result<supply::ProviderDraft> draftOf(Result<protocol::ProviderDraft> wire)
{
    if (!wire)
        return std::move(wire).error();
    const auto protocol = supply::protocolFromWord(wire->protocol);
    if (!protocol)
        return failure(ErrorCode::InvalidRequest, "a protocol is openai, openrouter, anthropic, ollama or simulator",
                       "protocol");
    if (wire->simulator && *protocol != supply::Protocol::Simulator)
        return failure(ErrorCode::InvalidRequest, "only the simulator has such settings", "simulator");
    supply::ProviderDraft draft;
    draft.name = std::move(wire->name);
    draft.protocol = *protocol;
    draft.baseUrl = std::move(wire->baseUrl);
    draft.secret = std::move(wire->secret);
    draft.allowsPrivateAddresses = wire->allowsPrivateAddresses;
    draft.isEnabled = wire->isEnabled;
    draft.region = std::move(wire->region);
    draft.headers = fromWire(wire->headers);
    draft.dataPolicy = {wire->dataPolicy.logsPrompts, wire->dataPolicy.trainsOnPrompts, wire->dataPolicy.retentionDays};
    if (wire->simulator)
        draft.simulator = fromWire(*wire->simulator);
    return draft;
}

void create(const CallPtr& call, CatalogStore& catalog)
{
    auto draft = draftOf(call->body<protocol::ProviderDraft>());
    if (!draft)
        return call->refuse(draft.error());
    catalog.createProvider(
        *std::move(draft),
        [call](Result<ProviderPtr> provider) {
            if (!provider)
                return call->refuse(provider.error());
            call->answerVersioned(201, protocol::toJson(toWire(**provider)), (*provider)->version,
                                  {{"location", "/admin/v1/providers/" + (*provider)->id.toString()}});
        },
        recording<supply::Provider>(call, 201));
}

supply::ProviderChange changeOf(const supply::Provider& current, protocol::ProviderChange wire)
{
    supply::ProviderChange change;
    change.name = std::move(wire.name);
    change.baseUrl = std::move(wire.baseUrl);
    change.secret = std::move(wire.secret);
    change.allowsPrivateAddresses = wire.allowsPrivateAddresses;
    change.isEnabled = wire.isEnabled;
    change.region = std::move(wire.region);
    if (wire.headers)
        change.headers = fromWire(*wire.headers);
    if (wire.dataPolicy) {
        const supply::DataPolicy& policy = current.dataPolicy;
        change.dataPolicy = {wire.dataPolicy->logsPrompts.value_or(policy.logsPrompts),
                             wire.dataPolicy->trainsOnPrompts.value_or(policy.trainsOnPrompts),
                             wire.dataPolicy->retentionDays.value_or(policy.retentionDays)};
    }
    if (wire.simulator)
        change.simulator = fromWire(*wire.simulator);
    return change;
}

void change(const CallPtr& call, CatalogStore& catalog)
{
    const auto id = call->id<ProviderId>();
    const auto current = id ? catalog.provider(*id) : nullptr;
    if (!current)
        return call->refuse(failure(ErrorCode::NotFound, "there is no such provider"));
    const auto version = call->expectedVersion(current->version);
    if (!version)
        return call->refuse(version.error());
    auto wire = call->body<protocol::ProviderChange>();
    if (!wire)
        return call->refuse(wire.error());
    if (wire->simulator && current->protocol != supply::Protocol::Simulator)
        return call->refuse(failure(ErrorCode::InvalidRequest, "only the simulator has such settings", "simulator"));
    call->setBefore(protocol::toJson(toWire(*current)));
    catalog.changeProvider(
        *id, *version, changeOf(*current, *std::move(wire)),
        [call, &catalog, id = *id](Result<ProviderPtr> provider) {
            if (!provider)
                return call->refuse(provider.error(), protocol::toJson(toWire(*catalog.provider(id))));
            call->answerVersioned(200, protocol::toJson(toWire(**provider)), (*provider)->version);
        },
        recording<supply::Provider>(call, 200));
}

} // namespace

std::vector<Route> providerRoutes(const Parts& parts)
{
    CatalogStore& catalog = parts.catalog;
    return {
        {"GET", "/admin/v1/providers", [&catalog](const CallPtr& call) { list(call, catalog); }},
        {"POST", "/admin/v1/providers", [&catalog](const CallPtr& call) { create(call, catalog); }},
        {"GET", "/admin/v1/providers/{id}", [&catalog](const CallPtr& call) { get(call, catalog); }},
        {"PATCH", "/admin/v1/providers/{id}", [&catalog](const CallPtr& call) { change(call, catalog); }},
    };
}

} // namespace gotoai::control
