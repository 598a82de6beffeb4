// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/supplywire.h"

#include "base/hex.h"
#include "control/wire.h"
#include "crypto/sha256.h"

#include <QJsonDocument>

#include <set>

namespace gotoai::control {
namespace {

using std::chrono::milliseconds;
using supply::SupplyPlan;

protocol::SupplyEndpoint exported(const supply::Endpoint& endpoint)
{
    protocol::Endpoint wire = toWire(endpoint);
    return {std::move(wire.model),  std::move(wire.upstreamModel),
            std::move(wire.state),  pricesOf(*endpoint.price),
            wire.contextTokens,     wire.maxOutputTokens,
            wire.imageTokens,       wire.usesMaxCompletionTokens,
            std::move(wire.traits), wire.deadlines};
}

Error at(const std::string& place, const Error& error)
{
    return failure(error.code, error.detail, error.param.empty() ? place : place + "." + error.param);
}

Result<supply::EndpointDraft> fromWire(const protocol::SupplyEndpoint& wire)
{
    const auto state = supply::endpointStateFromWord(wire.state);
    if (!state)
        return failure(ErrorCode::InvalidRequest, "a state is enabled, draining or disabled", "state");
    auto traits = control::fromWire(wire.traits);
    if (!traits)
        return std::move(traits).error();
    supply::EndpointDraft draft;
    draft.model = wire.model;
    draft.upstreamModel = wire.upstreamModel;
    draft.price = control::fromWire(wire.price);
    draft.contextTokens = wire.contextTokens;
    draft.maxOutputTokens = wire.maxOutputTokens;
    draft.imageTokens = wire.imageTokens;
    draft.usesMaxCompletionTokens = wire.usesMaxCompletionTokens;
    draft.state = *state;
    draft.traits = *traits;
    draft.deadlines = {milliseconds(wire.deadlines.connectMs), milliseconds(wire.deadlines.firstByteMs),
                       milliseconds(wire.deadlines.idleMs), milliseconds(wire.deadlines.firstTokenMs)};
    return draft;
}

Result<supply::WantedProvider> fromWire(const protocol::SupplyProvider& wire)
{
    const auto protocol = supply::protocolFromWord(wire.protocol);
    if (!protocol)
        return failure(ErrorCode::InvalidRequest, "a protocol is openai, openrouter, anthropic, ollama or simulator",
                       "protocol");
    if (wire.simulator && *protocol != supply::Protocol::Simulator)
        return failure(ErrorCode::InvalidRequest, "only the simulator has such settings", "simulator");
    supply::WantedProvider wanted;
    wanted.needsSecret = wire.hasSecret;
    supply::ProviderDraft& draft = wanted.provider;
    draft.name = wire.name;
    draft.protocol = *protocol;
    draft.baseUrl = wire.baseUrl;
    draft.allowsPrivateAddresses = wire.allowsPrivateAddresses;
    draft.isEnabled = wire.isEnabled;
    draft.region = wire.region;
    draft.headers = control::fromWire(wire.headers);
    draft.dataPolicy = {wire.dataPolicy.logsPrompts, wire.dataPolicy.trainsOnPrompts, wire.dataPolicy.retentionDays};
    if (wire.simulator)
        draft.simulator = control::fromWire(*wire.simulator);
    for (std::size_t i = 0; i < wire.endpoints.size(); ++i) {
        auto endpoint = fromWire(wire.endpoints[i]);
        if (!endpoint)
            return at("endpoints[" + std::to_string(i) + "]", endpoint.error());
        wanted.endpoints.push_back(*std::move(endpoint));
    }
    return wanted;
}

// The members that are not alike, but for those that tell of the row itself.
std::vector<std::string> differingFields(const QJsonObject& before, const QJsonObject& after)
{
    static const std::set<QString> s_ofTheRow{QStringLiteral("version"), QStringLiteral("created_at")};
    std::vector<std::string> fields;
    for (auto member = after.begin(); member != after.end(); ++member) {
        if (!s_ofTheRow.contains(member.key()) && before.value(member.key()) != member.value())
            fields.push_back(member.key().toStdString());
    }
    return fields;
}

template<class Step>
std::vector<std::string> fieldsOf(const Step& step)
{
    if (!step.before)
        return {};
    return differingFields(protocol::toJson(toWire(*step.before)), protocol::toJson(toWire(*step.after)));
}

template<class Step>
std::string changeOf(const Step& step)
{
    return step.before ? "changed" : "added";
}

// Of what stands there, without the ids, which are new each time.
template<class Report>
std::string nameOf(const Report& report)
{
    const QByteArray text = QJsonDocument(protocol::toJson(report)).toJson(QJsonDocument::Compact);
    return toHex(crypto::sha256(crypto::asBytes(text.toStdString()))).substr(0, 32);
}

protocol::EndpointDifference differenceOf(const SupplyPlan::EndpointStep& step)
{
    protocol::EndpointDifference wire;
    wire.provider = step.after->provider->name;
    wire.model = step.after->model;
    wire.upstreamModel = step.after->upstreamModel;
    if (step.before)
        wire.endpoint = step.before->id;
    wire.change = changeOf(step);
    wire.fields = fieldsOf(step);
    if (step.isRepriced()) {
        wire.priceBefore = pricesOf(*step.before->price);
        wire.priceAfter = pricesOf(*step.after->price);
    } else if (!step.before) {
        wire.priceAfter = pricesOf(*step.after->price);
    }
    return wire;
}

} // namespace

protocol::MeterPrices pricesOf(const Price& price) { return toWire(EndpointId(), price).meters; }

protocol::SupplyFile exported(const supply::CatalogStore& catalog)
{
    protocol::SupplyFile file;
    std::map<ProviderId, std::size_t> places;
    for (const auto& [id, provider] : catalog.providers()) {
        protocol::Provider wire = toWire(*provider);
        places.emplace(id, file.providers.size());
        file.providers.push_back({std::move(wire.name),
                                  std::move(wire.protocol),
                                  std::move(wire.baseUrl),
                                  wire.hasSecret,
                                  wire.allowsPrivateAddresses,
                                  wire.isEnabled,
                                  std::move(wire.region),
                                  std::move(wire.headers),
                                  wire.dataPolicy,
                                  wire.simulator,
                                  {}});
    }
    for (const auto& [id, endpoint] : catalog.endpoints())
        file.providers[places.at(endpoint->provider->id)].endpoints.push_back(exported(*endpoint));
    return file;
}

Result<std::vector<supply::WantedProvider>> fromWire(const protocol::SupplyFile& file)
{
    if (file.format != protocol::kSupplyFormat)
        return failure(ErrorCode::InvalidRequest,
                       std::string("a supply file is of the format ") + protocol::kSupplyFormat, "supply.format");
    std::vector<supply::WantedProvider> wanted;
    for (std::size_t i = 0; i < file.providers.size(); ++i) {
        auto provider = fromWire(file.providers[i]);
        if (!provider)
            return at("supply.providers[" + std::to_string(i) + "]", provider.error());
        wanted.push_back(*std::move(provider));
    }
    return wanted;
}

protocol::SupplyDifference differenceOf(const SupplyPlan& plan)
{
    protocol::SupplyDifference wire;
    wire.unchanged = static_cast<std::int32_t>(plan.unchanged);
    for (const SupplyPlan::ProviderStep& step : plan.providers) {
        ++(step.before ? wire.changed : wire.added);
        wire.providers.push_back({step.after->name, step.before ? std::optional(step.before->id) : std::nullopt,
                                  changeOf(step), fieldsOf(step), step.needsSecret});
    }
    for (const SupplyPlan::EndpointStep& step : plan.endpoints) {
        ++(step.before ? wire.changed : wire.added);
        wire.repriced += step.isRepriced() ? 1 : 0;
        wire.endpoints.push_back(differenceOf(step));
        std::erase(wire.endpoints.back().fields, "provider");
    }
    wire.preview = nameOf(wire);
    return wire;
}

protocol::RepricingReport reportOf(const SupplyPlan& plan)
{
    protocol::RepricingReport wire;
    wire.unchanged = static_cast<std::int32_t>(plan.unchanged);
    for (const SupplyPlan::EndpointStep& step : plan.endpoints)
        wire.endpoints.push_back({step.after->id, step.after->provider->name, step.after->model,
                                  step.before->price->id(), std::nullopt, pricesOf(*step.before->price),
                                  pricesOf(*step.after->price)});
    wire.preview = nameOf(wire);
    return wire;
}

} // namespace gotoai::control
