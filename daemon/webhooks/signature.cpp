// SPDX-License-Identifier: GPL-3.0-or-later
#include "webhooks/signature.h"

#include "base/hex.h"
#include "crypto/sha256.h"

namespace gotoai::webhooks {

std::string signatureOf(const Secret& secret, Instant at, std::string_view body)
{
    constexpr std::int64_t kMicroseconds = 1'000'000;
    const std::string time = std::to_string(toMicroseconds(at) / kMicroseconds);
    std::string message = time;
    message += '.';
    message += body;
    return "t=" + time + ",v1=" + toHex(crypto::hmacSha256(crypto::asBytes(secret.reveal()), crypto::asBytes(message)));
}

} // namespace gotoai::webhooks
