// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "crypto/keyring.h"
#include "storage/database.h"
#include "storage/migration.h"
#include "webhooks/webhook.h"

#include <map>
#include <span>
#include <vector>

namespace gotoai::webhooks {

// The tables webhooks and webhook_deliveries: functions of one connection, on the writer's thread once there is one.
// StoreUnavailable when the database fails, Corrupt on rows that cannot be.
std::span<const storage::Migration> webhookMigrations();

struct WebhookRows
{
    std::vector<WebhookPtr> webhooks;
    std::map<WebhookId, LastDelivery> last;
    std::vector<Delivery> waiting;
};

Result<WebhookRows> loadWebhooks(storage::Database& database, const crypto::KeyRing& ring);

std::vector<std::uint8_t> sealSecret(const crypto::KeyRing& ring, const Webhook& webhook);
Result<void> insertWebhook(storage::Database& database, const Webhook& webhook, std::span<const std::uint8_t> sealed);
// VersionConflict.
Result<void> updateWebhook(storage::Database& database, const Webhook& next);
// With what waits for it.
Result<void> deleteWebhook(storage::Database& database, const Webhook& webhook);

// Nothing where the webhook is gone.
Result<void> insertDelivery(storage::Database& database, const Delivery& delivery);
Result<void> updateDelivery(storage::Database& database, const Delivery& delivery);
Result<void> endDelivery(storage::Database& database, const Delivery& delivery, const LastDelivery& last);

// Brings secrets under the ring's active key, at most `limit`; how many there were.
Result<std::size_t> rewrapWebhookSecrets(storage::Database& database, const crypto::KeyRing& ring, std::size_t limit);

} // namespace gotoai::webhooks
