// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/events/eventhub.h"
#include "control/resources.h"

namespace gotoai::control {
namespace {

void subscribe(const CallPtr& call, EventHub& hub)
{
    const auto query = call->query({"topics"});
    if (!query)
        return call->refuse(query.error());
    Subscription subscription;
    if (const auto topics = query->find("topics"); topics != query->end()) {
        const auto known = topicsFromText(topics->second);
        if (!known)
            return call->refuse(failure(ErrorCode::InvalidRequest,
                                        "topics are orders, balances, health, breaker, switches, alerts, "
                                        "reconciliations, config and system, with commas",
                                        "topics"));
        subscription.topics = *known;
    }
    if (call->request().method == "HEAD")
        return call->answerText(200, "text/event-stream", {});
    subscription.account = call->principal().account;
    subscription.holder = call->principal().credentialId();
    subscription.lastEventId = call->request().header("last-event-id");
    auto exchange = call->takeExchange();
    if (auto subscribed = hub.subscribe(exchange, std::move(subscription)); !subscribed) {
        call->giveExchange(std::move(exchange));
        call->refuse(subscribed.error());
    }
}

} // namespace

std::vector<Route> eventRoutes(EventHub& hub)
{
    return {{"GET", "/admin/v1/events", [&hub](const CallPtr& call) { subscribe(call, hub); }}};
}

} // namespace gotoai::control
