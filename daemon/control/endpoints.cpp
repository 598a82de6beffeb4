// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/listquery.h"
#include "control/recording.h"
#include "control/resources.h"
#include "control/wire.h"

namespace gotoai::control {
namespace {

using std::chrono::milliseconds;
using supply::CatalogStore;
using EndpointPtr = CatalogStore::EndpointPtr;

Error noSuchState() { return failure(ErrorCode::InvalidRequest, "a state is enabled, draining or disabled", "state"); }

void list(const CallPtr& call, const CatalogStore& catalog)
{
    const auto query = call->query({"limit", "cursor", "provider", "model"});
    const auto paging = query ? ListQuery::parse("endpoints", *query) : query.error();
    if (!paging)
        return call->refuse(paging.error());
    const auto provider = idFilter<ProviderId>(*query, "provider");
    if (!provider)
        return call->refuse(provider.error());
    const auto model = query->find("model");
    const auto isWanted = [&](const supply::Endpoint& endpoint) {
        return (!*provider || endpoint.provider->id == **provider) &&
               (model == query->end() || endpoint.model == model->second);
    };
    const auto page =
        paging->pageOf(catalog.endpoints(), isWanted, [](const EndpointPtr& endpoint) { return toWire(*endpoint); });
    if (!page)
        return call->refuse(page.error());
    call->answer(200, protocol::toJson(*page));
}

void get(const CallPtr& call, const CatalogStore& catalog)
{
    const auto id = call->id<EndpointId>();
    const auto endpoint = id ? catalog.endpoint(*id) : nullptr;
    if (!endpoint)
        return call->refuse(failure(ErrorCode::NotFound, "there is no such endpoint"));
    call->answerVersioned(200, protocol::toJson(toWire(*endpoint)), endpoint->version);
}

Result<supply::EndpointDraft> draftOf(Result<protocol::EndpointDraft> wire)
{
    if (!wire)
        return std::move(wire).error();
    const auto state = supply::endpointStateFromWord(wire->state);
    if (!state)
        return noSuchState();
    auto traits = fromWire(wire->traits);
    if (!traits)
        return std::move(traits).error();
    supply::EndpointDraft draft;
    draft.provider = wire->provider;
    draft.model = std::move(wire->model);
    draft.upstreamModel = std::move(wire->upstreamModel);
    draft.price = fromWire(wire->price);
    draft.contextTokens = wire->contextTokens;
    draft.maxOutputTokens = wire->maxOutputTokens;
    draft.imageTokens = wire->imageTokens;
    draft.usesMaxCompletionTokens = wire->usesMaxCompletionTokens;
    draft.state = *state;
    draft.traits = *traits;
    draft.deadlines = {milliseconds(wire->deadlines.connectMs), milliseconds(wire->deadlines.firstByteMs),
                       milliseconds(wire->deadlines.idleMs), milliseconds(wire->deadlines.firstTokenMs)};
    return draft;
}

void create(const CallPtr& call, CatalogStore& catalog)
{
    auto draft = draftOf(call->body<protocol::EndpointDraft>());
    if (!draft)
        return call->refuse(draft.error());
    catalog.createEndpoint(
        *std::move(draft),
        [call](Result<EndpointPtr> endpoint) {
            if (!endpoint)
                return call->refuse(endpoint.error());
            call->answerVersioned(201, protocol::toJson(toWire(**endpoint)), (*endpoint)->version,
                                  {{"location", "/admin/v1/endpoints/" + (*endpoint)->id.toString()}});
        },
        recording<supply::Endpoint>(call, 201));
}

Result<supply::EndpointTraits> changedTraits(const supply::EndpointTraits& current,
                                             const protocol::EndpointChange& wire)
{
    supply::EndpointTraits traits = current;
    if (wire.features && *wire.features) {
        auto features = featuresFromWire(**wire.features);
        if (!features)
            return std::move(features).error();
        traits.features = *features;
    } else if (wire.features) {
        traits.features.reset();
    }
    if (wire.quantization) {
        const auto quantization = quantizationFromWire(*wire.quantization);
        if (!quantization)
            return quantization.error();
        traits.quantization = *quantization;
    }
    traits.quality = wire.quality.value_or(current.quality);
    traits.codeScore = wire.codeScore.value_or(current.codeScore);
    traits.tier = wire.tier.value_or(current.tier);
    traits.weight = wire.weight.value_or(current.weight);
    return traits;
}

Result<supply::EndpointChange> changeOf(const supply::Endpoint& current, Result<protocol::EndpointChange> wire)
{
    if (!wire)
        return std::move(wire).error();
    supply::EndpointChange change;
    if (wire->state) {
        change.state = supply::endpointStateFromWord(*wire->state);
        if (!change.state)
            return noSuchState();
    }
    auto traits = changedTraits(current.traits, *wire);
    if (!traits)
        return std::move(traits).error();
    change.traits = *traits;
    change.upstreamModel = std::move(wire->upstreamModel);
    change.contextTokens = wire->contextTokens;
    change.maxOutputTokens = wire->maxOutputTokens;
    change.imageTokens = wire->imageTokens;
    change.usesMaxCompletionTokens = wire->usesMaxCompletionTokens;
    if (wire->deadlines) {
        const auto orElse = [](const std::optional<std::int64_t>& ms, milliseconds kept) {
            return ms ? milliseconds(*ms) : kept;
        };
        change.deadlines = supply::Deadlines{orElse(wire->deadlines->connectMs, current.deadlines.connect),
                                             orElse(wire->deadlines->firstByteMs, current.deadlines.firstByte),
                                             orElse(wire->deadlines->idleMs, current.deadlines.idle),
                                             orElse(wire->deadlines->firstTokenMs, current.deadlines.firstToken)};
    }
    return change;
}

void change(const CallPtr& call, CatalogStore& catalog)
{
    const auto id = call->id<EndpointId>();
    const auto current = id ? catalog.endpoint(*id) : nullptr;
    if (!current)
        return call->refuse(failure(ErrorCode::NotFound, "there is no such endpoint"));
    const auto version = call->expectedVersion(current->version);
    if (!version)
        return call->refuse(version.error());
    const auto change = changeOf(*current, call->body<protocol::EndpointChange>());
    if (!change)
        return call->refuse(change.error());
    call->setBefore(protocol::toJson(toWire(*current)));
    catalog.changeEndpoint(
        *id, *version, *change,
        [call, &catalog, id = *id](Result<EndpointPtr> endpoint) {
            if (!endpoint)
                return call->refuse(endpoint.error(), protocol::toJson(toWire(*catalog.endpoint(id))));
            call->answerVersioned(200, protocol::toJson(toWire(**endpoint)), (*endpoint)->version);
        },
        recording<supply::Endpoint>(call, 200));
}

} // namespace

std::vector<Route> endpointRoutes(const Parts& parts)
{
    CatalogStore& catalog = parts.catalog;
    return {
        {"GET", "/admin/v1/endpoints", [&catalog](const CallPtr& call) { list(call, catalog); }},
        {"POST", "/admin/v1/endpoints", [&catalog](const CallPtr& call) { create(call, catalog); }},
        {"GET", "/admin/v1/endpoints/{id}", [&catalog](const CallPtr& call) { get(call, catalog); }},
        {"PATCH", "/admin/v1/endpoints/{id}", [&catalog](const CallPtr& call) { change(call, catalog); }},
    };
}

} // namespace gotoai::control
