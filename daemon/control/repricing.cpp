// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/resources.h"
#include "control/supplychange.h"
#include "control/supplywire.h"
#include "control/wire.h"
#include "money/decimal.h"
#include "supply/registry/pricetable.h"

namespace gotoai::control {
namespace {

using supply::NewPrice;
using supply::SupplyPlan;

constexpr std::size_t kMaxEndpoints = 5'000;
constexpr int kPercentScale = 4;
constexpr std::int64_t kLowestPercent = -100 * 10'000;
constexpr std::int64_t kHighestPercent = 10'000 * std::int64_t{10'000};

protocol::RepricingReport appliedReport(const SupplyPlan& plan, const supply::CatalogStore& catalog)
{
    protocol::RepricingReport report = reportOf(plan);
    for (std::size_t i = 0; i < plan.endpoints.size(); ++i) {
        const auto& after = plan.endpoints[i].after;
        const auto now = catalog.endpoint(after->id);
        if (now && now->price->id() == after->price->id())
            report.endpoints[i].price = after->price->id();
    }
    return report;
}

Result<std::int64_t> percentOf(const std::string& text)
{
    const auto percent = parseDecimal(text, kPercentScale);
    if (!percent || *percent < kLowestPercent || *percent > kHighestPercent)
        return failure(ErrorCode::InvalidRequest, "a share is -100 to 10000 with at most four decimal places",
                       "percent");
    return percent;
}

Result<SupplyPlan> planRepricing(const protocol::Repricing& repricing, const Parts& parts)
{
    if (repricing.percent.has_value() == repricing.price.has_value())
        return failure(ErrorCode::InvalidRequest, "a repricing names a percentage or a price", "percent");
    if (repricing.endpoints.empty() || repricing.endpoints.size() > kMaxEndpoints)
        return failure(ErrorCode::InvalidRequest, "a repricing is of 1 to 5,000 endpoints", "endpoints");
    const auto percent = repricing.percent ? percentOf(*repricing.percent) : Result<std::int64_t>(0);
    if (!percent)
        return percent.error();
    std::vector<NewPrice> prices;
    for (const EndpointId& id : repricing.endpoints) {
        const auto endpoint = parts.catalog.endpoint(id);
        if (!endpoint)
            return failure(ErrorCode::InvalidRequest, "there is no endpoint " + id.toString(), "endpoints");
        auto figures = repricing.price ? Result<PriceFigures>(fromWire(*repricing.price))
                                       : supply::changedBy(*endpoint->price, *percent);
        if (!figures)
            return std::move(figures).error();
        prices.push_back({endpoint, *std::move(figures)});
    }
    return supply::planPrices(prices, parts.clock.now());
}

void preview(const CallPtr& call, const Parts& parts)
{
    const auto repricing = call->body<protocol::Repricing>();
    const auto plan = repricing ? planRepricing(*repricing, parts) : repricing.error();
    if (!plan)
        return call->refuse(plan.error());
    call->answer(200, protocol::toJson(reportOf(*plan)));
}

void apply(const CallPtr& call, const Parts& parts)
{
    const auto repricing = call->body<protocol::Repricing>();
    auto plan = repricing ? planRepricing(*repricing, parts) : repricing.error();
    if (!plan)
        return call->refuse(plan.error());
    applySeen<protocol::RepricingReport>(
        call, parts.catalog, *std::move(plan), repricing->preview,
        [&catalog = parts.catalog](const SupplyPlan& applied) { return appliedReport(applied, catalog); });
}

// The endpoints still have the prices that are to be replaced.
Result<std::vector<NewPrice>> restored(const protocol::PriceRestorations& wanted, const std::vector<Price>& earlier,
                                       const supply::CatalogStore& catalog)
{
    std::vector<NewPrice> prices;
    for (std::size_t i = 0; i < wanted.prices.size(); ++i) {
        const auto endpoint = catalog.endpoint(wanted.prices[i].endpoint);
        if (!endpoint || endpoint->price->id() != wanted.prices[i].current)
            return failure(ErrorCode::Conflict, "its price is another by now", "prices[" + std::to_string(i) + "]");
        prices.push_back({endpoint, earlier[i].figures()});
    }
    return prices;
}

void restore(const CallPtr& call, const Parts& parts, const protocol::PriceRestorations& wanted,
             const Result<std::vector<Price>>& earlier)
{
    const auto prices = earlier ? restored(wanted, *earlier, parts.catalog) : earlier.error();
    auto plan = prices ? supply::planPrices(*prices, parts.clock.now()) : prices.error();
    if (!plan)
        return call->refuse(plan.error());
    // What it replaces is named in the request: its caller knows what he undoes.
    const std::string seen = appliedReport(*plan, parts.catalog).preview;
    applySeen<protocol::RepricingReport>(
        call, parts.catalog, *std::move(plan), seen,
        [&catalog = parts.catalog](const SupplyPlan& applied) { return appliedReport(applied, catalog); });
}

void undo(const CallPtr& call, const Parts& parts)
{
    auto wanted = call->body<protocol::PriceRestorations>();
    if (!wanted)
        return call->refuse(wanted.error());
    if (wanted->prices.empty() || wanted->prices.size() > kMaxEndpoints)
        return call->refuse(failure(ErrorCode::InvalidRequest, "1 to 5,000 prices are restored at once", "prices"));
    parts.readers.read<std::vector<Price>>(
        [wanted = *wanted](storage::Database& database) -> Result<std::vector<Price>> {
            std::vector<Price> prices;
            for (std::size_t i = 0; i < wanted.prices.size(); ++i) {
                auto price = supply::priceVersion(database, wanted.prices[i].endpoint, wanted.prices[i].price);
                if (!price)
                    return failure(price.error().code == ErrorCode::NotFound ? ErrorCode::InvalidRequest
                                                                             : price.error().code,
                                   price.error().detail, "prices[" + std::to_string(i) + "].price");
                prices.push_back(*std::move(price));
            }
            return prices;
        },
        parts.queue,
        [call, parts, wanted = *wanted](const Result<std::vector<Price>>& earlier) {
            restore(call, parts, wanted, earlier);
        });
}

} // namespace

std::vector<Route> repricingRoutes(const Parts& parts)
{
    return {
        {.method = "POST",
         .pattern = "/admin/v1/prices/preview",
         .serve = [parts](const CallPtr& call) { preview(call, parts); },
         .repetition = Repetition::Question},
        {"POST", "/admin/v1/prices/apply", [parts](const CallPtr& call) { apply(call, parts); }},
        {"POST", "/admin/v1/prices/undo", [parts](const CallPtr& call) { undo(call, parts); }},
    };
}

} // namespace gotoai::control
