// SPDX-License-Identifier: GPL-3.0-or-later
#include "webhooks/webhooksender.h"

#include "base/log.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gotoai::webhooks {
namespace {

using namespace std::chrono_literals;

constexpr std::array<std::chrono::seconds, WebhookSender::kAttempts - 1> kPauses{1s,   5s,     30s,    120s,
                                                                                 600s, 3'600s, 21'600s};

} // namespace

std::chrono::seconds pauseAfter(int attempts)
{
    return kPauses[static_cast<std::size_t>(std::clamp(attempts, 1, WebhookSender::kAttempts - 1) - 1)];
}

WebhookSender::WebhookSender(Parts parts)
    : m_parts(std::move(parts))
{}

WebhookSender::~WebhookSender()
{
    m_posts.clear(); // before their transport
}

void WebhookSender::tick()
{
    dropDone();
    const Instant now = m_parts.clock.now();
    std::vector<std::pair<const Delivery*, WebhookPtr>> due;
    for (const auto& [id, delivery] : m_parts.store.waiting()) {
        if (delivery.nextAt > now || m_running.contains(delivery.webhook))
            continue;
        const WebhookPtr webhook = m_parts.store.webhook(delivery.webhook);
        if (!webhook || !webhook->isEnabled)
            continue;
        m_running.emplace(webhook->id, id);
        due.emplace_back(&delivery, webhook);
    }
    for (const auto& [delivery, webhook] : due)
        send(*delivery, *webhook);
    if (m_posts.empty())
        m_transport.reset();
}

// A post is destroyed outside its own calls.
void WebhookSender::dropDone()
{
    for (const DeliveryId& id : std::exchange(m_done, {}))
        m_posts.erase(id);
}

supply::Transport& WebhookSender::transport()
{
    if (!m_transport)
        m_transport = m_parts.makeTransport();
    return *m_transport;
}

void WebhookSender::send(const Delivery& delivery, const Webhook& webhook)
{
    m_posts.emplace(delivery.id, std::make_unique<WebhookPost>(
                                     webhook, delivery.id, delivery.body, m_parts.clock.now(), transport(),
                                     [this, id = delivery.id](const PostOutcome& outcome) { ended(id, outcome); }));
}

void WebhookSender::ended(const DeliveryId& id, const PostOutcome& outcome)
{
    m_done.push_back(id);
    std::erase_if(m_running, [&id](const auto& running) { return running.second == id; });
    const auto& waiting = m_parts.store.waiting();
    const auto delivery = waiting.find(id);
    if (delivery == waiting.end())
        return; // its webhook was removed
    const int attempts = delivery->second.attempts + 1;
    const Instant now = m_parts.clock.now();
    if (!outcome.isTaken() && attempts < kAttempts)
        return m_parts.store.postpone(id, now + pauseAfter(attempts));
    if (!outcome.isTaken())
        writeLog(LogLevel::Error, "webhook_given_up",
                 {{"webhook", delivery->second.webhook.toString()},
                  {"delivery", id.toString()},
                  {"reason", std::string_view(outcome.error)}});
    m_parts.store.end(id, {.at = now,
                           .isDelivered = outcome.isTaken(),
                           .attempts = attempts,
                           .status = outcome.status,
                           .error = outcome.error});
}

void WebhookSender::test(const Webhook& webhook, const WebhookPost::Reply& reply)
{
    dropDone();
    const Instant now = m_parts.clock.now();
    const DeliveryId id = DeliveryId::make(now);
    m_posts.emplace(id, std::make_unique<WebhookPost>(webhook, id, eventBody(id, "test", now, nullptr), now,
                                                      transport(), [this, id, reply](const PostOutcome& outcome) {
                                                          m_done.push_back(id);
                                                          reply(outcome);
                                                      }));
}

} // namespace gotoai::webhooks
