// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/market.h"
#include "control/resources.h"
#include "control/supplychange.h"
#include "control/supplywire.h"

#include <algorithm>

namespace gotoai::control {
namespace {

using supply::SupplyPlan;

// With the ids that what is new has got, once it is there.
protocol::SupplyDifference appliedDifference(const SupplyPlan& plan, std::int32_t skipped, const Parts& parts)
{
    protocol::SupplyDifference difference = differenceOf(plan);
    difference.skipped = skipped;
    for (std::size_t i = 0; i < plan.providers.size(); ++i) {
        if (parts.catalog.provider(plan.providers[i].after->id))
            difference.providers[i].provider = plan.providers[i].after->id;
    }
    for (std::size_t i = 0; i < plan.endpoints.size(); ++i) {
        if (parts.catalog.endpoint(plan.endpoints[i].after->id))
            difference.endpoints[i].endpoint = plan.endpoints[i].after->id;
    }
    return difference;
}

// A plan, and what it leaves out.
struct Planned
{
    SupplyPlan plan;
    std::int32_t skipped = 0;
    std::optional<std::string> preview; // that the caller names
};

Result<Planned> planImport(const Call& call, const Parts& parts)
{
    auto body = call.body<protocol::SupplyImport>();
    const auto wanted = body ? fromWire(body->supply) : body.error();
    if (!wanted)
        return wanted.error();
    auto plan = planSupply(parts.catalog.providers(), parts.catalog.endpoints(), *wanted, supply::Extent::Everything,
                           parts.clock.now());
    if (!plan)
        return failure(plan.error().code, plan.error().detail, "supply." + plan.error().param);
    return Planned{*std::move(plan), 0, std::move(body->preview)};
}

Result<Planned> planMarket(const Call& call, const Parts& parts)
{
    auto selection = call.body<protocol::MarketSelection>();
    const auto market = selection ? readMarket() : selection.error();
    const auto wish = market ? wishOf(*market, *selection) : market.error();
    if (!wish)
        return wish.error();
    auto plan = planSupply(parts.catalog.providers(), parts.catalog.endpoints(), wish->providers, supply::Extent::Facts,
                           parts.clock.now());
    if (!plan)
        return std::move(plan).error();
    return Planned{*std::move(plan), wish->skipped, std::move(selection->preview)};
}

using Planning = Result<Planned> (*)(const Call&, const Parts&);

void preview(const CallPtr& call, const Parts& parts, Planning planning)
{
    const auto planned = planning(*call, parts);
    if (!planned)
        return call->refuse(planned.error());
    call->answer(200, protocol::toJson(appliedDifference(planned->plan, planned->skipped, parts)));
}

void import(const CallPtr& call, const Parts& parts, Planning planning)
{
    auto planned = planning(*call, parts);
    if (!planned)
        return call->refuse(planned.error());
    applySeen<protocol::SupplyDifference>(call, parts.catalog, std::move(planned->plan), planned->preview,
                                          [parts, skipped = planned->skipped](const SupplyPlan& plan) {
                                              return appliedDifference(plan, skipped, parts);
                                          });
}

void market(const CallPtr& call)
{
    const auto query = call->query({"provider", "model"});
    auto market = query ? readMarket() : query.error();
    if (!market)
        return call->refuse(market.error());
    const auto is = [&](const char* name, const std::string& value) {
        const auto found = query->find(name);
        return found == query->end() || found->second == value;
    };
    for (protocol::MarketModel& model : market->models)
        std::erase_if(model.endpoints, [&](const auto& endpoint) { return !is("provider", endpoint.provider); });
    std::erase_if(market->models, [&](const auto& model) { return !is("model", model.id) || model.endpoints.empty(); });
    std::erase_if(market->providers, [&](const auto& provider) { return !is("provider", provider.id); });
    call->answer(200, protocol::toJson(*market));
}

} // namespace

std::vector<Route> supplyRoutes(const Parts& parts)
{
    const auto previewing = [parts](Planning planning) {
        return [parts, planning](const CallPtr& call) { preview(call, parts, planning); };
    };
    const auto importing = [parts](Planning planning) {
        return [parts, planning](const CallPtr& call) { import(call, parts, planning); };
    };
    const auto question = [](std::string pattern, std::function<void(const CallPtr&)> serve) {
        return Route{.method = "POST",
                     .pattern = std::move(pattern),
                     .serve = std::move(serve),
                     .repetition = Repetition::Question};
    };
    return {
        {"GET", "/admin/v1/supply",
         [parts](const CallPtr& call) { call->answer(200, protocol::toJson(exported(parts.catalog))); }},
        question("/admin/v1/supply/preview", previewing(planImport)),
        {"POST", "/admin/v1/supply/import", importing(planImport)},
        {"GET", "/admin/v1/market", market},
        question("/admin/v1/market/preview", previewing(planMarket)),
        {"POST", "/admin/v1/market/import", importing(planMarket)},
    };
}

} // namespace gotoai::control
