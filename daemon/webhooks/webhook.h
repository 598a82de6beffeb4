// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alert.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/webhookid.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gotoai::webhooks {

// Where alerts are told of, and which.
struct Webhook
{
    WebhookId id;
    std::string name;               // 1…200 bytes, printable
    std::string url;                // https; http only to where private addresses are allowed
    Secret secret;                  // what deliveries are signed with
    std::vector<std::string> kinds; // of alerts, each once; empty: all
    alerts::Severity least = alerts::Severity::Notice;
    bool allowsPrivateAddresses = false;
    bool isEnabled = true;
    std::int64_t version = 1;
    Instant createdAt{};

    bool wants(const alerts::Finding& finding) const;
};

using WebhookPtr = std::shared_ptr<const Webhook>;

std::shared_ptr<Webhook> copyOf(const Webhook& webhook); // its secret, too

// InvalidRequest naming the field.
Result<void> check(const Webhook& webhook);

// An unguessable one: "whsec_" and 64 hexadecimal digits.
Secret makeWebhookSecret();

// Something to be sent, as often as it takes.
struct Delivery
{
    DeliveryId id;
    WebhookId webhook;
    std::string body; // JSON, the same in every attempt
    int attempts = 0; // that were made
    Instant nextAt{};
    Instant createdAt{};
};

// How the last delivery ended.
struct LastDelivery
{
    Instant at{};
    bool isDelivered = false;
    int attempts = 0;
    int status = 0;    // 0: no answer
    std::string error; // empty when it arrived
};

} // namespace gotoai::webhooks
