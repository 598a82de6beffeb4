// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/supplywire.h"
#include "control/wire.h"

#include <algorithm>

namespace gotoai::control {
namespace {

Error noSuch(const char* what, std::string field)
{
    return failure(ErrorCode::InvalidRequest, std::string("the market has no such ") + what, std::move(field));
}

Result<supply::ProviderDraft> draftOf(const protocol::MarketProvider& provider, const protocol::MarketChoice& choice)
{
    const auto protocol = supply::protocolFromWord(provider.protocol.value_or(std::string()));
    if (!protocol)
        return failure(ErrorCode::InvalidRequest, "this provider's protocol is not spoken here", "id");
    if (!choice.baseUrl && !provider.baseUrl)
        return failure(ErrorCode::InvalidRequest, "this provider's address differs from customer to customer: name it",
                       "base_url");
    supply::ProviderDraft draft;
    draft.name = choice.name.value_or(provider.id);
    draft.protocol = *protocol;
    draft.baseUrl = choice.baseUrl ? *choice.baseUrl : *provider.baseUrl;
    const protocol::DataPolicy& policy = provider.dataPolicy;
    draft.dataPolicy = {policy.logsPrompts, policy.trainsOnPrompts, policy.retentionDays};
    return draft;
}

// The market says up to where a price goes, ours from where the next one counts. A tier that no prompt can reach is
// none, and what lies beyond the last one has no price.
void takePrice(const protocol::MarketEndpoint& endpoint, supply::EndpointDraft& draft)
{
    draft.price = fromWire(endpoint.price);
    draft.contextTokens = endpoint.contextTokens;
    for (std::size_t i = 1; i < endpoint.tiers.size(); ++i) {
        const auto above = endpoint.tiers[i - 1].upToPromptTokens;
        if (above && *above < draft.contextTokens)
            draft.price.tiers.push_back({*above, fromWire(endpoint.tiers[i].price)});
    }
    if (!endpoint.tiers.empty())
        draft.contextTokens =
            std::min(draft.contextTokens, endpoint.tiers.back().upToPromptTokens.value_or(draft.contextTokens));
}

Result<supply::EndpointDraft> draftOf(const protocol::MarketModel& model, const protocol::MarketEndpoint& endpoint)
{
    const auto features = featuresFromWire(endpoint.features);
    if (!features)
        return features.error();
    supply::EndpointDraft draft;
    draft.model = model.id;
    draft.upstreamModel = endpoint.upstreamModel;
    takePrice(endpoint, draft);
    draft.maxOutputTokens = std::min(endpoint.maxOutputTokens.value_or(draft.contextTokens), draft.contextTokens);
    draft.traits.features = *features;
    return draft;
}

bool isWanted(const protocol::MarketModel& model, const protocol::MarketSelection& selection)
{
    return !selection.models || std::ranges::find(*selection.models, model.id) != selection.models->end();
}

} // namespace

Result<MarketWish> wishOf(const protocol::MarketCatalog& market, const protocol::MarketSelection& selection)
{
    for (const std::string& id : selection.models.value_or(std::vector<std::string>())) {
        if (std::ranges::find(market.models, id, &protocol::MarketModel::id) == market.models.end())
            return noSuch("model", "models");
    }
    MarketWish wish;
    for (std::size_t i = 0; i < selection.providers.size(); ++i) {
        const protocol::MarketChoice& choice = selection.providers[i];
        const std::string place = "providers[" + std::to_string(i) + "].";
        const auto provider = std::ranges::find(market.providers, choice.id, &protocol::MarketProvider::id);
        if (provider == market.providers.end())
            return noSuch("provider", place + "id");
        auto draft = draftOf(*provider, choice);
        if (!draft)
            return failure(draft.error().code, draft.error().detail, place + draft.error().param);
        supply::WantedProvider wanted{*std::move(draft), true, {}};
        for (const protocol::MarketModel& model : market.models) {
            for (const protocol::MarketEndpoint& endpoint : model.endpoints) {
                if (endpoint.provider != provider->id || !isWanted(model, selection))
                    continue;
                if (!model.isChat) {
                    ++wish.skipped;
                    continue;
                }
                auto offered = draftOf(model, endpoint);
                if (!offered)
                    return std::move(offered).error();
                wanted.endpoints.push_back(*std::move(offered));
            }
        }
        wish.providers.push_back(std::move(wanted));
    }
    return wish;
}

} // namespace gotoai::control
