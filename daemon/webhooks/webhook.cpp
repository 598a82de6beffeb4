// SPDX-License-Identifier: GPL-3.0-or-later
#include "webhooks/webhook.h"

#include "base/hex.h"
#include "crypto/random.h"
#include "supply/registry/catalogrules.h"

#include <algorithm>
#include <array>

namespace gotoai::webhooks {
namespace {

constexpr std::size_t kMaxNameBytes = 200;
constexpr std::size_t kMaxKinds = 32;
constexpr std::size_t kMaxKindBytes = 64;
constexpr std::size_t kSecretBytes = 32;

bool isPrintable(std::string_view text)
{
    return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool isKind(std::string_view text)
{
    return !text.empty() && text.size() <= kMaxKindBytes && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

} // namespace

bool Webhook::wants(const alerts::Finding& finding) const
{
    return isEnabled && finding.severity >= least &&
           (kinds.empty() || std::ranges::find(kinds, finding.kind) != kinds.end());
}

std::shared_ptr<Webhook> copyOf(const Webhook& webhook)
{
    auto copy = std::make_shared<Webhook>();
    copy->id = webhook.id;
    copy->name = webhook.name;
    copy->url = webhook.url;
    copy->secret = webhook.secret.copy();
    copy->kinds = webhook.kinds;
    copy->least = webhook.least;
    copy->allowsPrivateAddresses = webhook.allowsPrivateAddresses;
    copy->isEnabled = webhook.isEnabled;
    copy->version = webhook.version;
    copy->createdAt = webhook.createdAt;
    return copy;
}

Result<void> check(const Webhook& webhook)
{
    if (webhook.name.empty() || webhook.name.size() > kMaxNameBytes || !isPrintable(webhook.name))
        return failure(ErrorCode::InvalidRequest, "a name has 1 to 200 bytes without control characters", "name");
    if (webhook.kinds.size() > kMaxKinds || !std::ranges::all_of(webhook.kinds, &isKind))
        return failure(ErrorCode::InvalidRequest, "at most 32 kinds of alerts, of the characters a-z, 0-9 and _",
                       "kinds");
    return supply::checkTargetUrl(webhook.url, webhook.allowsPrivateAddresses, "url");
}

Secret makeWebhookSecret()
{
    std::array<std::uint8_t, kSecretBytes> bytes{};
    crypto::fillRandom(bytes);
    Secret secret("whsec_" + toHex(bytes));
    wipeMemory(bytes.data(), bytes.size());
    return secret;
}

} // namespace gotoai::webhooks
