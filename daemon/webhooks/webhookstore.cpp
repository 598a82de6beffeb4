// SPDX-License-Identifier: GPL-3.0-or-later
#include "webhooks/webhookstore.h"

#include "alerts/alertwire.h"
#include "base/log.h"
#include "protocol/webhook.h"

#include <QJsonDocument>

namespace gotoai::webhooks {
namespace {

void logUnwritten(const Result<void>& done)
{
    if (!done)
        writeLog(LogLevel::Error, "webhook_unwritten", {{"reason", std::string_view(done.error().detail)}});
}

} // namespace

std::string eventBody(const DeliveryId& id, const char* type, Instant at, const alerts::Alert* alert)
{
    protocol::WebhookEvent event{.id = id, .type = type, .createdAt = at, .alert = std::nullopt};
    if (alert)
        event.alert = alerts::toWire(*alert);
    return QJsonDocument(protocol::toJson(event)).toJson(QJsonDocument::Compact).toStdString();
}

WebhookStore::WebhookStore(WebhookRows rows, const crypto::KeyRing& ring, storage::Writer& writer,
                           storage::CompletionQueue& queue, const Clock& clock)
    : m_ring(ring)
    , m_writer(writer)
    , m_queue(queue)
    , m_clock(clock)
    , m_last(std::move(rows.last))
{
    for (WebhookPtr& webhook : rows.webhooks)
        m_webhooks.emplace(webhook->id, std::move(webhook));
    for (Delivery& delivery : rows.waiting) {
        ++m_counts[delivery.webhook];
        m_waiting.emplace(delivery.id, std::move(delivery));
    }
}

WebhookPtr WebhookStore::webhook(const WebhookId& id) const
{
    const auto found = m_webhooks.find(id);
    return found == m_webhooks.end() ? nullptr : found->second;
}

std::optional<LastDelivery> WebhookStore::last(const WebhookId& id) const
{
    const auto found = m_last.find(id);
    return found == m_last.end() ? std::nullopt : std::optional(found->second);
}

std::size_t WebhookStore::waitingCount(const WebhookId& id) const
{
    const auto found = m_counts.find(id);
    return found == m_counts.end() ? 0 : found->second;
}

void WebhookStore::create(WebhookDraft draft, Reply<CreatedWebhook> reply, const storage::Companion<Webhook>& also)
{
    const Instant now = m_clock.now();
    auto made = std::make_shared<Webhook>();
    made->id = WebhookId::make(now);
    made->name = std::move(draft.name);
    made->url = std::move(draft.url);
    made->secret = makeWebhookSecret();
    made->kinds = std::move(draft.kinds);
    made->least = draft.least;
    made->allowsPrivateAddresses = draft.allowsPrivateAddresses;
    made->isEnabled = draft.isEnabled;
    made->createdAt = now;
    if (auto checked = check(*made); !checked)
        return reply(std::move(checked).error());
    if (m_webhooks.size() >= kMostWebhooks)
        return reply(failure(ErrorCode::Conflict, "there are 64 webhooks already"));
    const WebhookPtr webhook = std::move(made);
    storage::submitFunctions(m_writer, m_queue,
                             storage::accompanied<Webhook>(
                                 [webhook, sealed = sealSecret(m_ring, *webhook)](storage::Database& database) {
                                     return insertWebhook(database, *webhook, sealed);
                                 },
                                 also, *webhook),
                             [this, webhook, reply = std::move(reply)](Result<void> done) {
                                 if (!done)
                                     return reply(std::move(done).error());
                                 m_webhooks.emplace(webhook->id, webhook);
                                 reply(CreatedWebhook{webhook, webhook->secret.copy()});
                             });
}

Result<WebhookPtr> WebhookStore::atVersion(const WebhookId& id, std::int64_t version) const
{
    auto current = webhook(id);
    if (!current)
        return failure(ErrorCode::NotFound, "there is no such webhook");
    if (current->version != version)
        return failure(ErrorCode::VersionConflict, "it was changed by somebody else in the meantime");
    return current;
}

void WebhookStore::change(const WebhookId& id, std::int64_t version, const WebhookChange& change,
                          Reply<WebhookPtr> reply, const storage::Companion<Webhook>& also)
{
    const auto current = atVersion(id, version);
    if (!current)
        return reply(current.error());
    auto changed = copyOf(**current);
    changed->name = change.name.value_or(changed->name);
    changed->url = change.url.value_or(changed->url);
    changed->kinds = change.kinds.value_or(changed->kinds);
    changed->least = change.least.value_or(changed->least);
    changed->allowsPrivateAddresses = change.allowsPrivateAddresses.value_or(changed->allowsPrivateAddresses);
    changed->isEnabled = change.isEnabled.value_or(changed->isEnabled);
    ++changed->version;
    if (auto checked = check(*changed); !checked)
        return reply(std::move(checked).error());
    const WebhookPtr next = std::move(changed);
    storage::submitFunctions(
        m_writer, m_queue,
        storage::accompanied<Webhook>([next](storage::Database& database) { return updateWebhook(database, *next); },
                                      also, *next),
        [this, next, reply = std::move(reply)](Result<void> done) {
            if (!done)
                return reply(std::move(done).error());
            m_webhooks[next->id] = next;
            reply(next);
        });
}

void WebhookStore::remove(const WebhookId& id, std::int64_t version, Reply<WebhookPtr> reply,
                          const storage::Companion<Webhook>& also)
{
    const auto current = atVersion(id, version);
    if (!current)
        return reply(current.error());
    const WebhookPtr removed = *current;
    storage::submitFunctions(
        m_writer, m_queue,
        storage::accompanied<Webhook>(
            [removed](storage::Database& database) { return deleteWebhook(database, *removed); }, also, *removed),
        [this, removed, reply = std::move(reply)](Result<void> done) {
            if (!done)
                return reply(std::move(done).error());
            m_webhooks.erase(removed->id);
            m_last.erase(removed->id);
            m_counts.erase(removed->id);
            std::erase_if(m_waiting, [&](const auto& waiting) { return waiting.second.webhook == removed->id; });
            reply(removed);
        });
}

storage::FunctionUnit::Apply WebhookStore::announce(const alerts::Alert& alert)
{
    const Instant now = m_clock.now();
    std::vector<Delivery> made;
    for (const auto& [id, webhook] : m_webhooks) {
        if (!webhook->wants(alert.finding))
            continue;
        if (waitingCount(id) >= kMostWaiting) {
            writeLog(LogLevel::Error, "webhook_full", {{"webhook", id.toString()}, {"alert", alert.id.toString()}});
            continue;
        }
        Delivery delivery{.id = DeliveryId::make(now), .webhook = id, .body = {}, .nextAt = now, .createdAt = now};
        delivery.body = eventBody(delivery.id, alert.isOpen() ? "alert.raised" : "alert.over", now, &alert);
        ++m_counts[id];
        m_waiting.emplace(delivery.id, delivery);
        made.push_back(std::move(delivery));
    }
    return [made = std::move(made)](storage::Database& database) -> Result<void> {
        for (const Delivery& delivery : made) {
            if (auto inserted = insertDelivery(database, delivery); !inserted)
                return inserted;
        }
        return {};
    };
}

void WebhookStore::postpone(const DeliveryId& id, Instant nextAt)
{
    const auto found = m_waiting.find(id);
    if (found == m_waiting.end())
        return;
    ++found->second.attempts;
    found->second.nextAt = nextAt;
    write([delivery = found->second](storage::Database& database) { return updateDelivery(database, delivery); });
}

void WebhookStore::end(const DeliveryId& id, const LastDelivery& last)
{
    const auto found = m_waiting.find(id);
    if (found == m_waiting.end())
        return;
    m_last[found->second.webhook] = last;
    --m_counts[found->second.webhook];
    write([delivery = std::move(found->second), last](storage::Database& database) {
        return endDelivery(database, delivery, last);
    });
    m_waiting.erase(found);
}

void WebhookStore::write(storage::FunctionUnit::Apply apply)
{
    storage::submitFunctions(m_writer, m_queue, std::move(apply), &logUnwritten);
}

} // namespace gotoai::webhooks
