// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/orders/requestidentity.h"

#include <algorithm>

namespace gotoai::hypercore {
namespace {

constexpr std::size_t kMostKeySize = 255;

// Behind its length, so that no two scopes run together.
void add(crypto::Sha256& hash, std::string_view text)
{
    const auto size = static_cast<std::uint32_t>(text.size());
    const std::uint8_t length[] = {static_cast<std::uint8_t>(size >> 24), static_cast<std::uint8_t>(size >> 16),
                                   static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)};
    hash.update(length);
    hash.update(crypto::asBytes(text));
}

} // namespace

Result<clearinghouse::RequestIdentity> identityOf(const RepeatableRequest& request)
{
    const std::string_view key = request.idempotencyKey;
    if (key.empty() || key.size() > kMostKeySize ||
        !std::ranges::all_of(key, [](char c) { return c > 0x20 && c < 0x7f; }))
        return failure(ErrorCode::InvalidRequest, "An Idempotency-Key has 1 to 255 visible ASCII characters.",
                       "idempotency-key");
    crypto::Sha256 hash;
    hash.update(request.key.bytes());
    for (const std::string_view part : {request.method, request.path, key})
        add(hash, part);
    return clearinghouse::RequestIdentity{hash.finish(), crypto::sha256(crypto::asBytes(request.body))};
}

} // namespace gotoai::hypercore
