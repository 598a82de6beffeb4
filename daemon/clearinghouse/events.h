// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "clearinghouse/records.h"
#include "crypto/sha256.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

// The ledger's events as bytes: what the journal keeps and what the leaves of the chain are hashes of. The encoding of
// a record opens with a letter for its kind, then its fields in the order of the struct: integers as eight bytes
// big-endian, ids as sixteen bytes, texts and lists behind their eight-byte length, an optional value behind a byte 0
// or 1. A record's transfers and attempts are part of it, so that a receipt is one leaf and its path. Seals of before
// there were bookings have a letter of their own, and so have prices without tiers and orders with neither terms nor a
// request's identity.
namespace gotoai::clearinghouse {

// Ends a batch: how far it goes, the Merkle root over its leaves, and the chain's hash.
struct Seal
{
    Counters through{};
    crypto::Digest root{};
    crypto::Digest hash{};
};

// Appends encodings to a buffer of the caller's.
class EventEncoder
{
public:
    explicit EventEncoder(std::vector<std::uint8_t>& buffer)
        : m_buffer(buffer)
    {}

    void append(const AccountRecord& account);
    void append(const PriceRecord& price);
    void append(const OrderRecord& order);
    void append(const TransitionRecord& transition);
    void append(const TopUpRecord& topUp);
    void append(const BookingRecord& booking);
    void append(const Seal& seal);

private:
    void add(char kind) { m_buffer.push_back(static_cast<std::uint8_t>(kind)); }
    void add(std::int64_t value);
    void add(Money amount) { add(amount.nano()); }
    void add(std::string_view text);
    void add(std::span<const std::uint8_t> bytes);
    void add(const std::optional<std::int64_t>& value);
    void add(const TransferRecord& transfer);
    void add(const AttemptEntry& attempt);
    template<class Tag>
    void add(const Id<Tag>& id)
    {
        add(std::span<const std::uint8_t>(id.bytes()));
    }
    template<class T>
    void addList(std::span<const T> list)
    {
        add(static_cast<std::int64_t>(list.size()));
        for (const T& element : list)
            add(element);
    }

    std::vector<std::uint8_t>& m_buffer;
};

// The leaf of an event in its batch's Merkle tree: SHA-256(0x00 ‖ encoding), RFC 6962 section 2.1. Keeps its buffer and
// hash context; one thread at a time.
class LeafHasher
{
public:
    crypto::Digest ofEncoding(std::span<const std::uint8_t> event);

    template<class Record>
    crypto::Digest operator()(const Record& record)
    {
        m_buffer.clear();
        EventEncoder(m_buffer).append(record);
        return ofEncoding(m_buffer);
    }

private:
    std::vector<std::uint8_t> m_buffer;
    crypto::Sha256 m_hash;
};

using Event = std::variant<AccountRecord, PriceRecord, OrderRecord, TransitionRecord, TopUpRecord, BookingRecord, Seal>;

// Reads encodings back, event by event. What it gives out is valid until the next one is read, texts as long as the
// bytes.
class EventDecoder
{
public:
    explicit EventDecoder(std::span<const std::uint8_t> bytes)
        : m_left(bytes)
    {}

    bool isAtEnd() const { return m_left.empty(); }
    // Corrupt when no event stands there.
    Result<Event> next();
    // The encoding of the last one.
    std::span<const std::uint8_t> encoding() const { return m_encoding; }

private:
    Event read(char kind);
    AccountRecord readAccount();
    enum class PriceForm { Plain, Tiered };
    PriceRecord readPrice(PriceForm form);
    enum class OrderForm { Plain, Full };
    OrderRecord readOrder(OrderForm form);
    void readOrderFurther(OrderRecord& order);
    TransitionRecord readTransition();
    TopUpRecord readTopUp();
    BookingRecord readBooking();
    Seal readSeal();
    Seal readOldSeal();
    void readDigests(Seal& seal);
    TransferRecord readTransfer();
    AttemptEntry readAttempt();
    void readTransfers();
    void readAttempts();

    std::span<const std::uint8_t> take(std::uint64_t count);
    std::int64_t integer();
    std::size_t length();
    std::string_view text();
    std::optional<std::int64_t> optionalInteger();
    crypto::Digest digest();
    Money money() { return Money::fromNano(integer()); }
    template<class Enum>
    Enum code()
    {
        const std::int64_t value = integer();
        return static_cast<Enum>(value >= 0 && value <= 255 ? value : 255);
    }
    template<class IdType>
    IdType id()
    {
        return IdType::fromBytes(take(16)).value_or(IdType());
    }

    std::span<const std::uint8_t> m_left;
    std::span<const std::uint8_t> m_encoding;
    std::vector<TransferRecord> m_transfers;
    std::vector<AttemptEntry> m_attempts;
    bool m_isBroken = false;
};

} // namespace gotoai::clearinghouse
