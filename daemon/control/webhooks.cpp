// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/listquery.h"
#include "control/resources.h"
#include "protocol/webhook.h"

namespace gotoai::control {
namespace {

using webhooks::Webhook;
using webhooks::WebhookPtr;

Error noWebhook() { return failure(ErrorCode::NotFound, "there is no such webhook"); }

protocol::WebhookSettings toWire(const Webhook& webhook)
{
    return {.id = webhook.id,
            .name = webhook.name,
            .url = webhook.url,
            .kinds = webhook.kinds,
            .severity = std::string(alerts::severityWord(webhook.least)),
            .allowsPrivateAddresses = webhook.allowsPrivateAddresses,
            .isEnabled = webhook.isEnabled,
            .version = webhook.version,
            .createdAt = webhook.createdAt};
}

template<class Integer>
std::optional<std::int32_t> statusOf(Integer status)
{
    return status ? std::optional(static_cast<std::int32_t>(status)) : std::nullopt;
}

std::optional<std::string> errorOf(const std::string& error)
{
    return error.empty() ? std::nullopt : std::optional(error);
}

protocol::Webhook withDeliveries(const Webhook& webhook, const Parts& parts)
{
    protocol::Webhook wire{.settings = toWire(webhook),
                           .waiting = static_cast<std::int64_t>(parts.webhooks.waitingCount(webhook.id)),
                           .lastDelivery = std::nullopt};
    if (const auto last = parts.webhooks.last(webhook.id))
        wire.lastDelivery =
            protocol::WebhookDelivery{last->at, last->isDelivered, static_cast<std::int32_t>(last->attempts),
                                      statusOf(last->status), errorOf(last->error)};
    return wire;
}

// The audit record of a change that will be answered with `status`.
storage::Companion<Webhook> recordingOf(const CallPtr& call, int status)
{
    return [call, status](const Webhook& next) {
        return call->record(status, next.id.toString(), protocol::toJson(toWire(next)));
    };
}

Result<alerts::Severity> severityOf(const std::string& word)
{
    const auto severity = alerts::severityFromWord(word);
    if (!severity)
        return failure(ErrorCode::InvalidRequest, "a severity is notice, warning or critical", "severity");
    return *severity;
}

void list(const CallPtr& call, const Parts& parts)
{
    const auto query = call->query({"limit", "cursor"});
    const auto paging = query ? ListQuery::parse("webhooks", *query) : query.error();
    if (!paging)
        return call->refuse(paging.error());
    const auto page = paging->pageOf(
        parts.webhooks.webhooks(), [](const Webhook&) { return true; },
        [&parts](const WebhookPtr& webhook) { return withDeliveries(*webhook, parts); });
    if (!page)
        return call->refuse(page.error());
    call->answer(200, protocol::toJson(*page));
}

// Null when there is none.
WebhookPtr webhookOf(const CallPtr& call, const Parts& parts)
{
    const auto id = call->id<WebhookId>();
    return id ? parts.webhooks.webhook(*id) : nullptr;
}

void get(const CallPtr& call, const Parts& parts)
{
    const auto webhook = webhookOf(call, parts);
    if (!webhook)
        return call->refuse(noWebhook());
    call->answerVersioned(200, protocol::toJson(withDeliveries(*webhook, parts)), webhook->version);
}

void create(const CallPtr& call, const Parts& parts)
{
    auto draft = call->body<protocol::WebhookDraft>();
    if (!draft)
        return call->refuse(draft.error());
    const auto severity = severityOf(draft->severity);
    if (!severity)
        return call->refuse(severity.error());
    parts.webhooks.create(
        {std::move(draft->name), std::move(draft->url), std::move(draft->kinds), *severity,
         draft->allowsPrivateAddresses, draft->isEnabled},
        [call](Result<webhooks::CreatedWebhook> created) {
            if (!created)
                return call->refuse(created.error());
            const Webhook& webhook = *created->webhook;
            const protocol::CreatedWebhook wire{toWire(webhook), std::move(created->secret)};
            call->answerVersioned(201, protocol::toJson(wire), webhook.version,
                                  {{"location", "/admin/v1/webhooks/" + webhook.id.toString()}});
        },
        recordingOf(call, 201));
}

void change(const CallPtr& call, const Parts& parts)
{
    const auto current = webhookOf(call, parts);
    if (!current)
        return call->refuse(noWebhook());
    const auto version = call->expectedVersion(current->version);
    if (!version)
        return call->refuse(version.error());
    auto wire = call->body<protocol::WebhookChange>();
    if (!wire)
        return call->refuse(wire.error());
    webhooks::WebhookChange change{std::move(wire->name),        std::move(wire->url), std::move(wire->kinds), {},
                                   wire->allowsPrivateAddresses, wire->isEnabled};
    if (wire->severity) {
        const auto severity = severityOf(*wire->severity);
        if (!severity)
            return call->refuse(severity.error());
        change.least = *severity;
    }
    call->setBefore(protocol::toJson(toWire(*current)));
    parts.webhooks.change(
        current->id, *version, change,
        [call, parts, current](const Result<WebhookPtr>& webhook) {
            if (!webhook)
                return call->refuse(webhook.error(), protocol::toJson(toWire(*current)));
            call->answerVersioned(200, protocol::toJson(withDeliveries(**webhook, parts)), (*webhook)->version);
        },
        recordingOf(call, 200));
}

void remove(const CallPtr& call, const Parts& parts)
{
    const auto current = webhookOf(call, parts);
    if (!current)
        return call->refuse(noWebhook());
    const auto version = call->expectedVersion(current->version);
    if (!version)
        return call->refuse(version.error());
    call->setBefore(protocol::toJson(toWire(*current)));
    parts.webhooks.remove(
        current->id, *version,
        [call](const Result<WebhookPtr>& webhook) {
            if (!webhook)
                return call->refuse(webhook.error());
            call->answerEmpty();
        },
        [call](const Webhook& removed) { return call->record(204, removed.id.toString(), {}); });
}

// Whether the receiver takes it is the answer, not a failure of the request.
void test(const CallPtr& call, const Parts& parts)
{
    const auto webhook = webhookOf(call, parts);
    if (!webhook)
        return call->refuse(noWebhook());
    const Tick begun = parts.clock.tick();
    parts.webhookSender.test(*webhook, [call, parts, begun](const webhooks::PostOutcome& outcome) {
        using std::chrono::milliseconds;
        const auto duration = std::chrono::duration_cast<milliseconds>(parts.clock.tick() - begun);
        call->answer(200, protocol::toJson(protocol::WebhookTest{.isDelivered = outcome.isTaken(),
                                                                 .status = statusOf(outcome.status),
                                                                 .error = errorOf(outcome.error),
                                                                 .durationMs = duration.count()}));
    });
}

} // namespace

std::vector<Route> webhookRoutes(const Parts& parts)
{
    return {
        {"GET", "/admin/v1/webhooks", [parts](const CallPtr& call) { list(call, parts); }},
        {"POST", "/admin/v1/webhooks", [parts](const CallPtr& call) { create(call, parts); }},
        {"GET", "/admin/v1/webhooks/{id}", [parts](const CallPtr& call) { get(call, parts); }},
        {"PATCH", "/admin/v1/webhooks/{id}", [parts](const CallPtr& call) { change(call, parts); }},
        {"DELETE", "/admin/v1/webhooks/{id}", [parts](const CallPtr& call) { remove(call, parts); }},
        {"POST", "/admin/v1/webhooks/{id}/test", [parts](const CallPtr& call) { test(call, parts); }},
    };
}

} // namespace gotoai::control
