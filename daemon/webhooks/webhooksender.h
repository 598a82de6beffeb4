// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "webhooks/webhookpost.h"
#include "webhooks/webhookstore.h"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace gotoai::webhooks {

// Sends what waits: one delivery at a time to each webhook, the oldest that is due; what was not taken comes again
// after growing pauses, and is given up after the last. On one thread, with an event loop.
class WebhookSender
{
public:
    struct Parts
    {
        WebhookStore& store;
        std::function<std::unique_ptr<supply::Transport>()> makeTransport; // when there is something to send
        const Clock& clock;
    };

    static constexpr int kAttempts = 8;

    explicit WebhookSender(Parts parts);
    ~WebhookSender();

    // Once a second or so.
    void tick();

    // Sends an event of the type "test" at once, and only once.
    void test(const Webhook& webhook, const WebhookPost::Reply& reply);

private:
    using Posts = std::map<DeliveryId, std::unique_ptr<WebhookPost>>;

    void dropDone();
    void send(const Delivery& delivery, const Webhook& webhook);
    void ended(const DeliveryId& id, const PostOutcome& outcome);
    supply::Transport& transport();

    const Parts m_parts;
    std::unique_ptr<supply::Transport> m_transport;
    std::map<WebhookId, DeliveryId> m_running;
    Posts m_posts;
    std::vector<DeliveryId> m_done; // whose posts may go
};

// How long after the n-th attempt that was not taken, from 1, the next is made.
std::chrono::seconds pauseAfter(int attempts);

} // namespace gotoai::webhooks
