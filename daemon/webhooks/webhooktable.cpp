// SPDX-License-Identifier: GPL-3.0-or-later
#include "webhooks/webhooktable.h"

#include "crypto/envelope.h"
#include "storage/eachrow.h"
#include "storage/onerow.h"

namespace gotoai::webhooks {
namespace {

constexpr storage::Migration kMigrations[] = {
    {"webhooks", 1, R"(
CREATE TABLE webhooks (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    url TEXT NOT NULL,
    secret_sealed BLOB NOT NULL,
    kinds TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('notice', 'warning', 'critical')),
    allows_private_addresses INTEGER NOT NULL CHECK (allows_private_addresses IN (0, 1)),
    is_enabled INTEGER NOT NULL CHECK (is_enabled IN (0, 1)),
    last_us INTEGER,
    last_is_delivered INTEGER,
    last_attempts INTEGER,
    last_status INTEGER,
    last_error TEXT,
    version INTEGER NOT NULL CHECK (version >= 1),
    created_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE webhook_deliveries (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    webhook BLOB NOT NULL REFERENCES webhooks(id) ON DELETE CASCADE,
    body TEXT NOT NULL,
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    next_us INTEGER NOT NULL,
    created_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_deliveries_of ON webhook_deliveries(webhook);
)"},
};

Error corrupt(const char* table)
{
    return failure(ErrorCode::Corrupt, std::string("a row of ") + table + " cannot be read");
}

std::string placeOfSecret(const WebhookId& id) { return "webhooks/secret_sealed/" + id.toString(); }

std::string kindText(const std::vector<std::string>& kinds)
{
    std::string text;
    for (const std::string& kind : kinds)
        text += (text.empty() ? "" : " ") + kind;
    return text;
}

std::vector<std::string> kindsOf(std::string_view text)
{
    std::vector<std::string> kinds;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        kinds.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return kinds;
}

Result<WebhookPtr> webhookOf(const storage::Statement& row, const crypto::KeyRing& ring)
{
    const auto id = WebhookId::fromBytes(row.blob(0));
    const auto severity = alerts::severityFromWord(row.text(5));
    if (!id || !severity)
        return corrupt("webhooks");
    auto secret = crypto::open(ring, row.blob(3), placeOfSecret(*id));
    if (!secret)
        return failure(secret.error().code, "the secret of webhook " + id->toString() + ": " + secret.error().detail);
    auto webhook = std::make_shared<Webhook>();
    webhook->id = *id;
    webhook->name = row.text(1);
    webhook->url = row.text(2);
    webhook->secret = *std::move(secret);
    webhook->kinds = kindsOf(row.text(4));
    webhook->least = *severity;
    webhook->allowsPrivateAddresses = row.integer(6) != 0;
    webhook->isEnabled = row.integer(7) != 0;
    webhook->version = row.integer(13);
    webhook->createdAt = fromMicroseconds(row.integer(14));
    return WebhookPtr(std::move(webhook));
}

LastDelivery lastOf(const storage::Statement& row)
{
    return {.at = fromMicroseconds(row.integer(8)),
            .isDelivered = row.integer(9) != 0,
            .attempts = static_cast<int>(row.integer(10)),
            .status = static_cast<int>(row.integer(11)),
            .error = std::string(row.text(12))};
}

Result<void> loadDeliveries(storage::Database& database, std::vector<Delivery>& waiting)
{
    return storage::forEachRow(
        database, "SELECT id, webhook, body, attempts, next_us, created_us FROM webhook_deliveries ORDER BY id",
        [&waiting](const storage::Statement& row) -> Result<void> {
            const auto id = DeliveryId::fromBytes(row.blob(0));
            const auto webhook = WebhookId::fromBytes(row.blob(1));
            if (!id || !webhook)
                return corrupt("webhook_deliveries");
            waiting.push_back({.id = *id,
                               .webhook = *webhook,
                               .body = std::string(row.text(2)),
                               .attempts = static_cast<int>(row.integer(3)),
                               .nextAt = fromMicroseconds(row.integer(4)),
                               .createdAt = fromMicroseconds(row.integer(5))});
            return {};
        });
}

} // namespace

std::span<const storage::Migration> webhookMigrations() { return kMigrations; }

Result<WebhookRows> loadWebhooks(storage::Database& database, const crypto::KeyRing& ring)
{
    WebhookRows rows;
    auto loaded = storage::forEachRow(
        database,
        "SELECT id, name, url, secret_sealed, kinds, severity, allows_private_addresses, is_enabled, last_us,"
        " last_is_delivered, last_attempts, last_status, last_error, version, created_us FROM webhooks ORDER BY id",
        [&](const storage::Statement& row) -> Result<void> {
            auto webhook = webhookOf(row, ring);
            if (!webhook)
                return std::move(webhook).error();
            if (!row.isNull(8))
                rows.last[(*webhook)->id] = lastOf(row);
            rows.webhooks.push_back(*std::move(webhook));
            return {};
        });
    if (loaded)
        loaded = loadDeliveries(database, rows.waiting);
    if (!loaded)
        return std::move(loaded).error();
    return rows;
}

std::vector<std::uint8_t> sealSecret(const crypto::KeyRing& ring, const Webhook& webhook)
{
    return crypto::seal(ring, webhook.secret, placeOfSecret(webhook.id));
}

Result<void> insertWebhook(storage::Database& database, const Webhook& webhook, std::span<const std::uint8_t> sealed)
{
    auto insert =
        database.cached("INSERT INTO webhooks (id, name, url, secret_sealed, kinds, severity, allows_private_addresses,"
                        " is_enabled, version, created_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
    if (!insert)
        return std::move(insert).error();
    return (*insert)
        ->bind(1, std::span(webhook.id.bytes()))
        .bind(2, webhook.name)
        .bind(3, webhook.url)
        .bind(4, sealed)
        .bind(5, kindText(webhook.kinds))
        .bind(6, alerts::severityWord(webhook.least))
        .bind(7, std::int64_t{webhook.allowsPrivateAddresses})
        .bind(8, std::int64_t{webhook.isEnabled})
        .bind(9, webhook.version)
        .bind(10, toMicroseconds(webhook.createdAt))
        .run();
}

Result<void> updateWebhook(storage::Database& database, const Webhook& next)
{
    auto update = database.cached(
        "UPDATE webhooks SET name = ?2, url = ?3, kinds = ?4, severity = ?5, allows_private_addresses = ?6,"
        " is_enabled = ?7, version = ?8 WHERE id = ?1 AND version = ?8 - 1");
    if (!update)
        return std::move(update).error();
    (*update)
        ->bind(1, std::span(next.id.bytes()))
        .bind(2, next.name)
        .bind(3, next.url)
        .bind(4, kindText(next.kinds))
        .bind(5, alerts::severityWord(next.least))
        .bind(6, std::int64_t{next.allowsPrivateAddresses})
        .bind(7, std::int64_t{next.isEnabled})
        .bind(8, next.version);
    return storage::runOnOneRow(database, **update);
}

Result<void> deleteWebhook(storage::Database& database, const Webhook& webhook)
{
    auto remove = database.cached("DELETE FROM webhooks WHERE id = ?1 AND version = ?2");
    if (!remove)
        return std::move(remove).error();
    (*remove)->bind(1, std::span(webhook.id.bytes())).bind(2, webhook.version);
    return storage::runOnOneRow(database, **remove);
}

Result<void> insertDelivery(storage::Database& database, const Delivery& delivery)
{
    auto insert = database.cached("INSERT INTO webhook_deliveries (id, webhook, body, attempts, next_us, created_us)"
                                  " SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE EXISTS (SELECT 1 FROM webhooks WHERE id = ?2)");
    if (!insert)
        return std::move(insert).error();
    return (*insert)
        ->bind(1, std::span(delivery.id.bytes()))
        .bind(2, std::span(delivery.webhook.bytes()))
        .bind(3, delivery.body)
        .bind(4, std::int64_t{delivery.attempts})
        .bind(5, toMicroseconds(delivery.nextAt))
        .bind(6, toMicroseconds(delivery.createdAt))
        .run();
}

Result<void> updateDelivery(storage::Database& database, const Delivery& delivery)
{
    auto update = database.cached("UPDATE webhook_deliveries SET attempts = ?2, next_us = ?3 WHERE id = ?1");
    if (!update)
        return std::move(update).error();
    return (*update)
        ->bind(1, std::span(delivery.id.bytes()))
        .bind(2, std::int64_t{delivery.attempts})
        .bind(3, toMicroseconds(delivery.nextAt))
        .run();
}

Result<void> endDelivery(storage::Database& database, const Delivery& delivery, const LastDelivery& last)
{
    auto update = database.cached("UPDATE webhooks SET last_us = ?2, last_is_delivered = ?3, last_attempts = ?4,"
                                  " last_status = ?5, last_error = ?6 WHERE id = ?1");
    if (!update)
        return std::move(update).error();
    auto updated = (*update)
                       ->bind(1, std::span(delivery.webhook.bytes()))
                       .bind(2, toMicroseconds(last.at))
                       .bind(3, std::int64_t{last.isDelivered})
                       .bind(4, std::int64_t{last.attempts})
                       .bind(5, std::int64_t{last.status})
                       .bind(6, last.error)
                       .run();
    if (!updated)
        return updated;
    auto remove = database.cached("DELETE FROM webhook_deliveries WHERE id = ?1");
    if (!remove)
        return std::move(remove).error();
    return (*remove)->bind(1, std::span(delivery.id.bytes())).run();
}

Result<std::size_t> rewrapWebhookSecrets(storage::Database& database, const crypto::KeyRing& ring, std::size_t limit)
{
    const auto header = crypto::activeHeader(ring);
    auto select = database.prepare("SELECT id, secret_sealed FROM webhooks"
                                   " WHERE substr(secret_sealed, 1, ?1) <> ?2 LIMIT ?3");
    if (!select)
        return std::move(select).error();
    select->bind(1, std::int64_t{header.size()}).bind(2, std::span(header)).bind(3, static_cast<std::int64_t>(limit));
    auto update = database.prepare("UPDATE webhooks SET secret_sealed = ?2 WHERE id = ?1");
    if (!update)
        return std::move(update).error();
    for (std::size_t count = 0;; ++count) {
        const auto found = select->step();
        if (!found)
            return found.error();
        if (!*found)
            return count;
        const auto id = WebhookId::fromBytes(select->blob(0));
        if (!id)
            return corrupt("webhooks");
        const auto envelope = crypto::rewrap(ring, select->blob(1), placeOfSecret(*id));
        if (!envelope)
            return envelope.error();
        if (auto updated = update->bind(1, std::span(id->bytes())).bind(2, std::span(*envelope)).run(); !updated)
            return std::move(updated).error();
    }
}

} // namespace gotoai::webhooks
