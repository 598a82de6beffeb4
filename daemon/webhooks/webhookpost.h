// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/transport.h"
#include "webhooks/webhook.h"

#include <functional>
#include <memory>
#include <string>

namespace gotoai::webhooks {

// How one request went.
struct PostOutcome
{
    int status = 0;    // 0: no answer
    std::string error; // empty when the receiver took it

    bool isTaken() const { return error.empty(); }
};

// Sends one body to one webhook, signed with the time of sending. The answer's status decides, the rest of it is not
// read; a redirect is not followed. Destroying it cancels. The reply, which comes once and not from within the call,
// may destroy it.
class WebhookPost final : private supply::TransferSink
{
public:
    using Reply = std::function<void(PostOutcome)>;

    // `transport` outlives it.
    WebhookPost(const Webhook& webhook, const DeliveryId& id, const std::string& body, Instant now,
                supply::Transport& transport, Reply reply);

private:
    void headArrived(const supply::UpstreamHead& head) override;
    void bytesArrived(std::string_view) override {}
    void transferEnded(const supply::UpstreamEnd& end) override;

    const Reply m_reply;
    std::unique_ptr<supply::Transfer> m_transfer;
};

} // namespace gotoai::webhooks
