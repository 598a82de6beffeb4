// SPDX-License-Identifier: GPL-3.0-or-later
// Prices of the catalogue, and when they count.
#include "base/log.h"
#include "storage/functionunit.h"
#include "supply/registry/catalogrules.h"
#include "supply/registry/catalogstore.h"
#include "supply/registry/endpointtable.h"
#include "supply/registry/pricetable.h"

#include <algorithm>

namespace gotoai::supply {
namespace {

constexpr std::chrono::hours kFarthest{10 * 365 * 24};

// From now on: not before the version that it follows, if somebody has put the clock back.
Result<Price> priceOf(const PriceDraft& draft, const Price& current, Instant now)
{
    const auto wrong = [](const char* sentence, const char* field) {
        return failure(ErrorCode::InvalidRequest, sentence, field);
    };
    if (draft.validFrom && (*draft.validFrom <= now || *draft.validFrom > now + kFarthest))
        return wrong("a price begins at once or within ten years", "valid_from");
    const Instant from = draft.validFrom.value_or(draft.validUntil ? now : std::max(now, current.validFrom()));
    if (draft.validUntil && (*draft.validUntil <= from || *draft.validUntil > now + kFarthest))
        return wrong("a price ends after it begins, within ten years", "valid_until");
    auto price = Price::make(PriceId::make(now), draft.figures, from, draft.validUntil);
    if (!price)
        return failure(price.error().code, price.error().detail, "price");
    return price;
}

} // namespace

void CatalogStore::addPrice(const EndpointId& id, std::int64_t version, const PriceDraft& draft, Reply<PricePtr> reply,
                            const storage::Companion<Endpoint>& also)
{
    const auto current = endpoint(id);
    if (!current)
        return reply(failure(ErrorCode::NotFound, "there is no such endpoint"));
    if (current->version != version)
        return reply(failure(ErrorCode::VersionConflict, "it was changed by somebody else in the meantime"));
    auto made = priceOf(draft, *current->price, m_clock.now());
    if (!made)
        return reply(std::move(made).error());
    if (auto checked = checkPrice(*current, *made); !checked)
        return reply(std::move(checked).error());
    const PricePtr price = std::make_shared<const Price>(*std::move(made));
    auto repriced = std::make_shared<Endpoint>(*current);
    ++repriced->version;
    repriced->price = price;
    const EndpointPtr next = std::move(repriced);
    const Beginning beginning = draft.validFrom || draft.validUntil ? Beginning::AsItSays : Beginning::Now;
    storage::submitFunctions(m_writer, m_queue,
                             storage::accompanied<Endpoint>(
                                 [next, standing = beginning == Beginning::Now ? price->id() : standingPrice(id)](
                                     storage::Database& database) {
                                     auto written = insertPrice(database, next->id, *next->price);
                                     return written ? updateEndpoint(database, *next, standing) : written;
                                 },
                                 also, *next),
                             [this, next, price, beginning, reply = std::move(reply)](Result<void> done) {
                                 if (!done)
                                     return reply(std::move(done).error());
                                 keep(next->id, price, beginning);
                                 keep(next);
                                 planNextChange();
                                 publish();
                                 reply(price);
                             });
}

void CatalogStore::keep(const EndpointId& id, const PricePtr& price, Beginning beginning)
{
    PriceSchedule& schedule = m_schedules.at(id);
    if (beginning == Beginning::Now)
        schedule.replace(price);
    else
        schedule.add(price);
}

// As it costs at this moment. A price whose holds would not cover its calls is not to be sold by: one that an earlier
// version let in, or that came to count after the endpoint's limits had grown.
CatalogStore::EndpointPtr CatalogStore::pricedNow(std::shared_ptr<Endpoint> endpoint)
{
    PriceSchedule& schedule = m_schedules.at(endpoint->id);
    schedule.settle(m_clock.now());
    endpoint->price = schedule.inForce(m_clock.now());
    if (const auto checked = checkPrice(*endpoint, *endpoint->price); !checked) {
        writeLog(LogLevel::Error, "price_refused",
                 {{"endpoint", endpoint->id.toString()},
                  {"price", endpoint->price->id().toString()},
                  {"detail", checked.error().detail}});
        endpoint->state = EndpointState::Disabled;
    }
    return endpoint;
}

void CatalogStore::tick()
{
    const Instant now = m_clock.now();
    if (!m_nextChange || *m_nextChange > now)
        return;
    bool isChanged = false;
    for (auto& [id, endpoint] : m_endpoints) {
        if (m_schedules.at(id).inForce(now) == endpoint->price)
            continue;
        endpoint = pricedNow(std::make_shared<Endpoint>(*endpoint));
        isChanged = true;
        writeLog(LogLevel::Info, "price_in_force",
                 {{"endpoint", id.toString()}, {"price", endpoint->price->id().toString()}});
    }
    planNextChange();
    if (isChanged)
        publish();
}

void CatalogStore::planNextChange()
{
    const Instant now = m_clock.now();
    m_nextChange.reset();
    for (const auto& [id, schedule] : m_schedules) {
        if (const auto next = schedule.nextChange(now))
            m_nextChange = m_nextChange ? std::min(*m_nextChange, *next) : *next;
    }
}

} // namespace gotoai::supply
