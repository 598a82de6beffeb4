// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/leaf.h"

namespace gotoai::clearinghouse {
namespace {

constexpr std::uint8_t kLeafPrefix = 0x00;

template<class Enum>
std::int64_t code(Enum value)
{
    return static_cast<std::int64_t>(value);
}

} // namespace

crypto::Digest LeafHasher::operator()(const AccountRecord& account)
{
    begin('A');
    add(account.number);
    add(account.name);
    return finish();
}

crypto::Digest LeafHasher::operator()(const PriceRecord& price)
{
    begin('P');
    add(price.number);
    add(price.id);
    for (const auto& pico : price.picos)
        add(pico);
    add(price.validFrom);
    return finish();
}

crypto::Digest LeafHasher::operator()(const OrderRecord& order)
{
    begin('O');
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
    addList(order.transfers);
    return finish();
}

crypto::Digest LeafHasher::operator()(const TransitionRecord& transition)
{
    begin('T');
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
    return finish();
}

crypto::Digest LeafHasher::operator()(const TopUpRecord& topUp)
{
    begin('U');
    add(topUp.number);
    add(topUp.id);
    add(topUp.account);
    add(topUp.rail);
    add(topUp.externalId);
    add(topUp.amount);
    add(topUp.availableAfter);
    add(topUp.at);
    add(topUp.transfer);
    return finish();
}

void LeafHasher::begin(char kind)
{
    m_buffer.clear();
    m_buffer.push_back(kLeafPrefix);
    m_buffer.push_back(static_cast<std::uint8_t>(kind));
}

void LeafHasher::add(std::int64_t value)
{
    const std::uint64_t bigEndian = __builtin_bswap64(static_cast<std::uint64_t>(value));
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(&bigEndian);
    m_buffer.insert(m_buffer.end(), bytes, bytes + sizeof bigEndian);
}

void LeafHasher::add(std::string_view text)
{
    add(static_cast<std::int64_t>(text.size()));
    m_buffer.insert(m_buffer.end(), text.begin(), text.end());
}

void LeafHasher::add(const std::optional<std::int64_t>& value)
{
    m_buffer.push_back(value ? 1 : 0);
    if (value)
        add(*value);
}

void LeafHasher::add(const TransferRecord& transfer)
{
    add(transfer.number);
    add(code(transfer.kind));
    add(transfer.order);
    add(transfer.debit);
    add(transfer.credit);
    add(transfer.amount);
    add(transfer.at);
}

void LeafHasher::add(const AttemptEntry& attempt)
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

crypto::Digest LeafHasher::finish()
{
    m_hash.update(m_buffer);
    return m_hash.finish();
}

} // namespace gotoai::clearinghouse
