// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/proof/signedhead.h"

#include "base/hex.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace gotoai::clearinghouse {
namespace {

constexpr std::string_view kFormat = "gotoai.head.1";

template<std::size_t Size>
bool read(std::string_view word, std::array<std::uint8_t, Size>& bytes)
{
    const auto read = fromHex(word);
    if (!read || read->size() != Size)
        return false;
    std::ranges::copy(*read, bytes.begin());
    return true;
}

// Numbers have one spelling, too.
bool read(std::string_view word, std::int64_t& number)
{
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    return error == std::errc() && number >= 0 && std::to_string(number) == word;
}

} // namespace

SignedHead SignedHead::sign(const IdBytes& book, const ChainHead& head, Instant at, const crypto::SigningKey& key)
{
    SignedHead made{.book = book, .head = head, .at = at, .keyId = key.verifyKey().id()};
    made.signature = key.sign(crypto::asBytes(made.signedText()));
    return made;
}

std::optional<SignedHead> SignedHead::parse(std::string_view line)
{
    std::array<std::string_view, 8> words;
    std::string_view rest = line;
    for (std::string_view& word : words) {
        word = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    }
    SignedHead head;
    const auto at = fromRfc3339(words[5]);
    const bool isRead = words[0] == kFormat && read(words[1], head.book) && read(words[2], head.head.batch) &&
                        read(words[3], head.head.transfers) && read(words[4], head.head.hash) && at &&
                        read(words[7], head.signature);
    if (!isRead)
        return std::nullopt;
    head.at = *at;
    head.keyId = words[6];
    return head.text() == line ? std::optional(std::move(head)) : std::nullopt;
}

std::string SignedHead::signedText() const
{
    return std::string(kFormat) + ' ' + toHex(book) + ' ' + std::to_string(head.batch) + ' ' +
           std::to_string(head.transfers) + ' ' + toHex(head.hash) + ' ' + toRfc3339(at) + ' ' + keyId;
}

std::string SignedHead::text() const { return signedText() + ' ' + toHex(signature); }

bool SignedHead::isSignedBy(const crypto::VerifyKey& key) const
{
    return key.id() == keyId && key.verifies(crypto::asBytes(signedText()), signature);
}

} // namespace gotoai::clearinghouse
