// SPDX-License-Identifier: GPL-3.0-or-later
#include "webhooks/webhookpost.h"

#include "webhooks/signature.h"

namespace gotoai::webhooks {
namespace {

using namespace std::chrono_literals;

constexpr supply::Deadlines kDeadlines{.connect = 5s, .firstByte = 10s, .idle = 5s, .firstToken = 2s};

// A receiver in the shape that the way out knows: the signature stands where a provider's credential would.
std::shared_ptr<const supply::Endpoint> receiverOf(const Webhook& webhook, const std::string& body, Instant now)
{
    auto provider = std::make_shared<supply::Provider>();
    provider->name = webhook.id.toString();
    provider->baseUrl = webhook.url;
    provider->secret = Secret(signatureOf(webhook.secret, now, body));
    provider->allowsPrivateAddresses = webhook.allowsPrivateAddresses;
    auto endpoint = std::make_shared<supply::Endpoint>();
    endpoint->provider = std::move(provider);
    return endpoint;
}

std::string_view sentenceOf(supply::UpstreamEnd::Kind kind)
{
    using Kind = supply::UpstreamEnd::Kind;
    switch (kind) {
    case Kind::Unreachable: return "the receiver cannot be reached, or its address is not allowed";
    case Kind::Untrusted: return "the receiver's certificate does not prove who it is";
    case Kind::ConnectTimeout: return "the receiver could not be connected to in time";
    case Kind::FirstByteTimeout:
    case Kind::FirstTokenTimeout:
    case Kind::IdleTimeout: return "the receiver did not answer in time";
    case Kind::Complete:
    case Kind::Cut:
    case Kind::TooLarge:
    case Kind::Malformed: break;
    }
    return "the receiver gave no answer in HTTP";
}

} // namespace

WebhookPost::WebhookPost(const Webhook& webhook, const DeliveryId& id, const std::string& body, Instant now,
                         supply::Transport& transport, Reply reply)
    : m_reply(std::move(reply))
{
    supply::UpstreamRequest request;
    request.endpoint = receiverOf(webhook, body, now);
    request.body = body;
    request.manner.secretField = "X-GotoAI-Signature: ";
    request.tags.requestId = id.toString();
    request.deadlines = kDeadlines;
    m_transfer = transport.start(std::move(request), *this);
}

void WebhookPost::headArrived(const supply::UpstreamHead& head)
{
    constexpr int kFirstOk = 200;
    constexpr int kLastOk = 299;
    const Reply reply = m_reply; // which may destroy this
    m_transfer.reset();
    const bool isTaken = head.status >= kFirstOk && head.status <= kLastOk;
    reply({.status = head.status,
           .error = isTaken ? std::string() : "the receiver answered " + std::to_string(head.status)});
}

void WebhookPost::transferEnded(const supply::UpstreamEnd& end)
{
    const Reply reply = m_reply;
    reply({.status = 0, .error = std::string(sentenceOf(end.kind))});
}

} // namespace gotoai::webhooks
