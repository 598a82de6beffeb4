// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/listquery.h"
#include "control/recording.h"
#include "control/resources.h"
#include "control/wire.h"
#include "supply/registry/pricetable.h"

namespace gotoai::control {
namespace {

void list(const CallPtr& call, const Parts& parts)
{
    const auto query = call->query({"limit", "cursor", "endpoint"});
    const auto paging = query ? ListQuery::parse("prices", *query) : query.error();
    const auto request = paging ? paging->onward() : paging.error();
    if (!request)
        return call->refuse(request.error());
    const auto endpoint = idFilter<EndpointId>(*query, "endpoint");
    if (!endpoint)
        return call->refuse(endpoint.error());
    parts.readers.read<supply::PricePage>(
        [endpoint = *endpoint, request = *request](storage::Database& database) {
            return supply::priceHistory(database, endpoint, request.before, request.limit);
        },
        parts.queue,
        [call, paging = *paging](Result<supply::PricePage> prices) {
            if (!prices)
                return call->refuse(prices.error());
            protocol::Page<protocol::Price> page;
            for (const supply::PriceRow& row : prices->rows)
                page.data.push_back(toWire(row.endpoint, row.price));
            if (prices->next)
                page.nextCursor = paging.cursorBelow(*prices->next);
            call->answer(200, protocol::toJson(page));
        });
}

void create(const CallPtr& call, supply::CatalogStore& catalog)
{
    const auto draft = call->body<protocol::PriceDraft>();
    if (!draft)
        return call->refuse(draft.error());
    const auto current = catalog.endpoint(draft->endpoint);
    if (!current)
        return call->refuse(failure(ErrorCode::InvalidRequest, "there is no such endpoint", "endpoint"));
    const auto version = call->expectedVersion(current->version);
    if (!version)
        return call->refuse(version.error());
    call->setBefore(protocol::toJson(toWire(*current)));
    catalog.addPrice(
        current->id, *version, {fromWire(draft->meters), draft->validFrom, draft->validUntil},
        [call, &catalog, id = current->id](Result<supply::CatalogStore::PricePtr> price) {
            if (!price)
                return call->refuse(price.error(), protocol::toJson(toWire(*catalog.endpoint(id))));
            call->answer(201, protocol::toJson(toWire(id, **price)));
        },
        recording<supply::Endpoint>(call, 201));
}

} // namespace

std::vector<Route> priceRoutes(const Parts& parts)
{
    return {
        {"GET", "/admin/v1/prices", [parts](const CallPtr& call) { list(call, parts); }},
        {"POST", "/admin/v1/prices", [&catalog = parts.catalog](const CallPtr& call) { create(call, catalog); }},
    };
}

} // namespace gotoai::control
