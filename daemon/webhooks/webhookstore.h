// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alert.h"
#include "base/clock.h"
#include "storage/companion.h"
#include "webhooks/webhooktable.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gotoai::webhooks {

struct WebhookDraft
{
    std::string name;
    std::string url;
    std::vector<std::string> kinds;
    alerts::Severity least = alerts::Severity::Notice;
    bool allowsPrivateAddresses = false;
    bool isEnabled = true;
};

// Empty members stay as they are.
struct WebhookChange
{
    std::optional<std::string> name;
    std::optional<std::string> url;
    std::optional<std::vector<std::string>> kinds;
    std::optional<alerts::Severity> least;
    std::optional<bool> allowsPrivateAddresses;
    std::optional<bool> isEnabled;
};

struct CreatedWebhook
{
    WebhookPtr webhook;
    Secret secret;
};

// The webhooks and what waits to be sent to them. Keeps the committed state in memory; every change is a unit of the
// ledger's writer and visible only after its commit. Lives on one thread, which drains `queue`; replies come there,
// exactly once, possibly from within the call (refusals). NotFound for unknown ids, InvalidRequest naming the field,
// VersionConflict, Conflict beyond kMostWebhooks. `also` is written in the change's transaction.
class WebhookStore
{
public:
    using Webhooks = std::map<WebhookId, WebhookPtr>;  // by age
    using Deliveries = std::map<DeliveryId, Delivery>; // by age
    template<class T>
    using Reply = std::function<void(Result<T>)>;

    static constexpr std::size_t kMostWebhooks = 64;
    static constexpr std::size_t kMostWaiting = 1'000; // of one webhook; what comes then is not sent

    // All but `rows` outlive the store.
    WebhookStore(WebhookRows rows, const crypto::KeyRing& ring, storage::Writer& writer,
                 storage::CompletionQueue& queue, const Clock& clock);
    WebhookStore(const WebhookStore&) = delete;
    WebhookStore& operator=(const WebhookStore&) = delete;

    const Webhooks& webhooks() const { return m_webhooks; }
    WebhookPtr webhook(const WebhookId& id) const;
    std::optional<LastDelivery> last(const WebhookId& id) const;
    std::size_t waitingCount(const WebhookId& id) const;

    void create(WebhookDraft draft, Reply<CreatedWebhook> reply, const storage::Companion<Webhook>& also = {});
    void change(const WebhookId& id, std::int64_t version, const WebhookChange& change, Reply<WebhookPtr> reply,
                const storage::Companion<Webhook>& also = {});
    // For good; what waits for it is not sent.
    void remove(const WebhookId& id, std::int64_t version, Reply<WebhookPtr> reply,
                const storage::Companion<Webhook>& also = {});

    // Makes the deliveries of an alert that is new, or over, and what writes them together with it.
    storage::FunctionUnit::Apply announce(const alerts::Alert& alert);

    // What waits, for its sender. A delivery of a webhook that is disabled waits until it is enabled.
    const Deliveries& waiting() const { return m_waiting; }
    void postpone(const DeliveryId& id, Instant nextAt);
    void end(const DeliveryId& id, const LastDelivery& last);

private:
    Result<WebhookPtr> atVersion(const WebhookId& id, std::int64_t version) const;
    void write(storage::FunctionUnit::Apply apply);

    const crypto::KeyRing& m_ring;
    storage::Writer& m_writer;
    storage::CompletionQueue& m_queue;
    const Clock& m_clock;
    Webhooks m_webhooks;
    std::map<WebhookId, LastDelivery> m_last;
    Deliveries m_waiting;
    std::map<WebhookId, std::size_t> m_counts; // of m_waiting
};

// The JSON text that a receiver is sent; `alert` may be null.
std::string eventBody(const DeliveryId& id, const char* type, Instant at, const alerts::Alert* alert);

} // namespace gotoai::webhooks
