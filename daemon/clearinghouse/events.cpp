// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/events.h"

#include <array>
#include <cstring>

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
    add('P');
    add(price.number);
    add(price.id);
    for (const auto& pico : price.picos)
        add(pico);
    add(price.validFrom);
}

void EventEncoder::append(const OrderRecord& order)
{
    add('O');
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

void EventEncoder::append(const Seal& seal)
{
    add('S');
    const Counters& through = seal.through;
    for (const std::int64_t count : {through.accounts, through.prices, through.orders, through.transitions,
                                     through.transfers, through.topUps, through.batches})
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

Result<Event> EventDecoder::next()
{
    const auto before = m_left;
    const auto kind = take(1);
    Event event = read(kind.empty() ? '\0' : static_cast<char>(kind.front()));
    if (m_isBroken)
        return failure(ErrorCode::Corrupt, "no event of the ledger stands where one should");
    m_encoding = before.first(before.size() - m_left.size());
    return event;
}

Event EventDecoder::read(char kind)
{
    switch (kind) {
    case 'A': return readAccount();
    case 'P': return readPrice();
    case 'O': return readOrder();
    case 'T': return readTransition();
    case 'U': return readTopUp();
    case 'S': return readSeal();
    default: m_isBroken = true; return Seal();
    }
}

AccountRecord EventDecoder::readAccount()
{
    AccountRecord account;
    account.number = integer();
    account.name = text();
    return account;
}

PriceRecord EventDecoder::readPrice()
{
    PriceRecord price;
    price.number = integer();
    price.id = id<PriceId>();
    for (auto& pico : price.picos)
        pico = optionalInteger();
    price.validFrom = integer();
    return price;
}

OrderRecord EventDecoder::readOrder()
{
    OrderRecord order;
    order.number = integer();
    order.id = id<OrderId>();
    order.account = id<AccountId>();
    order.key = id<KeyId>();
    order.model = text();
    order.mode = text();
    order.isStreamed = integer() != 0;
    order.birth = code<OrderState>();
    order.hold = money();
    order.refusal = text();
    order.at = integer();
    readTransfers();
    order.transfers = m_transfers;
    order.firstTransfer = m_transfers.empty() ? 0 : m_transfers.front().number;
    return order;
}

TransitionRecord EventDecoder::readTransition()
{
    TransitionRecord transition;
    transition.number = integer();
    transition.order = integer();
    transition.state = code<OrderState>();
    transition.amounts.charge = money();
    transition.amounts.providerCost = money();
    transition.amounts.fee = money();
    transition.amounts.absorbed = money();
    transition.amounts.released = money();
    transition.reason = text();
    transition.at = integer();
    transition.deadline = optionalInteger();
    readTransfers();
    transition.transfers = m_transfers;
    readAttempts();
    transition.attempts = m_attempts;
    return transition;
}

TopUpRecord EventDecoder::readTopUp()
{
    TopUpRecord topUp;
    topUp.number = integer();
    topUp.id = id<TopUpId>();
    topUp.account = id<AccountId>();
    topUp.rail = text();
    topUp.externalId = text();
    topUp.amount = money();
    topUp.availableAfter = money();
    topUp.at = integer();
    topUp.transfer = readTransfer();
    return topUp;
}

Seal EventDecoder::readSeal()
{
    Seal seal;
    Counters& through = seal.through;
    for (std::int64_t* const count : {&through.accounts, &through.prices, &through.orders, &through.transitions,
                                      &through.transfers, &through.topUps, &through.batches})
        *count = integer();
    seal.root = digest();
    seal.hash = digest();
    return seal;
}

TransferRecord EventDecoder::readTransfer()
{
    TransferRecord transfer;
    transfer.number = integer();
    transfer.kind = code<TransferKind>();
    transfer.order = integer();
    transfer.debit = integer();
    transfer.credit = integer();
    transfer.amount = money();
    transfer.at = integer();
    return transfer;
}

AttemptEntry EventDecoder::readAttempt()
{
    AttemptEntry attempt;
    attempt.number = integer();
    attempt.provider = id<ProviderId>();
    attempt.endpoint = id<EndpointId>();
    attempt.price = integer();
    attempt.payer = code<Payer>();
    for (auto& count : attempt.usage.counts)
        count = integer();
    attempt.usageSource = code<UsageSource>();
    attempt.cost = money();
    attempt.outcome = text();
    attempt.upstreamId = text();
    attempt.httpStatus = integer();
    attempt.startedAt = integer();
    attempt.firstTokenAt = optionalInteger();
    attempt.endedAt = integer();
    return attempt;
}

void EventDecoder::readTransfers()
{
    m_transfers.clear();
    for (std::size_t count = length(); count > 0 && !m_isBroken; --count)
        m_transfers.push_back(readTransfer());
}

void EventDecoder::readAttempts()
{
    m_attempts.clear();
    for (std::size_t count = length(); count > 0 && !m_isBroken; --count)
        m_attempts.push_back(readAttempt());
}

// Empty, and the decoder is broken, when there are fewer.
std::span<const std::uint8_t> EventDecoder::take(std::uint64_t count)
{
    if (count > m_left.size()) {
        m_isBroken = true;
        m_left = {};
        return {};
    }
    const auto taken = m_left.first(count);
    m_left = m_left.subspan(count);
    return taken;
}

std::int64_t EventDecoder::integer()
{
    const auto bytes = take(sizeof(std::uint64_t));
    std::uint64_t bigEndian = 0;
    if (!bytes.empty())
        std::memcpy(&bigEndian, bytes.data(), sizeof bigEndian);
    return static_cast<std::int64_t>(__builtin_bswap64(bigEndian));
}

// Of a text or a list: an element has at least a byte.
std::size_t EventDecoder::length()
{
    const auto count = static_cast<std::uint64_t>(integer());
    m_isBroken = m_isBroken || count > m_left.size();
    return m_isBroken ? 0 : count;
}

std::string_view EventDecoder::text()
{
    const auto bytes = take(length());
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::optional<std::int64_t> EventDecoder::optionalInteger()
{
    const auto isThere = take(1);
    if (isThere.empty() || isThere.front() == 0)
        return std::nullopt;
    return integer();
}

crypto::Digest EventDecoder::digest()
{
    crypto::Digest digest{};
    const auto bytes = take(digest.size());
    if (!bytes.empty())
        std::memcpy(digest.data(), bytes.data(), digest.size());
    return digest;
}

} // namespace gotoai::clearinghouse
