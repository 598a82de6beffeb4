// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/webhookid.h"
#include "protocol/alert.h"
#include "protocol/codec.h"

#include <optional>
#include <string>
#include <vector>

namespace gotoai::protocol {

// How the last delivery went that ended: it arrived, or was given up.
struct WebhookDelivery
{
    Instant at{};
    bool isDelivered = false;
    std::int32_t attempts = 1;
    std::optional<std::int32_t> status; // of the receiver's last answer; none: it gave none
    std::optional<std::string> error;   // why not

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("at", self.at);
        codec.required("delivered", self.isDelivered);
        codec.required("attempts", self.attempts);
        codec.nullable("status", self.status);
        codec.nullable("error", self.error);
    }
};

// A webhook as it is configured.
struct WebhookSettings
{
    WebhookId id;
    std::string name;
    std::string url;
    std::vector<std::string> kinds; // of alerts; empty: all
    std::string severity;           // the least: notice, warning, critical
    bool allowsPrivateAddresses = false;
    bool isEnabled = true;
    std::int64_t version = 1;
    Instant createdAt{};

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("name", self.name);
        codec.required("url", self.url);
        codec.required("kinds", self.kinds);
        codec.required("severity", self.severity);
        codec.required("allow_private_addresses", self.allowsPrivateAddresses);
        codec.required("enabled", self.isEnabled);
        codec.required("version", self.version);
        codec.required("created_at", self.createdAt);
    }
};

// With what it is about.
struct Webhook
{
    WebhookSettings settings;
    std::int64_t waiting = 0; // deliveries that have not ended
    std::optional<WebhookDelivery> lastDelivery;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        WebhookSettings::describe(self.settings, codec);
        codec.required("waiting", self.waiting);
        codec.nullable("last_delivery", self.lastDelivery);
    }
};

struct CreatedWebhook
{
    WebhookSettings settings;
    Secret secret; // shown this once

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        WebhookSettings::describe(self.settings, codec);
        codec.required("secret", self.secret);
    }
};

struct WebhookDraft
{
    std::string name;
    std::string url;
    std::vector<std::string> kinds;
    std::string severity = "notice";
    bool allowsPrivateAddresses = false;
    bool isEnabled = true;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("name", self.name);
        codec.required("url", self.url);
        codec.defaulted("kinds", self.kinds);
        codec.defaulted("severity", self.severity);
        codec.defaulted("allow_private_addresses", self.allowsPrivateAddresses);
        codec.defaulted("enabled", self.isEnabled);
    }
};

struct WebhookChange
{
    std::optional<std::string> name;
    std::optional<std::string> url;
    std::optional<std::vector<std::string>> kinds;
    std::optional<std::string> severity;
    std::optional<bool> allowsPrivateAddresses;
    std::optional<bool> isEnabled;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.change("name", self.name);
        codec.change("url", self.url);
        codec.change("kinds", self.kinds);
        codec.change("severity", self.severity);
        codec.change("allow_private_addresses", self.allowsPrivateAddresses);
        codec.change("enabled", self.isEnabled);
    }
};

// What a receiver is sent.
struct WebhookEvent
{
    DeliveryId id;    // the same in every attempt
    std::string type; // alert.raised, alert.over, test
    Instant createdAt{};
    std::optional<Alert> alert;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("type", self.type);
        codec.required("created_at", self.createdAt);
        codec.nullable("alert", self.alert);
    }
};

// What became of a test.
struct WebhookTest
{
    bool isDelivered = false;
    std::optional<std::int32_t> status;
    std::optional<std::string> error;
    std::int64_t durationMs = 0;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("delivered", self.isDelivered);
        codec.nullable("status", self.status);
        codec.nullable("error", self.error);
        codec.required("duration_ms", self.durationMs);
    }
};

} // namespace gotoai::protocol
