// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/id.h"
#include "clearinghouse/chain.h"
#include "crypto/ed25519.h"

#include <optional>
#include <string>
#include <string_view>

namespace gotoai::clearinghouse {

// A head of a book's chain, and who says so when: one line of text,
//     gotoai.head.1 <book: 32 hex digits> <batch> <transfers> <hash: 64> <time: RFC 3339> <key id: 16> <signature: 128>
// The signature is Ed25519 over all that stands before it but for the space between. Whoever keeps such a line can tell
// later whether the book was cut short, or written anew.
struct SignedHead
{
    IdBytes book{};
    ChainHead head{};
    Instant at{};
    std::string keyId;
    crypto::Signature signature{};

    static SignedHead sign(const IdBytes& book, const ChainHead& head, Instant at, const crypto::SigningKey& key);
    // Of a line, without its line feed. Empty when it is none.
    static std::optional<SignedHead> parse(std::string_view line);

    std::string text() const;
    bool isSignedBy(const crypto::VerifyKey& key) const;

private:
    std::string signedText() const;
};

} // namespace gotoai::clearinghouse
