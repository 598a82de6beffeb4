// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/records.h"
#include "crypto/sha256.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace gotoai::clearinghouse {

// Turns a record into its leaf of the batch's Merkle tree: SHA-256(0x00 ‖ canonical encoding), RFC 6962 section 2.1.
// The encoding opens with a letter for the kind of record, then its fields in the order of the struct: integers as
// eight bytes big-endian, ids as sixteen bytes, texts and lists behind their eight-byte length, an optional value
// behind a byte 0 or 1. A record's transfers and attempts are part of its leaf, so that a receipt is one leaf and its
// path. Keeps its buffer and hash context; one thread at a time.
class LeafHasher
{
public:
    crypto::Digest operator()(const AccountRecord& account);
    crypto::Digest operator()(const PriceRecord& price);
    crypto::Digest operator()(const OrderRecord& order);
    crypto::Digest operator()(const TransitionRecord& transition);
    crypto::Digest operator()(const TopUpRecord& topUp);

private:
    void begin(char kind);
    void add(std::int64_t value);
    void add(Money amount) { add(amount.nano()); }
    void add(std::string_view text);
    void add(const std::optional<std::int64_t>& value);
    void add(const TransferRecord& transfer);
    void add(const AttemptEntry& attempt);
    template<class Tag>
    void add(const Id<Tag>& id)
    {
        m_buffer.insert(m_buffer.end(), id.bytes().begin(), id.bytes().end());
    }
    template<class T>
    void addList(std::span<const T> list)
    {
        add(static_cast<std::int64_t>(list.size()));
        for (const T& element : list)
            add(element);
    }
    crypto::Digest finish();

    std::vector<std::uint8_t> m_buffer;
    crypto::Sha256 m_hash;
};

} // namespace gotoai::clearinghouse
