// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/events.h"

#include <array>

namespace gotoai::clearinghouse {
namespace {

constexpr std::array<std::uint8_t, 1> kLeafPrefix = {0x00};

template<class Enum>
std::int64_t code(Enum value)
{
    return static_cast<std::int64_t>(value);
}

} // namespace

void EventEncoder::append(const AccountRecord& account)
{
    add('A');
    add(account.number);
    add(account.name);
}

void EventEncoder::append(const PriceRecord& price)
{
    add(price.tiers.empty() ? 'P' : 'R');
    add(price.number);
    add(price.id);
    for (const auto& pico : price.picos)
        add(pico);
    add(price.validFrom);
    if (price.tiers.empty())
        return;
    const std::vector<std::uint8_t> tiers = encodeTiers(price.tiers);
    add(static_cast<std::int64_t>(tiers.size()));
    add(std::span<const std::uint8_t>(tiers));
}

void EventEncoder::append(const OrderRecord& order)
{
    const bool isPlain = !order.request && order.terms.empty();
    add(isPlain ? 'O' : 'Q');
    add(order.number);
    add(order.id);
    add(order.account);
    add(order.key);
    add(order.model);
    add(order.mode);
    add(std::int64_t{order.isStreamed});
    add(code(order.birth));
    add(order.hold);
    add(order.refusal);
    add(order.at);
    if (!isPlain) {
        m_buffer.push_back(order.request ? 1 : 0);
        if (order.request) {
            add(std::span<const std::uint8_t>(order.request->scope));
            add(std::span<const std::uint8_t>(order.request->body));
        }
        add(static_cast<std::int64_t>(order.terms.size()));
        add(order.terms);
    }
    addList(order.transfers);
}

void EventEncoder::append(const TransitionRecord& transition)
{
    add('T');
    add(transition.number);
    add(transition.order);
    add(code(transition.state));
    add(transition.amounts.charge);
    add(transition.amounts.providerCost);
    add(transition.amounts.fee);
    add(transition.amounts.absorbed);
    add(transition.amounts.released);
    add(transition.reason);
    add(transition.at);
    add(transition.deadline);
    addList(transition.transfers);
    addList(transition.attempts);
}

void EventEncoder::append(const TopUpRecord& topUp)
{
    add('U');
    add(topUp.number);
    add(topUp.id);
    add(topUp.account);
    add(topUp.rail);
    add(topUp.externalId);
    add(topUp.amount);
    add(topUp.availableAfter);
    add(topUp.at);
    add(topUp.transfer);
}

void EventEncoder::append(const BookingRecord& booking)
{
    add('B');
    add(booking.number);
    add(booking.id);
    add(code(booking.kind));
    add(booking.account);
    add(booking.provider);
    add(booking.order);
    add(booking.part);
    add(booking.rail);
    add(booking.reference);
    add(booking.amount);
    add(booking.promo);
    add(booking.absorbed);
    add(booking.debit);
    add(booking.credit);
    add(booking.reason);
    add(booking.by);
    add(booking.at);
    add(booking.expiresAt);
    addList(booking.transfers);
}

void EventEncoder::append(const Seal& seal)
{
    add('Z');
    const Counters& through = seal.through;
    for (const std::int64_t count : {through.accounts, through.prices, through.orders, through.transitions,
                                     through.transfers, through.topUps, through.bookings, through.batches})
        add(count);
    add(std::span<const std::uint8_t>(seal.root));
    add(std::span<const std::uint8_t>(seal.hash));
}

void EventEncoder::add(std::int64_t value)
{
    const std::uint64_t bigEndian = __builtin_bswap64(static_cast<std::uint64_t>(value));
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(&bigEndian);
    m_buffer.insert(m_buffer.end(), bytes, bytes + sizeof bigEndian);
}

void EventEncoder::add(std::string_view text)
{
    add(static_cast<std::int64_t>(text.size()));
    m_buffer.insert(m_buffer.end(), text.begin(), text.end());
}

void EventEncoder::add(std::span<const std::uint8_t> bytes)
{
    m_buffer.insert(m_buffer.end(), bytes.begin(), bytes.end());
}

void EventEncoder::add(const std::optional<std::int64_t>& value)
{
    m_buffer.push_back(value ? 1 : 0);
    if (value)
        add(*value);
}

void EventEncoder::add(const TransferRecord& transfer)
{
    add(transfer.number);
    add(code(transfer.kind));
    add(transfer.order);
    add(transfer.debit);
    add(transfer.credit);
    add(transfer.amount);
    add(transfer.at);
}

void EventEncoder::add(const AttemptEntry& attempt)
{
    add(attempt.number);
    add(attempt.provider);
    add(attempt.endpoint);
    add(attempt.price);
    add(code(attempt.payer));
    for (const std::int64_t count : attempt.usage.counts)
        add(count);
    add(code(attempt.usageSource));
    add(attempt.cost);
    add(attempt.outcome);
    add(attempt.upstreamId);
    add(attempt.httpStatus);
    add(attempt.startedAt);
    add(attempt.firstTokenAt);
    add(attempt.endedAt);
}

crypto::Digest LeafHasher::ofEncoding(std::span<const std::uint8_t> event)
{
    m_hash.update(kLeafPrefix);
    m_hash.update(event);
    return m_hash.finish();
}

} // namespace gotoai::clearinghouse
